"""A sound with another number of channels: the first one alone, all of them averaged, or mono on two."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from segmentcast.ports import SoundSource


def first_channel(source: SoundSource) -> SoundSource:
    """The first channel, for sounds whose channels are all the same."""
    return _Converted(source, 1, lambda block: np.ascontiguousarray(block[:, :1]))


def mean_channel(source: SoundSource) -> SoundSource:
    """All channels averaged to one."""
    return _Converted(source, 1, lambda block: block.mean(axis=1, keepdims=True, dtype=np.float32))


def two_channels(source: SoundSource) -> SoundSource:
    """A mono sound on two channels."""
    return _Converted(source, 2, lambda block: np.repeat(block, 2, axis=1))


class _Converted:
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
