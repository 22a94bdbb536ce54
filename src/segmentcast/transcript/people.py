"""Who takes part in an unlabelled conversation: the people that its summary and its words promise."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from segmentcast.model import Evidence, Part
from segmentcast.transcript import address, clues, manners, summaries
from segmentcast.transcript.names import given, key_of, proper_case, surname, tokens_of
from segmentcast.transcript.prose import ends_with_question

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
    """The people, the host first; who introduces whom or oneself, by turn; forms of address."""

    people: tuple[Person, ...]
    crowded: bool
    introductions: dict[int, tuple[int, ...]]
    selves: dict[int, int]
    forms: dict[str, int]

    @property
    def guests(self) -> int:
        return len(self.people) - 1


def same_person(one: str, other: str) -> bool:
    """Whether two names can be one person's: same words, same first and last, or a surname alone."""
    first, second = tokens_of(one), tokens_of(other)
    if not first or not second:
        return False
    if first == second or (first[-1] == second[-1] and first[0] == second[0]):
        return True
    short, long = sorted((first, second), key=len)
    if len(short) >= 2 and long[-len(short) :] == short:
        return True
    return len(short) == 1 and short[0] in {long[-1], long[0]}


def gather(summary: str, turns: list[str]) -> Company:
    """The people that the summary and the turns speak of as taking part."""
    people: list[Person] = []
    for mention in summaries.in_summary(summary):
        _add(people, mention)
    found_selves = ((at, clues.introduces_self(text)) for at, text in enumerate(turns))
    selves_by_turn = {at: mention for at, mention in found_selves if mention is not None}
    introductions: dict[int, list[clues.Mention]] = {}
    for at, text in enumerate(turns):
        if found := _believed(at, text):
            introductions[at] = found
    _add_selves(people, selves_by_turn, introductions)
    for mentions in introductions.values():
        for mention in mentions:
            _add(people, mention)
    people = _with_host_and_guest(people, turns)
    forms = _forms(people)
    return Company(
        tuple(people),
        _is_crowded(people, turns),
        {
            at: tuple(
                dict.fromkeys(i for m in mentions if (i := _index(people, m.name.text)) is not None)
            )
            for at, mentions in introductions.items()
        },
        {
            at: i
            for at, m in selves_by_turn.items()
            if (i := _index(people, m.name.text)) is not None
        },
        forms,
    )


def _is_crowded(people: list[Person], turns: list[str]) -> bool:
    """Whether the talk leads on to people whom nothing names as taking part, as a report does."""
    strangers = {
        key_of(name.text)
        for text in turns
        for name in clues.presented(text)
        if _index(people, name.text) is None
    }
    return len(strangers) >= 2


def swapped(company: Company) -> Company:
    """The same company with host and first guest in each other's part."""
    host, guest, *others = company.people
    change = {0: 1, 1: 0}
    return Company(
        (replace(guest, part=Part.HOST), replace(host, part=Part.GUEST), *others),
        company.crowded,
        {at: tuple(change.get(i, i) for i in who) for at, who in company.introductions.items()},
        {at: change.get(who, who) for at, who in company.selves.items()},
        {form: change.get(at, at) for form, at in company.forms.items()},
    )


def direction_is_open(company: Company) -> bool:
    """Whether "X speaks with Y" is all that says who of two people is the host."""
    if len(company.people) != 2 or not all(person.named for person in company.people):
        return False
    rules = {item.rule for person in company.people for item in person.evidence}
    return (
        rules <= {"summary-speaks-with", "introduction", "thanks"}
        and "summary-speaks-with" in rules
    )


def _believed(at: int, text: str) -> list[clues.Mention]:
    """Introductions by somebody who leads the talk: at the start, or leading on to the next turn."""
    mentions = clues.introduced(text)
    mentions += [
        m
        for m in clues.thanked(text)
        if not any(same_person(m.name.text, o.name.text) for o in mentions)
    ]
    if not mentions or at == 0:
        return mentions
    leads = ends_with_question(text) or manners.manner(text, first=False, last=False).score > 0
    tail = text[-260:]
    return [mention for mention in mentions if leads or surname(mention.name.text) in tail]


