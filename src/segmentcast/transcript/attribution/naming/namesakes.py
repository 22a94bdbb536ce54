"""Two people of one given name, whom a conversation calls alike, and anchors who are elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from segmentcast.transcript.attribution.naming.candidates import (
    CALLS,
    FEW_CALLS,
    OF_THE_PAGE,
    Candidate,
)
from segmentcast.transcript.text.names import given, key_of, tokens_of

_GUEST_BY_PAGE = ("page_guest", "page_spoken_with", "title_with")
_HOST_BY_PAGE = ("page_host", "page_speaks", "eponym", "byline", "roster")


def is_shared(people: Sequence[Candidate], name: str) -> bool:
    """Whether several have this given name, so that it calls none of them rather than another."""
    if len(tokens_of(name)) > 1 or any(key_of(one.name) == key_of(name) for one in people):
        return False
    return sum(key_of(given(one.name)) == key_of(name) for one in people) > 1


def part_namesakes(people: list[Candidate], sides: Sequence[bool]) -> None:
    """Take apart what two of one given name were called, now that the sides are known; and let anchors go.

    Who answers, as the page has it, is not whom those who answer call; nor is whom they tell about.
    """
    for one in list(people):
        if one.counts["eponym"] and _is_tossed_to(one, sides):
            one.signs = [sign for sign in one.signs if sign[0] not in CALLS]
            one.counts["eponym"] = 0
        turns = {turn for _, turn in one.by_given}
        if not turns or any(sides[turn] for turn in turns) or " " not in one.name:
            continue
        if (len(turns) >= FEW_CALLS and _answers_by_page(one)) or _is_told_about(one, sides):
            people.append(
                Candidate(
                    given(one.name),
                    evidence=[item for item in one.evidence if item.rule == "address"],
                    signs=[sign for sign in one.signs if sign in one.by_given],
                    mentioned_in=sorted(turns),
                )
            )
            one.signs = [sign for sign in one.signs if sign not in one.by_given]
            one.evidence = [item for item in one.evidence if item.rule != "address"]
            one.by_given = set()


def _is_tossed_to(one: Candidate, sides: Sequence[bool]) -> bool:
    """Whether a reporter who leads speaks to the programme's anchor, who is elsewhere."""
    by_leader, by_other = one.called(sides)
    return by_leader > by_other or by_leader == by_other > 1


def _answers_by_page(one: Candidate) -> bool:
    is_guest = any(one.counts[kind] for kind in _GUEST_BY_PAGE)
    return is_guest and not any(one.counts[kind] for kind in _HOST_BY_PAGE)


def _is_told_about(one: Candidate, sides: Sequence[bool]) -> bool:
    """Whether the full name stands only where somebody who answers names a third person."""
    in_full = [sign for sign in one.signs if sign not in one.by_given]
    return (
        bool(in_full)
        and all(kind == "introduced" and not sides[turn] for kind, turn in in_full)
        and not any(one.counts[kind] for kind in OF_THE_PAGE)
    )
