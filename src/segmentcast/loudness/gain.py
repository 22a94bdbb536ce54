"""Which gain brings a sound to its target when a limiter follows: solved from a survey of it.

The survey holds, of each cell of about 5 ms, the peak and the energy, and of every 100 ms the
meter's reading. That is enough to foretell what the limiter will take away, without the sound.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

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
_CELLS_AT_ONCE = 1 << 16
_COLUMN_BYTES = 1 << 22
"""A byte for each cell: six hours at 44.1 kHz. More is taken when it is needed."""

_FEW_BYTES = 1 << 16
"""What is no longer than this is copied, so that not each of many short sounds reserves as much."""

_CELLS_BEFORE, _CELLS_AFTER = 128, 16
"""More than the limiter's reach, at any rate up to 96 kHz."""

_UNSEEN = 0.02
"""The limiter takes that much more, as a share, than sample peaks show: it works on true peaks."""

_UNSEEN_OF_SPEECH = -0.12
"""Of narration, which is surveyed in parts, it takes that much less: a cell is long beside the peaks
of a voice, and what carries them counts for less in loudness than it does in energy."""


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """What one pass over a sound finds out.

    `momentary_lufs`: a meter's readings every 100 ms. `levels`: for each cell of SURVEY_CELL
    frames the sample peak and the mean square of all channels. `same_sides`: both channels hold the same samples. `clipped`: samples at or above
    full scale. `parts` are the surveys of its sections, when it was surveyed section by section:
    then it has no cells of its own.
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
class Plan:
    """What is done to the sound: one gain, then a limiter at `ceiling_dbtp`.

    `foretold_lufs` is the loudness to expect; `reduction_db` the most that the limiter takes.
    """

    gain_db: float
    ceiling_dbtp: float
    foretold_lufs: float
    reduction_db: float


class Surveyor:
    """Collects a survey from blocks of any size. The meter's readings are handed in at the end."""

    def __init__(self, rate_hz: int, channels: int) -> None:
        self._rate_hz = rate_hz
        self._channels = channels
        self._frames = 0
        self._clipped = 0
        self._same = channels == 2
        self._peak = TruePeak(channels)
        self._base_db = 0
        self._peaks = _Column()
        self._energies = _Column()

    def push(self, block: NDArray[np.float32]) -> None:
        """Take the next frames, shape (frames, channels)."""
        self._frames += len(block)
        if self._same and not np.array_equal(block[:, 0], block[:, 1]):
            self._same = False
        self._note(block)

    def finish(self, momentary_lufs: NDArray[np.float32]) -> Survey:
        """The survey of all that was pushed."""
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
            clipped=self._clipped,
        )

    def _note(self, block: NDArray[np.float32]) -> None:
        complete = self._peak.push(block)
        if complete is None:
            return
        rows, peaks = complete
        hot = peaks >= 1.0
        if hot.any():
            self._clipped += int(np.count_nonzero(np.abs(rows[hot]) >= 1.0))
        energy = np.einsum("ij,ij->i", rows, rows) / rows.shape[1]
        higher_db = max(0, base_db(float(peaks.max(initial=0.0))) - self._base_db)
        if higher_db:
            self._base_db += higher_db
            self._peaks.lower(peak_steps(higher_db))
            self._energies.lower(energy_steps(higher_db))
        self._peaks.add(encoded_peaks(peaks, self._base_db))
        self._energies.add(encoded_energies(energy, self._base_db))


class _Column:
    """Codes that are written one after the other.

    In pages of their own that are taken as they are filled: a buffer that grows leaves a hole in
    the memory for each of its sizes.
    """

    def __init__(self) -> None:
        self._pages = own_pages(_COLUMN_BYTES)
        self._length = 0

    def add(self, codes: bytes) -> None:
        """Take the next codes."""
        end = self._length + len(codes)
        if end > len(self._pages):
            larger = own_pages(2 * max(end, len(self._pages)))
            larger[: self._length] = self._pages[: self._length]
            self._pages = larger
        self._pages[self._length : end] = codes
        self._length = end

    def codes(self, count: int) -> NDArray[np.uint8]:
        """The first `count` of all that were added."""
        pages = self._pages if count > _FEW_BYTES else self._pages[:count]
        return np.frombuffer(pages, np.uint8, count)

    def lower(self, steps: int) -> None:
        """Make all codes so much less; none below 0."""
        codes = np.frombuffer(self._pages, np.uint8, self._length)
        codes -= np.minimum(codes, np.uint8(min(steps, 255)))


def one_side(survey: Survey) -> Survey:
    """The survey of one of two equal channels: BS.1770 adds up channels, so one is 3 dB less."""
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

    The true peak and what clips stay those of the whole, and no cell's peak is told too small.
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


def solve_gain(survey: Survey, target: LoudnessTarget, ceiling_dbtp: float) -> Plan:
    """The gain that makes gain and limiter together come out at the target.

    `ceiling_dbtp` is the limiter's, at or under the target's own. The sound must not be silent.
    """
    gain_db = target.integrated_lufs - survey.loudness.integrated_lufs
    foretold, reduction_db = _foretell(survey, gain_db, ceiling_dbtp)
    low_db, high_db = gain_db, min(gain_db + 24.0, _LARGEST_GAIN_DB)
    for _ in range(24):
        missing = target.integrated_lufs - foretold
        if abs(missing) <= _PRECISE_LU or high_db - low_db < _PRECISE_LU / 4:
            break
        # the limiter gives back less than what is put in, so a step of the missing part is short
        if missing > 0:
            low_db = gain_db
            gain_db = min(gain_db + 1.5 * missing, (gain_db + high_db) / 2)
        else:
            high_db = gain_db
            gain_db = (low_db + high_db) / 2
        foretold, reduction_db = _foretell(survey, gain_db, ceiling_dbtp)
    return Plan(gain_db, ceiling_dbtp, foretold, reduction_db)


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
    """The readings after `gain_db` and a limiter, and the most that it takes."""
    momentary = survey.momentary_lufs + np.float32(gain_db)
    levels = survey.levels
    if not len(momentary) or levels.highest_db + gain_db <= ceiling_dbtp:
        return momentary, 0.0
    hop = survey.rate_hz / HOPS_A_SECOND / SURVEY_CELL
    before, after = (np.zeros(len(momentary), dtype=np.float32) for _ in range(2))
    most_db = rest_before = rest_after = 0.0
    cells = len(levels)
    # in parts, as the cells of four hours in full precision are too much to hold at once
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
    """Put the energy of cells from `first` on into `hops`: those that end here, by their numbers.

    `rest` is what the hop that goes on has of earlier cells; returns what the next one has of these.
    """
    running = rest + np.append(0.0, np.cumsum(energy))
    if not ends.size:
        return float(running[-1])
    until = np.interp(ends * hop, np.arange(first, first + len(running)), running)
    hops[ends - 1] = np.diff(until, prepend=0.0)
    return float(running[-1] - until[-1])


def _taken_db(survey: Survey, first: int, last: int, ceiling_db: float) -> NDArray[np.float32]:
    """What a limiter takes from the cells first:last (dB, not above 0), seen with those around."""
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
