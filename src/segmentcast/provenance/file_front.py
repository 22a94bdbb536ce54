"""Finds a manifest store at the front of an MP3 or an MP4, where C2PA puts it.

C2PA 2.2 §A.3.5 (a GEOB frame in an ID3v2 tag) and §A.5 (a `uuid` box).
"""

from __future__ import annotations

from itertools import count

MOST_FRONT_BYTES = 12 << 20
"""A tag may have large pictures before the credentials. Farther behind, nobody looks."""
_ID3_HEADER_BYTES = 10
_BOX = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
_MANIFEST = b"manifest\0"


def front_length(front: bytes) -> int:
    """How many bytes of a file, whose first thousands these are, can hold the credentials.

    0 if they are of another kind of file.
    """
    tag = tag_length(front)
    if tag:
        return min(tag, MOST_FRONT_BYTES)
    box = _box_in(front)
    return min(box[1], MOST_FRONT_BYTES) if box else 0


def store_in(front: bytes) -> bytes:
    """The manifest store at the front of a file; empty if there is none, or only a part of it."""
    place = store_in_tag(front)
    if place:
        return front[place[0] : sum(place)] if sum(place) <= len(front) else b""
    box = _box_in(front)
    return front[slice(*box)] if box and box[1] <= len(front) else b""


def tag_length(front: bytes) -> int:
    """The length of the ID3v2 tag that a file begins with, with its header; 0 without one."""
    head = front[:_ID3_HEADER_BYTES]
    if len(head) < _ID3_HEADER_BYTES or head[:3] != b"ID3" or max(head[6:10]) > 0x7F:
        return 0
    return _ID3_HEADER_BYTES + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9])


def store_in_tag(tag: bytes) -> tuple[int, int] | None:
    """Where the manifest store is in an ID3v2.3 or v2.4 tag: its start and its length."""
    if not tag_length(tag):
        return None
    at = _ID3_HEADER_BYTES
    while at + _ID3_HEADER_BYTES <= len(tag) and tag[at]:
        raw = tag[at + 4 : at + 8]
        plain_size = int.from_bytes(raw, "big")
        safe_size = raw[0] << 21 | raw[1] << 14 | raw[2] << 7 | raw[3]
        size = safe_size if tag[3] == 4 and max(raw) < 0x80 else plain_size
        if tag[at : at + 4] == b"GEOB":
            content = tag[at + _ID3_HEADER_BYTES : at + _ID3_HEADER_BYTES + min(size, 1000)]
            parts = content[1:].split(b"\0", 3)
            if len(parts) == 4 and parts[0] == b"application/c2pa":
                before = 1 + sum(len(part) + 1 for part in parts[:3])
                return at + _ID3_HEADER_BYTES + before, size - before
        at += _ID3_HEADER_BYTES + size
    return None


def _box_in(front: bytes) -> tuple[int, int] | None:
    """Where the manifest store is in an MP4 that begins with these bytes: its start and its end."""
    if front[4:8] != b"ftyp":
        return None
    at = 0
    for _ in count():
        size, kind = int.from_bytes(front[at : at + 4], "big"), front[at + 4 : at + 8]
        if len(kind) < 4 or size < 8:
            return None
        content = front[at + 8 : at + 100]
        if kind == b"uuid" and content[:16] == _BOX:
            # A full box: version and flags, the purpose, and for manifests where a Merkle tree is.
            purpose = content[20:]
            if purpose.startswith(_MANIFEST):
                return at + 8 + 20 + len(_MANIFEST) + 8, at + size
        at += size
    return None
