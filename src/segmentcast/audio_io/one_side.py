"""One side of a sound whose sides are the same."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from segmentcast.ports import SoundSource


class OneSide:
    """The first channel of a sound, for sounds whose two channels are the same."""

    channels = 1

    def __init__(self, source: SoundSource) -> None:
        self._source = source
        self.rate_hz = source.rate_hz

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        for block in self._source.blocks():
            yield np.ascontiguousarray(block[:, :1])
