"""Who takes part in an unlabelled conversation: the people that its summary and its words promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log
from operator import attrgetter

from segmentcast.model import Evidence, Part
from segmentcast.transcript.attribution import headcount
from segmentcast.transcript.attribution.naming import clues, participants
from segmentcast.transcript.attribution.naming.given_names import is_given_name
from segmentcast.transcript.text.names import given, key_of, proper_case, surname

_TITLES = (
    "Dr.", "Dr", "Doctor", "Mr.", "Mr", "Mrs.", "Mrs", "Ms.", "Ms", "Miss", "Professor", "Prof.", "Senator", "Sen.",
    "Governor", "Gov.", "Congressman", "Congresswoman", "Representative", "Rep.", "President", "General",
    "Mayor", "Secretary", "Ambassador", "Judge", "Justice", "Chief", "Sheriff", "Reverend", "Rev.", "Minister",
    "Colonel", "Captain", "Admiral", "Commissioner", "Councilwoman", "Councilman", "Councillor", "Superintendent",
)  # fmt: skip
_CALLABLE = (
    "Doctor", "Professor", "Senator", "Governor", "Congressman", "Congresswoman", "Mr. President", "General",
    "Mayor", "Mr. Secretary", "Madam Secretary", "Ambassador", "Your Honor", "Chief", "Sheriff", "Reverend",
    "Minister", "Colonel", "Captain", "Admiral", "Commissioner", "Mr. Mayor", "Madam Mayor",
)  # fmt: skip
BELIEVED = 0.85
"""Probability of a side from which somebody's name is given to it."""
OFTEN_NAMED = 0.55
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
_OFTEN_RIGHT = 0.9
"""What a name of two people is worth at least that more than one turn gives: of 175 such, 170 were right."""
_MOST_AS_A_THING = 10
"""How often "the X" and "in X" may be said of somebody: more often, it is a product."""
_TOLD_TOGETHER = 0.85
"""Probability of somebody whom the summary has talking with one who is there."""
_PERHAPS = 0.3
"""Probability from which a name is proposed to the producer."""
_TAKES_PART = 0.8
"""Probability of taking part at all from which somebody is one of three and more people."""
_LEAST = 0.05
_TWO = 0.5
_TWO_THOUGH_MORE_ARE_NAMED = 0.7
"""The most that is believed of two people where more are named."""
_LEADER = 0.3
MOST = 6
"""More people than this are not told apart without labels."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be speaking. `named` is False for "Host" and "Guest"; `perhaps`: a name too doubtful to give."""

    name: str
    part: Part
    honorific: str = ""
    role: str = ""
    confidence: float = 0.97
    evidence: tuple[Evidence, ...] = ()
    named: bool = True
    perhaps: str = ""

    @property
    def key(self) -> str:
        return key_of(self.name)


@dataclass(frozen=True, slots=True)
class Company:
    """The people, the host first; who introduces whom or oneself, by turn; forms of address.

    `others`: how many more people may be expected among those who are named but not believed.
    `two`: the probability that two people talk, and no more. `more_named`: the page or the talk names more than two.
    """

    people: tuple[Person, ...]
    crowded: bool
    introductions: dict[int, tuple[int, ...]]
    selves: dict[int, int]
    forms: dict[str, int]
    others: float = 0.0
    two: float = 1.0
    more_named: bool = False

    @property
    def guests(self) -> int:
        return len(self.people) - 1


def gather(
    about: participants.About, turns: Sequence[str], odds: Sequence[float], leads: Sequence[float]
) -> Company:
    """Who takes part, as far as the page and the words say it; the host first.

    `odds`, `leads`: for each turn the log-odds of its words, and the probability that it is the host's.
    """
    sides = [value > 0.5 for value in leads]
    known = participants.gathered(about, turns)
    return company_of(known, turns, odds, sides)


