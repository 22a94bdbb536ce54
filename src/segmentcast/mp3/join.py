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

from dataclasses import dataclass
from functools import cached_property

from segmentcast.mp3.frames import HEADER_BYTES, Frame, parse_frames

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
    def frames(self) -> list[Frame]:
        return parse_frames(self.data)

    @property
    def end(self) -> int:
        """One past the number of its last frame."""
        return self.first + len(self.frames)

    def frame(self, number: int) -> Frame:
        """The frame with this number in the whole."""
        return self.frames[number - self.first]


def joined(
    left: Piece, start: int, right: Piece | None, border: int, warm: int
) -> tuple[bytes, int]:
    """The bytes of `left` from frame `start` on up to where `right` takes over, and that frame's number.

    `border` is the frame to change over at if that can be, `warm` how many frames of `right` are
    not to be used. Without `right` all the rest of `left` is given. Raises NoJointError.
    """
    if right is None:
        return left.data[left.frame(start).start :], left.end
    number = _joint(left, right, start, border, warm)
    stop = left.frame(number).start if number < left.end else len(left.data)
    stretch = bytearray(left.data[left.frame(start).start : stop])
    lent = right.frame(number).reservoir
    if lent:
        _lend(stretch, left, start, number, _reservoir_bytes(right, number, lent))
    return bytes(stretch), number


def _joint(left: Piece, right: Piece, start: int, border: int, warm: int) -> int:
    first = max(right.first + warm, start + _ROOM_FRAMES)
    last = min(left.end - JOIN_REACH, right.end - 1)
    nearest_first = sorted(range(first, last), key=lambda number: (abs(number - border), number))
    for number in nearest_first:
        around = (
            left.frame(number - 1), left.frame(number), right.frame(number - 1), right.frame(number),
        )  # fmt: skip
        room = left.frame(number).reservoir
        if room >= right.frame(number).reservoir and all(frame.long_blocks for frame in around):
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
    base = left.frame(start).start
    while lent:
        number -= 1
        frame = left.frame(number)
        part = lent[-frame.slot :]
        end = frame.start + frame.length - base
        assert end - len(part) >= frame.start - base + HEADER_BYTES + frame.side
        stretch[end - len(part) : end] = part
        lent = lent[: len(lent) - len(part)]
