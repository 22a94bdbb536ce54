"""Converts the sample rate with the codec library's polyphase filter and a long Kaiser window."""

from __future__ import annotations

from collections.abc import Iterator

import av
import numpy as np
from numpy.typing import NDArray

from segmentcast.audio_io.av_frames import (
    BLOCK_FRAMES,
    gathered,
    input_options,
    pulled,
    to_array,
    to_frame,
)
from segmentcast.ports import SoundSource

_FILTER = "filter_size=64:phase_shift=10:cutoff=0.97:filter_type=kaiser:kaiser_beta=10"


class _Resampled:
    """A SoundSource at another rate."""

    def __init__(self, source: SoundSource, rate_hz: int) -> None:
        self._source = source
        self.rate_hz = rate_hz
        self.channels = source.channels

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        return gathered(self._exact())

    def _exact(self) -> Iterator[NDArray[np.float32]]:
        """Exactly the number of frames that the rates imply, whatever the filter returns."""
        counted = _FrameCount()
        given = 0
        for block in self._converted(counted):
            given += len(block)
            yield block
        wanted = -(-counted.frames * self.rate_hz // self._source.rate_hz)
        if given < wanted:
            yield np.zeros((wanted - given, self.channels), dtype=np.float32)

    def _converted(self, counted: _FrameCount) -> Iterator[NDArray[np.float32]]:
        graph = av.filter.Graph()
        graph.threads = 1
        entry = graph.add_abuffer(**input_options(self._source.rate_hz, self.channels))  # type: ignore[arg-type]
        convert = graph.add("aresample", f"{self.rate_hz}:{_FILTER}")
        leave = graph.add("abuffersink")
        entry.link_to(convert)
        convert.link_to(leave)
        graph.configure()
        given = 0
        # one grid of blocks, so that rounding doesn't depend on the source's blocks
        for block in gathered(self._source.blocks(), BLOCK_FRAMES):
            entry.push(to_frame(block, self._source.rate_hz, counted.frames))
            counted.frames += len(block)
            for frame in pulled(leave):
                given += frame.samples
                yield to_array(frame)
        entry.push(None)
        wanted = -(-counted.frames * self.rate_hz // self._source.rate_hz)
        for frame in pulled(leave):
            keep = min(frame.samples, wanted - given)
            given += keep
            if keep > 0:
                yield to_array(frame)[:keep]


class _FrameCount:
    frames = 0


def resampled(source: SoundSource, rate_hz: int) -> SoundSource:
    """The sound at `rate_hz`; the source itself if it already has that rate."""
    return source if source.rate_hz == rate_hz else _Resampled(source, rate_hz)
