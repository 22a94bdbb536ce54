"""Encoded pieces of audio by content, as a master.PieceCache."""

from __future__ import annotations

from collections.abc import Callable

from segmentcast.cache.sealed_values import Kind, name_of
from segmentcast.cache.two_tier import Cache

_KIND: Kind = "mp3"
Credible = Callable[[memoryview], bool]


class KeptPieces:
    """Encoded pieces in a cache, under a hash of their samples and settings.

    `credible` checks each piece from the shared cache. A piece that fails counts as absent and is
    replaced.
    """

    def __init__(self, cache: Cache, credible: Credible | None = None) -> None:
        self.cache = cache
        self._credible = credible

    def get(self, key: str) -> bytes | None:
        """The bytes stored under the key, or None."""
        payload = self.cache.get(name_of(key, _KIND), credible=self._credible)
        return None if payload is None else bytes(payload)

    def put(self, key: str, data: bytes) -> None:
        """Stores the data if there is room; it can always be made again."""
        self.cache.offer(name_of(key, _KIND), data)
