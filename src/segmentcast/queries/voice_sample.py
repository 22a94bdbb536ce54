"""Speaks a text in a voice, as a WAV file."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path

import numpy as np

from segmentcast import cast, files, reading
from segmentcast.errors import Problem, UsageError, VoiceError
from segmentcast.model import Spoken
from segmentcast.timing import samples_to_ms
from segmentcast.workspace.show_voices import ShowVoices


def write_sample(text: str, voice_text: str, path: Path, show_voices: ShowVoices) -> int:
    """Speaks `text`, writes a 16-bit WAV file, and returns its length in milliseconds.

    Uses the memory of one sentence, however long the text is. Raises UsageError for an empty text,
    VoiceError, EngineError or StoreError.
    """
    if not text.strip():
        raise UsageError(
            Problem("--say", "the text is empty", 'give a text: --say "Good evening."')
        )
    with _located(f"--voice {voice_text}"):
        return _write_sample(text, voice_text, path, show_voices)


@contextmanager
def _located(where: str) -> Iterator[None]:
    """Adds where the voice was requested to errors, which engines don't know."""
    try:
        yield
    except VoiceError as error:
        mend = "choose a voice listed by segmentcast voices, and a text that it can speak"
        raise type(error)(
            replace(problem, where=problem.where or where, mend=problem.mend or mend)
            for problem in error.problems
        ) from error


def _write_sample(text: str, voice_text: str, path: Path, show_voices: ShowVoices) -> int:
    voice = cast.parse_voice(voice_text, "--voice")
    engine = show_voices.engine(voice.engine)
    missing = engine.unavailable()
    if missing:
        raise VoiceError(Problem(f"--voice {voice}", missing.why, missing.mend))
    first, *others = _pieces(text)
    speech = engine.synth(Spoken(first), voice)
    count = 0
    with files.replacing(path) as stream, wave.open(stream, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(speech.rate_hz)
        for part in chain([speech], (engine.synth(Spoken(piece), voice) for piece in others)):
            samples = (np.clip(part.samples, -1.0, 1.0) * 32767.0).round().astype("<i2")
            sound.writeframes(samples.tobytes())
            count += len(samples)
    return samples_to_ms(count, speech.rate_hz)


def _pieces(text: str) -> list[str]:
    """The text in the pieces to speak: unchanged, or by sentence if it is long."""
    if len(text) <= reading.LONGEST_PIECE:
        return [text]
    return [text[start:end] for start, end in reading.split_sentences(text, "en")] or [text]
