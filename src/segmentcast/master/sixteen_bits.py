"""Samples in the encoder's format."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_AT_ONCE = 32_768


def to_int16(samples: NDArray[np.float32], factor: float = 1.0) -> NDArray[np.int16]:
    """`samples` times `factor`, rounded to the encoder's 16 bits and clipped at full scale."""
    whole = np.empty(samples.shape, dtype=np.int16)
    for first in range(0, len(samples), _AT_ONCE):
        scaled = samples[first : first + _AT_ONCE] * np.float32(32_768.0 * factor)
        np.rint(scaled, out=scaled)
        np.clip(scaled, np.float32(-32_768.0), np.float32(32_767.0), out=scaled)
        whole[first : first + _AT_ONCE] = scaled
    return whole
