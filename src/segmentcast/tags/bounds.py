"""Finds the audio between an MP3 file's tags. Reads a few bytes at either end, never the audio."""

from __future__ import annotations

import mmap

Bytes = bytes | bytearray | memoryview | mmap.mmap
MOST_TAGS = 16
"""Further tags at one end count as audio: no honest file has that many."""
_ID3V1_BYTES = 128
_ID3V1_EXTENDED_BYTES = 227
_APE_BYTES = 32
_LYRICS_END = b"LYRICS200"


def span(data: Bytes) -> tuple[int, int]:
    """The (start, end) of the audio in bytes, without ID3v2 (2.2 to 2.4), ID3v1, APEv1/2, and Lyrics3v2.

    A tag that claims more bytes than there are is not a tag. `data` may be a memory map: only its ends
    are read.
    """
    start, end = 0, len(data)
    for _ in range(MOST_TAGS):
        length = _leading(data, start, end)
        if not length:
            break
        start += length
    for _ in range(MOST_TAGS):
        length = _trailing(data, start, end)
        if not length:
            break
        end -= length
    return start, end


def _leading(data: Bytes, start: int, end: int) -> int:
    header = bytes(data[start : min(start + _APE_BYTES, end)])
    length = 0
    if header[:3] == b"ID3" and len(header) >= 10:
        length = _id3v2_bytes(header)
    elif header[:8] == b"APETAGEX" and len(header) == _APE_BYTES:
        length = _APE_BYTES + int.from_bytes(header[12:16], "little")
    return length if start + length <= end else 0


def _trailing(data: Bytes, start: int, end: int) -> int:
    def tail(length: int, before: int = 0) -> bytes:
        begin = end - before - length
        return bytes(data[begin : end - before]) if begin >= start else b""

    if tail(_ID3V1_BYTES)[:3] == b"TAG":
        extended = tail(_ID3V1_EXTENDED_BYTES, before=_ID3V1_BYTES)[:4] == b"TAG+"
        return _ID3V1_BYTES + (_ID3V1_EXTENDED_BYTES if extended else 0)
    footer = tail(_APE_BYTES)
    length = 0
    if footer[:8] == b"APETAGEX":
        # the size includes the footer but not the header, whose presence is bit 31 of the flags
        has_header = int.from_bytes(footer[20:24], "little") >> 31
        length = int.from_bytes(footer[12:16], "little") + (_APE_BYTES if has_header else 0)
        length = length if length >= _APE_BYTES else 0
    elif tail(10)[:3] == b"3DI":
        length = _id3v2_bytes(tail(10))
    elif tail(len(_LYRICS_END)) == _LYRICS_END:
        digits = tail(6, before=len(_LYRICS_END))
        length = int(digits) + 6 + len(_LYRICS_END) if digits.isdigit() else 0
    return length if length <= end - start else 0


def _id3v2_bytes(header: bytes) -> int:
    """The length of the whole tag (ID3v2.4.0 §3.1); 0 if the header isn't one."""
    major, flags, size = header[3], header[5], header[6:10]
    if major not in (2, 3, 4) or any(byte & 0x80 for byte in size):
        return 0
    content = size[0] << 21 | size[1] << 14 | size[2] << 7 | size[3]
    has_footer = major == 4 and flags & 0x10
    return 10 + content + (10 if has_footer else 0)
