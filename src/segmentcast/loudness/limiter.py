"""A look-ahead true-peak limiter without state: each gain depends on nearby samples alone.

The sound is divided into cells of CELL frames on a fixed grid. A cell whose true peak is above the
ceiling needs a reduction. The reductions are released slowly, spread by a sliding minimum, and
smoothed by a Hann window no wider than that minimum, so that the smoothed reduction is never less
than needed. The reach is finite (BEFORE_MS, AFTER_MS): a span that is limited with that much context
comes out the same, whatever was cut off around it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmentcast.loudness.levels import Levels
from segmentcast.loudness.true_peak import (
    CELL,
    GROUP,
    MARGIN,
    from_db,
    group_peaks,
    to_db,
    true_peaks,
)

ATTACK_MS = 5.0
RELEASE_DB_PER_MS = 0.15
BEFORE_MS = 280
AFTER_MS = 20

_LONGEST_RELEASE_MS = 256.0
_AT_ONCE = 32_768

# large reductions are claps or knocks, whose peaks a codec moves most: they're held lower
_HARD_DB, _HARD_SHARE, _HARD_MOST_DB = np.float32(4.0), np.float32(0.15), np.float32(1.0)


def reach_frames(rate_hz: int) -> tuple[int, int]:
    """The context that `limit` needs before and after a span, in frames on the cell grid."""
    before, after = (
        math.ceil(reach_ms * rate_hz / 1000 / CELL) * CELL for reach_ms in (BEFORE_MS, AFTER_MS)
    )
    return before, after


def limit(samples: NDArray[np.float32], rate_hz: int, ceiling_dbtp: float) -> float:
    """Holds the true peak of `samples` at or below the ceiling, in place.

    `samples` has shape (frames, channels) and is C-contiguous: a whole sound, or one with silence
    around it. Returns the largest reduction in dB.
    """
    limiter = Limiter(rate_hz, samples.shape[1], ceiling_dbtp)
    at = 0
    for first in range(0, len(samples), _AT_ONCE):
        done = limiter.push(samples[first : first + _AT_ONCE]).samples
        samples[at : at + len(done)] = done
        at += len(done)
    samples[at:] = limiter.finish().samples
    return limiter.reduction_db


def lower(samples: NDArray[np.float32], rate_hz: int, asked_db: NDArray[np.float32]) -> None:
    """Lowers each cell of `samples` by at least what it needs (dB, not above 0), in place."""
    _apply(samples, smooth_reduction_db(asked_db, CELL * 1000.0 / rate_hz))


@dataclass(frozen=True, slots=True, eq=False)
class Limited:
    """The next limited frames, and the gain at the edges of their cells (dB, not above 0)."""

    samples: NDArray[np.float32]
    edges_db: NDArray[np.float32]


class Limiter:
    """Holds the true peak of a sound, given in blocks, at or below the ceiling.

    The output lags by some 20 ms and doesn't depend on how the sound is divided into blocks. `levels`
    are those of the sound's groups of GROUP frames, if known.
    """

    def __init__(
        self,
        rate_hz: int,
        channels: int,
        ceiling_dbtp: float,
        levels: Levels | None = None,
    ) -> None:
        self.reduction_db = 0.0
        self._channels = channels
        self._ceiling_dbtp = ceiling_dbtp
        self._cell_ms = CELL * 1000.0 / rate_hz
        self._before, self._after = (frames // CELL for frames in reach_frames(rate_hz))
        self._levels = levels
        # samples from MARGIN before cell `_given` on; what each cell from `_first` on needs
        self._samples = np.zeros((MARGIN, channels), dtype=np.float32)
        self._asked_db = np.zeros(0, dtype=np.float32)
        self._given = self._first = 0

    @property
    def _known(self) -> int:
        return self._first + len(self._asked_db)

    def push(self, block: NDArray[np.float32]) -> Limited:
        """Takes the next frames, shape (frames, channels); returns those that are ready."""
        self._samples = np.concatenate((self._samples, block))
        groups = (self._given * CELL + len(self._samples) - 2 * MARGIN) // GROUP
        self._look(groups * GROUP // CELL)
        return self._give(max(self._given, self._known - self._after))

    def finish(self) -> Limited:
        """The remaining frames."""
        frames = len(self._samples) - MARGIN
        end = self._given + -(-frames // CELL)
        groups = -(-end * CELL // GROUP)
        pad = groups * GROUP - self._given * CELL - frames + MARGIN
        silence = np.zeros((pad, self._channels), dtype=np.float32)
        self._samples = np.concatenate((self._samples, silence))
        self._look(groups * GROUP // CELL)
        rest = self._give(end)
        return Limited(rest.samples[:frames], rest.edges_db)

    def _look(self, known: int) -> None:
        """Finds what the cells up to `known` need; a multiple of a group's cells."""
        first = self._known
        if known <= first:
            return
        at = (first - self._given) * CELL
        segment = self._samples[at : at + (known - first) * CELL + 2 * MARGIN]
        peaks = None
        if self._levels is not None:
            told_db = self._levels.peaks_db(first * CELL // GROUP, known * CELL // GROUP)
            peaks = np.float32(10.0) ** (told_db / np.float32(20.0))
        asked_db = _asked_db(segment, self._ceiling_dbtp, peaks)
        asked_db -= np.clip((-asked_db - _HARD_DB) * _HARD_SHARE, 0.0, _HARD_MOST_DB)
        self._asked_db = np.concatenate((self._asked_db, asked_db))

    def _give(self, end: int) -> Limited:
        """The cells up to `end`, with the reduction that they need."""
        cells = end - self._given
        samples = self._samples[MARGIN : MARGIN + cells * CELL]
        # a copy from before the limiter: what is held must not keep everything earlier in memory
        self._samples = self._samples[cells * CELL :].copy()
        edges_db = np.zeros(cells + 1, dtype=np.float32)
        if self._asked_db.any():
            start = self._given - self._first
            nearby = self._asked_db[: start + cells + self._after]
            edges_db = smooth_reduction_db(nearby, self._cell_ms)[start : start + cells + 1]
            if cells and edges_db.any():
                _apply(samples, edges_db)
                self.reduction_db = max(self.reduction_db, -float(edges_db.min()))
        self._given = end
        old = max(0, end - self._before - self._first)
        self._first += old
        self._asked_db = self._asked_db[old:]
        return Limited(samples, edges_db)


def smooth_reduction_db(asked_db: NDArray[np.float32], cell_ms: float) -> NDArray[np.float32]:
    """From the reduction that each cell needs (dB, not above 0) to the gain at the cells' edges.

    Returns len(asked_db) + 1 values; both edges of a cell reduce by at least what it needs.
    """
    released = _release(asked_db, RELEASE_DB_PER_MS * cell_ms, round(_LONGEST_RELEASE_MS / cell_ms))
    half = max(1, round(ATTACK_MS / cell_ms / 2))
    edges = np.minimum(np.append(released, 0.0), np.insert(released, 0, 0.0))
    lowest = _sliding_minimum(edges, half)
    window = np.hanning(2 * half + 3)[1:-1]
    padded = np.pad(lowest, half, mode="edge")
    smooth = np.convolve(padded, window / window.sum(), mode="valid")
    return np.asarray(smooth, dtype=np.float32)


def heard_peaks(
    samples: NDArray[np.float32], span: tuple[int, int], ceiling_dbtp: float, known_dbtp: float
) -> tuple[float, NDArray[np.float32]]:
    """The true peak of the frames of `span` in a short sound, and by how much each cell is too high.

    The sound around the span is context. The peak is exact if it is above `known_dbtp`; the excess is
    in dB, below 0 for each cell above the ceiling, otherwise 0.
    """
    first, end = span
    groups = -(-(end - first) // GROUP)
    segment = np.zeros((groups * GROUP + 2 * MARGIN, samples.shape[1]), dtype=np.float32)
    before = min(first, MARGIN)
    seen = samples[first - before : end + MARGIN]
    segment[MARGIN - before : MARGIN - before + len(seen)] = seen[: len(segment) - MARGIN + before]
    peaks = group_peaks(segment[MARGIN:-MARGIN].reshape(groups, -1))
    highest = float(peaks.max(initial=0.0))
    floor = min(from_db(ceiling_dbtp), max(highest, from_db(known_dbtp)))
    hot, amplitudes = true_peaks(segment, floor, peaks)
    needed_db = np.zeros(-(-(end - first) // CELL), dtype=np.float32)
    inside = hot < len(needed_db)
    over_db = np.float32(ceiling_dbtp) - np.float32(20.0) * np.log10(amplitudes[inside])
    needed_db[hot[inside]] = np.minimum(over_db, np.float32(0.0))
    return to_db(max(highest, float(amplitudes[inside].max(initial=0.0)))), needed_db


def _asked_db(
    segment: NDArray[np.float32],
    ceiling_dbtp: float,
    peaks: NDArray[np.float32] | None,
) -> NDArray[np.float32]:
    needed_db = np.zeros((len(segment) - 2 * MARGIN) // CELL, dtype=np.float32)
    hot, amplitudes = true_peaks(segment, from_db(ceiling_dbtp), peaks, coarse=True)
    needed_db[hot] = (ceiling_dbtp - 20.0 * np.log10(amplitudes)).astype(np.float32)
    return needed_db


def _release(asked_db: NDArray[np.float32], slope_db: float, reach: int) -> NDArray[np.float32]:
    """Releases each reduction by `slope_db` a cell, over at most `reach` cells."""
    held = asked_db
    span = 0
    while span < reach:
        step = min(span + 1, reach - span)
        later = np.zeros_like(held)
        later[step:] = held[: max(0, len(held) - step)] + step * slope_db
        held = np.minimum(held, later)
        span += step
    return held


def _sliding_minimum(values: NDArray[np.float32], half: int) -> NDArray[np.float32]:
    # a few whole arrays: a reduction over so short an axis takes four times as long
    padded = np.pad(values, half)
    lowest = padded[: len(values)].copy()
    for later in range(1, 2 * half + 1):
        np.minimum(lowest, padded[later : later + len(values)], out=lowest)
    return lowest


def _apply(limited: NDArray[np.float32], edges_db: NDArray[np.float32]) -> None:
    frames, channels = limited.shape
    gain = (10.0 ** (edges_db / 20.0)).astype(np.float32)
    touched = np.flatnonzero((edges_db[:-1] < 0.0) | (edges_db[1:] < 0.0))
    whole = touched[touched < frames // CELL]
    ramp = ((np.arange(CELL) + 0.5) / CELL).astype(np.float32)
    cells = limited[: frames // CELL * CELL].reshape(-1, CELL, channels)
    curve = gain[whole, None] + (gain[whole + 1] - gain[whole])[:, None] * ramp
    cells[whole] *= curve[:, :, None]
    rest = frames % CELL
    if rest:
        last = gain[-2] + (gain[-1] - gain[-2]) * ramp[:rest]
        limited[-rest:] *= last[:, None]
