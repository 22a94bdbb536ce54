"""Joins narrated and recorded turns to one talk at one level.

Each stint is measured by itself (ITU-R BS.1770) and brought to the same loudness. A recorded stint
keeps some of its room's sound around the words, faded, so that it neither begins nor ends abruptly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from segmentcast import audio_io
from segmentcast.loudness import from_db
from segmentcast.ports import SoundSource
from segmentcast.recording.stretch import BLOCK_FRAMES, BlockReader, fitted

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEVEL_LUFS = -23.0
"""The loudness of every stint: low enough that no peak reaches full scale."""

_FADE_MS = {"narrated": 5, "recorded": 60}
_MOST_GAIN_DB = 40.0
_LEAST_FRAMES_MS = 400


@dataclass(frozen=True, slots=True, eq=False)
class Stint:
    """One speaker's sound until the next speaker's: frames `first` to `end` of `source`, then a pause.

    Many stints may share a `source`; it is read once if they come in its order.
    """

    source: SoundSource
    first: int
    end: int
    pause_after_ms: int
    kind: str = "recorded"


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """The joined talk. `starts_ms` says when each stint begins, `gains_db` what gain it got."""

    source: _Joined
    starts_ms: tuple[float, ...]
    gains_db: tuple[float, ...]


def mix(
    stints: Sequence[Stint], *, rate_hz: int, channels: int, lead_in_ms: int, tail_ms: int
) -> Mixture:
    """Joins the stints in order. Reads each once to measure it, and keeps nothing.

    `first` and `end` of a stint count frames of its own source; times are exact in the result.
    """
    placed = tuple(_shaped(stints, rate_hz, channels))
    levels = tuple(_measure(placed, rate_hz, channels))
    gains = tuple(
        0.0
        if level == float("-inf")
        else max(-_MOST_GAIN_DB, min(_MOST_GAIN_DB, LEVEL_LUFS - level))
        for level in levels
    )
    lead, tail = lead_in_ms * rate_hz // 1000, tail_ms * rate_hz // 1000
    source = _Joined(placed, gains, rate_hz, channels, lead, tail)
    starts = tuple(frame * 1000 / rate_hz for frame in source.starts())
    return Mixture(source, starts, gains)


class _Joined:
    """Stints one after another, each with its gain, fades, and pause."""

    def __init__(
        self,
        stints: tuple[Stint, ...],
        gains_db: tuple[float, ...],
        rate_hz: int,
        channels: int,
        lead: int,
        tail: int,
    ) -> None:
        self._stints = stints
        self._gains_db = gains_db
        self._lead, self._tail = lead, tail
        self.rate_hz = rate_hz
        self.channels = channels
        self.frames = lead + tail + sum(self._with_pause(stint) for stint in stints)

    def starts(self) -> Iterator[int]:
        """The frame at which each stint begins."""
        at = self._lead
        for stint in self._stints:
            yield at
            at += self._with_pause(stint)

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        yield self._silence(self._lead)
        for stint, gain_db, parts in zip(
            self._stints, self._gains_db, _played(self._stints), strict=True
        ):
            factor = np.float32(from_db(gain_db))
            fade = min(_FADE_MS[stint.kind] * self.rate_hz // 1000, (stint.end - stint.first) // 2)
            at = 0
            for block in parts:
                yield _faded(block * factor, at, stint.end - stint.first, fade)
                at += len(block)
            yield self._silence(stint.pause_after_ms * self.rate_hz // 1000)
        yield self._silence(self._tail)

    def _with_pause(self, stint: Stint) -> int:
        return stint.end - stint.first + stint.pause_after_ms * self.rate_hz // 1000

    def _silence(self, frames: int) -> NDArray[np.float32]:
        return np.zeros((frames, self.channels), np.float32)


def _shaped(stints: Sequence[Stint], rate_hz: int, channels: int) -> Iterator[Stint]:
    """The stints with their sources in the common format; a shared source stays shared."""
    shaped: dict[int, SoundSource] = {}
    for stint in stints:
        key = id(stint.source)
        if key not in shaped:
            shaped[key] = fitted(stint.source, rate_hz, channels)
        yield _moved(stint, shaped[key])


def _moved(stint: Stint, source: SoundSource) -> Stint:
    scale = source.rate_hz / stint.source.rate_hz
    first, end = round(stint.first * scale), round(stint.end * scale)
    return Stint(source, first, end, stint.pause_after_ms, stint.kind)


def _played(stints: Sequence[Stint]) -> Iterator[Iterator[NDArray[np.float32]]]:
    """The blocks of each stint in order; a source restarts only for a stint that lies behind."""
    readers: dict[int, BlockReader] = {}
    last = {id(stint.source): number for number, stint in enumerate(stints)}
    for number, stint in enumerate(stints):
        key = id(stint.source)
        reader = readers.get(key)
        if reader is None or reader.position > stint.first:
            reader = readers[key] = BlockReader(stint.source)
        reader.skip(stint.first - reader.position)
        yield _taken(reader, stint.end - stint.first)
        if last[key] == number:
            del readers[key]


def _taken(reader: BlockReader, frames: int) -> Iterator[NDArray[np.float32]]:
    while frames > 0:
        step = min(frames, BLOCK_FRAMES)
        yield reader.take_all(step)
        frames -= step


def _faded(block: NDArray[np.float32], at: int, frames: int, fade: int) -> NDArray[np.float32]:
    """The block that begins `at` frames into a stint, with the fades that fall into it."""
    if not fade or (at >= fade and at + len(block) <= frames - fade):
        return block
    index = np.arange(at, at + len(block), dtype=np.float32)
    ramp = np.minimum(1.0, np.minimum(index, frames - 1 - index) / fade)
    smooth = 0.5 - 0.5 * np.cos(np.pi * np.maximum(ramp, 0.0))
    return np.asarray(block * smooth[:, None], dtype=np.float32)


def _measure(stints: Sequence[Stint], rate_hz: int, channels: int) -> Iterator[float]:
    """The integrated loudness of each stint; -inf for silence."""
    for parts in _played(stints):
        meter = audio_io.Meter(rate_hz, channels, true_peak=False)
        energy, frames = 0.0, 0
        for block in parts:
            meter.push(block)
            energy += float(np.einsum("ij,ij->", block, block, dtype=np.float64))
            frames += len(block)
        level = meter.finish().integrated_lufs
        if level == float("-inf") and frames < _LEAST_FRAMES_MS * rate_hz // 1000 and energy > 0:
            # shorter than the meter's block: its formula on the whole, without the weighting
            level = -0.691 + 10.0 * float(np.log10(energy / frames))
        yield level
