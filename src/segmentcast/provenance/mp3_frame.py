"""Content Credentials in an MP3: a GEOB frame at the end of its ID3v2.3 tag (C2PA 2.2, A.3.5).

All other frames and the audio keep their bytes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from segmentcast.errors import Problem, SoundError
from segmentcast.provenance.patches import Patch

_HEADER_BYTES = 10
_MOST_TAG_BYTES = (1 << 28) - 1
_FACE = b"\0application/c2pa\0c2pa\0c2pa manifest store\0"


@dataclass(frozen=True, slots=True)
class Room:
    """Where a manifest store goes: `start` in the signed file, and its `length` in bytes."""

    start: int
    length: int
    tag_end: int

    @property
    def _frame_head(self) -> bytes:
        size = len(_FACE) + self.length
        return b"GEOB" + size.to_bytes(4, "big") + b"\0\0" + _FACE

    def patches(self, store: bytes) -> tuple[Patch, ...]:
        """What puts the store into the unsigned file; it is padded to the room's length."""
        if len(store) > self.length:
            raise ValueError("the manifest store is longer than its room")
        frame = self._frame_head + store.ljust(self.length, b"\0")
        size = self.tag_end - _HEADER_BYTES + len(frame)
        return (Patch(6, 4, _syncsafe(size)), Patch(self.tag_end, 0, frame))

    def sha256(self, unsigned: Path) -> bytes:
        """The hash of the signed file without the store."""
        resized, framed = self.patches(b"")
        hashed = hashlib.sha256()
        with unsigned.open("rb") as reader:
            tag = reader.read(self.tag_end)
            hashed.update(tag[: resized.at] + resized.inserted + tag[_HEADER_BYTES:])
            hashed.update(framed.inserted[: -self.length])
            while piece := reader.read(1 << 16):
                hashed.update(piece)
        return hashed.digest()


def room_in(unsigned: Path, length: int) -> Room:
    """The room for a store of `length` bytes. Raises SoundError for a file without our tag."""
    with unsigned.open("rb") as reader:
        head = reader.read(_HEADER_BYTES)
    if len(head) != _HEADER_BYTES or head[:5] != b"ID3\x03\0" or head[5]:
        raise SoundError(
            Problem(str(unsigned), "this MP3 has no ID3v2.3 tag to hold Content Credentials", "")
        )
    tag_end = _HEADER_BYTES + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9])
    if tag_end + len(_FACE) + _HEADER_BYTES + length > _MOST_TAG_BYTES:
        raise SoundError(Problem(str(unsigned), "its tag has no room for Content Credentials", ""))
    return Room(tag_end + _HEADER_BYTES + len(_FACE), length, tag_end)


def _syncsafe(size: int) -> bytes:
    return bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))
