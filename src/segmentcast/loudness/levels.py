"""How loud a sound is from moment to moment: a byte for each peak and one for each energy.

Four hours of sound have two and a half million such cells, so they are stored as small as their use
allows: a peak must never be underestimated, but errors in energies cancel out in a sum.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PEAK_STEP_DB = 0.4
"""By how much a peak may be overestimated."""

_LOWEST_PEAK_DB = -66.0
_ENERGY_STEP_DB, _LOWEST_ENERGY_DB = 0.5, -110.0
_MOST = 255
_HIGHEST_PEAK_DB = 17.0
_BASE_STEP_DB = 12
"""A whole number of steps for peaks and for energies."""

_LOUDEST = 1e12
_PEAKS_DB = (np.arange(_MOST + 1) * PEAK_STEP_DB + _LOWEST_PEAK_DB).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """Peak and mean square of each cell, all of the same number of frames.

    Peaks range from -66 to +17 dB, energies from -110 to +17 dB; lower values count as the lowest. For
    a sound with higher peaks, as files of floats may have, all of this is `base_db` higher.
    `peak_codes` and `energy_codes` have one byte for each cell.
    """

    peak_codes: NDArray[np.uint8]
    energy_codes: NDArray[np.uint8]
    base_db: int = 0

    def __len__(self) -> int:
        return len(self.peak_codes)

    @property
    def highest_db(self) -> float:
        """The highest peak in dB, overestimated by at most PEAK_STEP_DB."""
        return float(_PEAKS_DB[self.peak_codes.max(initial=0)]) + self.base_db

    def peaks_db(self, first: int = 0, end: int | None = None) -> NDArray[np.float32]:
        """The peaks of the cells first:end in dB, overestimated by at most PEAK_STEP_DB."""
        peaks_db = _PEAKS_DB[self.peak_codes[first:end]]
        return peaks_db + np.float32(self.base_db) if self.base_db else peaks_db

    def energy_db(self, first: int = 0, end: int | None = None) -> NDArray[np.float32]:
        """The mean squares of the cells first:end in dB, to the nearest half."""
        codes = self.energy_codes[first:end].astype(np.float32)
        return np.asarray(codes * np.float32(_ENERGY_STEP_DB) + self._lowest_energy_db)

    def louder_than(self, level_db: float) -> NDArray[np.bool_]:
        """Which cells have a mean square above `level_db`, shape (cells,)."""
        code = np.floor((level_db - float(self._lowest_energy_db)) / _ENERGY_STEP_DB)
        return np.asarray(self.energy_codes > np.clip(code, -1, _MOST).astype(np.int16))

    @property
    def _lowest_energy_db(self) -> np.float32:
        return np.float32(_LOWEST_ENERGY_DB + self.base_db)

    def cut(self, first: int, share: float, count: int) -> Levels:
        """The `count` cells that begin `share` of a cell after cell `first`; no peak gets smaller."""
        if not share:
            part = slice(first, first + count)
            return Levels(self.peak_codes[part], self.energy_codes[part], self.base_db)
        peaks, energies = (
            np.append(codes, codes[-1:])[first : first + count + 1]
            for codes in (self.peak_codes, self.energy_codes)
        )
        mixed = energies[:-1] * np.float32(1.0 - share) + energies[1:] * np.float32(share)
        highest = np.maximum(peaks[:-1], peaks[1:])
        return Levels(highest, np.rint(mixed).astype(np.uint8), self.base_db)


NO_LEVELS = Levels(np.zeros(0, np.uint8), np.zeros(0, np.uint8))
"""The levels of a sound whose parts have them instead."""


def base_db(peak: float) -> int:
    """The `base_db` that a sound with this sample peak needs."""
    above_db = 20.0 * math.log10(min(peak, _LOUDEST)) - _HIGHEST_PEAK_DB if peak > 1.0 else 0.0
    return max(0, math.ceil(above_db / _BASE_STEP_DB)) * _BASE_STEP_DB


def peak_steps(higher_db: int) -> int:
    """By how much codes of peaks are lower with a base that is higher by `base_db`."""
    return round(higher_db / PEAK_STEP_DB)


def energy_steps(higher_db: int) -> int:
    """By how much codes of energies are lower with a base that is higher by `base_db`."""
    return round(higher_db / _ENERGY_STEP_DB)


def encoded_peaks(peaks: NDArray[np.float32], base_db: int) -> bytes:
    """Magnitudes as codes of `Levels`."""
    # float logarithms are accurate to some millionths: a peak on a step must not fall below it
    return _codes(peaks, 20.0, _LOWEST_PEAK_DB, PEAK_STEP_DB, 0.5 + 1e-4, base_db)


def encoded_energies(energies: NDArray[np.float32], base_db: int) -> bytes:
    """Mean squares as codes of `Levels`."""
    return _codes(energies, 10.0, _LOWEST_ENERGY_DB, _ENERGY_STEP_DB, 0.0, base_db)


def _codes(
    values: NDArray[np.float32],
    factor: float,
    lowest_db: float,
    step_db: float,
    up: float,
    base_db: int,
) -> bytes:
    # fmax and fmin take the number where the other is none
    steps = np.fmin(np.fmax(values, np.float32(1e-30)), np.float32(1e30))
    np.log10(steps, out=steps)
    steps *= np.float32(factor / step_db)
    steps += np.float32(up - lowest_db / step_db)
    np.rint(steps, out=steps)
    # the base is subtracted in whole steps, so that it doesn't matter when
    steps -= np.float32(round(base_db / step_db))
    return np.clip(steps, 0, _MOST, out=steps).astype(np.uint8).tobytes()
