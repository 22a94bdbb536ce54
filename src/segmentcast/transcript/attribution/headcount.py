"""How many people talk: two, or more than one on the side that leads or on the side that answers.

What tells it: how strictly two ways of speaking alternate, how well the page's own small words tell its
sides apart, how even each side sounds, who is called, and who is spoken of. The weights are fitted by scripts/fit_attribution.py on conversations of which
the people are known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log, log1p, sqrt
from operator import attrgetter

from segmentcast.transcript.attribution import host_model
from segmentcast.transcript.attribution.naming.name_knowledge.given_names import is_given_name
from segmentcast.transcript.attribution.naming.participants import (
    PRESENT_BY_PAGE,
    Candidate,
    weigh,
)
from segmentcast.transcript.attribution.own_style import separation
from segmentcast.transcript.text.names import given
from segmentcast.transcript.text.prose import ends_with_question

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
    "much_alternates", "alternates", "weakest", "second_other", "third_person", "surplus", "leader_named",
    "spoken_of", "plural", "guys", "called_by_leader", "called_to_the_side", "selves_of_a_side", "page_people",
    "undecided", "short_of_leader", "short_of_other", "leader_asks", "other_asks", "spread_of_leader",
    "spread_of_other", "contrary", "uneven", "length_of_other", "few",
    "own_style", "other_named", "greeted_beyond", "present_by_page", "leader_called",
)  # fmt: skip
_SHORT = 8
_FEW = 15
_UNDECIDED = 0.1
_SHORT_TALK = 30
_APART, _APART_IN_ALL = 0.1, 1.2
"""How far apart the sides' mean log-odds (in quarters) are, alone or over the root of the turns, where one leads."""
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
    known: Sequence[Candidate], turns: Sequence[str], odds: Sequence[float], leads: Sequence[float]
) -> list[float]:
    """One number a kind. `odds`: what each turn's words say; `leads`: the probability that it is the leader's.

    Of two people neither says what "X just said", nor "both of you"; of three, somebody does. The
    candidates are weighed first as two people's, then as more people's, which is how they are left.
    """
    sides = [value > 0.5 for value in leads]
    weigh(known, sides, two=True)
    surplus = sum(one.probability for one in known)
    surplus -= max((one.leads for one in known), default=0.0)
    surplus -= max((one.answers for one in known), default=0.0)
    leader_named = max((one.leads for one in known), default=0.0)
    of_two = _of_two(known, sides)
    weigh(known, sides, two=False)
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
        others[1] if len(others) > 1 else 0.0,
        likely[2] if len(likely) > 2 else 0.0,
        max(0.0, min(3.0, surplus)),
        leader_named,
        min(3.0, len(names)),
        min(3.0, sum(len(_PLURAL.findall(text)) for text in turns) / words),
        min(3.0, sum(len(_GUYS.findall(text)) for text in turns) / words),
        *_called(known, sides),
        *_named(known, sides),
        *_manners(turns, odds, leads),
        separation(turns, sides),
        *of_two,
    ]


def _of_two(known: Sequence[Candidate], sides: Sequence[bool]) -> tuple[float, ...]:
    """How likely the other's name is, how many more are greeted, how many the page has take part, whether the leader is called."""
    leader = max(known, key=attrgetter("leads"), default=None)
    other = max(known, key=attrgetter("answers"), default=None)
    greeted = sum(one.is_greeted for one in known if one is not leader and one is not other)
    present = sum(any(one.counts[kind] for kind in PRESENT_BY_PAGE) for one in known)
    called = leader.called(sides)[1] if leader else 0
    return other.answers if other else 0.0, min(3.0, greeted), min(4.0, present), log1p(called)


def _called(known: Sequence[Candidate], sides: Sequence[bool]) -> tuple[float, float]:
    """In how many turns the leader calls a second person, and how often somebody is called by both sides.

    Of two people each calls one, and nobody calls whom the other calls.
    """
    calls = [one.called(sides) for one in known if is_given_name(given(one.name))]
    leader = sorted((by_leader for by_leader, _ in calls), reverse=True)
    both = max((min(pair) for pair in calls), default=0)
    return log1p(leader[1] if len(leader) > 1 else 0), log1p(both)


