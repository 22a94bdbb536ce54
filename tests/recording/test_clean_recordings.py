"""Recordings without faults: no repair touches a sample of them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from segmentcast import audio_io
from segmentcast.model import LoudnessTarget
from segmentcast.recording import open_recording

RATE_HZ = 24_000
TARGET = LoudnessTarget()
Sound = NDArray[np.float32]


def panned(talk: Sound, left: float, right: float, delay: int = 0) -> Sound:
    """In stereo at these levels, as two microphones hear it."""
    return np.concatenate((talk * left, np.roll(talk, delay, axis=0) * right), axis=1)


CLEAN: dict[str, tuple[str, Callable[[Sound], Sound]]] = {
    "mono": ("wav", lambda talk: talk),
    "quiet": ("wav", lambda talk: talk * 0.1),
    "loud": ("wav", lambda talk: talk * 1.8),
    "with room noise": (
        "wav",
        lambda talk: talk + np.random.default_rng(1).normal(0, 0.002, talk.shape),
    ),
    "with a little hum": (
        "wav",
        lambda talk: (
            talk + 0.003 * np.sin(np.arange(len(talk)) * 2 * np.pi * 50 / RATE_HZ)[:, None]
        ),
    ),
    "left of the middle": ("flac", lambda talk: panned(talk, 0.7, 0.5)),
    "two microphones": ("flac", lambda talk: panned(talk, 0.6, 0.6, 9)),
    "the same on both sides": ("flac", lambda talk: panned(talk, 0.6, 0.6)),
    "MP3": ("mp3", lambda talk: talk),
    "Opus": ("opus", lambda talk: talk),
}


@pytest.mark.parametrize("kind", CLEAN)
def test_a_clean_recording_passes_as_it_is(
    kind: str, speech: Any, write_wav: Any, tmp_path: Path
) -> None:
    """What is mastered are exactly the samples that the file has, and nothing is reported."""
    suffix, made = CLEAN[kind]
    talk = speech[: RATE_HZ * 12] * np.float32(0.5 / np.abs(speech).max())
    path = write_wav(tmp_path / f"talk.{suffix}", made(talk).astype(np.float32), RATE_HZ)
    opened = open_recording(path, TARGET, trim=False)
    samples = np.concatenate(list(opened.source.blocks()))
    plain = np.concatenate(list(audio_io.open_source(path).blocks()))
    assert not opened.repaired
    assert {finding.rule for finding in opened.findings} <= {"recording-quiet"}
    assert samples.tobytes() == plain[:, : samples.shape[1]].tobytes()
