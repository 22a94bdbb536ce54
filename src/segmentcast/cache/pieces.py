"""Encoded pieces of sound by content, as master.PieceCache wants them."""

from __future__ import annotations

from collections.abc import Callable

from segmentcast.cache.sealed_values import Kind, name_of
from segmentcast.cache.two_tier import Cache

_KIND: Kind = "mp3"
Credible = Callable[[memoryview], bool]


class KeptPieces:
    """Encoded pieces in a cache, under the hash of their samples and settings.

    `credible` looks at each that comes from the shared place: one that it does not believe counts as
    absent and is replaced.
    """

    def __init__(self, cache: Cache, credible: Credible | None = None) -> None:
        self.cache = cache
        self._credible = credible

    def get(self, key: str) -> bytes | None:
        """The bytes that were put under the key, or None."""
        payload = self.cache.get(name_of(key, _KIND), credible=self._credible)
        return None if payload is None else bytes(payload)

    def put(self, key: str, data: bytes) -> None:
        """Keep `data` under the key, where there is room for it: it can be done without."""
        self.cache.offer(name_of(key, _KIND), data)
