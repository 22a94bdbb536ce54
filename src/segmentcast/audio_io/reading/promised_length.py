"""How long a sound file says that it is, where the codec library doesn't tell."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

_OGG_TAIL_BYTES = 1 << 16
"""An Ogg page has fewer bytes than this."""

_OGG_HEAD_BYTES = 27
_OPUS_HZ = 48_000


def wav_data_end(path: Path) -> int | None:
    """Where the data of a WAV file ends by its RIFF header; None for streams, which don't say."""
    with path.open("rb") as file:
        return _declared_data_bytes(file)


def _declared_data_bytes(file: BinaryIO) -> int | None:
    """Where the data chunk ends according to the RIFF header; None for streams, which don't say."""
    if file.read(4) != b"RIFF":
        return None
    file.seek(12)
    for _ in range(64):
        head = file.read(8)
        if len(head) < 8:
            return None
        size = int.from_bytes(head[4:], "little")
        if head[:4] == b"data":
            return None if size in (0, 0xFFFFFFFF, 0x7FFFFFFF) else file.tell() + size
        file.seek(size + size % 2, os.SEEK_CUR)
    return None


def ogg_promise_ms(path: Path, rate_hz: int) -> int:
    """When an Ogg file ends by its last page, if a part of that page is missing; else 0.

    The page's position counts from the stream's beginning, and Opus always counts at 48 kHz.
    """
    with path.open("rb") as file:
        length = file.seek(0, os.SEEK_END)
        file.seek(max(0, length - _OGG_TAIL_BYTES - _OGG_HEAD_BYTES))
        tail = file.read()
    at = tail.rfind(b"OggS")
    if at < 0 or at + _OGG_HEAD_BYTES > len(tail):
        return 0
    segments = tail[at + 26]
    lacing = tail[at + _OGG_HEAD_BYTES : at + _OGG_HEAD_BYTES + segments]
    position = int.from_bytes(tail[at + 6 : at + 14], "little", signed=True)
    whole = _OGG_HEAD_BYTES + segments + sum(lacing)
    if position <= 0 or len(tail) - at >= whole:
        return 0
    return position * 1000 // rate_hz
