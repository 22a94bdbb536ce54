"""Finds the sound of an MP3 file between its tags."""

from __future__ import annotations

from segmentcast.mp3.frames import length_in_bytes

_ID3_HEAD_BYTES = 10
_FOOTER_FLAG = 0x10
_ID3V1_BYTES = 128
_APE_FOOTER_BYTES = 32
_APE_HAS_HEADER = 0x80000000
_LYRICS_END = b"LYRICS200"
_TEXT = bytes([0, *range(9, 14), *range(32, 127)])
_LEAST_TEXT_BYTES, _MOST_TEXT_BYTES, _LONGEST_FRAME_BYTES = 32, 1 << 16, 1_500


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

    Text or zeros behind the last frame aren't sound either. Linear in the number of tags.
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
            return start, _last_frame_end(data, start, end)
        end -= length


def _last_frame_end(data: bytes, start: int, end: int) -> int:
    """Where the last frame ends, if text or zeros follow it; else `end`."""
    tail = bytes(data[max(start, end - _MOST_TEXT_BYTES) : end])
    text = len(tail) - len(tail.rstrip(_TEXT))
    if text < _LEAST_TEXT_BYTES:
        return end
    ends = []
    first = max(0, len(tail) - text - _LONGEST_FRAME_BYTES)
    for at in range(len(tail) - text - 1, first - 1, -1):
        # MPEG-1 Layer III; the frame's own last bytes may look like text
        if tail[at] == 0xFF and tail[at + 1 : at + 2] in (b"\xfa", b"\xfb"):
            try:
                ends.append(at + length_in_bytes(tail[at + 2], at))
            except (ValueError, IndexError):
                continue
    whole = [one for one in ends if len(tail) - text <= one <= len(tail)]
    return end - len(tail) + whole[0] if whole and len(tail) not in whole else end


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
