"""Which gain brings a sound to its target when a limiter follows: solved from a survey of it.

The survey holds, of each cell of about 5 ms, the peak and the energy, and of every 100 ms the
meter's reading. That is enough to foretell what the limiter will take away, without the sound.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from segmentcast.loudness.gating import integrated_lufs, range_lu
from segmentcast.loudness.limiter import smooth_reduction_db
from segmentcast.loudness.true_peak import GROUP, MARGIN, TruePeak
from segmentcast.model import Loudness, LoudnessTarget

SURVEY_CELL = GROUP
_FLOOR_DB = -200.0
_PRECISE_LU = 0.01
_LARGEST_GAIN_DB = 60.0
_CELLS_AT_ONCE = 1 << 16
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

    `momentary_lufs`: a meter's readings every 100 ms. `peaks_db` and
    `energy_db`: for each cell of SURVEY_CELL frames the sample peak and the mean square of all
    channels. `same_sides`: both channels hold the same samples. `clipped`: samples at or above
    full scale. `parts` are the surveys of its sections, when it was surveyed section by section:
    then it has no cells of its own.
    """

    rate_hz: int
    channels: int
    frames: int
    loudness: Loudness
    momentary_lufs: NDArray[np.float32]
    peaks_db: NDArray[np.float16]
    energy_db: NDArray[np.float16]
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
        # two long buffers: thousands of small arrays would leave holes in the memory
        self._peaks = bytearray()
        self._energies = bytearray()

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
            peaks_db=np.frombuffer(self._peaks, dtype=np.float16)[:cells],
            energy_db=np.frombuffer(self._energies, dtype=np.float16)[:cells],
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
        self._peaks += _decibels(peaks, 20.0).tobytes()
        self._energies += _decibels(energy, 10.0).tobytes()


def one_side(found: Survey) -> Survey:
    """The survey of one of two equal channels: BS.1770 adds up channels, so one is 3 dB less."""
    less = np.float32(10.0 * np.log10(2.0))
    loudness = replace(found.loudness, integrated_lufs=found.loudness.integrated_lufs - float(less))
    return replace(
        found,
        channels=1,
        loudness=loudness,
        momentary_lufs=found.momentary_lufs - less,
        clipped=found.clipped // 2,
    )


def cut(found: Survey, first: int, end: int) -> Survey:
    """The survey of the frames from `first` up to `end`; `first` is a multiple of a tenth of a second.

    The true peak and what clips stay those of the whole, and no cell's peak is told too small.
    """
    hop = found.rate_hz // 10
    if first % hop:
        raise ValueError(f"frame {first} is not on the grid of the readings")
    momentary = found.momentary_lufs[first // hop : end // hop].copy()
    cells = -(-(end - first) // SURVEY_CELL)
    at, shift = divmod(first, SURVEY_CELL)
    peaks_db, energy_db = (
        np.append(values, values[-1:])[at : at + cells + 1]
        for values in (found.peaks_db, found.energy_db)
    )
    share = np.float32(shift / SURVEY_CELL)
    energy = np.float32(10.0) ** (energy_db.astype(np.float32) / np.float32(10.0))
    energy = energy[:-1] * (np.float32(1.0) - share) + energy[1:] * share
    return replace(
        found,
        frames=end - first,
        loudness=Loudness(
            integrated_lufs(momentary), found.loudness.true_peak_dbtp, range_lu(momentary)
        ),
        momentary_lufs=momentary,
        peaks_db=np.maximum(peaks_db[:-1], peaks_db[1:]) if shift else peaks_db[:-1],
        energy_db=_decibels(energy, 10.0) if shift else energy_db[:-1],
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
    momentary = survey.momentary_lufs + gain_db
    if not len(momentary) or survey.peaks_db.max() + gain_db <= ceiling_dbtp:
        return momentary, 0.0
    hop = survey.rate_hz / 10 / SURVEY_CELL
    ends = np.arange(len(momentary) + 1, dtype=np.float64) * hop
    before, after = np.zeros_like(ends), np.zeros_like(ends)
    most_db = energy_before = energy_after = 0.0
    cells = len(survey.peaks_db)
    # in parts, as the cells of four hours in full precision are too much to hold at once
    for first in range(0, cells, _CELLS_AT_ONCE):
        last = min(first + _CELLS_AT_ONCE, cells)
        taken_db = _taken_db(survey, first, last, ceiling_dbtp - gain_db)
        most_db = max(most_db, -float(taken_db.min()))
        energy = 10.0 ** (survey.energy_db[first:last].astype(np.float64) / 10.0)
        grid = np.arange(first, last + 1)
        within = slice(*np.searchsorted(ends, (first, last), side="right").tolist())
        running = energy_before + np.append(0.0, np.cumsum(energy))
        before[within] = np.interp(ends[within], grid, running)
        energy_before = float(running[-1])
        running = energy_after + np.append(0.0, np.cumsum(energy * 10.0 ** (taken_db / 10.0)))
        after[within] = np.interp(ends[within], grid, running)
        energy_after = float(running[-1])
    before[ends > cells], after[ends > cells] = energy_before, energy_after
    share = _last_four(after) / np.maximum(_last_four(before), 1e-30)
    return momentary + 10.0 * np.log10(np.clip(share, 1e-6, 1.0)), most_db


def _taken_db(survey: Survey, first: int, last: int, ceiling_db: float) -> NDArray[np.float32]:
    """What a limiter takes from the cells first:last (dB, not above 0), seen with those around."""
    start, stop = max(0, first - _CELLS_BEFORE), last + _CELLS_AFTER
    asked = np.minimum(0.0, ceiling_db - survey.peaks_db[start:stop].astype(np.float32))
    if not asked.any():
        return np.zeros(last - first, dtype=np.float32)
    edges_db = smooth_reduction_db(asked.astype(np.float32), SURVEY_CELL * 1000.0 / survey.rate_hz)[
        first - start : last - start + 1
    ]
    return (edges_db[:-1] + edges_db[1:]) / np.float32(2.0)


def _last_four(running: NDArray[np.float64]) -> NDArray[np.float64]:
    """The energy of the 400 ms before each reading, from running sums every 100 ms."""
    earlier = np.concatenate((np.zeros(3), running))[: len(running) - 1]
    return np.asarray(running[1:] - earlier, dtype=np.float64)


def _decibels(values: NDArray[np.float32], factor: float) -> NDArray[np.float16]:
    floor = 10.0 ** (_FLOOR_DB / factor)
    return np.asarray(factor * np.log10(np.maximum(values, floor)), dtype=np.float16)
