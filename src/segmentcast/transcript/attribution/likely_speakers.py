"""Which of those named speak: the likeliest pair of who leads and who answers, or several people."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

from segmentcast.transcript.attribution.naming import participants
from segmentcast.transcript.attribution.naming.clues import offices
from segmentcast.transcript.attribution.naming.name_knowledge.given_names import is_given_name
from segmentcast.transcript.text.names import given, surname

_BELIEVED = 0.85
"""Probability of a side from which somebody's name is given to it."""
_OFTEN_NAMED = 0.55
"""The same, where more than one turn names this person, or a courtesy does."""
_OF_THE_PAGE = 0.4
_SAID_BY_THE_PAGE = (
    "page_host",
    "page_guest",
    "page_speaks",
    "page_spoken_with",
    "page_is",
    "page_either",
    "title_with",
    "title_guest",
    "byline",
    "roster",
)
_MOST_AS_A_THING = 10
"""How often "the X" and "in X" may be said of somebody: more often, it is a product."""
_TOLD_TOGETHER = 0.85
"""Probability of somebody whom the summary has talking with one who is there."""
_SHOWN, _TOLD_WITH_ONE = 0.95, 0.93
"""Probability of a side from which somebody is there, and of the other side for whom the summary has with them."""
_TOLD_IN_PARTS = 0.96
"""Probability of two whom the page has leading and answering, as nothing in the talk speaks against it."""
_ASKS_BY_TITLE = 0.95
"""Probability of leading of whom a title has interview for a medium, as who leads calls the other by an office."""
_ONE_LEADS = 0.8
"""Probability of one person who leads from which the page makes the names surer: else a third may be there."""
PERHAPS = 0.3
"""Probability from which a name is proposed to the producer."""
_TAKES_PART = 0.8
"""Probability of taking part at all from which somebody is one of three and more people."""
_LEAST = 0.05
_OFTENER = 4
"""How much oftener than the one who leads the other calls somebody who leads: their turns may be told wrongly."""
_LEADER = 0.3
_LEADS, _ANSWERS = ("page_host", "page_speaks"), ("page_guest", "page_spoken_with", "title_with")
"""What the page has somebody do who leads, and who answers."""


def pair_of(
    known: list[participants.Candidate],
    sides: Sequence[bool],
    turns: Sequence[str],
    one_leads: float,
) -> list[participants.Candidate | None]:
    """Who leads and who answers, weighed before; None for a side that no name is likely enough for.

    `sides`: for each turn whether it is the leader's; `one_leads`: the probability that one person is.
    """
    leader, other = _with_interviewer(_likeliest_pair(known), known, sides, turns)
    if other is None and (one := _told_twice(known, sides)) not in (None, leader):
        other = one
    by_title = (
        leader is not None and leader.counts["title_medium"] > 0 and leader.leads >= _ASKS_BY_TITLE
    )
    if other is None or not (by_title or one_leads >= _ONE_LEADS):
        return [leader, other]
    # Who is called by the name of both, and asks by the title, is the other one.
    shared = by_title and leader is not None and given(leader.name) == given(other.name)
    if not _plays(other, _ANSWERS, sides, 1) and not (shared and _has(other, _ANSWERS)):
        return [leader, other]
    if leader is None or leader.together.isdisjoint(other.together):
        other.answers = max(other.answers, _TOLD_IN_PARTS)
    elif _plays(leader, _LEADS, sides, 0):
        leader.leads = max(leader.leads, _TOLD_IN_PARTS)
        other.answers = max(other.answers, _TOLD_IN_PARTS)
    return [leader, other]


def _told_twice(
    known: list[participants.Candidate], sides: Sequence[bool]
) -> participants.Candidate | None:
    """The one person whom both the title's form and the description have answering, and whom that side never calls.

    A guest who says a namesake's name, or "a Rosa", counts as spoken of; the page says more than that.
    """
    told = [
        one
        for one in known
        if one.counts["title_guest"] and _has(one, ("page_is", "page_guest", "page_spoken_with"))
    ]
    if len(told) != 1 or told[0].called(sides)[1]:
        return None
    told[0].answers = max(told[0].answers, _TOLD_IN_PARTS)
    return told[0]


def _plays(
    one: participants.Candidate, kinds: Sequence[str], sides: Sequence[bool], side: int
) -> bool:
    """Whether the page has this person on this side (0 leads), which never calls them: nobody calls oneself."""
    return not one.called(sides)[side] and _has(one, kinds)


def _has(one: participants.Candidate, kinds: Sequence[str]) -> bool:
    return any(one.counts[kind] for kind in kinds)


def _likeliest_pair(known: list[participants.Candidate]) -> list[participants.Candidate | None]:
    """The two whose names are worth most on their sides, with whom the summary tells beside them."""
    best: tuple[float, participants.Candidate | None, participants.Candidate | None] = (
        0.0,
        None,
        None,
    )
    rows = [one for one in known if one.probability > _LEAST]
    for leader in [None, *rows]:
        for other in [None, *rows]:
            if leader is other and leader is not None:
                continue
            worth = _worth(leader, leader.leads if leader else 0.0) + _worth(
                other, other.answers if other else 0.0
            )
            if worth > best[0]:
                best = (worth, leader, other)
    return _with_companion(known, best[1], best[2])


def _with_companion(
    known: list[participants.Candidate],
    leader: participants.Candidate | None,
    other: participants.Candidate | None,
) -> list[participants.Candidate | None]:
    """Where the summary has two people talk and one of them is there, the other is as well."""
    if leader is None and other is None:
        return _told_pair(known)
    if leader and other:
        return _told_with(leader, other)
    present = leader or other
    if present is None:
        return [leader, other]
    companions = [
        one
        for one in known
        if one is not present
        and not one.together.isdisjoint(present.together)
        and (one.signs or is_given_name(given(one.name)))
        and not one.counts["thing"]
    ]
    if len(companions) != 1:
        return [leader, other]
    (one,) = companions
    if leader is None:
        one.leads = max(one.leads, _TOLD_TOGETHER)
        return [one, other]
    one.answers = max(one.answers, _TOLD_TOGETHER)
    return [leader, one]


