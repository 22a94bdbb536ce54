"""Places sentences by their lengths and the pauses, for languages without a model.

Sentences end in pauses, and long ones take longer. Dynamic programming chooses the pauses that fit the
sentences' lengths best and are long themselves. The times are approximate, and missing sentences can't
be detected, so it refuses if the lengths don't fit at all.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from segmentcast.alignment.activity import Activity

_SLOWEST, _FASTEST = 5.0, 32.0
"""Letters in a second of speech, in any alphabetic script."""
_MOST_PAUSES_BACK = 60
_PAUSE_MS = 60
_STRICT, _TELLING = 20.0, 1.0
"""The cost of a wrong length, and the value of a long pause."""


def fits(letters: int, activity: Activity) -> bool:
    """Whether this many letters fit the time in which there is sound."""
    seconds = np.count_nonzero(activity.active) / 100
    return bool(seconds and _SLOWEST <= letters / seconds <= _FASTEST)


def pace(lengths: Sequence[int], activity: Activity) -> list[tuple[int, int]]:
    """Start and end in ms of sentences of about these lengths (in any unit), none of which is missing.

    Each sentence gets at least one run of sound; the result is empty if there are too few.
    """
    spans = activity.spans()
    stretches = _bridged(spans)
    count, pauses = len(lengths), len(stretches)
    if pauses < count:
        return []
    said_ms = np.concatenate(([0], np.cumsum(stretches[:, 1] - stretches[:, 0])))
    rate = said_ms[-1] / max(1, sum(lengths))
    gaps = np.concatenate((stretches[1:, 0] - stretches[:-1, 1], [2000])).astype(np.float64)
    # a long pause is more likely to end a sentence than a short one
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
    """Runs of sound, joined where no pause separates them."""
    if not len(spans):
        return spans
    parted = np.flatnonzero(spans[1:, 0] - spans[:-1, 1] >= _PAUSE_MS)
    starts = np.concatenate(([spans[0, 0]], spans[parted + 1, 0]))
    ends = np.concatenate((spans[parted, 1], [spans[-1, 1]]))
    return np.stack((starts, ends), axis=1)
