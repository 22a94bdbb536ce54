"""Whether two people talk or more: how clearly two ways of speaking alternate, and who is named.

The weights are fitted by scripts/fit_attribution.py on conversations of which the number of people is known.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log1p, sqrt

from segmentcast.transcript.attribution import host_model
from segmentcast.transcript.attribution.participants import Candidate

_WINDOW = 6


@dataclass(frozen=True, slots=True)
class Clarity:
    """How clearly two ways of speaking alternate in a conversation.

    `clarity`: the mean of the alternating log-odds over its standard error; `strength`: that mean;
    `lags`: correlation with the next turn, the next but one, the third; `contrary`: the share of
    windows that speak for the other phase, `weakest`: the least that a window says.
    """

    clarity: float
    strength: float
    lags: tuple[float, float, float]
    contrary: float
    weakest: float


def clarity_of(odds: Sequence[float], hosts: Sequence[bool] = ()) -> Clarity:
    """The clarity of a conversation, from each turn's log-odds of being the host's.

    `hosts`: the turns that alternation gives to the host; every other one, if not given.
    """
    count = len(odds)
    if count < 4:
        return Clarity(0.0, 0.0, (0.0, 0.0, 0.0), 1.0, 0.0)
    hosts = hosts or [at % 2 == 0 for at in range(count)]
    clipped = [max(-6.0, min(6.0, value * 0.3)) / 2 for value in odds]
    alternating = [value if host else -value for value, host in zip(clipped, hosts, strict=True)]
    mean = sum(alternating) / count
    spread = sqrt(sum((value - mean) ** 2 for value in alternating) / count)
    sign = 1.0 if mean >= 0 else -1.0
    windows = [
        sign * sum(alternating[at : at + _WINDOW]) for at in range(max(1, count - _WINDOW + 1))
    ]
    centre = sum(odds) / count
    deviations = [value - centre for value in odds]
    variance = sum(value * value for value in deviations) / count + 1e-6
    lags = tuple(
        sum(one * other for one, other in zip(deviations, deviations[lag:], strict=False))
        / (max(1, count - lag) * variance)
        for lag in (1, 2, 3)
    )
    return Clarity(
        min(12.0, abs(mean) / (spread / sqrt(count) + 1e-9)),
        abs(mean),
        (lags[0], lags[1], lags[2]),
        sum(value < 0 for value in windows) / len(windows),
        max(-3.0, min(windows)),
    )


KINDS = (
    "clarity", "strength", "next", "next_but_one", "third", "contrary", "weakest", "length", "flips",
    "leaders", "others", "second_other", "third_person", "by_both", "calls",
)  # fmt: skip


def row_of(known: Sequence[Candidate], odds: Sequence[float], sides: Sequence[bool]) -> list[float]:
    """One number a kind. `odds`: what each turn's words say; `sides`: the turns that seem to be the leader's."""
    seen = clarity_of(odds, sides)
    count = len(odds)
    likely = sorted((one.probability for one in known), reverse=True)
    others = sorted((one.answers for one in known), reverse=True)
    called = [one.called(sides) for one in known]
    return [
        seen.clarity / 5, seen.strength * 4, *seen.lags, seen.contrary * 3, seen.weakest, log1p(count) / 3,
        min(3.0, 10 * sum(one == other for one, other in itertools.pairwise(sides)) / max(1, count)),
        min(3.0, sum(one.leads for one in known)), min(4.0, sum(others)),
        others[1] if len(others) > 1 else 0.0,
        likely[2] if len(likely) > 2 else 0.0,
        log1p(sum(min(row) for row, one in zip(called, known, strict=True) if one.probability > 0.3)),
        log1p(sum(sum(row) for row in called)) / 3,
    ]  # fmt: skip


def of_two(row: Sequence[float]) -> float:
    """The probability that a conversation with such a row is one of two people."""
    weights = host_model.shipped().headcount
    if not weights:
        return 1.0
    total = weights[-1] + sum(w * x for w, x in zip(weights, row, strict=False))
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))
