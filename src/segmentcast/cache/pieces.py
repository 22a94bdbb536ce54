"""Encoded pieces of sound by content, as master.PieceCache wants them."""

from __future__ import annotations

from segmentcast.cache.tiers import Cache
from segmentcast.cache.values import Kind, name_of

_KIND: Kind = "mp3"


class KeptPieces:
    """MP3 frames in a cache, under the hash of their samples and settings."""

    def __init__(self, cache: Cache) -> None:
        self.cache = cache

    def get(self, key: str) -> bytes | None:
        """The bytes that were put under the key, or None."""
        payload = self.cache.get(name_of(key, _KIND))
        return None if payload is None else bytes(payload)

    def put(self, key: str, data: bytes) -> None:
        """Keep `data` under the key."""
        self.cache.put(name_of(key, _KIND), data)
