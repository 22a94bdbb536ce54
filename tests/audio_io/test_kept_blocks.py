"""A file is decoded once, whoever reads it how often; a long one costs no memory."""

from pathlib import Path

import numpy as np
import pytest

from segmentcast import audio_io
from segmentcast.audio_io.reading.kept_blocks import MOST_BYTES, KeptBlocks
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


def test_what_is_kept_is_bounded_and_given_back() -> None:
    """What fits neither memory nor disk is not kept, until others are gone; a wrong length is noticed."""
    seventh = MOST_BYTES // 8 // 4
    block = np.zeros((1000, 1), np.float32)

    def read(kept: KeptBlocks, blocks: int = 1) -> bool:
        list(kept.recorded(iter([block] * blocks)))
        return kept.replayed() is not None

    several, last = [KeptBlocks(seventh) for _ in range(7)], KeptBlocks(seventh)
    assert all(read(kept) for kept in several)
    assert not read(last)
    several.clear()
    assert read(last)
    assert not read(KeptBlocks(1 << 32))
    assert not read(KeptBlocks(1000), blocks=2)
    assert not read(KeptBlocks(0))


def test_a_longer_sound_goes_to_a_temporary_file() -> None:
    """Two passes at once read the same samples from the file; the last block may be shorter."""
    room = KeptBlocks(MOST_BYTES // 4)
    chance = np.random.default_rng(1)
    blocks = [chance.normal(0, 0.1, (count, 2)).astype(np.float32) for count in (50_000, 50_000, 7)]
    list(room.recorded(iter(blocks)))
    first, second = room.replayed(), room.replayed()
    assert first is not None
    assert second is not None
    for one, other, was in zip(first, second, blocks, strict=True):
        assert one.tobytes() == other.tobytes() == was.tobytes()


def test_a_full_disk_is_no_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where no temporary file can be made, nothing is kept and all blocks are given."""
    monkeypatch.setenv("TMPDIR", str(tmp_path / "missing"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    kept = KeptBlocks(MOST_BYTES // 4)
    block = np.zeros((1000, 1), np.float32)
    assert len(list(kept.recorded(iter([block] * 3)))) == 3
    assert kept.replayed() is None
