"""How likely a candidate leads the conversation, or answers in it, by weighted signs.

How much each sign is worth is fitted by scripts/fit_attribution.py on labelled conversations (a
multinomial logistic regression); `leads` and `answers` are the shares of candidates with such signs
that did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import exp, log1p

from segmentcast.transcript.attribution import host_model
from segmentcast.transcript.attribution.naming.candidates import (
    BESIDE_THE_GUEST,
    CALLS,
    FEW_CALLS,
    OF_THE_PAGE,
    Candidate,
)
from segmentcast.transcript.attribution.naming.clues.courtesies import ASKED, PRESENTED, WELCOMED
from segmentcast.transcript.attribution.naming.name_knowledge.given_names import is_given_name
from segmentcast.transcript.attribution.naming.name_knowledge.persons import looks_like_a_person
from segmentcast.transcript.text.names import given, tokens_of

_PRESENTED_UNTIL = 20
"""In later turns "my guest was X" is about somebody else."""
_EARLY = 4
_LATE = 6
_AS_A_THING = 10
_MOST_SCORE = 12.0
_HARDLY = -3.0
"""Log-odds of somebody whose name does not look like a person's."""
_OF_A_SIDE = (*CALLS, "called_early", "called_late", "introduced_early", "introduced_late", "self_early", "self_late", "mentions", "share")  # fmt: skip
_COURTESIES = tuple(f"{kind}_by_{side}" for kind in (PRESENTED, WELCOMED, ASKED) for side in ("leader", "other"))  # fmt: skip
_OF_COURTESIES = (
    ((0.4, 1.0, -0.5, 1.4, 0.0, 4.0), (0.9, -0.8, 4.5, 0.0, 0.0, 0.0)),
    ((0.3, 1.0, 0.5, 1.5, -1.0, 1.8), (0.3, 0.0, 1.1, 2.0, 0.0, 0.0)),
)
"""Log-odds that a courtesy adds, for who leads and for who answers: of two people, of more.

Fitted apart, on the folders of the signs, with those weights held (ADR 16).
"""
_FLAGS = ("answered", "spelled_small", "with_article", "thing", *OF_THE_PAGE, BESIDE_THE_GUEST)
KINDS = (
    *(f"{kind}_by_{side}" for kind in _OF_A_SIDE for side in ("leader", "other")),
    "by_both", "full", "given", *_FLAGS,
)  # fmt: skip
"""What is counted of a candidate, in the order of the fitted weights."""


def weigh(people: Sequence[Candidate], sides: Sequence[bool], *, two: bool) -> None:
    """Give each candidate the probabilities of the two sides, if two people talk or if more do.

    Of two people one leads and one answers: what speaks for one name speaks against the others.
    """
    weights = host_model.shipped().participants[slice(0, 2) if two else slice(2, 4)]
    odds: list[tuple[float, float]] = []
    for one, row in zip(people, rows_of(people, sides), strict=True):
        courtesies = courtesies_of(one, sides)
        scores = [
            of_side[-1]
            + sum(w * x for w, x in zip(of_side, row, strict=False))
            + sum(w * x for w, x in zip(of_courtesies, courtesies, strict=True))
            for of_side, of_courtesies in zip(weights, _OF_COURTESIES[0 if two else 1], strict=True)
        ]
        most = _MOST_SCORE if looks_like_a_person(one.name) else _HARDLY
        leads, answers = (exp(max(-_MOST_SCORE, min(most, score))) for score in scores)
        odds.append((leads, answers))
    all_leading = 1 + sum(leads for leads, _ in odds)
    all_answering = 1 + sum(answers for _, answers in odds)
    whole = all_leading * all_answering - sum(leads * answers for leads, answers in odds)
    for one, (leads, answers) in zip(people, odds, strict=True):
        if two:
            one.leads = leads * (all_answering - answers) / whole
            one.answers = answers * (all_leading - leads) / whole
        else:
            one.leads, one.answers = (share / (1 + leads + answers) for share in (leads, answers))


def courtesies_of(one: Candidate, sides: Sequence[bool]) -> list[float]:
    """Which courtesies each side does this person."""
    seen = {
        f"{kind}_by_{'leader' if sides[turn] else 'other'}"
        for kind, turn in one.signs
        if kind != PRESENTED or turn < _PRESENTED_UNTIL
    }
    return [float(kind in seen) for kind in _COURTESIES]


def rows_of(people: Sequence[Candidate], sides: Sequence[bool]) -> list[list[float]]:
    """One row a candidate, one number a kind."""
    calls = [one.called(sides) for one in people]
    total = [sum(row[side] for row in calls) for side in (0, 1)]
    return [_features(one, sides, called, total) for one, called in zip(people, calls, strict=True)]


def _features(
    one: Candidate, sides: Sequence[bool], called: tuple[int, int], total: Sequence[int]
) -> list[float]:
    count = len(sides)
    seen: Counter[str] = Counter()
    for kind, turn in dict.fromkeys(one.signs):
        side = "leader" if sides[turn] else "other"
        if kind in CALLS:
            seen[f"{kind}_by_{side}"] += 1
            seen[f"called_early_by_{side}"] |= turn < _EARLY
            seen[f"called_late_by_{side}"] |= turn >= max(_EARLY, count - _LATE)
        elif kind == "self":
            seen[f"self_{'early' if turn < 2 * _EARLY else 'late'}_by_{side}"] = 1
        elif kind == "introduced":
            seen[f"introduced_{'early' if turn < _EARLY else 'late'}_by_{side}"] = 1
    spoken_of = set(one.mentioned_in) - {turn for _, turn in one.signs}
    by_leader = sum(sides[turn] for turn in spoken_of)
    mentions = (by_leader, len(spoken_of) - by_leader)
    values: dict[str, float] = {kind: log1p(value) for kind, value in seen.items()}
    for place, side in enumerate(("leader", "other")):
        values[f"mentions_by_{side}"] = log1p(mentions[place])
        values[f"share_by_{side}"] = called[place] / (total[place] + FEW_CALLS)
    counts = one.counts
    values |= {kind: float(counts[kind] > 0) for kind in _FLAGS}
    # Who leads a show calls its host where another stands in.
    values["eponym"] *= called[0] <= min(called[1], 1)
    # "A Rosa endorsed plan" is said of people, too.
    values["with_article"] = float(counts["with_article"] * _AS_A_THING > len(one.mentioned_in))
    values["by_both"] = log1p(min(called))
    first = given(one.name)
    # "AI" is no "Ai".
    values["given"] = float(is_given_name(first) and not (first.isupper() and len(first) == 2))
    values["full"] = float(len(tokens_of(one.name)) > 1)
    return [values.get(kind, 0.0) for kind in KINDS]
