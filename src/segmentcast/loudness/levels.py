"""How loud a sound is from moment to moment: a byte for each peak and one for each energy.

Four hours of sound have two and a half million such cells, so they are kept as small as their use
allows: a peak must not be told too small, and errors of an energy cancel out in a sum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PEAK_STEP_DB = 0.4
"""Peaks are told by up to so much too high."""

_LOWEST_PEAK_DB = -66.0
_ENERGY_STEP_DB, _LOWEST_ENERGY_DB = 0.5, -110.0
_MOST = 255
_BEYOND_DB = 120.0
_PEAKS_DB = np.append(np.arange(_MOST) * PEAK_STEP_DB + _LOWEST_PEAK_DB, _BEYOND_DB).astype(
    np.float32
)
"""What each code tells; the last one is for all that is beyond the rest."""


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """Peak and mean square of each cell, of the same number of frames each.

    Peaks reach from -66 to +35 dB, energies from -110 to +17.5 dB; what is below is told as the
    lowest. `peak_codes` and `energy_codes` have one byte for each cell.
    """

    peak_codes: NDArray[np.uint8]
    energy_codes: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.peak_codes)

    @property
    def highest_db(self) -> float:
        """The highest peak of all, at most PEAK_STEP_DB more than it is."""
        return float(_PEAKS_DB[self.peak_codes.max(initial=0)])

    def peaks_db(self, first: int = 0, end: int | None = None) -> NDArray[np.float32]:
        """The peaks of the cells first:end in dB, at most PEAK_STEP_DB more than they are."""
        return _PEAKS_DB[self.peak_codes[first:end]]

    def energy_db(self, first: int = 0, end: int | None = None) -> NDArray[np.float32]:
        """The mean squares of the cells first:end in dB, to the nearest half."""
        codes = self.energy_codes[first:end].astype(np.float32)
        return np.asarray(codes * np.float32(_ENERGY_STEP_DB) + np.float32(_LOWEST_ENERGY_DB))

    def louder_than(self, level_db: float) -> NDArray[np.bool_]:
        """Which cells have a mean square above `level_db`."""
        code = np.floor((level_db - _LOWEST_ENERGY_DB) / _ENERGY_STEP_DB)
        return np.asarray(self.energy_codes > np.clip(code, -1, _MOST).astype(np.int16))

    def cut(self, first: int, share: float, count: int) -> Levels:
        """The `count` cells that begin `share` of a cell behind cell `first`; peaks no smaller."""
        if not share:
            part = slice(first, first + count)
            return Levels(self.peak_codes[part], self.energy_codes[part])
        peaks, energies = (
            np.append(codes, codes[-1:])[first : first + count + 1]
            for codes in (self.peak_codes, self.energy_codes)
        )
        mixed = energies[:-1] * np.float32(1.0 - share) + energies[1:] * np.float32(share)
        return Levels(np.maximum(peaks[:-1], peaks[1:]), np.rint(mixed).astype(np.uint8))


NO_LEVELS = Levels(np.zeros(0, np.uint8), np.zeros(0, np.uint8))
"""Of a sound whose parts have them."""


def encoded_peaks(peaks: NDArray[np.float32]) -> bytes:
    """Magnitudes as the codes that `Levels` holds."""
    least = np.float32(10.0 ** (_LOWEST_PEAK_DB / 20.0))
    above_db = np.float32(20.0) * np.log10(np.maximum(peaks, least)) - np.float32(_LOWEST_PEAK_DB)
    # float logarithms are right to some millionths: a peak on a step must not fall below it
    steps = np.ceil(above_db / np.float32(PEAK_STEP_DB) + np.float32(1e-4))
    return np.asarray(np.minimum(steps, _MOST), dtype=np.uint8).tobytes()


def encoded_energies(energies: NDArray[np.float32]) -> bytes:
    """Mean squares as the codes that `Levels` holds."""
    least = np.float32(10.0 ** (_LOWEST_ENERGY_DB / 10.0))
    above_db = np.float32(10.0) * np.log10(np.maximum(energies, least))
    steps = np.rint((above_db - np.float32(_LOWEST_ENERGY_DB)) / np.float32(_ENERGY_STEP_DB))
    return np.asarray(np.minimum(steps, _MOST), dtype=np.uint8).tobytes()
