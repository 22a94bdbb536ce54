"""A steep high-pass, run by the codec library in double precision."""

from __future__ import annotations

import math
from collections.abc import Iterator

import av
import numpy as np
from numpy.typing import NDArray

from segmentcast.audio_io.av_frames import gathered, input_options, pulled, to_array, to_frame
from segmentcast.ports import SoundSource

_QUALITIES = (0.5176380902, 0.7071067812, 1.9318516526)
"""The three second-order parts of a Butterworth filter of order 6."""

_SETTLING_S = 0.5


def high_passed(source: SoundSource, corner_hz: float) -> SoundSource:
    """The sound without what is below `corner_hz`: 3 dB less there, 36 dB an octave below it."""
    return _HighPassed(source, corner_hz)


class _HighPassed:
    """A SoundSource of the same length."""

    def __init__(self, source: SoundSource, corner_hz: float) -> None:
        self._source = source
        self._corner_hz = corner_hz
        self.rate_hz = source.rate_hz
        self.channels = source.channels

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        graph = av.filter.Graph()
        graph.threads = 1
        entry = graph.add_abuffer(**input_options(self.rate_hz, self.channels))  # type: ignore[arg-type]
        last = entry
        for quality in _QUALITIES:
            part = graph.add("biquad", _coefficients(self._corner_hz, quality, self.rate_hz))
            last.link_to(part)
            last = part
        leave = graph.add("abuffersink")
        last.link_to(leave)
        graph.configure()
        position = 0
        for block in gathered(self._source.blocks()):
            if not position:
                # the filter starts on the first value instead of at zero, or it would thump
                settling = np.repeat(block[:1], round(_SETTLING_S * self.rate_hz), axis=0)
                entry.push(to_frame(settling, self.rate_hz, 0))
                position = len(settling)
                for _ in pulled(leave):
                    pass
            entry.push(to_frame(block, self.rate_hz, position))
            position += len(block)
            yield from map(to_array, pulled(leave))


def _coefficients(corner_hz: float, quality: float, rate_hz: int) -> str:
    turn = 2.0 * math.pi * corner_hz / rate_hz
    alpha = math.sin(turn) / (2.0 * quality)
    b0 = (1.0 + math.cos(turn)) / 2.0
    values = {
        "b0": b0, "b1": -2.0 * b0, "b2": b0,
        "a0": 1.0 + alpha, "a1": -2.0 * math.cos(turn), "a2": 1.0 - alpha,
    }  # fmt: skip
    return ":".join(f"{name}={value!r}" for name, value in values.items()) + ":precision=f64"
