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
from segmentcast.model import Spoken, Utterance, Voice
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


class Hearing:
    """The engines of a show, loaded once and kept as long as its settings of them stay the same."""

    def __init__(self, place: ShowFolder) -> None:
        self._place = place
        self._lock = threading.Lock()
        self._settings: object = None
        self._voices = ShowVoices({}, "")

    def turn(self, folder: Path, number: int) -> bytes:
        """A turn as it is published, as a WAV file; what is spoken is cached for the publish.

        Raises UsageError if there is no such turn or nothing of it is narrated, and VoiceError or
        EngineError.
        """
        show = read_show(self._place)
        preview = preview_folder(folder, show, read_cast(self._place))
        engines = self._engines(show)
        spoken = [
            row
            for row in preview.reading.utterances
            if row.turn == number - 1 and row.voice != RECORDED
        ]
        if not spoken:
            raise UsageError(
                Problem(
                    str(folder), f"nothing of turn {number} is narrated", "listen to the recording"
                )
            )
        cache = SpeechCache(open_cache(cache_plan(self._place, show)))
        pieces: list[NDArray[np.int16]] = []
        for row in spoken:
            pieces.append(self._sentence(row, engines, cache))
            pieces.append(np.zeros(row.pause_after_ms * RATE_HZ // 1000, np.int16))
        return _wav(np.concatenate(pieces[:-1]))

    def name(self, text: str, voice: Voice) -> bytes:
        """A name or its respelling in a voice, as a WAV file. Raises UsageError or VoiceError."""
        words = " ".join(text.split())
        if not words or len(words) > _LONGEST_NAME or not any(char.isalnum() for char in words):
            raise UsageError(Problem(text, "there is nothing to say", "write how the name sounds"))
        engine = self._engines(read_show(self._place)).engine(voice.engine)
        with self._lock:
            return _wav(prepare(engine.synth(Spoken(words), voice)).samples)

    def _sentence(
        self, utterance: Utterance, voices: ShowVoices, cache: SpeechCache
    ) -> NDArray[np.int16]:
        engine = voices.engine(utterance.voice.engine)
        key = sentence_key(utterance, engine)
        with self._lock:
            if cache.has(key):
                kept = cache.get(key)
                if kept is not None:
                    return kept.samples
            speech = say(utterance, engine)
            cache.put(key, speech)
        return speech.samples

    def _engines(self, show: ShowConfig) -> ShowVoices:
        with self._lock:
            if self._settings != show.engines:
                self._voices = ShowVoices(show.engines, show.where)
                self._settings = show.engines
            return self._voices


def _wav(samples: NDArray[np.int16]) -> bytes:
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(samples.astype("<i2").tobytes())
    return sound.getvalue()