def _named(known: Sequence[Candidate], sides: Sequence[bool]) -> tuple[float, float]:
    """Who introduce themselves beyond one on a side; whom the page has take part beyond two.

    One given name is one person's: a host says goodbye as "Rosa Lynd", as software heard it.
    """
    selves: dict[bool, set[str]] = {True: set(), False: set()}
    for one in known:
        for turn in one.self_in:
            selves[sides[turn]].add(given(one.name))
    of_a_side = max(map(len, selves.values()))
    # A title's "with Mining Pools" is no third person.
    present = [
        one
        for one in known
        if any(one.counts[kind] for kind in PRESENT_BY_PAGE)
        and (one.signs or is_given_name(given(one.name)))
    ]
    return min(2.0, max(0, of_a_side - 1)), min(3.0, max(0, len(present) - 2))


def _manners(
    turns: Sequence[str], odds: Sequence[float], leads: Sequence[float]
) -> tuple[float, ...]:
    """How even each side sounds, and how unlike the other: two who share a side differ in manner.

    Shares are drawn to one half where a side has few turns.
    """
    sides = [value > 0.5 for value in leads]
    lead, other = (
        [at for at, side in enumerate(sides) if side == leading] for leading in (True, False)
    )
    lengths = [len(text.split()) for text in turns]

    def share(side: list[int], holds: Callable[[int], bool], begins: float = 1.0) -> float:
        return (sum(map(holds, side)) + begins) / (len(side) + 2)

    def spread(side: list[int]) -> float:
        mean = _mean([odds[at] for at in side])
        return sqrt(_mean([(odds[at] - mean) ** 2 for at in side])) / 4

    def middle(side: list[int]) -> float:
        ordered = sorted(lengths[at] for at in side)
        return ordered[len(ordered) // 2] + 3.0 if ordered else 3.0

    return (
        sum(min(value, 1 - value) > _UNDECIDED for value in leads) / max(1, len(turns)),
        share(lead, lambda at: lengths[at] < _SHORT),
        share(other, lambda at: lengths[at] < _SHORT),
        share(lead, lambda at: ends_with_question(turns[at])),
        share(other, lambda at: ends_with_question(turns[at]), 0.5),
        spread(lead),
        spread(other),
        min(share(lead, lambda at: odds[at] < 0, 0.5), share(other, lambda at: odds[at] > 0, 0.5)),
        max(0, abs(len(lead) - len(other)) - 1) / max(1, len(turns)),
        log(middle(other) / middle(lead)),
        float(len(turns) <= _FEW),
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / max(1, len(values))


def is_asymmetric(odds: Sequence[float], leads: Sequence[float]) -> bool:
    """Whether the words of one side sound more like a leader's than those of the other.

    Of two who talk at length as equals, which one leads is chance, and so is whose name goes on
    which side. A short talk says little of that.
    """
    if len(odds) <= _SHORT_TALK or len({side > 0.5 for side in leads}) < 2:
        return True
    apart = apart_of(odds, leads)
    return apart >= _APART or apart * sqrt(len(odds)) >= _APART_IN_ALL


def apart_of(odds: Sequence[float], leads: Sequence[float]) -> float:
    """By how much the mean log-odds of the sides differ, in quarters."""
    lead = [value for value, side in zip(odds, leads, strict=True) if side > 0.5]
    other = [value for value, side in zip(odds, leads, strict=True) if side <= 0.5]
    return (_mean(lead) - _mean(other)) / 4


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


@dataclass(frozen=True, slots=True)
class Headcount:
    """Probabilities: that two people talk, that one person leads, and that one person answers."""

    two: float = 1.0
    one_leads: float = 1.0
    one_answers: float = 1.0


def headcount_of(row: Sequence[float]) -> Headcount:
    """What the fitted weights say of a conversation with such a row."""
    return Headcount(*(_share(weights, row) for weights in host_model.shipped().headcount))


def _share(weights: Sequence[float], row: Sequence[float]) -> float:
    total = weights[-1] + sum(w * x for w, x in zip(weights, row, strict=False))
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))
