"""Gentle reduction of hum and steady noise by the codec library's filters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import av
import numpy as np
from numpy.typing import NDArray

from segmentcast.audio_io.av_frames import gathered, input_options, pulled, to_array, to_frame
from segmentcast.ports import SoundSource

_NOTCH_HZ = 4.0
_REDUCTION_DB = 10
"""More makes voices sound as if under water."""

_LEAST_FLOOR_DB, _MOST_FLOOR_DB = -80, -20
_WINDOW_S = 0.025
"""By how much the noise reduction delays the sound; it does not say so itself."""


def without_tones(source: SoundSource, tones_hz: Sequence[float]) -> SoundSource:
    """The sound with a narrow notch at each frequency."""
    notches = [("bandreject", f"f={hz:g}:width_type=h:w={_NOTCH_HZ:g}") for hz in tones_hz]
    return _Filtered(source, notches, 0)


def with_less_noise(source: SoundSource, floor_db: float) -> SoundSource:
    """The sound with steady noise at `floor_db`, relative to full scale, reduced by 10 dB."""
    floor = round(min(max(floor_db, _LEAST_FLOOR_DB), _MOST_FLOOR_DB))
    late = int(_WINDOW_S * source.rate_hz)
    return _Filtered(source, [("afftdn", f"nr={_REDUCTION_DB}:nf={floor}")], late)


class _Filtered:
    """A SoundSource through filters that delay it by `late` frames; exactly as long."""

    def __init__(self, source: SoundSource, filters: list[tuple[str, str]], late: int) -> None:
        self._source = source
        self._filters = filters
        self._late = late
        self.rate_hz = source.rate_hz
        self.channels = source.channels
        self.frames = getattr(source, "frames", 0)

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        graph = av.filter.Graph()
        graph.threads = 1
        entry = graph.add_abuffer(**input_options(self.rate_hz, self.channels))  # type: ignore[arg-type]
        last = entry
        for name, arguments in self._filters:
            part = graph.add(name, arguments)
            last.link_to(part)
            last = part
        leave = graph.add("abuffersink")
        last.link_to(leave)
        graph.configure()
        skip, position = self._late, 0
        tail = [np.zeros((self._late, self.channels), np.float32)] if self._late else []
        left = 0
        for block in _chained(gathered(self._source.blocks()), tail):
            entry.push(to_frame(block, self.rate_hz, position))
            position += len(block)
            for ready in map(to_array, pulled(leave)):
                given = ready[skip:]
                skip -= len(ready) - len(given)
                left += len(given)
                yield given
        entry.push(None)
        for ready in map(to_array, pulled(leave)):
            given = ready[skip:][: position - self._late - left]
            skip = max(0, skip - len(ready))
            left += len(given)
            yield given


def _chained(
    blocks: Iterator[NDArray[np.float32]], tail: list[NDArray[np.float32]]
) -> Iterator[NDArray[np.float32]]:
    yield from blocks
    yield from tail
