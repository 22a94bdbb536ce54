"""What an attribution is worth: the share of turns like this one that were right, on shows not fitted on.

The model of `attribution` is sure of itself also where it does not fit the conversation at hand:
three people, or two hosts who ask each other. How clearly two ways of speaking alternate tells
those apart better than anything that is said; it is weighed here with the turn's own probability,
the people who are named, and the signs on the turn itself. Of two who ask one guest in turn, the
guest's turns may be sure though the others are not. The weights are fitted by
scripts/fit_attribution.py, once for two people and once for more.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, log1p, prod

from segmentcast.transcript.attribution import host_model
from segmentcast.transcript.attribution.headcount import apart_of, clarity_of
from segmentcast.transcript.attribution.people import Company, Person
from segmentcast.transcript.attribution.sequence import Attribution, Talk, leading

KINDS = (
    "margin", "nearby", "own_words", "is_host", "spoken_to", "names_oneself", "addresses", "name", "unnamed", "two", "certain_two", "alone",
    "clarity", "strength", "contrary", "weakest", "length", "short", "others", "crowded", "open_boundaries", "open_places",
    "guests", "own_names", "wavers",
    "together", "apart", "told", "astray", "at_most_eight", "certain_alone",
)  # fmt: skip
_MOST = 0.995
_UNTOLD = 0.85
"""The most that a turn is worth where a third person may have said it, or where no words say which guest did."""
_OF_A_SPONSOR = 0.5
"""What an answer within a sponsor's passage is worth: it is hardly the guest's."""
_ALONE, _ALONE_IN_SHORT, _ALONE_OF_A_CROWD, _ALONE_IN_A_REPORT = 0.65, 0.75, 0.8, 0.95
"""Probability of one person on a side from which its turns may be sure: in a long talk, a short one; where the talk leads on to people not named as taking part, long and short."""
_ALONE_IN_A_FEW = 0.91
"""The same in a talk of at most `_SHORT` turns: a third person may have said nothing yet that tells."""
_ONE_LEADS = 0.85
"""Probability of one person who leads, with the signs of a third, from which that side may be sure."""
_ONE_ANSWERS = 0.75
"""The same of who answers, without those signs."""
_ONE_LEADS_APART = 0.6
"""The same of who leads, where hardly a turn sounds like the other side's (`_ALIKE`)."""
_ALIKE = 0.2
"""Share of turns that sound like the other side's, from which two may share a side."""
_ONE_ANSWERS_TWO = 0.93
"""Probability of one person who answers from which those turns may be sure though two may lead."""
_FULL_ANSWER = 40
"""Words. Where two may lead, a shorter turn of who answers may be the other one's of those: two in a row change the sides."""
_SHORT_TALK = 15
_LEAST_FOR_A_NAME = 0.6
"""A doubtful name alone makes no turn worth less than this: the side is likelier than its name."""
_NAMED_TOGETHER = 0.78
"""Probability of both names of two people, taken together, from which their turns may be sure: they may be exchanged."""
_SPOKEN_TO = 0.98
"""Probability of a turn from which being called right before it tells which of several says it."""
_WELL_NAMED = 0.95
"""Probability of a name from which one of several may surely be its bearer."""
_ENGLISH = frozenset(
    "the and to of that is it was for you i we with this so but have what they are".split()
)
_ENGLISH_SHARE = 0.08
_READ = 20_000
_FEW, _SHORT = 5, 8
"""Fewer turns than the first are told by signs on them only, as none so short was measured."""
_WAVERS = 0.9
_NEAR = 2


def features(talk: Talk, company: Company, turns: Sequence[Attribution]) -> list[list[float]]:
    """One row a turn, one number a kind."""
    leads = leading(talk)
    hosts = [value > 0.5 for value in leads]
    astray = _out_of_step(talk, turns)
    together = max(-2.5, min(2.5, _logit(_together(company)) / 4))
    apart = max(0.0, min(2.0, 2.5 * apart_of(talk.odds, leads)))
    seen = clarity_of(talk.odds, hosts)
    count = len(turns)
    two = _logit(company.counted.two) / 4
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
        alone = _logit(_alone(company, turn)) / 4
        rows.append(
            [
                max(-2.0, min(2.0, _logit(turn.probability) / 4)),
                max(-2.0, min(_logit(one.probability) / 4 for one in near)),
                max(-1.5, min(1.5, own / 4)), float(turn.person == 0),
                float("spoken-to" in rules), float("self-introduction" in rules),
                float(not rules.isdisjoint(("address", "calls-back"))),
                _logit(person.confidence) / 4 if person.named else 0.0, float(not person.named), shared[0], shared[1],
                max(-1.0, min(1.5, alone)), *shared[2:],
                together if person.named else 1.0, apart, float(_is_told(turn)), float(at in astray),
                float(count <= _SHORT), max(0.0, min(1.5, alone)) ** 2,
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
    exchanged = _together(company) < _NAMED_TOGETHER
    least = _least_alone(company, len(turns))
    for at, (row, turn) in enumerate(zip(features(talk, company, turns), turns, strict=True)):
        total = weights[-1] + sum(w * x for w, x in zip(weights, row, strict=False))
        person = company.people[turn.person]
        untold = not _is_told(turn)
        if company.guests == 1:
            doubtful = company.more_named or not company.asymmetric
            doubtful = doubtful or (exchanged and person.named)
            doubtful = doubtful or _alone(company, turn) < least or at in astray
            doubtful = doubtful or _may_be_a_third(company, turn, talk.turns[at])
            doubtful = doubtful or (len(turns) < _FEW and untold)
        else:
            doubtful = untold or not _is_well_named(person)
        most = min(_UNTOLD if elsewhere or doubtful else _MOST, _most_for_name(person))
        if at in company.sponsored:
            most = _OF_A_SPONSOR
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


def _alone(company: Company, turn: Attribution) -> float:
    """The probability that one person has the side of this turn."""
    return company.counted.one_answers if turn.person else company.counted.one_leads


def _least_alone(company: Company, count: int) -> float:
    """The least probability of one person on a side from which that side may be sure."""
    bounds = (_ALONE, _ALONE_IN_SHORT, _ALONE_OF_A_CROWD, _ALONE_IN_A_REPORT)
    least = bounds[2 * company.crowded + (count <= _SHORT_TALK)]
    return max(least, _ALONE_IN_A_FEW) if count <= _SHORT else least


def _may_be_a_third(company: Company, turn: Attribution, words: str) -> bool:
    """Whether a third person may have said this: one of two who lead, or one of two who answer."""
    two_lead = company.one_leads < _ONE_LEADS
    if company.one_leads >= _ONE_LEADS_APART and company.alike < _ALIKE:
        two_lead = False
    if turn.person == 0:
        return two_lead
    if two_lead and len(words.split()) < _FULL_ANSWER:
        return True
    return company.counted.one_answers < (_ONE_ANSWERS_TWO if two_lead else _ONE_ANSWERS)


def _most_for_name(person: Person) -> float:
    """A turn is no surer than the name that it is given."""
    return max(_LEAST_FOR_A_NAME, person.confidence) if person.named else 1.0


def _together(company: Company) -> float:
    """How likely the names of all are to be right together."""
    return prod(one.confidence for one in company.people if one.named)


def _is_well_named(person: Person) -> bool:
    return person.named and person.confidence >= _WELL_NAMED


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
