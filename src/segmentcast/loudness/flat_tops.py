"""Counts samples on flat tops: what a converter, or an editor under full scale, has cut off."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmentcast.loudness.true_peak import GROUP

_LEAST_TOP = np.float32(0.1)
_SAME = np.float32(1e-4)
"""In 16 bits, the lowest sample is one step further from zero than the highest."""

_FEWEST_RUNS = 5
"""A low note may have a flat top or two."""


class FlatTops:
    """Samples in runs of three or more equal ones at the highest level of the whole sound."""

    def __init__(self, channels: int) -> None:
        self._channels = channels
        self._top = np.float32(0.0)
        self._samples = self._runs = 0

    @property
    def samples(self) -> int:
        """How many there are."""
        return self._samples if self._runs >= _FEWEST_RUNS else 0

    def push(self, rows: NDArray[np.float32], peaks: NDArray[np.float32]) -> None:
        """Takes groups of GROUP frames, one in each row, and their sample peaks."""
        top = np.float32(peaks.max(initial=0.0))
        if top > self._top * (1 + _SAME):
            self._top, self._samples, self._runs = top, 0, 0
        floor = self._top * (1 - _SAME)
        hot = peaks >= max(floor, _LEAST_TOP)
        if not hot.any():
            return
        groups = rows[hot].reshape(-1, GROUP, self._channels)
        at_top = np.abs(groups) >= floor
        level = at_top[:, 1:] & at_top[:, :-1] & (groups[:, 1:] == groups[:, :-1])
        three = level[:, 1:] & level[:, :-1]
        begins = three.copy()
        begins[:, 1:] &= ~three[:, :-1]
        runs = int(np.count_nonzero(begins))
        self._runs += runs
        self._samples += int(np.count_nonzero(three)) + 2 * runs
