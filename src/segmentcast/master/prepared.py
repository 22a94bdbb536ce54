"""The sound for the encoder: after gain and limiter, in 16 bits, block by block.

It measures its loudness too. Where the limiter did nothing, that is the survey's loudness plus the
gain; only elsewhere does a meter read the result.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from segmentcast.audio_io import Meter
from segmentcast.loudness import (
    CELL,
    HOPS_A_SECOND,
    GainPlan,
    Limited,
    Limiter,
    Survey,
    from_db,
    to_db,
)
from segmentcast.master.sixteen_bits import to_int16
from segmentcast.ports import SoundSource

_WINDOW_HOPS = 4
_WARM_HOPS = 5
"""Readings before the first valid one: the meter's window and filters must fill."""


class Prepared:
    """One pass over a sound with `plan` applied; `survey` is the sound's.

    `scale` is the encoder's own factor, which is undone here.
    """

    def __init__(self, sound: SoundSource, survey: Survey, plan: GainPlan, scale: float) -> None:
        self._sound = sound
        self._factor = from_db(plan.gain_db) / scale
        self._limiter = Limiter(
            sound.rate_hz, sound.channels, plan.ceiling_dbtp - plan.gain_db, survey.levels
        )
        self._loudness = _Loudness(survey, plan.gain_db, to_db(scale))

    @property
    def reduction_db(self) -> float:
        """The limiter's largest reduction."""
        return self._limiter.reduction_db

    @property
    def momentary_lufs(self) -> NDArray[np.float32]:
        """After the last block, a meter's readings every 100 ms of what the encoder gives back."""
        return self._loudness.finish()

    def blocks(self) -> Iterator[NDArray[np.int16]]:
        """Blocks of shape (frames, channels)."""
        for block in self._sound.blocks():
            yield self._ready(self._limiter.push(block))
        yield self._ready(self._limiter.finish())

    def _ready(self, limited: Limited) -> NDArray[np.int16]:
        samples = to_int16(limited.samples, self._factor)
        self._loudness.push(samples, limited.edges_db)
        return samples


class _Loudness:
    """Readings of a limited sound; only what was limited is metered."""

    def __init__(self, survey: Survey, gain_db: float, scale_db: float) -> None:
        self._readings = survey.momentary_lufs + np.float32(gain_db)
        self._rate_hz = survey.rate_hz
        self._channels = survey.channels
        self._scale_db = np.float32(scale_db)
        self._hop = survey.rate_hz // HOPS_A_SECOND
        self._held = np.zeros((0, survey.channels), dtype=np.int16)
        self._first = self._next = self._frames = (
            0  # hop of the first sample held, hop to check, frames
        )
        self._changed = np.zeros(len(self._readings) + _WINDOW_HOPS, dtype=np.bool_)
        self._untouched = True
        self._meter: Meter | None = None
        self._metered_from = self._read_until = self._wanted_until = 0

    def push(self, samples: NDArray[np.int16], edges_db: NDArray[np.float32]) -> None:
        """Takes the next frames, and the limiter's gain at the edges of their cells."""
        edges = np.flatnonzero(edges_db)
        if edges.size:
            # the gain is interpolated between edges, so an edge affects both of its sides
            for beside in (-1, 0, 1):
                at = (self._frames + (edges + beside) * CELL) // self._hop
                self._changed[np.clip(at, 0, len(self._changed) - 1)] = True
            self._untouched = False
        self._held = np.concatenate((self._held, samples))
        self._frames += len(samples)
        if self._meter is None and self._untouched:
            self._next = self._frames // self._hop
        while (self._next + 1) * self._hop <= self._frames:
            self._look(self._next)
            self._next += 1
        if self._meter is None:
            self._untouched = not self._changed[self._next :].any()
        else:
            self._read(self._next)
        old = max(0, self._next - _WARM_HOPS - self._first)
        self._held = self._held[old * self._hop :].copy()
        self._first += old

    def finish(self) -> NDArray[np.float32]:
        """All readings."""
        self._stop()
        return self._readings

    def _look(self, hop: int) -> None:
        if self._changed[hop]:
            self._wanted_until = hop + _WINDOW_HOPS
            if self._meter is None:
                self._meter = Meter(self._rate_hz, self._channels, true_peak=False, kind="s16")
                self._metered_from = self._read_until = max(0, hop - _WARM_HOPS)
        # stopping and starting costs as much as a few unneeded readings
        elif self._meter is not None and hop >= self._wanted_until + _WARM_HOPS:
            self._read(hop)
            self._stop()

    def _read(self, end: int) -> None:
        """Lets the meter read the hops before `end`."""
        assert self._meter is not None
        first, last = (hop - self._first for hop in (self._read_until, end))
        self._meter.push(self._held[first * self._hop : last * self._hop])
        self._read_until = end

    def _stop(self) -> None:
        if self._meter is None:
            return
        read = self._meter.readings() + self._scale_db
        warm = _WARM_HOPS if self._metered_from else 0
        first = self._metered_from + warm
        there = self._readings[first : first + len(read) - warm]
        there[:] = read[warm : warm + len(there)]
        self._meter = None
