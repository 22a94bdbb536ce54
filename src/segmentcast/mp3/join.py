"""Joining pieces of one sound that were encoded apart, without a click and without re-encoding.

Pieces are encoded with some frames too many on either side, all on one grid of frames, so that
around a border both neighbours hold a version of the same frames. The stream changes over from one
to the other at a frame where nothing is torn:

- *Bit reservoir.* The data of a frame may begin up to 511 bytes before the frame, in room that
  earlier frames left over. At the change the left piece must leave at least as much room as the
  right piece's frame wants (main_data_begin left >= right); the right piece's bytes are then
  copied into the left piece's frames.
- *Overlap.* Each granule overlaps the one before. With long blocks on both sides the windows
  match, and as both versions are of the same sound, so does what they hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from segmentcast.mp3.frames import HEADER_BYTES, Frame, frame_starts, parse_frame

JOIN_REACH = 3
"""Frames at the end of a piece that have not seen what follows and are no place to change over."""


_ROOM_FRAMES = 8
"""No more frames than these hold the longest reservoir (511 bytes)."""


class NoJointError(ValueError):
    """Two pieces have no frame at which one can go over into the other."""


@dataclass(frozen=True)
class Piece:
    """MP3 frames of a stretch of the sound; `first` is the number of its first frame in the whole."""

    data: bytes
    first: int

    @cached_property
    def starts(self) -> list[int]:
        """Where its frames begin, and where the last one ends."""
        return frame_starts(self.data)

    @cached_property
    def _parsed(self) -> dict[int, Frame]:
        return {}

    @property
    def end(self) -> int:
        """One past the number of its last frame."""
        return self.first + len(self.starts) - 1

    def start(self, number: int) -> int:
        """The byte at which the frame with this number in the whole begins, or the piece ends."""
        return self.starts[number - self.first]

    def frame(self, number: int) -> Frame:
        """The frame with this number in the whole."""
        if number not in self._parsed:
            self._parsed[number] = parse_frame(self.data, self.start(number))
        return self._parsed[number]

    def bytes_of(self, first: int, end: int) -> Iterator[bytes]:
        """The frames with the numbers from `first` up to `end`, one by one."""
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
    """The bytes of `left` from frame `start` on up to where `right` takes over, and that frame's number.

    `border` is the frame to change over at if that can be, `within` the frames that will do, `warm`
    how many frames of `right` are not to be used. Without `right` all the rest of `left` is given.
    Raises NoJointError.
    """
    if right is None:
        return left.data[left.start(start) :], left.end
    number = _joint(left, right, start, border, warm, within)
    return _changed_over(left, start, right, number)


def forced(left: Piece, start: int, right: Piece) -> tuple[bytes, int]:
    """Like `joined` at the first frame of `right` that has one before it: it borrows nothing.

    What is heard there may not be quite what either piece holds; it is for where nothing else helps.
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
    """The `count` bytes of main data that lie before a frame, in the frames ahead of it."""
    gathered = b""
    while len(gathered) < count:
        number -= 1
        frame = piece.frame(number)
        end = frame.start + frame.length
        gathered = piece.data[end - frame.slot : end] + gathered
    return gathered[-count:]


def _lend(stretch: bytearray, left: Piece, start: int, number: int, lent: bytes) -> None:
    """Write `lent` into the last bytes of main data before frame `number`."""
    base = left.start(start)
    while lent:
        number -= 1
        frame = left.frame(number)
        part = lent[-frame.slot :]
        end = frame.start + frame.length - base
        assert end - len(part) >= frame.start - base + HEADER_BYTES + frame.side
        stretch[end - len(part) : end] = part
        lent = lent[: len(lent) - len(part)]
