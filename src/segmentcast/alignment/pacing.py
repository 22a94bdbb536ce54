"""Without a model for the language: sentences placed by their lengths and by the pauses.

Sentences end in pauses, and long ones take longer. Dynamic programming chooses, among all pauses,
those that fit the sentences' lengths best and are long themselves. The times are approximate, and
it cannot tell what is missing; so it refuses when the lengths do not fit at all.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from segmentcast.alignment.activity import Activity

_SLOWEST, _FASTEST = 5.0, 32.0
"""Letters in a second of speech, in any language that is written in letters."""
_MOST_PAUSES_BACK = 60
_PAUSE_MS = 60
_STRICT, _TELLING = 20.0, 1.0
"""How much a wrong length costs, and how much a long pause is worth."""


def fits(letters: int, activity: Activity) -> bool:
    """Whether so many letters can be said in the time in which there is sound."""
    seconds = np.count_nonzero(activity.active) / 100
    return bool(seconds and _SLOWEST <= letters / seconds <= _FASTEST)


def pace(lengths: Sequence[int], activity: Activity) -> list[tuple[int, int]]:
    """Start and end in ms of sentences that last about so long (in any unit), all of which are there.

    There is a stretch of sound for a sentence at least; empty when there are too few.
    """
    spans = activity.spans()
    stretches = _bridged(spans)
    count, pauses = len(lengths), len(stretches)
    if pauses < count:
        return []
    said_ms = np.concatenate(([0], np.cumsum(stretches[:, 1] - stretches[:, 0])))
    rate = said_ms[-1] / max(1, sum(lengths))
    gaps = np.concatenate((stretches[1:, 0] - stretches[:-1, 1], [2000])).astype(np.float64)
    # a long pause ends a sentence more probably than a short one
    worth = _TELLING * np.log(np.maximum(gaps, _PAUSE_MS) / _PAUSE_MS)
    reach = max(_MOST_PAUSES_BACK, 4 * pauses // count)
    costs = np.full(pauses + 1, np.inf)
    costs[0] = 0.0
    ways = np.zeros((count, pauses + 1), dtype=np.int32)
    for row, length in enumerate(lengths):
        expected = rate * max(1, length) + 1.0
        fresh = np.full(pauses + 1, np.inf)
        for end in range(row + 1, pauses - (count - row - 1) + 1):
            first = max(row, end - reach)
            lasting = said_ms[end] - said_ms[first:end]
            totals = costs[first:end] + _STRICT * np.square(
                np.log(np.maximum(lasting, 1) / expected)
            )
            best = int(np.argmin(totals))
            fresh[end] = totals[best] - worth[end - 1]
            ways[row, end] = first + best
        costs = fresh
    if not np.isfinite(costs[pauses]):
        return []
    placed = []
    end = pauses
    for row in range(count - 1, -1, -1):
        first = int(ways[row, end])
        placed.append((int(stretches[first, 0]), int(stretches[end - 1, 1])))
        end = first
    return placed[::-1]


def _bridged(spans: np.ndarray) -> np.ndarray:
    """Stretches of sound, those joined that no pause parts."""
    if not len(spans):
        return spans
    parted = np.flatnonzero(spans[1:, 0] - spans[:-1, 1] >= _PAUSE_MS)
    starts = np.concatenate(([spans[0, 0]], spans[parted + 1, 0]))
    ends = np.concatenate((spans[parted, 1], [spans[-1, 1]]))
    return np.stack((starts, ends), axis=1)
