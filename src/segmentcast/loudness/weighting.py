"""BS.1770's K-weighting filters, and a meter's readings from energies."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

HOPS_A_SECOND = 10
"""A reading every 100 ms, as EBU Tech 3341 requires."""

_HOPS_OF_A_READING = 4
_OFFSET_LU = -0.691
_LEAST = 1e-12

Biquad = tuple[float, float, float, float, float]
"""b0, b1, b2, a1, a2 of a second-order filter, with a0 = 1."""


def k_weighting(rate_hz: int) -> tuple[Biquad, Biquad]:
    """The two K-weighting filters at a sample rate, to run one after the other.

    BS.1770-4, annex 1, tables 1 and 2, gives them for 48 kHz. For other rates they are derived by the
    bilinear transform from the analogue filters behind those (De Man, "Evaluation of Implementations
    of the EBU R128 Loudness Measurement", 2018).
    """
    head_hz, head_db, head_q = 1681.974450955533, 3.999843853973347, 0.7071752369554196
    high = 10.0 ** (head_db / 20.0)
    band = high**0.4996667741545416
    warped = math.tan(math.pi * head_hz / rate_hz)
    slope, square = warped / head_q, warped * warped
    scale = 1.0 + slope + square
    shelf = (
        (high + band * slope + square) / scale,
        2.0 * (square - high) / scale,
        (high - band * slope + square) / scale,
        2.0 * (square - 1.0) / scale,
        (1.0 - slope + square) / scale,
    )
    low_hz, low_q = 38.13547087602444, 0.5003270373238773
    warped = math.tan(math.pi * low_hz / rate_hz)
    slope, square = warped / low_q, warped * warped
    scale = 1.0 + slope + square
    return shelf, (1.0, -2.0, 1.0, 2.0 * (square - 1.0) / scale, (1.0 - slope + square) / scale)


def momentary_lufs(hops: NDArray[np.floating]) -> NDArray[np.float32]:
    """A meter's readings (BS.1770-4, equation 2): 400 ms each, one every 100 ms.

    `hops` is the mean square of every 100 ms after K-weighting, summed over the channels. The first
    three readings, which end before 400 ms of sound, are silence and never count.
    """
    if not len(hops):
        return np.zeros(0, dtype=np.float32)
    energy = np.convolve(hops.astype(np.float32), np.ones(_HOPS_OF_A_READING, np.float32))
    energy = energy[: len(hops)] / np.float32(_HOPS_OF_A_READING)
    energy[: _HOPS_OF_A_READING - 1] = 0.0
    np.log10(np.maximum(energy, np.float32(_LEAST), out=energy), out=energy)
    return np.asarray(np.float32(_OFFSET_LU) + np.float32(10.0) * energy)
