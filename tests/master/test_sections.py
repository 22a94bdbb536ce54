"""A sound that is made of sections: the same file with and without what was kept, and little made anew."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from segmentcast import master
from segmentcast.model import LoudnessTarget
from segmentcast.ports import Section

TARGET = LoudnessTarget()
GRID = 576
RATE_HZ = 24_000


class Joined:
    """Sections in memory, told by the hash of their samples."""

    rate_hz = RATE_HZ
    channels = 1

    def __init__(self, parts: list[NDArray[np.float32]]) -> None:
        self._parts = [np.pad(part, (0, 7200 + -(len(part) + 7200) % GRID)) for part in parts]
        self.read: list[int] = []
        self.sections = tuple(
            Section(hashlib.sha256(part.tobytes()).hexdigest(), len(part)) for part in self._parts
        )

    def section(self, number: int) -> NDArray[np.float32]:
        self.read.append(number)
        return self._parts[number][:, None]

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        for part in self._parts:
            yield part[:, None]


class Kept(dict[str, bytes]):
    """A piece cache in memory."""

    def put(self, key: str, data: bytes) -> None:
        self[key] = data


@pytest.fixture(scope="module")
def parts(speech: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """Eight sections of ten seconds and more."""
    draw = np.random.default_rng(2)
    long = np.tile(speech[:, 0], 4)
    starts = np.arange(8) * RATE_HZ * 12
    return [
        long[first : first + int(RATE_HZ * draw.uniform(10, 14))] * np.float32(draw.uniform(0.7, 1))
        for first in starts
    ]


def encoded(sound: Joined, **options) -> tuple[bytes, master.Mastered]:
    out = io.BytesIO()
    done = master.encode_mp3(sound, out, target=TARGET, quality="fast", **options)
    return out.getvalue(), done


def test_a_sectioned_sound_is_at_the_target_and_of_the_right_length(
    parts, ffmpeg_meter, ffmpeg_decode, tmp_path: Path
):
    """ffmpeg finds the loudness within 0.2 LU, the peak under the ceiling, and exactly all samples."""
    path = tmp_path / "sound.mp3"
    done = master.encode_mp3(Joined(parts), path, target=TARGET, workers=2)
    heard = ffmpeg_meter(path)
    assert abs(heard.integrated_lufs - TARGET.integrated_lufs) <= 0.2
    assert heard.true_peak_dbtp <= TARGET.true_peak_dbtp
    assert done.pieces == len(parts)
    sent = np.concatenate(list(Joined(parts).blocks()))
    assert len(ffmpeg_decode(path, 1)) == done.samples == 2 * len(sent)


class Begun:
    """A progress that counts how often each task begins."""

    def __init__(self) -> None:
        self.starts: list[str] = []

    def start(self, task: str, total: float, unit: str) -> None:
        self.starts.append(task)

    def advance(self, task: str, amount: float) -> None:
        pass

    def finish(self, task: str) -> None:
        pass

    def say(self, message: str) -> None:
        pass


def test_what_the_limiter_takes_of_speech_is_foretold_well(parts):
    """Speech that the limiter takes more than 1 LU from is encoded once: the first gain is right."""
    begun = Begun()
    loud = LoudnessTarget(integrated_lufs=-13.0)
    done = master.encode_mp3(Joined(parts), io.BytesIO(), target=loud, progress=begun)
    taken_lu = done.source.integrated_lufs + done.gain_db - done.loudness.integrated_lufs
    assert taken_lu > 1.0
    assert begun.starts == ["Encoding"]


def test_what_is_kept_decides_nothing_and_an_edit_reads_little(parts):
    """After an edit the file with a cache is that without one, though few sections were read."""
    kept = Kept()
    first, _ = encoded(Joined(parts), cache=kept, workers=2)
    assert encoded(Joined(parts))[0] == first
    again = Joined(parts)
    assert encoded(again, cache=kept)[0] == first
    assert not again.read
    changed = [*parts[:4], parts[4][: RATE_HZ * 9], *parts[5:]]
    edited = Joined(changed)
    second, _ = encoded(edited, cache=kept)
    assert set(edited.read) <= {2, 3, 4, 5, 6}
    assert second == encoded(Joined(changed), workers=2)[0] != first


@pytest.mark.parametrize("workers", [1, 2])
def test_a_section_is_read_once(workers, parts):
    """Survey, limiter, encoder and neighbours share what was read, whatever the number of workers."""
    sound = Joined(parts)
    encoded(sound, workers=workers)
    assert sorted(sound.read) == list(range(len(parts)))


@pytest.mark.parametrize("spoil", [lambda data: data[:-1], lambda _: b"", lambda data: b"x" + data])
def test_what_is_kept_and_spoilt_is_made_again(spoil, parts):
    """A piece or survey that is not whole is not believed; the file comes out the same."""
    kept = Kept()
    first, _ = encoded(Joined(parts[:3]), cache=kept)
    assert all(master.is_piece(data) for data in kept.values())
    for key in kept:
        kept[key] = spoil(kept[key])
        assert not master.is_piece(kept[key])
    assert encoded(Joined(parts[:3]), cache=kept)[0] == first


@pytest.mark.parametrize("odd", [np.nan, np.inf])
def test_readings_that_are_no_numbers_are_not_believed(odd, parts):
    """A stranger's survey or piece of the right length may hold anything: it is made again."""
    kept = Kept()
    first, _ = encoded(Joined(parts[:2]), cache=kept)
    for key, data in kept.items():
        begin = {b"SUR2": 24, b"SEC1": 20}[data[:4]]
        kept[key] = data[:begin] + np.full(4, odd, np.float32).tobytes() + data[begin + 16 :]
    assert encoded(Joined(parts[:2]), cache=kept)[0] == first
