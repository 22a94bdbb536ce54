"""A look-ahead true-peak limiter without a memory: each gain depends on nearby samples alone.

The sound is cut into cells of CELL frames on a fixed grid. A cell whose true peak is above the
ceiling asks for a reduction; the reductions are let go slowly, spread by a sliding minimum, and
smoothed by a Hann window no wider than that minimum, so that the smoothed reduction is never less
than what was asked for. Its reach is finite (BEFORE_MS, AFTER_MS): a stretch that is limited with
that much context comes out the same, whatever was cut off around it.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from segmentcast.loudness.true_peak import CELL, MARGIN, from_db, true_peaks

ATTACK_MS = 5.0
RELEASE_DB_PER_MS = 0.15
BEFORE_MS = 280
AFTER_MS = 20

_LONGEST_RELEASE_MS = 256.0
_CELLS_AT_ONCE = 1024

# What is reduced a lot is a clap or a knock, whose peaks a codec moves most: it is held lower.
_HARD_DB, _HARD_SHARE, _HARD_MOST_DB = np.float32(4.0), np.float32(0.15), np.float32(1.0)


def limit(
    samples: NDArray[np.float32],
    rate_hz: int,
    ceiling_dbtp: float,
    more_db: NDArray[np.float32] | None = None,
) -> float:
    """Hold the true peak of `samples` at or under the ceiling, in place.

    `samples` has shape (frames, channels), is C-contiguous and begins on the cell grid. Returns
    the largest reduction in dB. The first BEFORE_MS and the last AFTER_MS are context: right only where the sound truly begins or
    ends there. `more_db` asks for a further reduction of single cells (dB, not above 0).
    """
    reduction_db = asked_reduction_db(samples, ceiling_dbtp)
    reduction_db -= np.clip((-reduction_db - _HARD_DB) * _HARD_SHARE, 0.0, _HARD_MOST_DB)
    if more_db is not None:
        reduction_db += more_db
    if not reduction_db.any():
        return 0.0
    edges_db = smooth_reduction_db(reduction_db, CELL * 1000.0 / rate_hz)
    _apply(samples, edges_db)
    return -float(edges_db.min())


def smooth_reduction_db(asked_db: NDArray[np.float32], cell_ms: float) -> NDArray[np.float32]:
    """From the reduction that each cell asks for (dB, not above 0) to the gain at the cells' edges.

    Returns len(asked_db) + 1 values; both edges of a cell reduce by at least what it asks for.
    """
    released = _release(asked_db, RELEASE_DB_PER_MS * cell_ms, round(_LONGEST_RELEASE_MS / cell_ms))
    half = max(1, round(ATTACK_MS / cell_ms / 2))
    edges = np.minimum(np.append(released, 0.0), np.insert(released, 0, 0.0))
    lowest = _sliding_minimum(edges, half)
    window = np.hanning(2 * half + 3)[1:-1]
    padded = np.pad(lowest, half, mode="edge")
    smooth = np.convolve(padded, window / window.sum(), mode="valid")
    return np.asarray(smooth, dtype=np.float32)


def asked_reduction_db(samples: NDArray[np.float32], ceiling_dbtp: float) -> NDArray[np.float32]:
    """By how much each cell of CELL frames is above the ceiling: dB, 0 where it is not, else below 0."""
    frames = len(samples)
    asked = np.zeros(-(-frames // CELL), dtype=np.float32)
    ceiling = from_db(ceiling_dbtp)
    for first in range(0, len(asked), _CELLS_AT_ONCE):
        last = min(first + _CELLS_AT_ONCE, len(asked))
        start, stop = first * CELL - MARGIN, last * CELL + MARGIN
        segment = samples[max(0, start) : stop]
        missing = max(0, -start), max(0, stop - frames)
        if any(missing):
            segment = np.pad(segment, (missing, (0, 0)))
        hot, found = true_peaks(segment, ceiling)
        asked[first + hot] = (ceiling_dbtp - 20.0 * np.log10(found)).astype(np.float32)
    return asked


def _release(asked_db: NDArray[np.float32], slope_db: float, reach: int) -> NDArray[np.float32]:
    """Each reduction is let go by `slope_db` a cell, for at most `reach` cells."""
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
    padded = np.pad(values, half)
    return np.asarray(
        np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1).min(axis=1), dtype=np.float32
    )


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


def reach_frames(rate_hz: int) -> tuple[int, int]:
    """Context that `limit` needs before and after a stretch, in frames on the cell grid."""
    before, after = (
        math.ceil(reach_ms * rate_hz / 1000 / CELL) * CELL for reach_ms in (BEFORE_MS, AFTER_MS)
    )
    return before, after
