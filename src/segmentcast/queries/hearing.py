"""Speaks single turns and names now, with the voices and the cache that a publish uses."""

from __future__ import annotations

import io
import threading
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segmentcast.cache import SpeechCache, open_cache
from segmentcast.config import ShowConfig
from segmentcast.errors import Problem, UsageError
from segmentcast.model import Reading, Spoken, Utterance, Voice, VoiceInfo
from segmentcast.narration.prepared_sound import RATE_HZ, prepare
from segmentcast.narration.sentence_keys import sentence_key
from segmentcast.narration.synthesis import say
from segmentcast.publish.cache_settings import cache_plan
from segmentcast.publish.plan.sound_source import RECORDED
from segmentcast.queries.preview import preview_folder
from segmentcast.workspace.show_files import read_cast, read_show
from segmentcast.workspace.show_folder import ShowFolder
from segmentcast.workspace.show_voices import ShowVoices

_LONGEST_NAME = 200
_MOST_READINGS = 4


class Hearing:
    """The engines of a show, loaded once and kept as long as its settings of them stay the same."""

    def __init__(self, place: ShowFolder) -> None:
        self._place = place
        self._lock = threading.Lock()
        self._settings: object = None
        self._voices = ShowVoices({}, "")
        self._readings: dict[Path, tuple[object, Reading]] = {}

    def turn(self, folder: Path, number: int) -> bytes:
        """A turn as it is published, as a WAV file; what is spoken is cached for the publish.

        Raises UsageError if there is no such turn or nothing of it is narrated, and VoiceError or
        EngineError.
        """
        pieces: list[NDArray[np.int16]] = []
        for row in self.sentences(folder, number):
            pieces.append(self._sentence(row))
            pieces.append(np.zeros(row.pause_after_ms * RATE_HZ // 1000, np.int16))
        return _wav(np.concatenate(pieces[:-1]))

    def sentence(self, folder: Path, number: int, at: int) -> bytes:
        """The sentence `at` (from 0) of a turn, with the pause after it; otherwise as `turn`."""
        rows = self.sentences(folder, number)
        if not 0 <= at < len(rows):
            raise UsageError(
                Problem(
                    str(folder), f"turn {number} has no sentence {at + 1}", "load the page again"
                )
            )
        pause = rows[at].pause_after_ms if at + 1 < len(rows) else 0
        silence = np.zeros(pause * RATE_HZ // 1000, np.int16)
        return _wav(np.concatenate([self._sentence(rows[at]), silence]))

    def sentences(self, folder: Path, number: int) -> tuple[Utterance, ...]:
        """What is spoken of a turn, in pieces. Raises UsageError if that is nothing."""
        spoken = tuple(
            row
            for row in self._reading(folder).utterances
            if row.turn == number - 1 and row.voice != RECORDED
        )
        if not spoken:
            raise UsageError(
                Problem(
                    str(folder), f"nothing of turn {number} is narrated", "listen to the recording"
                )
            )
        return spoken

    def name(self, text: str, voice: Voice) -> bytes:
        """A name or its respelling in a voice, as a WAV file. Raises UsageError or VoiceError."""
        words = " ".join(text.split())
        if not words or len(words) > _LONGEST_NAME or not any(char.isalnum() for char in words):
            raise UsageError(Problem(text, "there is nothing to say", "write how the name sounds"))
        engine = self._engines(read_show(self._place)).engine(voice.engine)
        with self._lock:
            return _wav(prepare(engine.synth(Spoken(words), voice)).samples)

    def usable(self) -> tuple[VoiceInfo, ...]:
        """The voices that speak on this machine with the show's settings."""
        return self._engines(read_show(self._place)).usable()

    def _sentence(self, utterance: Utterance) -> NDArray[np.int16]:
        show = read_show(self._place)
        engine = self._engines(show).engine(utterance.voice.engine)
        key = sentence_key(utterance, engine)
        with self._lock:
            cache = SpeechCache(open_cache(cache_plan(self._place, show)))
            if cache.has(key):
                kept = cache.get(key)
                if kept is not None:
                    return kept.samples
            speech = say(utterance, engine)
            cache.put(key, speech)
        return speech.samples

    def _reading(self, folder: Path) -> Reading:
        """The episode as it is spoken, read again only if one of its files has changed."""
        show = read_show(self._place)
        files = (self._place.cast_file, *sorted(folder.iterdir()))
        version = (show.content, *map(_version, files))
        with self._lock:
            known = self._readings.get(folder)
            if known is not None and known[0] == version:
                return known[1]
        reading = preview_folder(folder, show, read_cast(self._place)).reading
        with self._lock:
            self._readings[folder] = (version, reading)
            while len(self._readings) > _MOST_READINGS:
                del self._readings[next(iter(self._readings))]
        return reading

    def _engines(self, show: ShowConfig) -> ShowVoices:
        with self._lock:
            if self._settings != show.engines:
                self._voices = ShowVoices(show.engines, show.where)
                self._settings = show.engines
            return self._voices


def _version(path: Path) -> tuple[str, int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return (path.name, status.st_size, status.st_mtime_ns)


def _wav(samples: NDArray[np.int16]) -> bytes:
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(samples.astype("<i2").tobytes())
    return sound.getvalue()
