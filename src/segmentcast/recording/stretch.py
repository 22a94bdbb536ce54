"""Parts of sounds, and sounds in another format, all read in blocks and never held in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

import numpy as np

from segmentcast import audio_io
from segmentcast.ports import SoundSource

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK_FRAMES = 32_768


class Whole(Protocol):
    """A SoundSource of known length: `frames` at `rate_hz`."""

    rate_hz: int
    channels: int
    frames: int

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """float32 blocks of shape (frames, channels)."""
        ...


class BlockReader:
    """Reads a sound by numbers of frames instead of blocks."""

    def __init__(self, source: SoundSource) -> None:
        self._channels = source.channels
        self._blocks = source.blocks()
        self._held: list[NDArray[np.float32]] = []
        self._count = 0
        self.position = 0

    def take(self, frames: int) -> NDArray[np.float32]:
        """The next frames; fewer, or none, if the sound ends."""
        while self._count < frames:
            block = next(self._blocks, None)
            if block is None:
                break
            self._held.append(block)
            self._count += len(block)
        if not self._held:
            return np.zeros((0, self._channels), np.float32)
        joined = self._held[0] if len(self._held) == 1 else np.concatenate(self._held)
        given, left = joined[:frames], joined[frames:]
        self._held, self._count = ([left] if len(left) else []), len(left)
        self.position += len(given)
        return given

    def take_all(self, frames: int) -> NDArray[np.float32]:
        """Exactly `frames` frames, with silence after the end of the sound."""
        given = self.take(frames)
        if len(given) == frames:
            return given
        rest = np.zeros((frames - len(given), self._channels), np.float32)
        return np.concatenate((given, rest))

    def skip(self, frames: int) -> None:
        """Skips frames."""
        while frames > 0:
            gone = len(self.take(min(frames, BLOCK_FRAMES)))
            if not gone:
                return
            frames -= gone


class SourceSlice:
    """The frames from `first` up to `end` of a sound, as a sound of known length."""

    def __init__(self, source: SoundSource, first: int, end: int) -> None:
        self._source = source
        self._first = first
        self.rate_hz = source.rate_hz
        self.channels = source.channels
        self.frames = end - first

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        reader = BlockReader(self._source)
        reader.skip(self._first)
        left = self.frames
        while left > 0:
            block = reader.take(min(left, BLOCK_FRAMES))
            if not len(block):
                return
            left -= len(block)
            yield block


def fitted(source: SoundSource, rate_hz: int, channels: int) -> SoundSource:
    """The sound at this rate with this many channels (1 or 2); itself if it already is."""
    if source.channels > channels:
        source = audio_io.mean_channel(source)
    source = audio_io.resampled(source, rate_hz)
    return audio_io.two_channels(source) if source.channels < channels else source
