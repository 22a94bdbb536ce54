"""Converts the rate of short sounds with a polyphase filter: of sentences, and to shift their pitch.

The filter is a sinc under a Kaiser window (beta 5, ten zero crossings on each side), the same as in
`scipy.signal.resample_poly`; the results agree to the last bit. Importing that package would take two
seconds of processor time, as long as speaking a few sentences.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

_CROSSINGS = 10
_KAISER_BETA = 5.0


def converted(samples: NDArray[np.float32], up: int, down: int) -> NDArray[np.float32]:
    """`up` samples for every `down` of a mono sound of shape (n,), with silence around it."""
    common = math.gcd(up, down)
    up, down = up // common, down // common
    if up == down:
        return samples
    taps, newest = _filter(up, down)
    wanted = -(-len(samples) * up // down)
    periods = -(-wanted // up)
    # one column for each period of `up` output and `down` input samples
    reach = len(taps) - 1
    columns = int(newest[-1]) + 1 + reach
    padded = np.zeros((periods - 1) * down + columns if periods else 0, dtype=np.float32)
    known = samples[: max(0, len(padded) - reach)]
    padded[reach : reach + len(known)] = known
    step = padded.itemsize
    view = np.ndarray((columns, periods), np.float32, padded, 0, (step, down * step))
    rows = np.ascontiguousarray(view)
    output = np.zeros((up, periods), dtype=np.float32)
    # from the oldest sample to the newest: the order decides the rounding
    for age in range(reach, -1, -1):
        part = rows[newest + (reach - age)]
        part *= taps[age][:, None]
        output += part
    return np.ascontiguousarray(output.T).reshape(-1)[:wanted]


@lru_cache(maxsize=16)
def _filter(up: int, down: int) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
    """For each of `up` outputs, the weights of the samples before it, and which sample is the newest.

    The weights have shape (samples, up): the newest sample's, then the one's before it, and so on.
    """
    longest = max(up, down)
    half = _CROSSINGS * longest
    at = np.arange(2 * half + 1) - half
    exact = np.sinc(at / longest) / longest * np.kaiser(2 * half + 1, _KAISER_BETA)
    weights = (exact / exact.sum()).astype(np.float32) * np.float32(up)
    newest, phases = np.divmod(np.arange(up) * down + half, up)
    taps = np.zeros((-(-len(weights) // up), up), dtype=np.float32)
    for age in range(len(taps)):
        index = phases + age * up
        there = index < len(weights)
        taps[age, there] = weights[index[there]]
    return taps, newest
