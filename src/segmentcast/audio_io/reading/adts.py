"""The frames of AAC in ADTS (ISO/IEC 13818-7, 6.2), and how many are lost between them.

FFmpeg takes up such a stream behind damage and says neither where nor how much it left out: bytes
that were overwritten are gone without a trace, and all behind them is early.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import NamedTuple

from segmentcast.mp3 import id3_length

_HEADER_BYTES = 7
_MORE_IN_A_ROW = 2
"""So many frames behind it make a first one: the pattern of one header may be anywhere."""


class AdtsFrame(NamedTuple):
    """A frame with its header, and how many frames are lost before it."""

    data: bytes
    lost: int


def frames_around_losses(path: Path) -> Iterator[AdtsFrame]:
    """All frames of a file in which something is no frame; none of a file without such bytes.

    What is before the first frame and behind the last one is no loss between frames.
    """
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        spans = list(_spans(data, id3_length(data[:10])))
        between = [after[0] - before[1] for before, after in pairwise(spans)]
        if not any(between):
            return
        mean = sum(end - start for start, end in spans) / len(spans)
        for (start, end), missing in zip(spans, [0, *between], strict=True):
            yield AdtsFrame(data[start:end], round(missing / mean))


def _spans(data: mmap, at: int) -> Iterator[tuple[int, int]]:
    """Start and end of each frame. Behind something else, the stream may be of another kind."""
    kind = b""
    while 0 <= at <= len(data) - _HEADER_BYTES:
        head = data[at : at + _HEADER_BYTES]
        end = at + _length(head)
        if end > at and (_kind(head) == kind or _follow(data, end, _kind(head))):
            kind = _kind(head)
            yield at, end
            at = end
        else:
            at, kind = data.find(b"\xff", at + 1), b""


def _follow(data: mmap, at: int, kind: bytes) -> bool:
    """Whether frames of this kind follow, or the end of the data."""
    for _ in range(_MORE_IN_A_ROW):
        head = data[at : at + _HEADER_BYTES]
        if len(head) < _HEADER_BYTES:
            return True
        if not _length(head) or _kind(head) != kind:
            return False
        at += _length(head)
    return True


def _kind(head: bytes) -> bytes:
    """What is the same in all headers of a stream: object type, rate, and channels."""
    return bytes((head[1], head[2], head[3] & 0xC0))


def _length(head: bytes) -> int:
    """The bytes of the frame with this header; 0 if it is none."""
    if head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
        return 0
    length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return length if length >= _HEADER_BYTES else 0
