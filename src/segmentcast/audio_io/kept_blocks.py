"""Keeps the decoded sound of short files, so that a second pass needs no decoding."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_BYTES = 64 << 20
"""Of all kept sounds of the process: 6 minutes of mono or 3 of stereo at 44.1 kHz."""

_SAMPLE_BYTES = 4


class _Budget:
    """The bytes that are kept in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._used = 0

    def take(self, size: int) -> bool:
        with self._lock:
            if self._used + size > MOST_BYTES:
                return False
            self._used += size
            return True

    def give_back(self, size: int) -> None:
        with self._lock:
            self._used -= size


_budget = _Budget()


class KeptBlocks:
    """The blocks of one whole pass over a sound of about this many samples, if there is room."""

    def __init__(self, expected_samples: int) -> None:
        self._room = int(expected_samples * _SAMPLE_BYTES * 1.05)
        self._blocks: list[NDArray[np.float32]] | None = None

    def replayed(self) -> Iterator[NDArray[np.float32]] | None:
        """The blocks of the first whole pass, each as a copy; None if they weren't kept."""
        return None if self._blocks is None else (block.copy() for block in self._blocks)

    def recorded(self, blocks: Iterator[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
        """The same blocks; those of a pass to the end are kept if they fit."""
        if not self._room or not _budget.take(self._room):
            yield from blocks
            return
        kept: list[NDArray[np.float32]] | None = []
        size = 0
        whole = False
        try:
            for block in blocks:
                size += block.nbytes
                if kept is not None and size <= self._room:
                    kept.append(block.copy())
                else:
                    kept = None
                yield block
            whole = True
        finally:
            if whole and kept is not None and self._blocks is None:
                self._blocks = kept
                weakref.finalize(self, _budget.give_back, self._room)
            else:
                _budget.give_back(self._room)