def _add_selves(
    people: list[Person],
    selves: dict[int, clues.Mention],
    introductions: dict[int, list[clues.Mention]],
) -> None:
    promised = {key_of(m.name.text) for mentions in introductions.values() for m in mentions}
    for at, mention in selves.items():
        known = _index(people, mention.name.text)
        if known is not None:
            people[known] = _more(people[known], mention, keep_part=True)
            continue
        part = mention.part
        if part is Part.HOST and (at > 1 or any(person.part is Part.HOST for person in people)):
            part = Part.GUEST
        if key_of(mention.name.text) in promised and part is Part.HOST:
            part = Part.GUEST
        people.append(_person(replace(mention, part=part)))


def _add(people: list[Person], mention: clues.Mention) -> None:
    known = _index(people, mention.name.text)
    if known is None:
        people.append(_person(mention))
    else:
        people[known] = _more(people[known], mention, keep_part=True)


def _person(mention: clues.Mention) -> Person:
    return Person(
        proper_case(mention.name.text),
        mention.part,
        mention.name.honorific,
        mention.role,
        mention.confidence,
        (Evidence(mention.rule, mention.words),),
    )


def _more(person: Person, mention: clues.Mention, *, keep_part: bool) -> Person:
    mine, other = tokens_of(person.name), tokens_of(mention.name.text)
    longer = len(other) > len(mine) and (len(mine) < 2 or other[0] == mine[0])
    if len(mine) > len(other) >= 2 and mine[0] != other[0]:
        longer = True
    evidence = Evidence(mention.rule, mention.words)
    return replace(
        person,
        name=proper_case(mention.name.text) if longer else person.name,
        part=person.part if keep_part else mention.part,
        role=person.role or mention.role,
        honorific=person.honorific or mention.name.honorific,
        evidence=person.evidence if evidence in person.evidence else (*person.evidence, evidence),
        confidence=min(0.99, max(person.confidence, mention.confidence) + 0.01),
    )


def _index(people: list[Person], name: str) -> int | None:
    matches = [at for at, person in enumerate(people) if same_person(person.name, name)]
    exact = [at for at in matches if people[at].key == key_of(name)]
    return next(iter(exact or matches), None)


def _with_host_and_guest(people: list[Person], turns: list[str]) -> list[Person]:
    """One host first, at least one other person; unknown ones are called by their part."""
    hosts = [person for person in people if person.part is Part.HOST]
    others = [person for person in people if person.part is not Part.HOST]
    others += [replace(person, part=Part.GUEST) for person in hosts[1:]]
    host = hosts[0] if hosts else Person("Host", Part.HOST, confidence=0.95, named=False)
    addressed: Counter[str] = Counter()
    answering: Counter[str] = Counter()
    for at, text in enumerate(turns):
        if words := set(address.called(text)):
            manner = manners.manner(text, first=at == 0, last=at == len(turns) - 1)
            (addressed if manner.score > 0 else answering).update(words)
    if not hosts and (name := _called_by_guests(answering, addressed, others)):
        host = _called(name, answering[name], turns, Part.HOST)
    known = {given(person.name).casefold() for person in (host, *others)} | {
        surname(person.name).casefold() for person in (host, *others)
    }
    strangers = [word for word, count in addressed.items() if word.casefold() not in known]
    if not others and len(strangers) == 1:
        others.append(_called(strangers[0], addressed[strangers[0]], turns))
    elif len(others) + len(strangers) >= 2:
        others += [
            _called(word, addressed[word], turns) for word in strangers if addressed[word] >= 2
        ]
    if not others:
        others = [Person("Guest", Part.GUEST, confidence=0.95, named=False)]
    return [host, *others]


def _called_by_guests(
    answering: Counter[str], addressed: Counter[str], others: list[Person]
) -> str:
    """The first name by which those who answer call the host, when they do so more than once."""
    known = {given(person.name) for person in others}
    often = [
        word
        for word, count in answering.items()
        if count >= 2 and word not in addressed and word not in known
    ]
    return often[0] if len(often) == 1 else ""


def _called(word: str, count: int, turns: list[str], part: Part = Part.GUEST) -> Person:
    text = next(text for text in turns if word in set(address.called(text)))
    at = text.find(word)
    words = text[max(0, at - 40) : at + len(word) + 40].strip()
    return Person(
        word,
        part,
        confidence=0.92 if count >= 2 else 0.8,
        evidence=(Evidence("address", words),),
    )


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
    kept = company.people[:most]
    return Company(
        kept,
        True,
        {at: tuple(i for i in who if i < most) for at, who in company.introductions.items()},
        {at: who for at, who in company.selves.items() if who < most},
        {form: at for form, at in company.forms.items() if at < most},
    )
