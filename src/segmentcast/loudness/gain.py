"""Finds the gain that brings a sound to its target when a limiter follows, from a survey of the sound.

The survey holds the peak and energy of each cell of about 5 ms, and the meter's reading every 100 ms.
That is enough to predict what the limiter will take away, without the sound itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from segmentcast.loudness.flat_tops import FlatTops
from segmentcast.loudness.gating import integrated_lufs, range_lu
from segmentcast.loudness.levels import (
    PEAK_STEP_DB,
    Levels,
    base_db,
    encoded_energies,
    encoded_peaks,
    energy_steps,
    peak_steps,
)
from segmentcast.loudness.limiter import smooth_reduction_db
from segmentcast.loudness.memory_pages import own_pages
from segmentcast.loudness.true_peak import GROUP, MARGIN, TruePeak
from segmentcast.loudness.weighting import HOPS_A_SECOND
from segmentcast.model import Loudness, LoudnessTarget

SURVEY_CELL = GROUP
_PRECISE_LU = 0.01
_LARGEST_GAIN_DB = 60.0
_HEAVY_DB = 12.0
_HEAVY_SHARE, _HEAVY_SHARE_OF_SHORT, _SHORT_S = 0.2, 0.05, 10.0
"""The limiter may take more than _HEAVY_DB from this share of the talk: knocks and claps, with their
release. In a short sound a fifth is a word, and the meter leaves out what begins in its first 0.3 s.
Where the limiter would take more, the sound stays quieter than the target."""

_TALK_BELOW_LU = 40.0
_CELLS_AT_ONCE = 1 << 16
_COLUMN_BYTES = 1 << 22
"""A byte for each cell: six hours at 44.1 kHz. It grows if needed."""

_FEW_BYTES = 1 << 16
"""Data up to this size is copied, so that many short sounds don't each reserve a whole column."""

_CELLS_BEFORE, _CELLS_AFTER = 128, 16
"""More than the limiter's reach, at any rate up to 96 kHz."""

_UNSEEN = 0.02
"""The share by which the limiter takes more than sample peaks suggest, because it works on true peaks."""

_UNSEEN_OF_SPEECH = -0.12
"""The share by which it takes less of narration, which is surveyed in parts: a cell is long compared
with a voice's peaks, and what carries them counts less in loudness than in energy."""


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """The result of one pass over a sound.

    `momentary_lufs`: a meter's readings every 100 ms. `levels`: the sample peak and mean square over
    all channels of each cell of SURVEY_CELL frames. `same_sides`: whether both channels hold the same
    samples. `clipped`: how many samples are at or above full scale, or on
    flat tops below it. `parts`: the surveys of the
    sections, if the sound was surveyed by sections; it then has no cells of its own.
    """

    rate_hz: int
    channels: int
    frames: int
    loudness: Loudness
    momentary_lufs: NDArray[np.float32]
    levels: Levels
    same_sides: bool
    clipped: int
    parts: tuple[Survey, ...] = ()


@dataclass(frozen=True, slots=True)
class GainPlan:
    """What to do to the sound: one gain, then a limiter at `ceiling_dbtp`.

    `foretold_lufs` is the predicted loudness, `reduction_db` the most that the limiter takes.
    """

    gain_db: float
    ceiling_dbtp: float
    foretold_lufs: float
    reduction_db: float


