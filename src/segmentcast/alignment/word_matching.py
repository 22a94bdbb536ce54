"""Matches the transcript's words with the words heard, in order, each at most once.

Runs of words that occur once in either text are anchors. The longest increasing sequence of anchors is
kept, and dynamic programming matches what lies between them. So the work is nearly linear, and a part
that is missing on one side can't displace others.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

_RUN_LENGTHS = (4, 3, 2, 1)
_MOST_CELLS = 16_000_000
_APART, _UNLIKE = 0.35, 0.5
_DIAGONAL, _UP, _LEFT = 0, 1, 2
Pair = tuple[int, int]


def match(expected: Sequence[str], heard: Sequence[str]) -> tuple[Pair, ...]:
    """Pairs (index in `expected`, index in `heard`) of equal words, both increasing."""
    numbers: dict[str, int] = {}
    left = [numbers.setdefault(word, len(numbers)) for word in expected]
    right = [numbers.setdefault(word, len(numbers)) for word in heard]
    weights = np.array([1 + min(len(word), 8) / 4 for word in numbers] or [1.0])
    pairs: list[Pair] = []
    position = (0, 0)
    for anchor in (*_anchors(left, right, _RUN_LENGTHS[0]), (len(left), len(right))):
        pairs.extend(_between(left, right, position, anchor, weights, 1))
        if anchor[0] < len(left) and anchor[1] < len(right):
            pairs.append(anchor)
        position = (anchor[0] + 1, anchor[1] + 1)
    return tuple(pairs)


def _between(
    left: list[int], right: list[int], start: Pair, end: Pair, weights: np.ndarray, level: int
) -> list[Pair]:
    """The pairs within the rectangle from `start` to before `end`."""
    rows, columns = end[0] - start[0], end[1] - start[1]
    if rows <= 0 or columns <= 0:
        return []
    a, b = left[start[0] : end[0]], right[start[1] : end[1]]
    if rows * columns <= _MOST_CELLS:
        return [(start[0] + i, start[1] + j) for i, j in _by_programming(a, b, weights)]
    if level == len(_RUN_LENGTHS):
        return []
    pairs: list[Pair] = []
    position = (0, 0)
    for anchor in (*_anchors(a, b, _RUN_LENGTHS[level]), (rows, columns)):
        pairs.extend(_between(a, b, position, anchor, weights, level + 1))
        if anchor != (rows, columns):
            pairs.append(anchor)
        position = (anchor[0] + 1, anchor[1] + 1)
    return [(start[0] + i, start[1] + j) for i, j in pairs]


def _anchors(left: list[int], right: list[int], length: int) -> list[Pair]:
    """The anchors: the longest increasing sequence of runs that occur once on either side."""
    ours, theirs = _once(left, length), _once(right, length)
    starts = sorted((at, theirs[run]) for run, at in ours.items() if run in theirs)
    anchors = _longest_increasing(starts)
    pairs: dict[int, int] = {}
    last = -1
    for at, there in anchors:
        for step in range(length):
            if at + step not in pairs and there + step > last:
                pairs[at + step] = last = there + step
    return sorted(pairs.items())


def _once(words: list[int], length: int) -> dict[tuple[int, ...], int]:
    places: dict[tuple[int, ...], int] = {}
    for at in range(len(words) - length + 1):
        run = tuple(words[at : at + length])
        places[run] = -1 if run in places else at
    return {run: at for run, at in places.items() if at >= 0}


def _longest_increasing(pairs: Sequence[Pair]) -> list[Pair]:
    ends: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for at, (_, there) in enumerate(pairs):
        length = bisect_left(ends, there)
        before.append(places[length - 1] if length else -1)
        if length == len(ends):
            ends.append(there)
            places.append(at)
        else:
            ends[length], places[length] = there, at
    chain = []
    at = places[-1] if places else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]


def _by_programming(left: list[int], right: list[int], weights: np.ndarray) -> list[Pair]:
    """Needleman and Wunsch with linear gaps; words left out at either end cost the same."""
    ours, theirs = np.array(left), np.array(right)
    slope = _APART * np.arange(len(theirs) + 1)
    scores = -slope
    ways = np.empty((len(ours), len(theirs)), dtype=np.int8)
    for row, word in enumerate(ours):
        diagonal = scores[:-1] + np.where(theirs == word, weights[word], -_UNLIKE)
        up = scores[1:] - _APART
        best = np.maximum(diagonal, up)
        fresh = np.concatenate(([scores[0] - _APART], best))
        reached = np.maximum.accumulate(fresh + slope) - slope
        ways[row] = np.where(
            reached[1:] > best + 1e-9, _LEFT, np.where(diagonal >= up, _DIAGONAL, _UP)
        )
        scores = reached
    pairs = []
    row, column = len(ours) - 1, len(theirs) - 1
    while row >= 0 and column >= 0:
        way = ways[row, column]
        if way == _DIAGONAL:
            if left[row] == right[column]:
                pairs.append((row, column))
            row, column = row - 1, column - 1
        elif way == _UP:
            row -= 1
        else:
            column -= 1
    return pairs[::-1]