def _with_interviewer(
    pair: list[participants.Candidate | None],
    known: list[participants.Candidate],
    sides: Sequence[bool],
    turns: Sequence[str],
) -> list[participants.Candidate | None]:
    """Whom the title has on either side, and who answers calls, is the one who leads: nobody calls oneself.

    "Interview with Rosa Lind, Radio 4" names who asks, where she calls the other by an office.
    """
    leader, other = pair
    titled = [one for one in known if one.counts["title_either"]]
    if len(titled) != 1:
        return pair
    (one,) = titled
    by_leader, by_other = one.called(sides)
    asks = one.counts["title_medium"] and (
        by_other
        or (other not in (None, one) and _is_shown(other))
        or _calls_an_office(one, sides, turns)
    )
    nickname = leader not in (None, one) and asks and _may_be_nickname(leader)
    if _OFTENER * by_leader > by_other or (leader not in (None, one) and not nickname):
        return pair
    if (one is other and not asks) or not (by_other or asks):
        return pair
    one.leads = max(one.leads, _ASKS_BY_TITLE if asks else _TOLD_TOGETHER)
    return [one, None if one is other else other]


def _is_shown(other: participants.Candidate | None) -> bool:
    return other is not None and (other.counts["title_with"] > 0 or other.answers >= _SHOWN)


def _may_be_nickname(one: participants.Candidate | None) -> bool:
    """Whether a leader's one name may be another name of whom the title has asking: "Rosie" of Rosa Lind."""
    return (
        one is not None
        and " " not in one.name
        and not any(one.counts[k] for k in _SAID_BY_THE_PAGE)
    )


def _calls_an_office(
    one: participants.Candidate, sides: Sequence[bool], turns: Sequence[str]
) -> bool:
    """Whether whoever leads, and nobody else, calls somebody by an office, and never speaks of this person."""
    last = surname(one.name)
    ours = [text for leads, text in zip(sides, turns, strict=True) if leads]
    theirs = (text for leads, text in zip(sides, turns, strict=True) if not leads)
    if any(offices.calls_an_office(text) for text in theirs):
        return False
    named = any(last in text for text in ours) and not one.self_in
    return not named and any(offices.calls_an_office(text) for text in ours)


def _told_with(
    leader: participants.Candidate, other: participants.Candidate
) -> list[participants.Candidate | None]:
    """Two of one summary sentence: where the talk shows one of them on a side, the other has the other side."""
    if not leader.together.isdisjoint(other.together):
        if other.answers >= _SHOWN:
            leader.leads = max(leader.leads, _TOLD_WITH_ONE)
        elif leader.leads >= _SHOWN:
            other.answers = max(other.answers, _TOLD_WITH_ONE)
    return [leader, other]


def _told_pair(
    known: list[participants.Candidate],
) -> list[participants.Candidate | None]:
    """The two whom the summary has leading and answering in one sentence, where nobody else is likely to take part."""
    hosts = [one for one in known if one.counts["page_host"] or one.counts["page_speaks"]]
    guests = [one for one in known if one.counts["page_guest"] or one.counts["page_spoken_with"]]
    if len(hosts) != 1 or len(guests) != 1 or hosts == guests:
        return [None, None]
    others = (one for one in known if one not in (*hosts, *guests))
    if hosts[0].together.isdisjoint(guests[0].together) or any(
        one.probability >= PERHAPS for one in others
    ):
        return [None, None]
    hosts[0].leads, guests[0].answers = _TOLD_TOGETHER, _TOLD_TOGETHER
    return [hosts[0], guests[0]]


def _worth(one: participants.Candidate | None, share: float) -> float:
    """Log-odds of a name over the least that is believed: less where the page says that this person takes part."""
    if one is None:
        return 0.0
    least = _least(one)
    bounded = min(1 - 1e-6, max(1e-6, share))
    return log(bounded / (1 - bounded)) - log(least / (1 - least))


def _is_there(one: participants.Candidate) -> bool:
    """Whether more than one call names somebody: among several, whom a turn calls may be quoted or far away."""
    if any(one.counts[kind] for kind in _SAID_BY_THE_PAGE):
        return True
    return one.is_greeted and one.counts["with_article"] < _MOST_AS_A_THING


def _least(one: participants.Candidate) -> float:
    """The least that is believed: less where the page names this person, or more than one turn does."""
    if any(one.counts[kind] for kind in _SAID_BY_THE_PAGE):
        return _OF_THE_PAGE
    if one.counts["page_names"] and one.signs and not one.counts["thing"]:
        return _OF_THE_PAGE
    return _OFTEN_NAMED if one.is_greeted else _BELIEVED


def several_of(
    known: list[participants.Candidate], most: int
) -> list[participants.Candidate | None]:
    """Everybody who is likely to take part, `most` at the most; the likeliest leader first, if there is one."""
    likely = sorted(
        (one for one in known if one.probability >= _TAKES_PART and _is_there(one)),
        key=lambda one: -one.probability,
    )[:most]
    ordered = [one for one in known if one in likely]
    leader = max(ordered, key=lambda one: one.leads, default=None)
    if leader is None or leader.leads < max(_LEADER, leader.answers):
        return [None, *ordered, *([None] if not ordered else [])]
    ordered.remove(leader)
    return [leader, *ordered, *([None] if not ordered else [])]