class Surveyor:
    """Collects a survey from blocks of any size. The meter's readings come at the end."""

    def __init__(self, rate_hz: int, channels: int) -> None:
        self._rate_hz = rate_hz
        self._channels = channels
        self._frames = 0
        self._clipped = 0
        self._same = channels == 2
        self._peak = TruePeak(channels)
        self._flat_tops = FlatTops(channels)
        self._base_db = 0
        self._peaks = _Column()
        self._energies = _Column()

    def push(self, block: NDArray[np.float32]) -> None:
        """Takes the next frames, shape (frames, channels)."""
        self._frames += len(block)
        if self._same and not np.array_equal(block[:, 0], block[:, 1]):
            self._same = False
        self._note(block)

    def finish(self, momentary_lufs: NDArray[np.float32]) -> Survey:
        """The survey of everything pushed."""
        self._note(np.zeros((2 * MARGIN + GROUP, self._channels), dtype=np.float32))
        cells = -(-self._frames // SURVEY_CELL)
        return Survey(
            rate_hz=self._rate_hz,
            channels=self._channels,
            frames=self._frames,
            loudness=Loudness(
                integrated_lufs=integrated_lufs(momentary_lufs),
                true_peak_dbtp=self._peak.finish(),
                range_lu=range_lu(momentary_lufs),
            ),
            momentary_lufs=momentary_lufs,
            levels=Levels(self._peaks.codes(cells), self._energies.codes(cells), self._base_db),
            same_sides=self._same,
            clipped=max(self._clipped, self._flat_tops.samples),
        )

    def _note(self, block: NDArray[np.float32]) -> None:
        complete = self._peak.push(block)
        if complete is None:
            return
        rows, peaks = complete
        hot = peaks >= 1.0
        if hot.any():
            self._clipped += int(np.count_nonzero(np.abs(rows[hot]) >= 1.0))
        self._flat_tops.push(rows, peaks)
        energy = np.einsum("ij,ij->i", rows, rows) / rows.shape[1]
        higher_db = max(0, base_db(float(peaks.max(initial=0.0))) - self._base_db)
        if higher_db:
            self._base_db += higher_db
            self._peaks.lower(peak_steps(higher_db))
            self._energies.lower(energy_steps(higher_db))
        self._peaks.add(encoded_peaks(peaks, self._base_db))
        self._energies.add(encoded_energies(energy, self._base_db))


class _Column:
    """Codes that are appended one after another.

    They have pages of their own, which the system provides as they fill: a growing buffer would leave
    a hole in the memory for each of its sizes.
    """

    def __init__(self) -> None:
        self._pages = own_pages(_COLUMN_BYTES)
        self._length = 0

    def add(self, codes: bytes) -> None:
        """Appends codes."""
        end = self._length + len(codes)
        if end > len(self._pages):
            larger = own_pages(2 * max(end, len(self._pages)))
            larger[: self._length] = self._pages[: self._length]
            self._pages = larger
        self._pages[self._length : end] = codes
        self._length = end

    def codes(self, count: int) -> NDArray[np.uint8]:
        """The first `count` codes."""
        pages = self._pages if count > _FEW_BYTES else self._pages[:count]
        return np.frombuffer(pages, np.uint8, count)

    def lower(self, steps: int) -> None:
        """Lowers all codes by `steps`, none below 0."""
        codes = np.frombuffer(self._pages, np.uint8, self._length)
        codes -= np.minimum(codes, np.uint8(min(steps, 255)))


def one_side(survey: Survey) -> Survey:
    """The survey of one of two equal channels. BS.1770 adds channels up, so one is 3 dB quieter."""
    less = np.float32(10.0 * np.log10(2.0))
    loudness = replace(
        survey.loudness, integrated_lufs=survey.loudness.integrated_lufs - float(less)
    )
    return replace(
        survey,
        channels=1,
        loudness=loudness,
        momentary_lufs=survey.momentary_lufs - less,
        clipped=survey.clipped // 2,
    )


def cut(survey: Survey, first: int, end: int) -> Survey:
    """The survey of the frames from `first` up to `end`; `first` is a multiple of a tenth of a second.

    True peak and clipping remain those of the whole, and no cell's peak is underestimated.
    """
    hop = survey.rate_hz // 10
    if first % hop:
        raise ValueError(f"frame {first} is not on the grid of the readings")
    momentary = survey.momentary_lufs[first // hop : end // hop].copy()
    cells = -(-(end - first) // SURVEY_CELL)
    at, shift = divmod(first, SURVEY_CELL)
    return replace(
        survey,
        frames=end - first,
        loudness=Loudness(
            integrated_lufs(momentary), survey.loudness.true_peak_dbtp, range_lu(momentary)
        ),
        momentary_lufs=momentary,
        levels=survey.levels.cut(at, shift / SURVEY_CELL, cells),
    )


def solve_gain(survey: Survey, target: LoudnessTarget, ceiling_dbtp: float) -> GainPlan:
    """The gain with which gain and limiter together reach the target.

    `ceiling_dbtp` is the limiter's ceiling, at or below the target's. The sound must not be silent.
    A gain with which the limiter would flatten more than transients is lowered: the target is missed.
    """
    gain_db = target.integrated_lufs - survey.loudness.integrated_lufs
    foretold, reduction_db = _foretell(survey, gain_db, ceiling_dbtp)
    low_db, high_db = gain_db, min(gain_db + 24.0, _LARGEST_GAIN_DB)
    for _ in range(24):
        missing = target.integrated_lufs - foretold
        if abs(missing) <= _PRECISE_LU or high_db - low_db < _PRECISE_LU / 4:
            break
        # the limiter returns less than it is given, so a step by the missing part falls short
        if missing > 0:
            low_db = gain_db
            gain_db = min(gain_db + 1.5 * missing, (gain_db + high_db) / 2)
        else:
            high_db = gain_db
            gain_db = (low_db + high_db) / 2
        foretold, reduction_db = _foretell(survey, gain_db, ceiling_dbtp)
    short = survey.frames < _SHORT_S * survey.rate_hz
    most = _HEAVY_SHARE_OF_SHORT if short else _HEAVY_SHARE
    if reduction_db > _HEAVY_DB and _heavy_share(survey, gain_db, ceiling_dbtp) > most:
        low_db, high_db = gain_db - 2.0 * reduction_db, gain_db
        while high_db - low_db > 0.05:
            gain_db = (low_db + high_db) / 2.0
            if _heavy_share(survey, gain_db, ceiling_dbtp) > most:
                high_db = gain_db
            else:
                low_db = gain_db
        gain_db = low_db
        foretold, reduction_db = _foretell(survey, gain_db, ceiling_dbtp)
    return GainPlan(gain_db, ceiling_dbtp, foretold, reduction_db)


def _heavy_share(survey: Survey, gain_db: float, ceiling_dbtp: float) -> float:
    """The share of the talk, without its pauses, from which a limiter takes more than _HEAVY_DB."""
    talk = heavy = 0
    level_db = survey.loudness.integrated_lufs - _TALK_BELOW_LU
    for part in survey.parts or (survey,):
        loud = part.levels.louder_than(level_db)
        talk += int(np.count_nonzero(loud))
        for first in range(0, len(loud), _CELLS_AT_ONCE):
            last = min(first + _CELLS_AT_ONCE, len(loud))
            taken_db = _taken_db(part, first, last, ceiling_dbtp - gain_db)
            heavy += int(np.count_nonzero((taken_db < -_HEAVY_DB) & loud[first:last]))
    return heavy / max(1, talk)


def _foretell(survey: Survey, gain_db: float, ceiling_dbtp: float) -> tuple[float, float]:
    """Integrated loudness and the largest reduction after `gain_db` and a limiter."""
    parts = [_limited(part, gain_db, ceiling_dbtp) for part in survey.parts or (survey,)]
    most_db = max(taken_db for _, taken_db in parts)
    momentary = [readings for readings, _ in parts]
    limited_lufs = integrated_lufs(np.concatenate(momentary) if survey.parts else momentary[0])
    if not most_db:
        return limited_lufs, 0.0
    taken_lu = survey.loudness.integrated_lufs + gain_db - limited_lufs
    unseen = _UNSEEN_OF_SPEECH if survey.parts else _UNSEEN
    return limited_lufs - unseen * taken_lu, most_db


def _limited(
    survey: Survey, gain_db: float, ceiling_dbtp: float
) -> tuple[NDArray[np.floating], float]:
    """The readings after `gain_db` and a limiter, and its largest reduction."""
    momentary = survey.momentary_lufs + np.float32(gain_db)
    levels = survey.levels
    if not len(momentary) or levels.highest_db + gain_db <= ceiling_dbtp:
        return momentary, 0.0
    hop = survey.rate_hz / HOPS_A_SECOND / SURVEY_CELL
    before, after = (np.zeros(len(momentary), dtype=np.float32) for _ in range(2))
    most_db = rest_before = rest_after = 0.0
    cells = len(levels)
    # in parts: the cells of four hours in full precision are too large to hold at once
    for first in range(0, cells, _CELLS_AT_ONCE):
        last = min(first + _CELLS_AT_ONCE, cells)
        taken_db = _taken_db(survey, first, last, ceiling_dbtp - gain_db)
        most_db = max(most_db, -float(taken_db.min()))
        energy = 10.0 ** (levels.energy_db(first, last).astype(np.float64) / 10.0)
        ends = np.arange(int(first / hop) + 1, min(int(last / hop), len(momentary)) + 1)
        rest_before = _hop_energies(energy, first, ends, hop, rest_before, before)
        energy *= 10.0 ** (taken_db / 10.0)
        rest_after = _hop_energies(energy, first, ends, hop, rest_after, after)
    share = _last_four(after) / np.maximum(_last_four(before), np.float32(1e-30))
    np.clip(share, 1e-6, 1.0, out=share)
    return momentary + np.float32(10.0) * np.log10(share), most_db


def _hop_energies(
    energy: NDArray[np.float64],
    first: int,
    ends: NDArray[np.intp],
    hop: float,
    rest: float,
    hops: NDArray[np.float32],
) -> float:
    """Adds the energy of cells from `first` on to `hops`: those that end here, by number.

    `rest` is the energy that earlier cells gave the current hop; returns what these give the next one.
    """
    running = rest + np.append(0.0, np.cumsum(energy))
    if not ends.size:
        return float(running[-1])
    until = np.interp(ends * hop, np.arange(first, first + len(running)), running)
    hops[ends - 1] = np.diff(until, prepend=0.0)
    return float(running[-1] - until[-1])


def _taken_db(survey: Survey, first: int, last: int, ceiling_db: float) -> NDArray[np.float32]:
    """What a limiter takes from the cells first:last (dB, not above 0), with the cells around as context."""
    start, stop = max(0, first - _CELLS_BEFORE), last + _CELLS_AFTER
    peaks_db = survey.levels.peaks_db(start, stop) - np.float32(PEAK_STEP_DB / 2)
    needed_db = np.minimum(np.float32(0.0), np.float32(ceiling_db) - peaks_db)
    if not needed_db.any():
        return np.zeros(last - first, dtype=np.float32)
    edges_db = smooth_reduction_db(needed_db, SURVEY_CELL * 1000.0 / survey.rate_hz)[
        first - start : last - start + 1
    ]
    return (edges_db[:-1] + edges_db[1:]) / np.float32(2.0)


def _last_four(hops: NDArray[np.float32]) -> NDArray[np.float32]:
    """The energy of the 400 ms before the end of each hop of 100 ms."""
    return np.convolve(hops, np.ones(4, dtype=np.float32))[: len(hops)]
