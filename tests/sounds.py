"""Sounds to test with: real speech by the built-in voice, and other people's meter and decoder."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from segmentcast.libraries import inference

SENTENCES = (
    "The river rose by two metres on Tuesday, and the old bridge was closed before noon.",
    "Nobody was hurt, said the mayor, but forty families spent the night in the school.",
    "What happens to the market stalls along the quay?",
    "They will be moved uphill, at least until the spring; after that, we do not know yet.",
    "Engineers measured the pillars again this morning.",
    "It held. It was built in eighteen seventy four, by people who had seen worse floods.",
    "Thank you for speaking with us.",
)
SPEECH_HZ = 24_000


@dataclass(frozen=True)
class Samples:
    """A SoundSource over an array of shape (frames, channels)."""

    samples: NDArray[np.float32]
    rate_hz: int
    block: int = 10_000

    @property
    def channels(self) -> int:
        return self.samples.shape[1]

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        for first in range(0, len(self.samples), self.block):
            yield self.samples[first : first + self.block]


@dataclass(frozen=True)
class Reading:
    """What ffmpeg's ebur128 says."""

    integrated_lufs: float
    range_lu: float
    true_peak_dbtp: float


@pytest.fixture(scope="session")
def source() -> type[Samples]:
    return Samples


@pytest.fixture(scope="session")
def speech() -> NDArray[np.float32]:
    """About 35 s of speech, mono, 24 kHz, shape (frames, 1)."""
    voice = inference.load("hibari").Hibari()
    pause = np.zeros(SPEECH_HZ * 2 // 5, dtype=np.float32)
    spoken = [np.asarray(voice(text, seed=0), dtype=np.float32).ravel() for text in SENTENCES]
    return np.concatenate([part for one in spoken for part in (one, pause)])[:, None]


@pytest.fixture(scope="session")
def hard(speech: NDArray[np.float32]) -> NDArray[np.float32]:
    """Stereo at 44.1 kHz that is hard to master: swings of 14 dB, claps clipped at full scale."""
    draw = np.random.default_rng(3)
    mono = np.tile(speech[:, 0], 2)
    steps = draw.uniform(-14.0, 0.0, len(mono) // 100_000 + 1)
    mono = mono * np.repeat(10.0 ** (steps / 20.0), 100_000)[: len(mono)]
    sides = np.stack([mono, 0.8 * np.roll(mono, 12)], axis=1)
    sides += 0.0008 * draw.standard_normal(sides.shape)
    for first in draw.integers(0, len(mono) - 5000, 5):
        clap = draw.standard_normal(4000) * np.exp(-np.arange(4000) / 500.0) * 1.6
        sides[first : first + 4000] += clap[:, None]
    return np.clip(sides, -1.0, 1.0).astype(np.float32)


@pytest.fixture(scope="session")
def ffmpeg() -> str:
    """The ffmpeg program: needed by these tests, not by the package."""
    found = shutil.which("ffmpeg")
    if found is None:
        pytest.fail("these tests need the ffmpeg program: apt-get install ffmpeg")
    return found


@pytest.fixture(scope="session")
def ffmpeg_meter(ffmpeg: str) -> Callable[[Path], Reading]:
    """Loudness of a file by ffmpeg."""

    def read(path: Path) -> Reading:
        said = subprocess.run(
            [ffmpeg, "-hide_banner", "-nostats", "-i", str(path), "-map", "0:a",
             "-af", "ebur128=peak=true", "-f", "null", "-"],
            check=True, capture_output=True, text=True,
        ).stderr  # fmt: skip
        summary = said[said.rindex("Summary:") :]
        found = [re.search(rf"{label}:\s+(-?[\d.]+)", summary) for label in ("I", "LRA", "Peak")]
        return Reading(*(float(match[1]) for match in found if match))

    return read


@pytest.fixture(scope="session")
def ffmpeg_decode(ffmpeg: str) -> Callable[[Path, int], NDArray[np.float32]]:
    """The samples that ffmpeg makes of a file, shape (frames, channels)."""

    def decode(path: Path, channels: int) -> NDArray[np.float32]:
        raw = subprocess.run(
            [ffmpeg, "-v", "error", "-i", str(path), "-f", "f32le", "-"],
            check=True,
            capture_output=True,
        ).stdout
        return np.frombuffer(raw, dtype="<f4").reshape(-1, channels)

    return decode


@pytest.fixture(scope="session")
def write_wav(ffmpeg: str) -> Callable[..., Path]:
    """Write samples in any format ffmpeg has: the ending decides, `options` are handed on."""

    def write(path: Path, samples: NDArray[np.float32], rate_hz: int, *options: str) -> Path:
        subprocess.run(
            [ffmpeg, "-v", "error", "-y", "-f", "f32le", "-ar", str(rate_hz),
             "-ac", str(samples.shape[1]), "-i", "-", *options, str(path)],
            check=True, input=samples.astype("<f4").tobytes(),
        )  # fmt: skip
        return path

    return write
