"""A sound whose blocks go through a function: one channel of it, all averaged, or mono on two."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from segmentcast.ports import SoundSource


def first_channel(source: SoundSource) -> SoundSource:
    """The first channel, for sounds whose channels are all the same."""
    return Converted(source, 1, lambda block: np.ascontiguousarray(block[:, :1]))


def mean_channel(source: SoundSource) -> SoundSource:
    """All channels averaged to one."""
    return Converted(source, 1, lambda block: block.mean(axis=1, keepdims=True, dtype=np.float32))


def two_channels(source: SoundSource) -> SoundSource:
    """A mono sound on two channels."""
    return Converted(source, 2, lambda block: np.repeat(block, 2, axis=1))


def interpolated(block: NDArray[np.float32], real: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The block with straight lines in place of the samples that aren't `real`, by channel."""
    if real.all():
        return block
    mended = block.copy()
    places = np.arange(len(block))
    for side in range(block.shape[1]):
        good = np.flatnonzero(real[:, side])
        mended[:, side] = np.interp(places, good, block[good, side]) if len(good) else 0.0
    return mended


class Converted:
    """A SoundSource whose blocks, shape (frames, channels), go through a function."""

    def __init__(
        self,
        source: SoundSource,
        channels: int,
        convert: Callable[[NDArray[np.float32]], NDArray[np.float32]],
    ) -> None:
        self._source = source
        self._convert = convert
        self.rate_hz = source.rate_hz
        self.channels = channels

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        return map(self._convert, self._source.blocks())
