"""How a signed file differs from the unsigned one: a few insertions, kept to repeat them.

A signature cannot be made twice with the same bytes. What it added to a file is therefore kept, and
put into the same file again, whatever the format.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_PIECE_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Patch:
    """At byte `at` of the unsigned file, `removed` bytes give way to `inserted`."""

    at: int
    removed: int
    inserted: bytes


def apply(patches: Sequence[Patch], unsigned: Path, out: Path) -> str:
    """Writes the patched file and returns its SHA-256. `patches` are in order of `at`."""
    sha256 = hashlib.sha256()
    with unsigned.open("rb") as reader, out.open("wb") as writer:

        def put(data: bytes) -> None:
            sha256.update(data)
            writer.write(data)

        for patch in patches:
            left = patch.at - reader.tell()
            while left > 0 and (piece := reader.read(min(_PIECE_BYTES, left))):
                put(piece)
                left -= len(piece)
            reader.seek(patch.removed, 1)
            put(patch.inserted)
        while piece := reader.read(_PIECE_BYTES):
            put(piece)
    return sha256.hexdigest()


def difference(unsigned: Path, signed: Path) -> tuple[Patch, ...]:
    """The patches between two files, of which the signed one has one insertion and equal bytes, or
    bytes of the same number, everywhere else."""
    longer = signed.stat().st_size - unsigned.stat().st_size
    with unsigned.open("rb") as before, signed.open("rb") as after:
        at = _common_start(before, after)
        after.seek(at)
        patches = [Patch(at, 0, after.read(longer))]
        before.seek(at)
        after.seek(at + longer)
        place = at
        while piece := before.read(_PIECE_BYTES):
            other = after.read(len(piece))
            if piece != other:
                patches += _changed(piece, other, place)
            place += len(piece)
    return tuple(patches)


def _common_start(before: BinaryIO, after: BinaryIO) -> int:
    at = 0
    while True:
        left, right = before.read(4096), after.read(4096)
        if left != right or not left:
            equal = (n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b)
            return at + next(equal, min(len(left), len(right)))
        at += len(left)


def _changed(piece: bytes, other: bytes, place: int) -> list[Patch]:
    """The runs of changed bytes in two pieces of one length, those close together as one."""
    runs: list[tuple[int, int]] = []
    for n, (a, b) in enumerate(zip(piece, other, strict=True)):
        if a == b:
            continue
        if runs and n - runs[-1][1] < 16:
            runs[-1] = (runs[-1][0], n + 1)
        else:
            runs.append((n, n + 1))
    return [Patch(place + start, end - start, other[start:end]) for start, end in runs]
