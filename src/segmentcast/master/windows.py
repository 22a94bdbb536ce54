"""A sound seen through windows of equal steps that overlap, and its preparation for the encoder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmentcast.ports import SoundSource

_AT_ONCE = 32_768


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """Samples of step `number`, with `lead` frames before it and what follows; `step` frames are its own.

    `last` is set on the window that reaches the end of the sound with its own frames.
    """

    number: int
    samples: NDArray[np.float32]
    lead: int
    step: int
    last: bool


def windows(source: SoundSource, step: int, before: int, after: int) -> Iterator[Window]:
    """Windows of `step` frames with up to `before` and `after` frames of what is around them."""
    held: list[NDArray[np.float32]] = []
    origin = count = number = 0  # the first frame held, how many are held, the next window
    blocks = source.blocks()
    ended = False
    while True:
        start = number * step
        while not ended and origin + count < start + step + after:
            block = next(blocks, None)
            if block is None:
                ended = True
            else:
                held.append(block)
                count += len(block)
        if origin + count <= start:
            return
        joined = held[0] if len(held) == 1 else np.concatenate(held)
        first = max(0, start - before)
        joined = joined[first - origin :]
        origin, count, held = first, len(joined), [joined]
        own = min(step, origin + count - start)
        last = ended and origin + count <= start + step
        yield Window(number, joined[: start - first + step + after], start - first, own, last)
        if last:
            return
        number += 1


class OneSide:
    """The first channel of a sound, for sounds whose two channels are the same."""

    channels = 1

    def __init__(self, source: SoundSource) -> None:
        self._source = source
        self.rate_hz = source.rate_hz

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        for block in self._source.blocks():
            yield np.ascontiguousarray(block[:, :1])


def to_int16(samples: NDArray[np.float32], factor: float = 1.0) -> NDArray[np.int16]:
    """`samples` times `factor`, rounded to the 16 bits that the encoder takes, cut at full scale."""
    whole = np.empty(samples.shape, dtype=np.int16)
    for first in range(0, len(samples), _AT_ONCE):
        scaled = samples[first : first + _AT_ONCE] * np.float32(32_768.0 * factor)
        np.rint(scaled, out=scaled)
        np.clip(scaled, np.float32(-32_768.0), np.float32(32_767.0), out=scaled)
        whole[first : first + _AT_ONCE] = scaled
    return whole
