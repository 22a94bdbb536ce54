"""A short file is decoded once, whoever reads it how often; a long one costs no memory."""

from pathlib import Path

import numpy as np
import pytest

from segmentcast import audio_io
from segmentcast.audio_io.kept_blocks import MOST_BYTES, KeptBlocks
from segmentcast.errors import SoundError
from tests.sounds import SPEECH_HZ


def noise(seconds: float) -> np.ndarray:
    return np.random.default_rng(0).normal(0, 0.1, (int(seconds * SPEECH_HZ), 1)).astype(np.float32)


@pytest.mark.parametrize("suffix", ["flac", "mp3", "m4a"])
def test_a_second_pass_needs_no_file(suffix: str, write_wav, tmp_path: Path) -> None:
    """The second pass gives the same samples though the file is gone, also after a changed block."""
    path = write_wav(tmp_path / f"talk.{suffix}", noise(3), SPEECH_HZ)
    source = audio_io.open_source(path)
    first = []
    for block in source.blocks():
        first.append(block.copy())
        block[:] = 0
    path.unlink()
    again = np.concatenate(list(source.blocks()))
    assert again.tobytes() == np.concatenate(first).tobytes()


def test_a_pass_that_ends_early_keeps_nothing(write_wav, tmp_path: Path) -> None:
    """Who reads the beginning alone leaves no part of a sound behind."""
    path = write_wav(tmp_path / "talk.flac", noise(30), SPEECH_HZ)
    source = audio_io.open_source(path)
    next(source.blocks())
    path.unlink()
    with pytest.raises(SoundError):
        list(source.blocks())


def test_the_memory_is_bounded_and_given_back() -> None:
    """What does not fit is not kept, until others are gone; a wrong length is noticed."""
    half = MOST_BYTES // 2 // 4
    block = np.zeros((1000, 1), np.float32)

    def read(kept: KeptBlocks, blocks: int = 1) -> bool:
        list(kept.recorded(iter([block] * blocks)))
        return kept.replayed() is not None

    first, second = KeptBlocks(half), KeptBlocks(half)
    assert read(first)
    assert not read(second)
    del first
    assert read(second)
    assert not read(KeptBlocks(2 * MOST_BYTES))
    assert not read(KeptBlocks(1000), blocks=2)
    assert not read(KeptBlocks(0))
