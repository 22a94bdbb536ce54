"""Encoded pieces of sound by content, as master.PieceCache wants them."""

from __future__ import annotations

from segmentcast.cache.tiers import Cache
from segmentcast.cache.values import Kind, name_of
from segmentcast.mp3 import parse_frames

_KIND: Kind = "mp3"


class KeptPieces:
    """MP3 frames in a cache, under the hash of their samples and settings."""

    def __init__(self, cache: Cache) -> None:
        self.cache = cache

    def get(self, key: str) -> bytes | None:
        """The bytes that were put under the key, or None."""
        name = name_of(key, _KIND)
        payload = self.cache.get(name)
        if payload is None:
            return None
        data = bytes(payload)
        try:
            whole = bool(parse_frames(data))
        except ValueError:
            whole = False
        if not whole:
            self.cache.refuse(name)
        return data if whole else None

    def put(self, key: str, data: bytes) -> None:
        """Keep `data` under the key, where there is room for it: it can be done without."""
        self.cache.offer(name_of(key, _KIND), data)