def company_of(
    known: list[participants.Candidate],
    turns: Sequence[str],
    odds: Sequence[float],
    sides: Sequence[bool],
) -> Company:
    """Two people where that is likelier than more, each called by the likeliest name of that side."""
    participants.weigh(known, sides, two=False)
    row = headcount.row_of(known, turns, odds, sides)
    two = headcount.of_two(row)
    more_named = headcount.names_more(row)
    if more_named:
        two = min(two, _TWO_THOUGH_MORE_ARE_NAMED)
    crowded = _is_crowded(known, turns)
    signs: list[participants.Candidate | None]
    signs = _several(known)
    if two >= _TWO or (len(signs) == 2 and None in signs):
        participants.weigh(known, sides, two=True)
        signs = _pair(known)
    people = [
        _person(one, Part.GUEST if at else Part.HOST, known if len(signs) == 2 else ())
        for at, one in enumerate(signs)
    ]
    introductions: dict[int, list[int]] = {}
    selves: dict[int, int] = {}
    for at, one in enumerate(signs):
        for turn in sorted(one.introduced_in) if one else ():
            introductions.setdefault(turn, []).append(at)
        selves.update(dict.fromkeys(one.self_in, at) if one else {})
    return Company(
        tuple(people),
        crowded,
        {turn: tuple(who) for turn, who in introductions.items()},
        selves,
        _forms(people),
        sum(one.probability for one in known if one not in signs),
        two,
        more_named,
    )


def _pair(known: list[participants.Candidate]) -> list[participants.Candidate | None]:
    """Who leads and who answers, each where a name is likely enough."""
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
    present = leader or other
    if present is None or (leader and other):
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
    if one.counts["page_names"] and one.signs:
        return _OF_THE_PAGE
    return OFTEN_NAMED if one.is_greeted else BELIEVED


def _several(known: list[participants.Candidate]) -> list[participants.Candidate | None]:
    """Everybody who is likely to take part; the likeliest leader first, if there is one."""
    likely = sorted(
        (one for one in known if one.probability >= _TAKES_PART and _is_there(one)),
        key=lambda one: -one.probability,
    )[: MOST + 1]
    ordered = [one for one in known if one in likely]
    leader = max(ordered, key=lambda one: one.leads, default=None)
    if leader is None or leader.leads < max(_LEADER, leader.answers):
        return [None, *ordered, *([None] if not ordered else [])]
    ordered.remove(leader)
    return [leader, *ordered, *([None] if not ordered else [])]


def _person(
    one: participants.Candidate | None, part: Part, known: Sequence[participants.Candidate]
) -> Person:
    if one is None:
        share = attrgetter("leads" if part is Part.HOST else "answers")
        best = max(known, key=share, default=None)
        likely = best and share(best) >= _PERHAPS and is_given_name(given(best.name))
        perhaps = best.name if best and likely else ""
        name = "Guest" if part is Part.GUEST else "Host"
        return Person(name, part, confidence=0.95, named=False, perhaps=perhaps)
    probability = one.leads if part is Part.HOST else one.answers
    if known and one.is_greeted:
        probability = max(probability, _OFTEN_RIGHT)
    if part is Part.GUEST and one.part is Part.REPORTER:
        part = Part.REPORTER
    return Person(
        proper_case(one.name),
        part,
        one.honorific,
        one.role,
        round(min(0.99, probability), 4),
        tuple(one.evidence[:6]) or (Evidence("roster", one.name),),
    )


def _is_crowded(known: Sequence[participants.Candidate], turns: Sequence[str]) -> bool:
    """Whether the talk leads on to people whom nothing names as taking part, as a report does."""
    strangers = {
        key_of(name.text)
        for text in turns
        for name in clues.presented(text)
        if participants.index_of(known, name.text) is None
    }
    return len(strangers) >= 2


def _forms(people: list[Person]) -> dict[str, int]:
    """Forms of address that can mean one person only."""
    forms: dict[str, int] = {}
    twice: set[str] = set()
    for at, person in enumerate(people):
        if not person.named:
            continue
        last = surname(person.name)
        own = {person.name, given(person.name), f"{person.honorific} {person.name}".strip()}
        own |= {f"{title} {last}" for title in _TITLES} | {
            f"{title} {person.name}" for title in _TITLES
        }
        if person.honorific:
            folded = person.honorific.rstrip(".").casefold()
            own |= {
                title
                for title in _CALLABLE
                if folded in title.casefold() or title.casefold().startswith(folded[:3])
            }
        for form in own:
            if form in forms:
                twice.add(form)
            forms[form] = at
    return {form: at for form, at in forms.items() if form not in twice}


def first_of(company: Company, most: int) -> Company:
    """The company cut down to its first `most` people."""
    return replace(
        company,
        people=company.people[:most],
        crowded=True,
        introductions={
            at: tuple(i for i in who if i < most) for at, who in company.introductions.items()
        },
        selves={at: who for at, who in company.selves.items() if who < most},
        forms={form: at for form, at in company.forms.items() if at < most},
    )
