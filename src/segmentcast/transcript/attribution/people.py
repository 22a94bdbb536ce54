"""Who takes part in an unlabelled conversation: the people that its summary and its words promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from segmentcast.model import Evidence, Part
from segmentcast.transcript.attribution import clues, participants
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
BELIEVED = 0.7
"""Probability of taking part from which somebody is one of the people."""
CALLED_ONLY = 0.9
"""The same, of somebody whom only those who answer name: a greeting to a third person looks like that."""
MOST = 6
"""More people than this are not told apart without labels."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be speaking. `named` is False for "Host" and "Guest"."""

    name: str
    part: Part
    honorific: str = ""
    role: str = ""
    confidence: float = 0.97
    evidence: tuple[Evidence, ...] = ()
    named: bool = True

    @property
    def key(self) -> str:
        return key_of(self.name)


@dataclass(frozen=True, slots=True)
class Company:
    """The people, the host first; who introduces whom or oneself, by turn; forms of address.

    `others`: how many more people may be expected among those who are named but not believed.
    `leaning`: log-odds that the first two are not in each other's part, from the summary.
    """

    people: tuple[Person, ...]
    crowded: bool
    introductions: dict[int, tuple[int, ...]]
    selves: dict[int, int]
    forms: dict[str, int]
    others: float = 0.0
    leaning: float = 0.0

    @property
    def guests(self) -> int:
        return len(self.people) - 1


def gather(
    summary: str, turns: Sequence[str], leads: Sequence[float], roster: Sequence[str] = ()
) -> Company:
    """Who takes part, as far as summary, words and the show's roster say it; the host first.

    `leads`: for each turn the probability that it is the host's, from the words alone.
    """
    known = participants.candidates(summary, turns, leads, roster)
    believed = sorted(
        (one for one in known if one.probability >= (BELIEVED if one.vouched_for else CALLED_ONLY)),
        key=lambda one: -one.probability,
    )[: MOST + 1]
    ordered = [one for one in known if one in believed]
    host = _host_of(ordered)
    if host is not None:
        ordered.remove(host)
    people = [
        _person(host, Part.HOST)
        if host
        else Person("Host", Part.HOST, confidence=0.95, named=False)
    ]
    people += [_person(one, Part.GUEST) for one in ordered]
    if not ordered:
        people.append(Person("Guest", Part.GUEST, confidence=0.95, named=False))
    signs: list[participants.Candidate | None] = [host, *ordered]
    signs += [None] * (2 - len(signs))
    introductions: dict[int, list[int]] = {}
    selves: dict[int, int] = {}
    for at, one in enumerate(signs):
        for turn in sorted(one.introduced_in) if one else ():
            introductions.setdefault(turn, []).append(at)
        selves.update(dict.fromkeys(one.self_in, at) if one else {})
    return Company(
        tuple(people),
        _is_crowded(known, turns),
        {turn: tuple(who) for turn, who in introductions.items()},
        selves,
        _forms(people),
        sum(
            one.probability
            for one in known
            if one not in believed and (one.vouched_for or one.probability < BELIEVED)
        ),
        _leaning(signs),
    )


def _host_of(believed: list[participants.Candidate]) -> participants.Candidate | None:
    """Who leads: by what the summary says, by who calls whom, by who names themselves first."""
    if not believed:
        return None
    best = max(believed, key=lambda one: (_leads(one), -believed.index(one)))
    if len(believed) > 1 and any(
        one.part is Part.HOST and one.counts["summary"] for one in believed
    ):
        return best
    # Where whoever leads calls or introduces all of them, the one who leads is not among them.
    open_question = len(believed) > 1 and _leads(best) == 0 and not best.called_by_host
    return best if _leads(best) > 0 or open_question else None


_SAYS_PARTS = {
    "summary-joins": 3.0,
    "summary-joining": 3.0,
    "summary-host": 4.0,
    "summary-guest": 4.0,
    "summary-reports": 3.0,
    "summary-speaks-with": 1.0,
}
"""Log-odds by which a summary's wording says who of two people is the host; "sits down with" goes both ways."""


def _leads(one: participants.Candidate) -> float:
    return 2 * _part_said(one) + one.host_sign


def _part_said(one: participants.Candidate | None) -> float:
    """Log-odds, from the summary, that this is the host and no guest."""
    if one is None or one.part is None:
        return 0.0
    rules = [item.rule for item in one.evidence]
    said = max((_SAYS_PARTS.get(rule, 0.0) for rule in rules), default=0.0)
    return said if one.part is Part.HOST else -said


def _leaning(signs: Sequence[participants.Candidate | None]) -> float:
    """Half the log-odds, from the summary, that the first two are not in each other's part."""
    return (_part_said(signs[0]) - _part_said(signs[1])) / 4


def _person(one: participants.Candidate, part: Part) -> Person:
    if part is Part.GUEST and one.part is Part.REPORTER:
        part = Part.REPORTER
    return Person(
        proper_case(one.name),
        part,
        one.honorific,
        one.role,
        round(min(0.99, one.probability), 4),
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


def swapped(company: Company) -> Company:
    """The same company with host and first guest in each other's part."""
    host, guest, *others = company.people
    change = {0: 1, 1: 0}
    host, guest = _stand_in(guest, Part.HOST), _stand_in(host, Part.GUEST)
    return replace(
        company,
        people=(host, guest, *others),
        introductions={
            at: tuple(change.get(i, i) for i in who) for at, who in company.introductions.items()
        },
        selves={at: change.get(who, who) for at, who in company.selves.items()},
        forms={form: change.get(at, at) for form, at in company.forms.items()},
        leaning=-company.leaning,
    )


def _stand_in(person: Person, part: Part) -> Person:
    if person.named:
        return replace(person, part=part)
    return replace(person, name="Host" if part is Part.HOST else "Guest", part=part)


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
