"""A sentence in a voice, as a WAV file to listen to."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from segmentcast import cast, files
from segmentcast.errors import Problem, VoiceError
from segmentcast.model import Spoken
from segmentcast.publish.desk import VoiceDesk
from segmentcast.timing import samples_to_ms


def write_sample(text: str, voice_text: str, path: Path, desk: VoiceDesk) -> int:
    """Speaks `text` and writes a 16-bit WAV file; returns its length in milliseconds.

    Raises VoiceError, EngineError or StoreError.
    """
    voice = cast.parse_voice(voice_text, "--voice")
    engine = desk.engine(voice.engine)
    missing = engine.unavailable()
    if missing:
        raise VoiceError(Problem(f"--voice {voice}", missing.why, missing.mend))
    speech = engine.synth(Spoken(text), voice)
    samples = (np.clip(speech.samples, -1.0, 1.0) * 32767.0).round().astype("<i2")
    with files.replacing(path) as stream, wave.open(stream, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(speech.rate_hz)
        sound.writeframes(samples.tobytes())
    return samples_to_ms(len(samples), speech.rate_hz)
