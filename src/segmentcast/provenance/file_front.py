"""Finds a manifest store at the front of an MP3 or an MP4, or in a picture, where C2PA puts it.

C2PA 2.2 §A.3.5 (a GEOB frame in an ID3v2 tag), §A.5 (a `uuid` box), §A.3.1 (APP11 segments of a JPEG,
ISO 19566-5) and §A.3.2 (a `caBX` chunk of a PNG).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

MOST_FRONT_BYTES = 12 << 20
"""A tag may have large pictures before the credentials. Farther behind, nobody looks."""
_ID3_HEADER_BYTES = 10
_BOX = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
_MANIFEST = b"manifest\0"
_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_APP11, _START_OF_SCAN, _END = 0xEB, 0xDA, 0xD9
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
"""Markers of a JPEG without a length."""


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
    if is_picture(front):
        return store_in_picture(front)
    place = store_in_tag(front)
    if place:
        return front[place[0] : sum(place)] if sum(place) <= len(front) else b""
    box = _box_in(front)
    return front[slice(*box)] if box and box[1] <= len(front) else b""


def is_picture(front: bytes) -> bool:
    """Whether a file begins as a JPEG or a PNG does."""
    return front.startswith((_JPEG, _PNG))


def store_in_picture(data: bytes) -> bytes:
    """The manifest store of a JPEG or a PNG; empty if there is none, or only a part of it."""
    if data.startswith(_PNG):
        return next((content for kind, content in _chunks(data) if kind == b"caBX"), b"")
    boxes: dict[bytes, list[tuple[int, bytes]]] = {}
    for segment in _app11(data) if data.startswith(_JPEG) else ():
        # JP, the number of the box, the number of the part, and the box's head in each part
        number, part, box = segment[2:4], segment[4:8], segment[8:]
        if segment[:2] == b"JP" and len(box) >= 8:
            boxes.setdefault(number, []).append((int.from_bytes(part, "big"), box))
    for parts in boxes.values():
        first, *more = (box for _, box in sorted(parts, key=lambda row: row[0]))
        if first[4:8] == b"jumb" and first[12:16] == b"jumd" and first[16:20] == b"c2pa":
            whole = first + b"".join(box[8:] for box in more)
            return whole if int.from_bytes(first[:4], "big") == len(whole) else b""
    return b""


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        content = data[at + 8 : at + 8 + size]
        if len(content) == size:
            yield kind, content
        at += 12 + size


def _app11(data: bytes) -> Iterator[bytes]:
    """The contents of these segments before the pixels."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in (_START_OF_SCAN, _END):
            return
        if marker == 0xFF or marker in _ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _APP11:
            yield data[at + 4 : at + 2 + size]
        at += 2 + max(2, size)


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
