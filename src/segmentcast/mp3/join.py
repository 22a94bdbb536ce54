"""Joins pieces of one sound that were encoded separately, without a click and without re-encoding.

Pieces are encoded with some extra frames on either side, all on one grid of frames, so that around a
border both neighbours have a version of the same frames. The stream changes from one to the other at a
frame where that breaks nothing:

- *Bit reservoir.* The data of a frame may begin up to 511 bytes before the frame, in space that
  earlier frames left over. At the change, the left piece must leave at least as much space as the
  right piece's frame needs (main_data_begin left >= right); the right piece's bytes are then
  copied into the left piece's frames.
- *Overlap.* Each granule overlaps the one before. With long blocks on both sides the windows
  match, and because both versions are of the same sound, so do the contents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from segmentcast.mp3.frames import HEADER_BYTES, Frame, frame_starts, parse_frame

JOIN_REACH = 3
"""Frames at the end of a piece that were encoded without what follows: no place to change over."""


_ROOM_FRAMES = 8
"""The most frames that the longest reservoir (511 bytes) can span."""


class NoJointError(ValueError):
    """Two pieces have no frame at which the stream can change from one to the other."""


@dataclass(frozen=True)
class Piece:
    """MP3 frames of a part of the sound; `first` is the number of its first frame in the whole."""

    data: bytes
    first: int

    @cached_property
    def starts(self) -> list[int]:
        """Where the frames begin, and where the last one ends, in bytes."""
        return frame_starts(self.data)

    @cached_property
    def _parsed(self) -> dict[int, Frame]:
        return {}

    @property
    def end(self) -> int:
        """One past the number of its last frame."""
        return self.first + len(self.starts) - 1

    def start(self, number: int) -> int:
        """The byte at which the frame of this number in the whole begins, or the piece ends."""
        return self.starts[number - self.first]

    def frame(self, number: int) -> Frame:
        """The frame of this number in the whole."""
        if number not in self._parsed:
            self._parsed[number] = parse_frame(self.data, self.start(number))
        return self._parsed[number]

    def bytes_of(self, first: int, end: int) -> Iterator[bytes]:
        """The frames from number `first` up to `end`."""
        for number in range(first, end):
            yield self.data[self.start(number) : self.start(number + 1)]


def joined(
    left: Piece,
    start: int,
    right: Piece | None,
    border: int,
    warm: int,
    within: range | None = None,
) -> tuple[bytes, int]:
    """The bytes of `left` from frame `start` up to where `right` takes over, and that frame's number.

    `border` is the preferred frame for the change, `within` the acceptable ones, `warm` how many
    frames of `right` are unusable. Without `right`, all the rest of `left`. Raises NoJointError.
    """
    if right is None:
        return left.data[left.start(start) :], left.end
    number = _joint(left, right, start, border, warm, within)
    return _changed_over(left, start, right, number)


def forced(left: Piece, start: int, right: Piece) -> tuple[bytes, int]:
    """Like `joined`, but at the first frame of `right` that has one before it; it borrows nothing.

    The sound there may differ slightly from both pieces: only for when nothing else helps.
    """
    number = max(right.first, start)
    while right.frame(number).reservoir > left.frame(number).reservoir:
        number += 1
    return _changed_over(left, start, right, number)


def _changed_over(left: Piece, start: int, right: Piece, number: int) -> tuple[bytes, int]:
    stretch = bytearray(left.data[left.start(start) : left.start(number)])
    lent = right.frame(number).reservoir
    if lent:
        _lend(stretch, left, start, number, _reservoir_bytes(right, number, lent))
    return bytes(stretch), number


def _joint(
    left: Piece, right: Piece, start: int, border: int, warm: int, within: range | None
) -> int:
    first = max(right.first + warm, start + _ROOM_FRAMES)
    last = min(left.end - JOIN_REACH, right.end - 1)
    if within is not None:
        first, last = max(first, within.start), min(last, within.stop)
    nearest_first = sorted(range(first, last), key=lambda number: (abs(number - border), number))
    for number in nearest_first:
        if left.frame(number).reservoir >= right.frame(number).reservoir and all(
            piece.frame(near).long_blocks
            for piece in (left, right)
            for near in (number - 1, number)
        ):
            return number
    raise NoJointError(f"no frame between {first} and {last} at which two pieces can be joined")


def _reservoir_bytes(piece: Piece, number: int, count: int) -> bytes:
    """The `count` bytes of main data before a frame, which lie in the frames ahead of it."""
    gathered = b""
    while len(gathered) < count:
        number -= 1
        frame = piece.frame(number)
        end = frame.start + frame.length
        gathered = piece.data[end - frame.slot : end] + gathered
    return gathered[-count:]


def _lend(stretch: bytearray, left: Piece, start: int, number: int, lent: bytes) -> None:
    """Writes `lent` into the last bytes of main data before frame `number`."""
    base = left.start(start)
    while lent:
        number -= 1
        frame = left.frame(number)
        part = lent[-frame.slot :]
        end = frame.start + frame.length - base
        assert end - len(part) >= frame.start - base + HEADER_BYTES + frame.side
        stretch[end - len(part) : end] = part
        lent = lent[: len(lent) - len(part)]
