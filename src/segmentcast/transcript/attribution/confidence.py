"""What an attribution is worth: the share of turns like this one that were right, on shows not fitted on.

The model of `attribution` is sure of itself also where it does not fit the conversation at hand:
three people, or two hosts who ask each other. How clearly two ways of speaking alternate tells
those apart better than anything that is said; it is weighed here with the turn's own probability,
the people who are named, and the signs on the turn itself. The weights are fitted by
scripts/fit_attribution.py, once for two people and once for more.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, log1p

from segmentcast.transcript.attribution import host_model
from segmentcast.transcript.attribution.headcount import clarity_of
from segmentcast.transcript.attribution.people import Company, Person
from segmentcast.transcript.attribution.sequence import Attribution, Talk, leading

KINDS = (
    "margin", "nearby", "own_words", "is_host", "spoken_to", "names_oneself", "addresses", "name", "unnamed", "two", "certain_two",
    "clarity", "strength", "contrary", "weakest", "length", "short", "others", "crowded", "open_boundaries", "open_places",
    "guests", "own_names", "wavers",
)  # fmt: skip
_MOST = 0.995
_UNTOLD = 0.85
"""The most that a turn is worth where a third person may have said it, or where no words say which guest did."""
_TWO, _TWO_OF_A_CROWD = 0.65, 0.9
"""Probability of two people from which their turns may be sure; where the talk leads on to people not named as taking part."""
_HARDLY_NAMED = 0.85
"""Probability of a name that only the talk gives, from which its bearer's turns may be sure: an advertisement names people, too."""
_SPOKEN_TO = 0.98
"""Probability of a turn from which being called right before it tells which of several says it."""
_SAID_BY_THE_PAGE = ("summary", "title", "byline", "show-name", "roster")
_WELL_NAMED = 0.95
"""Probability of a name from which one of several may surely be its bearer."""
_ENGLISH = frozenset(
    "the and to of that is it was for you i we with this so but have what they are".split()
)
_ENGLISH_SHARE = 0.08
_READ = 20_000
_FEW = 6
"""Fewer turns than this are told by signs on them only; the shortest that was measured has twelve."""
_WAVERS = 0.9
_NEAR = 2


def features(talk: Talk, company: Company, turns: Sequence[Attribution]) -> list[list[float]]:
    """One row a turn, one number a kind."""
    hosts = [value > 0.5 for value in leading(talk)]
    seen = clarity_of(talk.odds, hosts)
    count = len(turns)
    two = _logit(company.two) / 4
    shared = [
        max(-1.0, min(1.0, two)), max(0.0, min(1.5, two)) ** 2,
        seen.clarity / 5, min(0.5, seen.strength) * 4, seen.contrary * 3, seen.weakest,
        log1p(count) / 3, float(count < 12), min(3.0, company.others), float(company.crowded),
        float(not talk.boundaries_known), float(any(talk.behind)), float(company.guests),
        float(min(3, sum(turn.calls_own_name for turn in turns))),
        min(1.0, 5 * sum(turn.probability < _WAVERS for turn in turns) / count),
    ]  # fmt: skip
    rows = []
    for at, turn in enumerate(turns):
        person = company.people[turn.person]
        rules = {item.rule for item in turn.evidence}
        own = talk.odds[at] if turn.person == 0 else -talk.odds[at]
        near = turns[max(0, at - _NEAR) : at + _NEAR + 1]
        rows.append(
            [
                max(-2.0, min(2.0, _logit(turn.probability) / 4)),
                max(-2.0, min(_logit(one.probability) / 4 for one in near)),
                max(-1.5, min(1.5, own / 4)), float(turn.person == 0),
                float("spoken-to" in rules), float("self-introduction" in rules),
                float(not rules.isdisjoint(("address", "calls-back"))),
                _logit(person.confidence) / 4 if person.named else 0.0, float(not person.named), *shared,
            ]
        )  # fmt: skip
    return rows


def confidences(talk: Talk, company: Company, turns: Sequence[Attribution]) -> list[float]:
    """For each turn the share of turns with such features that were right."""
    two, more = host_model.shipped().confidence or ((), ())
    weights = two if company.guests == 1 else more
    if not weights:
        return [turn.probability for turn in turns]
    found = []
    elsewhere = not is_english(talk.turns)
    astray = _out_of_step(talk, turns)
    least = _TWO_OF_A_CROWD if company.crowded else _TWO
    doubted = company.two < least or company.more_named
    for at, (row, turn) in enumerate(zip(features(talk, company, turns), turns, strict=True)):
        total = weights[-1] + sum(w * x for w, x in zip(weights, row, strict=False))
        pair = company.guests == 1
        doubtful = doubted or _is_misnamed(company.people[turn.person])
        untold = not _is_told(turn)
        open_question = elsewhere or (
            doubtful or at in astray or (len(turns) < _FEW and untold)
            if pair
            else untold or not _is_well_named(company.people[turn.person])
        )
        most = _UNTOLD if open_question else _MOST
        found.append(min(most, 1 / (1 + exp(-max(-30.0, min(30.0, total))))))
    return found


def _out_of_step(talk: Talk, turns: Sequence[Attribution]) -> set[int]:
    """The turns of a passage in which two people seem to have changed places.

    Where each turn ends where it seems to, two people alternate throughout. A guest who asks the host
    for a while sounds like the host: the passage begins and ends with two turns in a row by one of them.
    """
    steps: list[int] = []
    for at, turn in enumerate(turns):
        again = at > 0 and turns[at - 1].person == turn.person and not talk.behind[at]
        steps.append((steps[-1] if steps else 0) ^ again)
    rare = int(2 * sum(steps) < len(steps))
    return {at for at, step in enumerate(steps) if step == rare} if any(steps) else set()


def _is_well_named(person: Person) -> bool:
    return person.named and person.confidence >= _WELL_NAMED


def _is_misnamed(person: Person) -> bool:
    """Whether only the talk gives the name, and not for certain."""
    by_page = any(item.rule.startswith(_SAID_BY_THE_PAGE) for item in person.evidence)
    return person.named and not by_page and person.confidence < _HARDLY_NAMED


def is_english(turns: Sequence[str]) -> bool:
    """Whether the words are English: of other languages too little was measured for a turn to be sure."""
    words = " ".join(turns)[:_READ].lower().split()
    return sum(word in _ENGLISH for word in words) >= _ENGLISH_SHARE * len(words)


def _is_told(turn: Attribution) -> bool:
    """Whether words say who of several this is: who was just called, names oneself, or leads and calls another.

    Who is called in passing often does not answer: the call of a guest counts where the whole talk agrees.
    """
    rules = {item.rule for item in turn.evidence}
    leads = turn.person == 0 and not rules.isdisjoint(("address", "introduction"))
    called = "spoken-to" in rules and (turn.person == 0 or turn.probability >= _SPOKEN_TO)
    return leads or called or "self-introduction" in rules


def _logit(probability: float) -> float:
    bounded = max(1e-4, min(1 - 1e-4, probability))
    return log(bounded / (1 - bounded))
