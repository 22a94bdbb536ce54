"""Sound to tag, and the programs that read tags."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import lameenc
import numpy as np
import pytest

RATE_HZ = 44_100


@pytest.fixture(scope="session")
def mp3() -> bytes:
    """Four seconds of a quiet tone, without any tag."""
    tone = np.sin(np.arange(RATE_HZ * 4) * 2 * np.pi * 220 / RATE_HZ) * 8000
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(96)
    encoder.set_in_sample_rate(RATE_HZ)
    encoder.set_channels(1)
    encoder.set_quality(7)
    encoder.silence()
    return bytes(encoder.encode(tone.astype(np.int16).tobytes()) + encoder.flush())


@pytest.fixture(scope="session")
def run():
    """Run another program and give back what it prints; a program that is missing fails the test."""

    def call(*command: str | Path) -> str:
        if shutil.which(str(command[0])) is None:
            pytest.fail(
                f"{command[0]} is needed to read the tags back; install it on the test machine"
            )
        done = subprocess.run(command, capture_output=True, check=False, timeout=300)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode("utf-8")

    return call
