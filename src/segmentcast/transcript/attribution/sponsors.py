"""Passages of a sponsor within a talk: who leads asks somebody of theirs, and nothing of it is the guest's.

Such a passage alternates like the talk around it. It begins with a turn that tells of a sponsor and
speaks last to somebody other than the guest, and ends where the guest is named, or this other thanked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from segmentcast.patterns import compile_late
from segmentcast.transcript.attribution.naming.candidates import Candidate
from segmentcast.transcript.attribution.naming.clues.courtesies import PRESENTED, WELCOMED
from segmentcast.transcript.attribution.naming.name_knowledge.given_names import is_given_name
from segmentcast.transcript.text.names import given

_SPONSOR = compile_late(
    r"\b(?:brought to you by|sponsors?|sponsored|(?:episode|show|podcast) is (?:supported|powered|presented) by)\b",
    re.I,
)
_GREETED_BY = ("greets", PRESENTED, WELCOMED)
_JOINS = compile_late(
    r"\b(?:joining (?:me|us)|joined by|chat(?:ting)? with|talk(?:ing)? (?:to|with)|here with|to have|to welcome)\b",
    re.I,
)
"""What makes somebody who is introduced speak next: whom a turn has asked elsewhere does not."""
_REACH = 400
"""Characters at the end of a turn in which it speaks to somebody."""
_MOST = 12
"""Turns that such a passage has, at most."""


def answers_of(
    known: Sequence[Candidate],
    guest: Candidate | None,
    turns: Sequence[str],
    sides: Sequence[bool],
) -> frozenset[int]:
    """The turns that answer who leads in such passages. `sides`: for each turn whether it is the leader's."""
    if guest is None:
        return frozenset()
    others = [
        one
        for one in known
        if one is not guest and is_given_name(given(one.name)) and not one.counts["thing"]
    ]
    found: set[int] = set()
    for at, text in enumerate(turns):
        if not sides[at] or not _SPONSOR.search(text):
            continue
        joins = _JOINS.search(text[-_REACH:]) is not None
        called = [one for one in others if at in _spoken_to_in(one, joins=joins)]
        other = max(called, key=lambda one: text.rfind(given(one.name)), default=None)
        if other is not None and _speaks_last_to(text, given(other.name), given(guest.name)):
            found.update(_passage(at, turns, sides, given(other.name), given(guest.name)))
    return frozenset(found)


def _spoken_to_in(one: Candidate, *, joins: bool) -> set[int]:
    """The turns that greet or welcome somebody, or introduce them, where such a turn has them join."""
    kinds = (*_GREETED_BY, "introduced") if joins else _GREETED_BY
    return {turn for kind, turn in one.signs if kind in kinds}


def _speaks_last_to(text: str, other: str, guest: str) -> bool:
    place = text.rfind(other)
    return place >= len(text) - _REACH and place > text.rfind(guest)


def _passage(
    at: int, turns: Sequence[str], sides: Sequence[bool], other: str, guest: str
) -> list[int]:
    """The answers behind the turn `at`, up to the last one of this other."""
    answers: list[int] = []
    thanked = False
    for place in range(at + 1, min(len(turns), at + 1 + _MOST)):
        if not sides[place]:
            answers.append(place)
            if thanked:
                break
        elif guest in turns[place]:
            break
        else:
            thanked = other in turns[place] and "hank" in turns[place]
    return answers
