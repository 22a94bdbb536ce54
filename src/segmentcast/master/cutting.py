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
            end = (border + piece_frames + POST_ROLL - first) * SAMPLES_PER_FRAME
            yield border, _stretch(joined[:end].copy(), first, border)
            border += piece_frames
            rest = joined[(border - PRE_ROLL - first) * SAMPLES_PER_FRAME :].copy()
            first, held, count = border - PRE_ROLL, [rest], len(rest)
            del joined, rest
    joined = np.concatenate(held)
    held.clear()
    # a last piece of a few frames could not be joined: what is left is one piece, or two
    yield border, _stretch(joined, first, border)


def _stretch(samples: NDArray[np.int16], first: int, border: int) -> Stretch:
    return Stretch(samples, first, WARM_FRAMES if border > first else 0)


class Bridges:
    """Makes stretches that reach far to both sides of a border, from those beside it."""

    def __init__(self) -> None:
        self._left: Stretch | None = None

    def between(self, border: int, right: Stretch) -> Stretch:
        """The stretch around `border`, at which `right` begins."""
        left = self._left
        assert left is not None
        first = max(border - BRIDGE_REACH, left.first)
        samples = np.concatenate(
            (left.part(first, border), right.part(border, border + BRIDGE_REACH))
        )
        return Stretch(samples, first, WARM_FRAMES)

    def passed(self, stretch: Stretch, end: int) -> None:
        """Keep what may be needed of a stretch whose own frames end before `end`."""
        first = max(stretch.first, end - BRIDGE_REACH)
        self._left = Stretch(stretch.part(first, end).copy(), first, 0)
