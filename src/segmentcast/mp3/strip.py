"""Finds the sound of an MP3 file between its tags."""

from __future__ import annotations

_ID3_HEAD_BYTES = 10
_FOOTER_FLAG = 0x10
_ID3V1_BYTES = 128
_APE_FOOTER_BYTES = 32
_APE_HAS_HEADER = 0x80000000
_LYRICS_END = b"LYRICS200"


def id3_length(head: bytes) -> int:
    """The length in bytes of the ID3v2 tag that begins with `head` (ten bytes); 0 if there is none."""
    if len(head) < _ID3_HEAD_BYTES or head[:3] != b"ID3" or max(head[6:10]) > 0x7F:
        return 0
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte
    return size + _ID3_HEAD_BYTES * (2 if head[5] & _FOOTER_FLAG else 1)


def frames_span(data: bytes) -> tuple[int, int]:
    """The first byte of the sound and one past its last, without ID3v2, ID3v1, APEv2, and Lyrics3 tags.

    Linear in the number of tags.
    """
    start, end = 0, len(data)
    while True:
        length = id3_length(data[start : start + _ID3_HEAD_BYTES]) or _ape_ahead(data, start)
        if not length:
            break
        start = min(start + length, end)
    while True:
        length = _tail_length(data, start, end)
        if not length:
            return start, end
        end -= length


def _ape_ahead(data: bytes, start: int) -> int:
    head = data[start : start + _APE_FOOTER_BYTES]
    if len(head) < _APE_FOOTER_BYTES or head[:8] != b"APETAGEX":
        return 0
    return int.from_bytes(head[12:16], "little") + _APE_FOOTER_BYTES


def _tail_length(data: bytes, start: int, end: int) -> int:
    """The length in bytes of the tag that ends at `end`; 0 if there is none."""
    there = end - start
    length = 0
    if there >= _ID3V1_BYTES and data[end - _ID3V1_BYTES : end - _ID3V1_BYTES + 3] == b"TAG":
        length = _ID3V1_BYTES
    elif there >= _APE_FOOTER_BYTES and data[end - _APE_FOOTER_BYTES : end - 24] == b"APETAGEX":
        size = int.from_bytes(data[end - 20 : end - 16], "little")
        flags = int.from_bytes(data[end - 12 : end - 8], "little")
        length = size + (_APE_FOOTER_BYTES if flags & _APE_HAS_HEADER else 0)
    elif there >= 15 and data[end - 9 : end] == _LYRICS_END and data[end - 15 : end - 9].isdigit():
        length = int(data[end - 15 : end - 9]) + 15
    elif there >= _ID3_HEAD_BYTES and data[end - 10 : end - 7] == b"3DI":
        length = id3_length(b"ID3" + data[end - 7 : end])
    return length if length <= there else 0
