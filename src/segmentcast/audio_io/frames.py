"""Between the codec library's frames and arrays of shape (frames, channels)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

import av
import numpy as np
from numpy.typing import NDArray

BLOCK_FRAMES = 32_768
_INTEGER_SCALE = {"u8": 1 / 128, "s16": 1 / 32_768, "s32": 1 / 2_147_483_648}
_LAYOUTS = {1: "mono", 2: "stereo"}


def to_array(frame: av.AudioFrame) -> NDArray[np.float32]:
    """The samples of a mono or stereo frame as float32, shape (frames, channels), full scale 1."""
    raw = frame.to_ndarray()
    samples = raw.T if frame.format.is_planar else raw.reshape(-1, frame.layout.nb_channels)
    scale = _INTEGER_SCALE.get(frame.format.name.removesuffix("p"))
    if scale is None:
        return samples.astype(np.float32, copy=False)
    floats = np.multiply(samples, np.float32(scale), dtype=np.float32)
    return floats - np.float32(1) if raw.dtype == np.uint8 else floats


def to_frame(block: NDArray[np.float32], rate_hz: int, position: int) -> av.AudioFrame:
    """A frame that holds the block and begins `position` samples into the sound."""
    packed = np.ascontiguousarray(block, dtype=np.float32).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(packed, format="flt", layout=_LAYOUTS[block.shape[1]])
    frame.sample_rate = rate_hz
    frame.time_base = Fraction(1, rate_hz)
    frame.pts = position
    return frame


def input_options(rate_hz: int, channels: int) -> dict[str, object]:
    """What a filter graph is told of float blocks that come in."""
    return {
        "sample_rate": rate_hz,
        "format": "flt",
        "layout": _LAYOUTS[channels],
        "time_base": Fraction(1, rate_hz),
    }


def gathered(
    pieces: Iterable[NDArray[np.float32]], size: int = BLOCK_FRAMES
) -> Iterator[NDArray[np.float32]]:
    """The same samples in blocks of `size` frames; the last one may be shorter."""
    held: list[NDArray[np.float32]] = []
    count = 0
    for piece in pieces:
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
