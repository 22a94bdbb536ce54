"""Integrates a meter's readings: integrated loudness and loudness range."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

SILENT_LUFS = -70.0
"""The absolute gate (BS.1770-4): anything quieter counts as silence."""

_RELATIVE_GATE_LU = -10.0
_RANGE_GATE_LU = -20.0
_SHORT_TERM_HOPS = 29
_AT_ONCE = 4096
"""How many readings are processed at a time: hours of them in full precision take megabytes."""


def integrated_lufs(momentary_lufs: NDArray[np.floating]) -> float:
    """Integrated loudness of a programme (BS.1770-4, equations 5 to 7).

    `momentary_lufs` holds the loudness of 400 ms blocks, one every 100 ms. The result is -inf if no
    block passes the absolute gate.
    """
    loud = momentary_lufs[momentary_lufs > SILENT_LUFS]
    if not loud.size:
        return float("-inf")
    gate = _mean_lufs(loud) + _RELATIVE_GATE_LU
    return _mean_lufs(loud[loud > gate])


def range_lu(momentary_lufs: NDArray[np.floating]) -> float:
    """Loudness range (EBU Tech 3342) in LU: from the 10th to the 95th percentile of what passes the gates.

    `momentary_lufs` as for `integrated_lufs`. Seven and a half of these blocks make one of the
    standard's 3 s blocks.
    """
    short_term = short_term_lufs(momentary_lufs)
    loud = short_term[short_term > SILENT_LUFS]
    if not loud.size:
        return 0.0
    loud = np.sort(loud[loud > _mean_lufs(loud) + _RANGE_GATE_LU])
    low, high = (loud[round((loud.size - 1) * share)] for share in (0.10, 0.95))
    return float(high - low)


def short_term_lufs(momentary_lufs: NDArray[np.floating]) -> NDArray[np.float32]:
    """The loudness of 3 s blocks (EBU Tech 3341), one every 100 ms; none if the sound is shorter."""
    if len(momentary_lufs) < _SHORT_TERM_HOPS:
        return np.zeros(0, np.float32)
    weights = np.zeros(_SHORT_TERM_HOPS)
    weights[0:28:4] = 1.0
    weights[28] = 0.5
    weights /= weights.sum()
    overlap = _SHORT_TERM_HOPS - 1
    blocks = [
        np.convolve(_energies(momentary_lufs[first : first + _AT_ONCE + overlap]), weights, "valid")
        for first in range(0, len(momentary_lufs) - overlap, _AT_ONCE)
    ]
    energy = np.concatenate(blocks, dtype=np.float32, casting="same_kind")
    return np.asarray(
        np.float32(10.0) * np.log10(np.maximum(energy, np.float32(1e-20))), np.float32
    )


def _mean_lufs(blocks_lufs: NDArray[np.floating]) -> float:
    parts = range(0, len(blocks_lufs), _AT_ONCE)
    total = sum(float(_energies(blocks_lufs[first : first + _AT_ONCE]).sum()) for first in parts)
    return 10.0 * math.log10(total / len(blocks_lufs))


def _energies(readings_lufs: NDArray[np.floating]) -> NDArray[np.float64]:
    return np.asarray(10.0 ** (readings_lufs.astype(np.float64) / 10.0))
