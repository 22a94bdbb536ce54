"""Reads response bodies in blocks, up to a limit, compressed ones too."""

from __future__ import annotations

import http.client
import zlib
from collections.abc import Callable, Iterator

BLOCK_BYTES = 1 << 16
CODINGS = "gzip, deflate"
"""The encodings that decoded() supports, for Accept-Encoding."""


class BadCoding(ValueError):
    """A body that is not in its declared Content-Encoding, or in one that was not requested."""


class Body:
    """A body that is read once.

    At its end, `whole` says whether its announced length arrived, and `over` that it was abandoned
    because it exceeded the limit.
    """

    def __init__(self, response: http.client.HTTPResponse, check: Callable[[], None]) -> None:
        self._response = response
        self._check = check
        self.whole = False
        self.over = False

    def blocks(self, size: int = BLOCK_BYTES) -> Iterator[bytes]:
        """The blocks as sent."""
        while True:
            block = self._next(size)
            if not block:
                # A body shorter than its announced length was truncated in transit.
                self.whole = not self._response.length
                return
            yield block

    def _next(self, size: int) -> bytes:
        """At most this many bytes; none at the end. `check` raises after the deadline."""
        self._check()
        try:
            block = self._response.read1(size)
        except (OSError, http.client.HTTPException):
            self._check()
            raise
        self._check()
        return block

    def read(self, limit_bytes: int) -> tuple[bytes, bool]:
        """At most this many bytes as sent, and whether that is everything."""
        parts: list[bytes] = []
        left = limit_bytes
        while left > 0:
            block = self._next(min(left, BLOCK_BYTES))
            if not block:
                self.whole = not self._response.length
                return b"".join(parts), self.whole
            parts.append(block)
            left -= len(block)
        self.whole = self._response.length == 0
        return b"".join(parts), self.whole

    def decoded(self, coding: str, limit_bytes: int) -> tuple[bytes, bool]:
        """The content decoded from `coding`, a Content-Encoding, and whether it is complete.

        Both the compressed and the decoded size are limited. Raises BadCoding.
        """
        coding = coding.strip().lower()
        if coding in ("", "identity"):
            return self.read(limit_bytes)
        if coding not in ("gzip", "x-gzip", "deflate"):
            raise BadCoding(f"the response is compressed as {coding[:40]!r}")
        opener = _Opener(gzipped=coding != "deflate")
        parts: list[bytes] = []
        size = sent = 0
        for block in self.blocks():
            sent += len(block)
            for part in opener.opened(block, limit_bytes - size + 1):
                size += len(part)
                parts.append(part[: len(part) - max(0, size - limit_bytes)])
                if size > limit_bytes:
                    self.over = True
                    return b"".join(parts), False
            if sent > limit_bytes + BLOCK_BYTES:
                self.over = True
                return b"".join(parts), False
        return b"".join(parts), self.whole and opener.ended


class _Opener:
    """zlib for HTTP: several consecutive gzip members, and deflate with or without header."""

    def __init__(self, *, gzipped: bool) -> None:
        self._gzipped = gzipped
        self._engine = zlib.decompressobj(wbits=31) if gzipped else None
        self._held = b""
        self.ended = False

    def opened(self, data: bytes, most: int) -> Iterator[bytes]:
        """The decompressed data in parts of at most 64 KB, `most` bytes in total. Raises BadCoding."""
        if self._engine is None:
            data = self._held = self._held + data
            if len(data) < 2:
                return
            # Many servers omit zlib's two header bytes (RFC 9110 §8.4.1.2, note).
            headed = data[0] & 15 == 8 and int.from_bytes(data[:2]) % 31 == 0
            self._engine = zlib.decompressobj(wbits=15 if headed else -15)
        pending = True
        while (data or pending) and most > 0:
            if self.ended:
                if not self._gzipped or not data.strip(b"\0"):
                    return  # padding after the end
                self._engine, self.ended = zlib.decompressobj(wbits=31), False
            size = min(most, BLOCK_BYTES)
            try:
                part = self._engine.decompress(data, size)
            except zlib.error as error:
                raise BadCoding("the compressed response is damaged") from error
            self.ended = self._engine.eof
            data = self._engine.unused_data if self.ended else self._engine.unconsumed_tail
            # Even with all input consumed, a full part may not be all of the output.
            pending = len(part) == size and not self.ended
            most -= len(part)
            if part:
                yield part
