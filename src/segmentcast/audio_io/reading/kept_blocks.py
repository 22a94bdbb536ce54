"""Keeps what a sound decodes to, so that a second pass needs no decoding.

Short sounds stay in memory, longer ones go to a temporary file without a name, which the system
removes with the process. Without room for either, a second pass decodes again.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MOST_BYTES = 64 << 20
"""Of all sounds kept in memory: 6 minutes of mono or 3 of stereo at 44.1 kHz."""

_MOST_DISK_BYTES = 2 << 30
"""Of all sounds kept in files: 3 hours of mono."""

_LEAST_FILE_BYTES = 16 << 20
"""A smaller sound gets no file: there may be hundreds of them open."""

_FREE_TIMES = 4
"""A file is written only where so many times its size is free."""

_SAMPLE_BYTES = 4


class _Budget:
    """How many bytes may be kept, in this process, and are."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._used = 0

    def take(self, size: int) -> bool:
        with self._lock:
            if self._used + size > self._most:
                return False
            self._used += size
            return True

    def give_back(self, size: int) -> None:
        with self._lock:
            self._used -= size


_memory, _disk = _Budget(MOST_BYTES), _Budget(_MOST_DISK_BYTES)


class _InMemory:
    """Blocks in memory, each given as a copy."""

    def __init__(self, room: int) -> None:
        self._blocks: list[NDArray[np.float32]] = []
        weakref.finalize(self, _memory.give_back, room)

    def add(self, block: NDArray[np.float32]) -> None:
        self._blocks.append(block.copy())

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        for block in self._blocks:
            yield block.copy()


class _InFile:
    """Blocks in a temporary file. Raises OSError if it can't be written."""

    def __init__(self, room: int, folder: str) -> None:
        self._file = tempfile.TemporaryFile(  # noqa: SIM115 - closed with this object
            prefix="segmentcast-", dir=folder, buffering=0
        )
        weakref.finalize(self, self._file.close)
        weakref.finalize(self, _disk.give_back, room)
        self._lock = threading.Lock()
        self._shapes: list[tuple[int, ...]] = []

    def add(self, block: NDArray[np.float32]) -> None:
        if self._file.write(np.ascontiguousarray(block).data) != block.nbytes:
            raise OSError("the disk is full")
        self._shapes.append(block.shape)

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        at = 0
        for shape in self._shapes:
            block = np.empty(shape, np.float32)
            # several passes may be under way
            with self._lock:
                self._file.seek(at)
                count = self._file.readinto(block.data)
            if count != block.nbytes:
                raise OSError("a temporary file of decoded sound was cut off")
            at += block.nbytes
            yield block


class KeptBlocks:
    """The blocks of one whole pass over a sound of about this many samples, if there is room."""

    def __init__(self, expected_samples: int) -> None:
        self._room = int(expected_samples * _SAMPLE_BYTES * 1.05)
        self._kept: _InMemory | _InFile | None = None

    def replayed(self) -> Iterator[NDArray[np.float32]] | None:
        """The blocks of the first whole pass, each as a copy; None if they weren't kept."""
        return None if self._kept is None else self._kept.blocks()

    def recorded(self, blocks: Iterator[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
        """The same blocks; those of a pass to the end are kept if they fit."""
        keeping = _place(self._room) if self._room else None
        size = 0
        for block in blocks:
            size += block.nbytes
            if size > self._room:
                keeping = None
            if keeping is not None:
                try:
                    keeping.add(block)
                except OSError:
                    keeping = None
            yield block
        if self._kept is None:
            self._kept = keeping


def _place(room: int) -> _InMemory | _InFile | None:
    """Where `room` bytes can be kept."""
    if _memory.take(room):
        return _InMemory(room)
    if room < _LEAST_FILE_BYTES or not _disk.take(room):
        return None
    try:
        folder = _large_files_folder()
        if shutil.disk_usage(folder).free >= _FREE_TIMES * room:
            return _InFile(room, folder)
    except OSError:
        pass  # no folder for temporary files, or a full one
    _disk.give_back(room)
    return None


def _large_files_folder() -> str:
    """Where large temporary files go: /tmp may be memory, /var/tmp is a disk (FHS 5.15)."""
    var_tmp = Path("/var/tmp")  # noqa: S108 - the file has no name and is made by tempfile
    if "TMPDIR" not in os.environ and os.access(var_tmp, os.W_OK) and var_tmp.is_dir():
        return str(var_tmp)
    return tempfile.gettempdir()
