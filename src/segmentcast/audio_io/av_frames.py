"""Converts between the codec library's frames and arrays of shape (frames, channels)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.error import BlockingIOError as NothingYet
from av.error import EOFError as Ended
from numpy.typing import NDArray

BLOCK_FRAMES = 32_768
_SAMPLES: dict[str, tuple[type[np.generic], float]] = {
    "u8": (np.uint8, 1 / 128),
    "s16": (np.int16, 1 / 32_768),
    "s32": (np.int32, 1 / 2_147_483_648),
    "s64": (np.int64, 1 / 9_223_372_036_854_775_808),
    "flt": (np.float32, 1.0),
    "dbl": (np.float64, 1.0),
}
_LAYOUTS = {1: "mono", 2: "stereo"}


def to_array(frame: av.AudioFrame) -> NDArray[np.float32]:
    """The samples of a mono or stereo frame as float32, shape (frames, channels), full scale at 1."""
    kind = frame.format.name.removesuffix("p")
    channels = frame.layout.nb_channels
    if kind not in _SAMPLES:
        raise ValueError(f"samples of type {kind}")
    dtype, scale = _SAMPLES[kind]
    samples = np.empty((frame.samples, channels), dtype=np.float32)
    if frame.format.is_planar:
        for side in range(channels):
            samples[:, side] = np.frombuffer(memoryview(frame.planes[side]), dtype, frame.samples)
    else:
        packed = np.frombuffer(memoryview(frame.planes[0]), dtype, frame.samples * channels)
        samples[:] = packed.reshape(-1, channels)
    if scale != 1.0:
        samples *= np.float32(scale)
    if dtype is np.uint8:
        samples -= np.float32(1.0)
    return samples


def to_frame(
    block: NDArray[np.float32] | NDArray[np.int16], rate_hz: int, position: int
) -> av.AudioFrame:
    """A frame of a float or 16-bit block that begins `position` samples into the sound."""
    kind = "s16" if block.dtype == np.int16 else "flt"
    packed: NDArray[Any] = np.ascontiguousarray(block).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(packed, format=kind, layout=_LAYOUTS[block.shape[1]])
    frame.sample_rate = rate_hz
    frame.time_base = Fraction(1, rate_hz)
    frame.pts = position
    return frame


def input_options(rate_hz: int, channels: int, kind: str = "flt") -> dict[str, object]:
    """The options of a filter graph's input for blocks of samples of `kind`."""
    return {
        "sample_rate": rate_hz,
        "format": kind,
        "layout": _LAYOUTS[channels],
        "time_base": Fraction(1, rate_hz),
    }


def pulled(leave: av.filter.context.FilterContext) -> Iterator[av.AudioFrame]:
    """The frames that are ready at the end of a filter graph."""
    while True:
        try:
            frame = leave.pull()
        except (NothingYet, Ended):
            return
        assert isinstance(frame, av.AudioFrame)
        yield frame


def blocks_of(
    frames: Iterable[av.AudioFrame], size: int = BLOCK_FRAMES
) -> Iterator[NDArray[np.float32]]:
    """The samples of equally shaped frames in blocks of `size`; the last may be shorter."""
    held = av.AudioFifo()
    base: Fraction | None = None
    for frame in frames:
        frame.pts = None
        try:
            held.write(frame)
        except ValueError:
            # a stream that changes its format midway counts time in another unit from there on
            frame.time_base = base
            held.write(frame)
        base = base or frame.time_base
        while held.samples >= size:
            yield _taken(held, size)
    if held.samples:
        yield _taken(held, held.samples)


def _taken(held: av.AudioFifo, count: int) -> NDArray[np.float32]:
    frame = held.read(count)
    assert frame is not None
    return to_array(frame)


def gathered(
    pieces: Iterable[NDArray[np.float32]], size: int = BLOCK_FRAMES
) -> Iterator[NDArray[np.float32]]:
    """The same samples in blocks of `size` frames; the last may be shorter."""
    held: list[NDArray[np.float32]] = []
    count = 0
    for piece in pieces:
        if not count and len(piece) == size:
            held = []
            yield piece
            continue
        held.append(piece)
        count += len(piece)
        if count < size:
            continue
        joined = np.concatenate(held)
        whole = count // size * size
        for first in range(0, whole, size):
            yield joined[first : first + size]
        held, count = [joined[whole:]], count - whole
    if count:
        yield np.concatenate(held)
