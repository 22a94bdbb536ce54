"""Who takes part in an unlabelled conversation: the people that its summary and its words promise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from segmentcast.model import Evidence, Part
from segmentcast.transcript.attribution import headcount, sponsors, third_voice
from segmentcast.transcript.attribution.likely_speakers import PERHAPS, pair_of, several_of
from segmentcast.transcript.attribution.naming import participants
from segmentcast.transcript.attribution.naming.clues.introductions import presented
from segmentcast.transcript.attribution.naming.name_knowledge.given_names import is_given_name
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
_COURTESIES = frozenset(("mr", "mrs", "ms", "miss"))
_OFTEN_RIGHT = 0.9
"""What a name of two people is worth at least that more than one turn gives: of 175 such, 170 were right."""
_TWO = 0.5
_TWO_PEOPLE = headcount.Headcount()
_TWO_THOUGH_MORE_ARE_NAMED = 0.7
"""The most that is believed of two people where more are named."""
_TWO_THOUGH_TWO_ARE_INTRODUCED = 0.4
"""The same, where one turn of a short talk introduces two."""
_SHORT_TALK = 15
_BEGINNING = 14
"""Turns within which those who take part are introduced."""
_INTRODUCED = frozenset(("self", "presented", "welcomed", "asked", "introduced"))
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
    `counted`: the probabilities of two people, and of one on each side; `one_leads`: that of one person
    who leads, with what the words say of a third. `more_named`: the page or the talk names more than
    two people who take part. `asymmetric`: one side sounds like the one who leads. `alike`: the share of turns
    that sound like the other side's, of the side that has fewer of them. `sponsored`: the turns that a
    sponsor's people answer.
    """

    people: tuple[Person, ...]
    crowded: bool
    introductions: dict[int, tuple[int, ...]]
    selves: dict[int, int]
    forms: dict[str, int]
    others: float = 0.0
    counted: headcount.Headcount = _TWO_PEOPLE
    one_leads: float = 1.0
    more_named: bool = False
    asymmetric: bool = True
    alike: float = 0.5
    sponsored: frozenset[int] = frozenset()

    @property
    def guests(self) -> int:
        return len(self.people) - 1


def gather(
    about: participants.About, turns: Sequence[str], odds: Sequence[float], leads: Sequence[float]
) -> Company:
    """Who takes part, as far as the page and the words say it; the host first.

    `odds`, `leads`: for each turn the log-odds of its words, and the probability that it is the host's.
    """
    return company_of(participants.gathered(about, turns), turns, odds, leads)


def company_of(
    known: list[participants.Candidate],
    turns: Sequence[str],
    odds: Sequence[float],
    leads: Sequence[float],
) -> Company:
    """Two people where that is likelier than more, each called by the likeliest name of that side."""
    sides = [value > 0.5 for value in leads]
    participants.part_namesakes(known, sides)
    row = headcount.row_of(known, turns, odds, leads)
    counted = headcount.headcount_of(row)
    more_named = headcount.names_more(row) or _has_two_on_one_side(known)
    if more_named:
        counted = replace(counted, two=min(counted.two, _TWO_THOUGH_MORE_ARE_NAMED))
    if _introduces_two(known, len(turns)):
        counted = replace(counted, two=min(counted.two, _TWO_THOUGH_TWO_ARE_INTRODUCED))
    crowded = _is_crowded(known, turns)
    signs: list[participants.Candidate | None]
    signs = several_of(known, MOST + 1)
    if counted.two >= _TWO or (len(signs) == 2 and None in signs):
        participants.weigh(known, sides, two=True)
        signs = pair_of(known, sides, turns, counted.one_leads)
    two = len(signs) == 2
    left = [one for one in known if two and one not in signs]
    people = [
        _person(one, part, two=two) if one else _unnamed(part, left)
        for one, part in zip(signs, [Part.HOST, *[Part.GUEST] * len(signs)], strict=False)
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
        forms_of(people),
        sum(one.probability for one in known if one not in signs),
        counted,
        third_voice.one_leads(counted, third_voice.row_of(known, signs, turns)),
        more_named or _introduces_three(known),
        headcount.is_asymmetric(odds, leads),
        row[headcount.KINDS.index("contrary")],
        sponsors.answers_of(known, signs[1], turns, sides) if two else frozenset(),
    )


def _unnamed(part: Part, left: Sequence[participants.Candidate]) -> Person:
    """ "Host" or "Guest", with the likeliest of those who are left, or whom the title has on one of the sides."""
    share, other = attrgetter("leads"), attrgetter("answers")
    if part is Part.GUEST:
        share, other = other, share
    best = max(left, key=share, default=None)
    likely = best and share(best) >= PERHAPS and is_given_name(given(best.name))
    if not likely:
        best = next((one for one in left if one.counts["title_either"]), None)
        likely = best and (share(best) >= other(best) or not best.signs)
    name = "Guest" if part is Part.GUEST else "Host"
    perhaps = best.name if best and likely else ""
    return Person(name, part, confidence=0.95, named=False, perhaps=perhaps)


def _person(one: participants.Candidate, part: Part, *, two: bool) -> Person:
    probability = one.leads if part is Part.HOST else one.answers
    if two and one.is_greeted:
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


def _has_two_on_one_side(known: Sequence[participants.Candidate]) -> bool:
    """Whether the title has an interview with two: somebody else asks, or answers."""
    return sum(one.counts["title_either"] > 0 for one in known) > 1


def _introduces_two(known: Sequence[participants.Candidate], turns: int) -> bool:
    """Whether one turn of a short talk introduces two people."""
    introduced = Counter(turn for one in known for turn in one.introduced_in)
    return turns <= _SHORT_TALK and any(count > 1 for count in introduced.values())


def _introduces_three(known: Sequence[participants.Candidate]) -> bool:
    """Whether three people are introduced, or introduce themselves, as the talk begins: three given names."""
    introduced = {
        given(one.name)
        for one in known
        if is_given_name(given(one.name))
        and (
            any(kind in _INTRODUCED and turn < _BEGINNING for kind, turn in one.signs)
            or any(turn < _BEGINNING for turn in one.introduced_in | one.self_in)
        )
    }
    return len(introduced) > 2


def _is_crowded(known: Sequence[participants.Candidate], turns: Sequence[str]) -> bool:
    """Whether the talk leads on to people whom nothing names as taking part, as a report does."""
    strangers = {
        key_of(name.text)
        for text in turns
        for name in presented(text)
        if participants.index_of(known, name.text) is None
    }
    return len(strangers) >= 2


def forms_of(people: list[Person]) -> dict[str, int]:
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
            own |= set(_called_by(person.honorific))
        for form in own:
            if form in forms:
                twice.add(form)
            forms[form] = at
    return {form: at for form, at in forms.items() if form not in twice}


def _called_by(honorific: str) -> list[str]:
    """The forms of address without a name that somebody with this title may have: "Mr" alone has none."""
    folded = honorific.rstrip(".").casefold()
    if folded in _COURTESIES:
        return []
    return [
        title
        for title in _CALLABLE
        if folded in title.casefold() or title.casefold().startswith(folded[:3])
    ]


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
