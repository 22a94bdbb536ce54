"""True peak by four times oversampling (BS.1770-4, annex 2), only where a peak can be.

The interpolation filter cannot raise a sample by more than the sum of its coefficients' absolute
values. So a stretch whose samples stay below the peak found so far by that much need not be
oversampled at all: the result is the same and nearly all of the work is saved.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

_TAPS = 24
_HALF = _TAPS // 2
_KAISER_BETA = 6.0
_CELL = 32


def _interpolators() -> NDArray[np.float32]:
    """Windowed-sinc filters, shape (3, taps), for the points 1/4, 2/4 and 3/4 after a sample."""
    rows = []
    for phase in (1, 2, 3):
        at = np.arange(_TAPS) - (_HALF - 1) - phase / 4.0
        window = np.i0(_KAISER_BETA * np.sqrt(np.clip(1.0 - (at / _HALF) ** 2, 0.0, None)))
        row = np.sinc(at) * window
        rows.append(row / row.sum())
    return np.array(rows, dtype=np.float32)


_FILTERS = _interpolators()
RAISE = float(np.abs(_FILTERS).sum(axis=1).max())
"""By how much oversampling can exceed the largest sample nearby, as a factor."""

MARGIN = _HALF
"""Samples needed on either side of a stretch to oversample it."""


def to_db(amplitude: float) -> float:
    """Amplitude to dB; zero gives -inf."""
    return 20.0 * math.log10(amplitude) if amplitude > 0.0 else float("-inf")


def from_db(level_db: float) -> float:
    """dB to amplitude."""
    return float(10.0 ** (level_db / 20.0))


def cell_peaks(samples: NDArray[np.float32], cell: int) -> NDArray[np.float32]:
    """The largest absolute sample of each run of `cell` frames, over all channels.

    `samples` has shape (frames, channels), C-contiguous; frames is a multiple of `cell`.
    """
    rows = samples.reshape(-1, cell * samples.shape[1])
    return np.asarray(np.maximum(rows.max(axis=1), -rows.min(axis=1)), dtype=np.float32)


def oversampled_peaks(
    samples: NDArray[np.float32], starts: NDArray[np.intp], cell: int
) -> NDArray[np.float32]:
    """The true peak of the cells that begin at `starts` (frames).

    Every cell needs MARGIN frames of `samples` on both sides. Sums run tap by tap, in one order, so
    that the result is the same on any number of cores.
    """
    width = cell + _TAPS
    peaks = np.empty(len(starts), dtype=np.float32)
    offsets = np.arange(-_HALF, width - _HALF)
    for first in range(0, len(starts), 512):
        some = starts[first : first + 512]
        windows = np.ascontiguousarray(samples[some[:, None] + offsets].transpose(0, 2, 1))
        best = np.abs(windows[:, :, _HALF : _HALF + cell]).max(axis=(1, 2))
        for row in _FILTERS:
            total = windows[:, :, 0 : cell + 1] * row[0]
            for tap in range(1, _TAPS):
                total += windows[:, :, tap : tap + cell + 1] * row[tap]
            np.maximum(best, np.abs(total).max(axis=(1, 2)), out=best)
        peaks[first : first + 512] = best
    return peaks


class TruePeak:
    """The highest true peak of a sound that comes in blocks of any size."""

    def __init__(self, channels: int) -> None:
        self.amplitude = 0.0
        self._tail = np.zeros((2 * MARGIN, channels), dtype=np.float32)

    def push(self, block: NDArray[np.float32]) -> None:
        """Take the next frames, shape (frames, channels)."""
        joined = np.concatenate((self._tail, block))
        count = (len(joined) - 2 * MARGIN) // _CELL
        if count > 0:
            self._scan(joined, count)
            joined = joined[count * _CELL :]
        self._tail = joined.copy()

    def finish(self) -> float:
        """The true peak of all that was pushed, in dBTP; -inf for digital silence."""
        self.push(np.zeros((2 * MARGIN + _CELL, self._tail.shape[1]), dtype=np.float32))
        return to_db(self.amplitude)

    def _scan(self, joined: NDArray[np.float32], count: int) -> None:
        end = MARGIN + count * _CELL
        peaks = np.concatenate(
            (
                [np.abs(joined[:MARGIN]).max()],
                cell_peaks(joined[MARGIN:end], _CELL),
                [np.abs(joined[end : end + MARGIN]).max()],
            )
        )
        # the filter reaches into the cell on either side
        near = np.maximum(peaks[1:-1], np.maximum(peaks[:-2], peaks[2:]))
        hot = np.flatnonzero(near * RAISE > self.amplitude)
        hot = hot[np.argsort(-near[hot], kind="stable")]
        for first in range(0, len(hot), 64):
            some = hot[first : first + 64]
            some = some[near[some] * RAISE > self.amplitude]
            if not some.size:
                return
            found = oversampled_peaks(joined, some * _CELL + MARGIN, _CELL)
            self.amplitude = max(self.amplitude, float(found.max()))
