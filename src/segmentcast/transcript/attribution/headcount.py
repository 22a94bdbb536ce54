"""Whether two people talk or more: how strictly two ways of speaking alternate, who is called, who is spoken of.

The weights are fitted by scripts/fit_attribution.py on conversations of which the number of people is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, log1p, sqrt

from segmentcast.transcript.attribution import host_model
from segmentcast.transcript.attribution.naming.given_names import is_given_name
from segmentcast.transcript.attribution.naming.participants import PRESENT_BY_PAGE, Candidate
from segmentcast.transcript.text.names import given

_WINDOW = 6


@dataclass(frozen=True, slots=True)
class Clarity:
    """How clearly two ways of speaking alternate in a conversation.

    `clarity`: the mean of the alternating log-odds over its standard error; `strength`: that mean;
    `contrary`: the share of windows that speak for the other phase, `weakest`: the least that a
    window says.
    """

    clarity: float
    strength: float
    contrary: float
    weakest: float


def clarity_of(odds: Sequence[float], hosts: Sequence[bool] = ()) -> Clarity:
    """The clarity of a conversation, from each turn's log-odds of being the host's.

    `hosts`: the turns that alternation gives to the host; every other one, if not given.
    """
    count = len(odds)
    if count < 4:
        return Clarity(0.0, 0.0, 1.0, 0.0)
    hosts = hosts or [at % 2 == 0 for at in range(count)]
    clipped = [max(-6.0, min(6.0, value * 0.3)) / 2 for value in odds]
    alternating = [value if host else -value for value, host in zip(clipped, hosts, strict=True)]
    mean = sum(alternating) / count
    spread = sqrt(sum((value - mean) ** 2 for value in alternating) / count)
    sign = 1.0 if mean >= 0 else -1.0
    windows = [
        sign * sum(alternating[at : at + _WINDOW]) for at in range(max(1, count - _WINDOW + 1))
    ]
    return Clarity(
        min(12.0, abs(mean) / (spread / sqrt(count) + 1e-9)),
        abs(mean),
        sum(value < 0 for value in windows) / len(windows),
        max(-3.0, min(windows)),
    )


KINDS = (
    "much_alternates", "alternates", "weakest", "length", "second_other", "third_person", "spoken_of", "plural", "guys",
    "called_by_leader", "called_by_other", "called_to_the_side", "selves", "selves_of_a_side", "page_people", "page_hosts",
)  # fmt: skip
_STEPS = (0.003, 0.05)
"""How often the same person goes on: in a talk of two, and in one where more take part."""
_PLURAL = re.compile(
    r"\b(?:(?:both|either|each|all|the two|two|one) of you|you (?:both|two|all)|yourselves|panel(?:ists?)?|co-?hosts?|guests)\b",
    re.I,
)
_GUYS = re.compile(r"\b(?:guys|y['’]all|folks here)\b", re.I)
_SPOKEN_OF = re.compile(
    r"([A-Z][\w-]{1,40})(?: (?:just|also|had|was))? (?:said|says|saying|mentioned|mentions|pointed out|alluded|brought up|described|suggested)\b|"
    r"\b[Tt]o ([A-Z][\w-]{1,40})['’]s point\b|\b(?:agree|disagree) with ([A-Z][\w-]{1,40})|"
    r"\b(?:like|what|as) ([A-Z][\w-]{1,40})['’]s? (?:said|saying|talking|describing)"
)


def row_of(
    known: Sequence[Candidate], turns: Sequence[str], odds: Sequence[float], sides: Sequence[bool]
) -> list[float]:
    """One number a kind. `odds`: what each turn's words say; `sides`: the turns that seem to be the leader's.

    Of two people neither says what "X just said", nor "both of you"; of three, somebody does.
    """
    count = max(1, len(odds))
    likely = sorted((one.probability for one in known), reverse=True)
    others = sorted((one.answers for one in known), reverse=True)
    strict, loose = (_likelihood(odds, step) for step in _STEPS)
    present = {given(one.name) for one in known if one.signs}
    names = {
        name
        for text in turns
        for match in _SPOKEN_OF.finditer(text)
        for name in match.groups()
        if name in present
    }
    words = sum(map(len, turns)) / 5500 + 0.3
    return [
        max(-3.0, min(1.0, (strict - loose) / 5)),
        max(-3.0, min(3.0, (strict - loose) / sqrt(count))),
        clarity_of(odds, sides).weakest,
        log1p(count) / 3,
        others[1] if len(others) > 1 else 0.0,
        likely[2] if len(likely) > 2 else 0.0,
        min(3.0, len(names)),
        min(3.0, sum(len(_PLURAL.findall(text)) for text in turns) / words),
        min(3.0, sum(len(_GUYS.findall(text)) for text in turns) / words),
        *_called(known, sides),
        *_named(known, sides),
    ]


def _called(known: Sequence[Candidate], sides: Sequence[bool]) -> tuple[float, float, float]:
    """In how many turns each side calls a second person, and how often somebody is called by both sides.

    Of two people each calls one, and nobody calls whom the other calls.
    """
    calls = [one.called(sides) for one in known if is_given_name(given(one.name))]
    leader = sorted((by_leader for by_leader, _ in calls), reverse=True)
    other = sorted((by_other for _, by_other in calls), reverse=True)
    both = max((min(pair) for pair in calls), default=0)
    return (
        log1p(leader[1] if len(leader) > 1 else 0),
        log1p(other[1] if len(other) > 1 else 0),
        log1p(both),
    )


def _named(known: Sequence[Candidate], sides: Sequence[bool]) -> tuple[float, float, float, float]:
    """Who introduce themselves beyond two, and beyond one on a side; whom the page calls hosts, or there at all."""
    selves = [{sides[turn] for turn in one.self_in} for one in known if one.self_in]
    of_a_side = max(sum(side in own for own in selves) for side in (True, False))
    present = [one for one in known if any(one.counts[kind] for kind in PRESENT_BY_PAGE)]
    hosts = sum(one.counts["page_host"] + one.counts["eponym"] > 0 for one in known)
    return (
        min(3.0, max(0, len(selves) - 2)),
        min(2.0, max(0, of_a_side - 1)),
        min(3.0, max(0, len(present) - 2)),
        min(2.0, max(0, hosts - 1)),
    )


def _likelihood(odds: Sequence[float], step: float) -> float:
    """The logarithm of the likelihood of what the words say, if the same person goes on so often."""
    total, one, other = 0.0, 0.5, 0.5
    for at, value in enumerate(odds):
        if at:
            one, other = (
                one * step + other * (1 - step),
                other * step + one * (1 - step),
            )
        weight = exp(max(-6.0, min(6.0, 0.3 * value)) / 2)
        one, other = one * weight, other / weight
        whole = one + other
        total += log(whole)
        one, other = one / whole, other / whole
    return total


def names_more(row: Sequence[float]) -> bool:
    """Whether two people introduce themselves on one side of the talk, or the page has three take part.

    Then a strict alternation is no proof of two: two hosts may ask in turn.
    """
    values = dict(zip(KINDS, row, strict=True))
    return values["selves_of_a_side"] > 0 or values["page_people"] > 0


def of_two(row: Sequence[float]) -> float:
    """The probability that a conversation with such a row is one of two people."""
    weights = host_model.shipped().headcount
    if not weights:
        return 1.0
    total = weights[-1] + sum(w * x for w, x in zip(weights, row, strict=False))
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))
