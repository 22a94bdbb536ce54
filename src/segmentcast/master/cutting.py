"""A sound cut into stretches that overlap, on borders between MP3 frames."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from segmentcast.master.pieces import POST_ROLL, PRE_ROLL, WARM_FRAMES, Stretch
from segmentcast.mp3 import SAMPLES_PER_FRAME

BRIDGE_REACH = 150
"""How far a piece that bridges a border reaches to both sides, in frames."""


def stretches(
    blocks: Iterator[NDArray[np.int16]], piece_frames: int
) -> Iterator[tuple[int, Stretch]]:
    """Stretches of `piece_frames` frames with a roll before and after, and where each one's own begin."""
    held: list[NDArray[np.int16]] = []
    first = count = border = 0  # the frame that is held first, samples held, the next border
    for block in blocks:
        held.append(block)
        count += len(block)
        while count >= (border + piece_frames + POST_ROLL - first) * SAMPLES_PER_FRAME + 1:
            joined = np.concatenate(held)
            held.clear()
            end = (border + piece_frames + POST_ROLL - first) * SAMPLES_PER_FRAME
            rest = joined[(border + piece_frames - PRE_ROLL - first) * SAMPLES_PER_FRAME :].copy()
            # what goes out is a view of what was joined: there is no second copy of a piece
            yield border, _stretch(joined[:end], first, border)
            border += piece_frames
            first, held, count = border - PRE_ROLL, [rest], len(rest)
            del joined, rest
    joined = np.concatenate(held)
    held.clear()
    # what goes on for less than the roll behind a border belongs to the piece before it
    yield border, _stretch(joined, first, border)


def _stretch(samples: NDArray[np.int16], first: int, border: int) -> Stretch:
    return Stretch(samples, first, WARM_FRAMES if border > first else 0)


class Bridges:
    """Keeps the end of the stretch that was last written, which a bridge to the next needs."""

    def __init__(self) -> None:
        self.left: Stretch | None = None

    def passed(self, stretch: Stretch, end: int) -> None:
        """A stretch is written, of which the frames before `end` are its own."""
        first = max(stretch.first, end - BRIDGE_REACH)
        self.left = Stretch(stretch.part(first, end).copy(), first, 0)


def between(left: Stretch | None, border: int, right: Stretch) -> Stretch:
    """The stretch that reaches far to both sides of `border`, at which `right` begins."""
    assert left is not None
    samples = np.concatenate(
        (left.part(left.first, border), right.part(border, border + BRIDGE_REACH))
    )
    return Stretch(samples, left.first, WARM_FRAMES)
