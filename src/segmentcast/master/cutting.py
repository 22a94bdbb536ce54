"""Cuts a sound into overlapping spans, at borders between MP3 frames."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from segmentcast.loudness import own_pages
from segmentcast.master.encoded_pieces import POST_ROLL, PRE_ROLL, WARM_FRAMES, SampleSpan
from segmentcast.mp3 import SAMPLES_PER_FRAME

BRIDGE_REACH = 150
"""How far a bridge reaches to both sides of its border, in frames."""


def stretches(
    blocks: Iterator[NDArray[np.int16]], piece_frames: int
) -> Iterator[tuple[int, SampleSpan]]:
    """Spans of `piece_frames` frames with a roll before and after, each with the number of its own first frame."""
    first = count = border = 0  # the first frame held, samples held, the next border
    held = np.zeros((0, 1), dtype=np.int16)
    for block in blocks:
        if not count:
            held = _room(piece_frames, block.shape[1])
        left = block
        while len(left):
            end = (border + piece_frames + POST_ROLL - first) * SAMPLES_PER_FRAME
            taken = left[: end + 1 - count]
            held[count : count + len(taken)] = taken
            count += len(taken)
            left = left[len(taken) :]
            if count <= end:
                break
            stretch = _stretch(held[:end], first, border)
            rest = held[(border + piece_frames - PRE_ROLL - first) * SAMPLES_PER_FRAME : count]
            held = _room(piece_frames, block.shape[1])
            held[: len(rest)] = rest
            count = len(rest)
            del rest
            yield border, stretch
            del stretch
            border += piece_frames
            first = border - PRE_ROLL
    # a rest shorter than the roll behind a border belongs to the piece before it
    yield border, _stretch(held[:count], first, border)


def _room(piece_frames: int, channels: int) -> NDArray[np.int16]:
    """Room for a span and one more sample."""
    samples = (PRE_ROLL + piece_frames + POST_ROLL) * SAMPLES_PER_FRAME + 1
    return np.frombuffer(own_pages(samples * channels * 2), np.int16).reshape(-1, channels)


def _stretch(samples: NDArray[np.int16], first: int, border: int) -> SampleSpan:
    return SampleSpan(samples, first, WARM_FRAMES if border > first else 0)


class Bridges:
    """Keeps the end of the span last written, for a bridge to the next one."""

    def __init__(self) -> None:
        self.left: SampleSpan | None = None

    def passed(self, stretch: SampleSpan, end: int) -> None:
        """Notes that a span was written, whose own frames end at `end`."""
        first = max(stretch.first, end - BRIDGE_REACH)
        self.left = SampleSpan(stretch.part(first, end).copy(), first, 0)


def between(left: SampleSpan | None, border: int, right: SampleSpan) -> SampleSpan:
    """A span that reaches far to both sides of `border`, at which `right` begins."""
    assert left is not None
    samples = np.concatenate(
        (left.part(left.first, border), right.part(border, border + BRIDGE_REACH))
    )
    return SampleSpan(samples, left.first, WARM_FRAMES)
