"""The strip: the shape of a conversation, for player, page, cover and social card.

A block for each turn, as wide as it lasts and as tall as the speaker's part. It is drawn from the
cues, so it is true, and it differs for each episode.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from segmentcast.model import Cue, Package, Part

MOST_BLOCKS, MOST_NARROW, MOST_ON_COVER = 40, 24, 15
"""Blocks on a page, on a page narrower than 30 rem, and on a cover or in a list."""
_HEIGHTS = {Part.HOST.value: 0.4, Part.REPORTER.value: 0.66, Part.NARRATOR.value: 0.66}
_TALLEST = 1.0
_UNNAMED = 0.66
_LEAST_JOINED = 0.35
"""Joined blocks have heights from this to 1: their means alone are too close to be told apart."""


@dataclass(frozen=True, slots=True)
class Block:
    """Where a turn starts and ends, as shares of the sound's length, and its height from 0 to 1."""

    start: float
    end: float
    height: float


@dataclass(frozen=True, slots=True)
class Box:
    """A drawn block: its upper left corner and its size, in the units of the drawing."""

    x: float
    y: float
    width: float
    height: float


def blocks(package: Package, most: int = MOST_BLOCKS) -> tuple[Block, ...]:
    """The strip of an episode in order of time, of at most `most` blocks; empty without a transcript.

    What a single person says in fewer than three turns has a block for each paragraph.
    """
    parts = {credit.name: credit.part for credit in package.credits}
    turns = _runs(package.cues, parts, package.duration_ms)
    return joined(turns, most)


def joined(turns: Sequence[Block], most: int) -> tuple[Block, ...]:
    """`turns`, or `most` blocks in their place: the shortest joins its shorter neighbour until so many are left.

    A joined block is as tall as the mean of its turns by time, and the heights are spread.
    """
    if len(turns) <= most:
        return tuple(turns)
    left = _join(list(turns), max(1, most))
    low, high = min(block.height for block in left), max(block.height for block in left)
    if high - low < 0.001:
        return tuple(left)
    scale = (1 - _LEAST_JOINED) / (high - low)
    return tuple(
        Block(block.start, block.end, _LEAST_JOINED + (block.height - low) * scale)
        for block in left
    )


def boxes(
    strip: Sequence[Block],
    width: float,
    height: float,
    *,
    gap: float,
    least: float,
    mirrored: bool = False,
) -> tuple[Box, ...]:
    """The blocks as boxes that stand on the lower edge of a drawing, `gap` apart.

    Each is at least `least` wide: a short turn takes the room from the turn after it. `mirrored`:
    time runs from the right.
    """
    spans: list[tuple[float, float]] = []
    free = 0.0
    for block in strip:
        left = max(block.start * width, free)
        right = max(block.end * width, left + least)
        spans.append((left, right))
        free = right + gap
    limit = width
    for place in range(len(spans) - 1, -1, -1):
        left, right = spans[place]
        right = min(right, limit)
        left = max(0.0, min(left, right - least))
        spans[place] = left, right
        limit = left - gap
    # A pause between two turns can be shorter than the gap.
    for place, ((left, right), (following, _)) in enumerate(pairwise(list(spans))):
        if following - right < gap:
            spans[place] = left, max(left + least, following - gap)
    return tuple(
        Box(
            width - right if mirrored else left,
            height * (1 - block.height),
            right - left,
            height * block.height,
        )
        for block, (left, right) in zip(strip, spans, strict=True)
    )


def _runs(cues: Sequence[Cue], parts: dict[str, str], duration_ms: int) -> list[Block]:
    """A block for each turn in the order in which it is heard."""
    ordered = sorted(cues, key=lambda cue: (cue.start_ms, cue.end_ms))
    groups = [list(run) for _, run in groupby(ordered, key=lambda cue: (cue.turn, cue.speaker))]
    if len(groups) < 3 and len({cue.speaker for cue in cues}) == 1:
        groups = [
            list(run) for _, run in groupby(ordered, key=lambda cue: (cue.turn, cue.paragraph))
        ]
    whole = max([duration_ms, *(cue.end_ms for cue in ordered)])
    turns: list[Block] = []
    before = 0
    for run in groups:
        # Two people may talk at once: the second block begins where the first ends.
        start = max(before, run[0].start_ms)
        before = max(start, *(cue.end_ms for cue in run))
        if before > start:
            turns.append(Block(start / whole, before / whole, _height(run[0].speaker, parts)))
    return turns


def _height(speaker: str, parts: dict[str, str]) -> float:
    if not speaker:
        return _UNNAMED
    return _HEIGHTS.get(parts.get(speaker, ""), _TALLEST)


def _join(turns: list[Block], most: int) -> list[Block]:
    """Joins the shortest block with its shorter neighbour until `most` are left."""
    before = [place - 1 for place in range(len(turns))]
    after = [place + 1 for place in range(len(turns))]
    gone = [False] * len(turns)
    spoken = [block.end - block.start for block in turns]
    weight = [length * block.height for length, block in zip(spoken, turns, strict=True)]
    start, end = [block.start for block in turns], [block.end for block in turns]

    def length(place: int) -> float:
        return end[place] - start[place]

    waiting = [(length(place), place) for place in range(len(turns))]
    heapq.heapify(waiting)
    count = len(turns)
    while count > most:
        recorded, place = heapq.heappop(waiting)
        if gone[place] or recorded != length(place):
            continue
        sides = [side for side in (before[place], after[place]) if 0 <= side < len(turns)]
        left, right = sorted((place, min(sides, key=length)))
        end[left] = end[right]
        spoken[left] += spoken[right]
        weight[left] += weight[right]
        gone[right] = True
        after[left] = after[right]
        if after[right] < len(turns):
            before[after[right]] = left
        heapq.heappush(waiting, (length(left), left))
        count -= 1
    return [
        Block(start[place], end[place], weight[place] / spoken[place])
        for place in range(len(turns))
        if not gone[place]
    ]
