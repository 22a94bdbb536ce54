"""The cache shared by several machines, which may fail at any time."""

from __future__ import annotations

import threading
from collections.abc import Callable

from segmentcast.cache.backends import Backend
from segmentcast.cache.pruning import sweep
from segmentcast.cache.sealed_values import SHARED_LIMIT_BYTES
from segmentcast.errors import Problem, StoreBusy, StoreError

_PATIENCE = 2
"""Consecutive failures after which an unresponsive cache is no longer used."""


class Shared:
    """A backend that may fail. After that it is no longer used, and reports the reason once."""

    def __init__(self, opening: Callable[[], Backend], name: str, secret: bytes = b"") -> None:
        self.name = name
        self.secret = secret
        self._opening = opening
        self._backend: Backend | None = None
        self._lock = threading.Lock()
        self._failures = 0
        self.readable = self.writable = True
        self.trouble: Problem | None = None

    @property
    def backend(self) -> Backend:
        """The backend itself. Raises StoreError if it cannot be opened."""
        with self._lock:
            if self._backend is None:
                self._backend = self._opening()
            return self._backend

    def get(self, name: str) -> bytes | None:
        if not self.readable:
            return None
        try:
            data = self.backend.get(name, SHARED_LIMIT_BYTES)
        except StoreError as error:
            self._failed(error, reading=True)
            return None
        self._failures = 0
        return data

    def has(self, name: str) -> bool:
        if not self.readable:
            return False
        try:
            there = self.backend.has(name)
        except StoreError as error:
            self._failed(error, reading=True)
            return False
        self._failures = 0
        return there

    def put(self, name: str, data: bytes, *, replacing: bool) -> bool:
        """Stores the value, and returns whether that worked."""
        if not self.writable or len(data) > SHARED_LIMIT_BYTES:
            return False
        try:
            self.backend.put(name, data, replacing=replacing)
        except StoreError as error:
            self._failed(error, reading=False)
            return False
        self._failures = 0
        return True

    def sweep(self, limit_bytes: int, written_bytes: int, at_least: int) -> None:
        """Enforces the limit, if the cache is writable."""
        if not self.writable:
            return
        try:
            sweep(self.backend, limit_bytes, written_bytes, lambda _: False, at_least=at_least)
        except StoreError as error:
            self._failed(error, reading=False)

    def _failed(self, error: StoreError, *, reading: bool) -> None:
        with self._lock:
            self.trouble = self.trouble or error.problems[0]
            self._failures += 1
            unreachable = isinstance(error, StoreBusy)
            if unreachable and self._failures < _PATIENCE:
                return
            # A cache that rejects writes may still be readable.
            self.writable = False
            self.readable = self.readable and not (reading or unreachable)
