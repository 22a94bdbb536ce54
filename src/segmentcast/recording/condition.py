"""Measures the faults of a recording while it is surveyed: offset, rumble, and how its sides relate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from segmentcast.loudness import Survey
from segmentcast.ports import SoundSource

_CELLS_A_SECOND = 100
_CELLS_A_HOP, _CELLS_A_WINDOW = 10, 300
_OFFSET = 0.001
_RUMBLE_DB = -5.0
"""The low band against the rest. Clean speech has about -31 dB, unfiltered readings -8 to -10."""

_RUMBLING_DB, _RUMBLING_SHARE = 3.0, 0.1
"""Gusts: so much over the whole talk, in this share of the time."""

_SPIKE_DB, _SPIKE_ABOVE_DB, _CUT_ABOVE_DB = 6.0, 30.0, 12.0
_ACTIVE_DB = 25.0
_ONE_SIDE_DB = 20.0
_INVERTED, _OUT_OF_PHASE = -0.8, -0.5
_ONE_SOUND_SHARE = 0.9
_SAME_DB = -25.0
_APART_DB, _APART_SHARE, _LEAST_SHARE = 10.0, 0.8, 0.03
_LIVELY_DB = 15.0

Sides = Literal["as they are", "left", "right", "inverted", "inverted to one", "in part", "apart"]


@dataclass(frozen=True, slots=True)
class Condition:
    """What a measurement says of a recording.

    `offsets` is the mean of each channel where it matters, else 0. `low_db` is the level below some
    45 Hz relative to the rest. `rumbles`: a high-pass is needed. `spikes_above` is the amplitude above
    which samples are spikes, 0 if there are none. `correlation` is that of the two channels, and 1 for
    mono.
    """

    offsets: tuple[float, ...]
    low_db: float
    rumbles: bool
    spikes_above: float
    sides: Sides
    correlation: float

    @property
    def out_of_phase(self) -> bool:
        """Whether the channels largely cancel out where they are added up."""
        return self.sides == "as they are" and self.correlation < _OUT_OF_PHASE


class Observed:
    """The same sound; `condition` is measured while it is read."""

    def __init__(self, source: SoundSource) -> None:
        self._source = source
        self.rate_hz = source.rate_hz
        self.channels = source.channels
        self._meter = _ConditionMeter(source.rate_hz, source.channels)

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        self._meter = _ConditionMeter(self.rate_hz, self.channels)
        for block in self._source.blocks():
            self._meter.push(block)
            yield block

    def condition(self, survey: Survey) -> Condition:
        """That of the last whole pass, of which `survey` is the survey."""
        return self._meter.finish(survey)


class _ConditionMeter:
    """Sums of cells of 10 ms, kept for windows of 3 s, and energies of both sides every 100 ms."""

    def __init__(self, rate_hz: int, channels: int) -> None:
        self._cell = max(1, rate_hz // _CELLS_A_SECOND)
        self._channels = channels
        self._rest = np.zeros((0, channels), np.float32)
        # of each window: the means' sum, the sum of their squares, and the energy, by channel
        self._windows: list[NDArray[np.float64]] = []
        self._hops: list[NDArray[np.float32]] = []

    def push(self, block: NDArray[np.float32]) -> None:
        """Takes the next frames."""
        joined = np.concatenate((self._rest, block)) if len(self._rest) else block
        size = self._cell * _CELLS_A_HOP
        whole = len(joined) // size * size
        self._rest = joined[whole:].copy()
        if whole:
            self._note(joined[:whole], size)

    def _note(self, samples: NDArray[np.float32], size: int) -> None:
        # by channel, because sums over interleaved samples take five times as long
        sides = np.ascontiguousarray(samples.T)
        cells = sides.reshape(self._channels, -1, self._cell)
        means = np.einsum("cni->nc", cells).astype(np.float64) / self._cell
        hops = sides.reshape(self._channels, -1, size)
        energies = np.einsum("cni,cni->nc", hops, hops) / np.float32(size)
        if self._channels == 2:
            crossed = np.einsum("ni,ni->n", hops[0], hops[1]) / np.float32(size)
            self._hops.append(np.concatenate((energies, crossed[:, None]), axis=1))
        sums = np.stack(
            (
                means.sum(axis=0),
                np.square(means).sum(axis=0),
                energies.sum(axis=0, dtype=np.float64),
            )
        )
        self._windows.append(np.vstack((sums, np.full(self._channels, len(means)))))
        if len(self._windows) > 1 and self._windows[-2][3, 0] < _CELLS_A_WINDOW:
            self._windows[-2:] = [self._windows[-2] + self._windows[-1]]

    def finish(self, survey: Survey) -> Condition:
        """The condition of everything pushed."""
        if not self._windows:
            return Condition((0.0,) * self._channels, -100.0, False, 0.0, "as they are", 1.0)
        windows = np.stack(self._windows)
        cells = windows[:, 3]
        offsets = windows[:, 0].sum(axis=0) / cells.sum(axis=0)
        low = windows[:, 1] - 2.0 * offsets * windows[:, 0] + cells * np.square(offsets)
        energy = windows[:, 2] * _CELLS_A_HOP - 2.0 * offsets * windows[:, 0]
        energy += cells * np.square(offsets)
        rest = float(np.maximum(energy - low, 0.0).sum() / cells[:, 0].sum())
        low_by_window = low.sum(axis=1) / cells[:, 0]
        low_db = _db(float(low.sum() / cells[:, 0].sum()), rest)
        rumbling = float(np.mean(low_by_window > rest * 10.0 ** (_RUMBLING_DB / 10.0)))
        correlation, sides = 1.0, "as they are"
        if self._channels == 2 and not survey.same_sides:
            correlation, sides = _relation(np.concatenate(self._hops).astype(np.float64), offsets)
        return Condition(
            tuple(float(mean) if abs(mean) > _OFFSET else 0.0 for mean in offsets),
            low_db,
            low_db > _RUMBLE_DB or rumbling > _RUMBLING_SHARE,
            _spikes_above(survey),
            sides,  # type: ignore[arg-type]
            correlation,
        )


def _db(energy: float, reference: float) -> float:
    return 10.0 * float(np.log10(max(energy, 1e-20) / max(reference, 1e-20)))


def _spikes_above(survey: Survey) -> float:
    """The amplitude above which samples are spikes far over everything else; 0 if there are none."""
    peaks_db = survey.levels.peaks_db()
    highest_db = survey.levels.highest_db
    if highest_db < _SPIKE_DB:
        return 0.0
    usual_db = float(
        np.partition(peaks_db, -max(2, len(peaks_db) // 1000))[-max(2, len(peaks_db) // 1000)]
    )
    if highest_db < usual_db + _SPIKE_ABOVE_DB:
        return 0.0
    return float(10.0 ** (max(usual_db + _CUT_ABOVE_DB, 0.0) / 20.0))


def _relation(hops: NDArray[np.float64], offsets: NDArray[np.float64]) -> tuple[float, str]:
    """How the two sides correlate, and what they are. `hops`: both energies and the product."""
    left = np.maximum(hops[:, 0] - offsets[0] ** 2, 1e-14)
    right = np.maximum(hops[:, 1] - offsets[1] ** 2, 1e-14)
    both = hops[:, 2] - offsets[0] * offsets[1]
    loudest = np.percentile(np.maximum(left, right), 95)
    correlation = float(both.sum() / np.sqrt(left.sum() * right.sum()))
    if loudest < 1e-10:
        return correlation, "as they are"
    active = np.maximum(left, right) > loudest * 10.0 ** (-_ACTIVE_DB / 10.0)
    leads = np.log10(left / right) > _APART_DB / 10.0, np.log10(right / left) > _APART_DB / 10.0
    # a quiet guest on a side alone is found by that side's own level
    by_left, by_right = (
        lead & (active | _is_speech(side)) for side, lead in zip((left, right), leads, strict=True)
    )
    shares = by_left.mean(), by_right.mean()
    heard = active | by_left | by_right
    apart = (by_left | by_right).sum() / max(1, heard.sum())
    if min(shares) >= _LEAST_SHARE * heard.mean() and apart >= _APART_SHARE:
        return correlation, "apart"
    lead_db = _db(float(left[heard].sum()), float(right[heard].sum()))
    if abs(lead_db) >= _ONE_SIDE_DB:
        return correlation, "left" if lead_db > 0 else "right"
    if _inverted_in_part(left[heard], right[heard], both[heard]):
        return correlation, "in part"
    if correlation < _INVERTED:
        total, difference = (left + right + 2.0 * sign * both for sign in (1.0, -1.0))
        same = _db(float(total.sum()), float(difference.sum())) < _SAME_DB
        return correlation, "inverted to one" if same else "inverted"
    return correlation, "as they are"


def _inverted_in_part(
    left: NDArray[np.float64], right: NDArray[np.float64], both: NDArray[np.float64]
) -> bool:
    """Whether both sides are one sound, of which one is inverted for a part of the time."""
    alike = both / np.sqrt(left * right)
    same, turned = (alike > -_INVERTED).mean(), (alike < _INVERTED).mean()
    return bool(min(same, turned) >= _LEAST_SHARE and same + turned >= _ONE_SOUND_SHARE)


def _is_speech(side: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where a side is loud for itself; nowhere if it has no pauses, as noise has none."""
    low, high = np.percentile(side, (20, 95))
    lively = _db(float(high), float(low)) > _LIVELY_DB
    return np.asarray((side > high * 0.1) & lively)
