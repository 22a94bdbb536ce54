"""Who may be taking part in an unlabelled conversation, and what speaks for each of them.

Everybody whom the summary, an introduction, a self-introduction or a form of address names is a
candidate, no more: a mention is not a presence. How much each kind of sign is worth is fitted by
scripts/fit_attribution.py on labelled conversations; `probability` is the share of candidates with
such signs that did take part.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from math import exp, log1p

from segmentcast.model import Evidence, Part
from segmentcast.transcript.attribution import clues, forms_of_address, host_model, summary_clues
from segmentcast.transcript.text.names import (
    HONORIFICS,
    given,
    is_name_word,
    key_of,
    name_at,
    proper_case,
    surname,
    tokens_of,
)
from segmentcast.transcript.text.prose import excerpt

_EARLY = 4
_LATE = 6
_ALIKE = 0.8
_MAY_HOLD_A_CAPITAL = re.compile(r"Mc|Mac|O['’]|D['’]|De|Di|Du|La|Le|Van|Fitz")
_NAME_WORD = r"(?:(?:(?:Mr|Mrs|Ms|Dr|Prof|Sen|Gov|Rep)\.? |(?:President|Senator|Governor|Professor|Doctor|Minister|Mayor|Secretary|General) )?)([^\W\d_a-z][^\W\d_]+(?:-[^\W\d_]+)?)"
_LEAD_IN = r"(?i:(?:and|so|but|now|well|okay|ok|alright|all right|yeah|yes|no|right|oh|then|also|sorry|please|hey|look|you know)\b[,.]? )*"
_OPENS = re.compile(rf"(?:^|[.?!…—–][\"”)]? |-- ){_LEAD_IN}{_NAME_WORD}, (?!and\b|or\b|who\b)")
_CLOSES = re.compile(rf", {_NAME_WORD}(?:[?!]|\.(?= |$)|\.\.\.|…)")
_GREETS = re.compile(
    r"\b(?i:hi|hello|hey|welcome back|welcome|thanks|thank you(?: so much| very much)?|what's up|see you|how are you(?: doing)?(?: today)?|"
    r"good (?:morning|afternoon|evening)|bye|sorry|over to you|go ahead|take it away)(?i: again| there)?,? "
    rf"{_NAME_WORD}(?=[,.!?…]|$)"
)
_LONGEST_NAME_IN_LY = 7
"""Beverly, Emily and Kelly are names; longer words in -ly hardly ever are."""
_INTERJECTIONS = frozenset(
    "oh alright yeah wow sorry anyway anyways wait hey bye yup yep nope hmm huh ah aha uh um mhm haha gosh hell jeez whoa ooh "
    "congratulations congrats mr mrs ms like so okay true fair great cool nice awesome perfect amazing wonderful "
    "likewise ditto cheers kudos touché therefore otherwise meanwhile moreover furthermore nevertheless nonetheless".split()
)
_HARDLY = -3.0
"""Log-odds of somebody whose name does not look like a person's."""
_NOT_A_PERSON = frozenset(
    "time party web drive ui api server native code cloud app apps framework script language studio "
    "conference summit foundation github google twitter facebook microsoft amazon apple youtube".split()
)
KINDS = (
    "opens_host", "opens_guest", "closes_host", "closes_guest", "greets_host", "greets_guest",
    "greeted_early", "thanked_late", "introduced_early", "introduced_late", "introduced_by_guest", "answered",
    "self_early", "self_late", "summary", "roster", "mentions", "full", "spelled_small", "with_article", "thing",
)  # fmt: skip
"""What is counted of a candidate, in the order of the fitted weights."""


@dataclass(slots=True)
class Candidate:
    """Somebody who is named: the fullest name, what the words say of them, counts by kind of sign."""

    name: str
    honorific: str = ""
    role: str = ""
    part: Part | None = None
    evidence: list[Evidence] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    introduced_in: set[int] = field(default_factory=set)
    self_in: set[int] = field(default_factory=set)
    probability: float = 0.0

    @property
    def host_sign(self) -> float:
        """How much more speaks for the host than for a guest: called by guests, names oneself as one who leads."""
        counts = self.counts
        called = sum(
            counts[f"{kind}_guest"] - counts[f"{kind}_host"]
            for kind in ("opens", "closes", "greets")
        )
        return called + 3 * (counts["self_host"] - counts["self_guest"]) - 2 * counts["introduced"]

    @property
    def called_by_host(self) -> bool:
        """Whether whoever seems to lead calls, greets or introduces this person."""
        kinds = ("opens_host", "closes_host", "greets_host", "introduced")
        return any(self.counts[kind] for kind in kinds)

    @property
    def vouched_for(self) -> bool:
        """Whether more than those who answer speaks for it: the leader, a self-introduction, the summary, the roster."""
        kinds = ("self_early", "self_late", "summary", "roster")
        return self.called_by_host or any(self.counts[kind] for kind in kinds)

    def features(self) -> list[float]:
        """One number a kind."""
        counts = self.counts
        calls = sum(counts[kind] for kind in KINDS[:6])
        values = {
            "mentions": log1p(max(0, counts["mentions"] - calls)),
            "full": float(len(tokens_of(self.name)) > 1),
            **{
                kind: float(counts[kind] > 0)
                for kind in (
                    "greeted_early", "thanked_late", "introduced_early", "introduced_late", "introduced_by_guest", "answered",
                    "self_early", "self_late", "roster", "spelled_small", "with_article", "thing",
                )
            },
            "summary": float(min(counts["summary"], 2)),
        }  # fmt: skip
        return [values[kind] if kind in values else log1p(counts[kind]) for kind in KINDS]


@dataclass(frozen=True, slots=True)
class _When:
    """A turn's number, the number of turns, and whether it seems to be the host's."""

    turn: int
    turns: int
    host: bool


def candidates(
    summary: str, turns: Sequence[str], leads: Sequence[float], roster: Sequence[str] = ()
) -> list[Candidate]:
    """Everybody named by a sign of taking part.

    `leads`: for each turn the probability that it is the host's. `roster`: full names of people of
    the show, who are known by their first names, too.
    """
    people: list[Candidate] = []
    for mention in summary_clues.in_summary(summary):
        one = _add(people, mention)
        one.counts["summary"] += 2 if mention.confidence > 0.9 else 1
        one.part = one.part or mention.part
    for at, text in enumerate(turns):
        _introductions(people, at, text, len(turns), host=leads[at] > 0.5)
        _self_introduction(people, at, text, leads[at] > 0.5)
    for at, text in enumerate(turns):
        for kind, found in _calls(text):
            _call(people, text, found, kind, _When(at, len(turns), leads[at] > 0.5))
    for name in roster:
        if (place := index_of(people, name)) is not None:
            one = people[place]
            one.counts["roster"] += 1
            one.name = max(one.name, name, key=lambda form: len(tokens_of(form)))
    _look_around(people, turns)
    weights = host_model.shipped().participants
    for one in people:
        total = weights[-1] + sum(
            weight * value for weight, value in zip(weights, one.features(), strict=False)
        )
        if not _looks_like_a_person(one.name):
            total = min(total, _HARDLY)
        one.probability = 1 / (1 + exp(-max(-30.0, min(30.0, total))))
    return people


def _looks_like_a_person(name: str) -> bool:
    """Whether no word of it has a capital inside, as brands have, or is an organisation's or a programme's."""
    words = name.split()
    folded = {word.casefold().strip(".,") for word in words}
    if folded & clues.ORGANISATIONS or folded & _NOT_A_PERSON:
        return False
    return not any(
        any(char.isupper() for char in part[1:])
        and not (word.isupper() or _MAY_HOLD_A_CAPITAL.match(word))
        for word in words
        for part in word.split("-")
    )


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


def index_of(people: Sequence[Candidate], name: str) -> int | None:
    """Which of these people a name means, if any."""
    matches = [at for at, person in enumerate(people) if _means(person.name, name)]
    exact = [at for at in matches if key_of(people[at].name) == key_of(name)]
    return next(iter(exact or matches), None)


def _means(one: str, other: str) -> bool:
    """Whether both are one person's, a slip of spelling in the surname allowed for."""
    if same_person(one, other):
        return True
    first, second = tokens_of(one), tokens_of(other)
    if len(first) < 2 or len(second) < 2 or first[0] != second[0]:
        return False
    return SequenceMatcher(None, first[-1], second[-1]).ratio() >= _ALIKE


def _add(people: list[Candidate], mention: clues.Mention) -> Candidate:
    name = mention.name.text
    at = index_of(people, name)
    if at is None:
        people.append(Candidate(proper_case(name)))
        at = -1
    one = people[at]
    mine, other = tokens_of(one.name), tokens_of(name)
    if (len(other) > len(mine) and (len(mine) < 2 or other[0] == mine[0])) or (
        len(mine) > len(other) >= 2 and mine[0] != other[0]
    ):
        one.name = proper_case(name)
    one.honorific = one.honorific or mention.name.honorific
    one.role = one.role or mention.role
    evidence = Evidence(mention.rule, mention.words)
    if evidence not in one.evidence:
        one.evidence.append(evidence)
    return one


def _introductions(people: list[Candidate], at: int, text: str, count: int, *, host: bool) -> None:
    mentions = clues.introduced(text)
    seen = [mention.name.text for mention in mentions]
    mentions += [
        mention
        for mention in clues.thanked(text)
        if not any(same_person(mention.name.text, name) for name in seen)
    ]
    for mention in mentions:
        one = _add(people, mention)
        if not host:
            one.counts["introduced_by_guest"] += 1
            continue
        one.counts["introduced"] += 1
        one.introduced_in.add(at)
        one.counts["introduced_early" if at < _EARLY else "introduced_late"] += 1
        one.counts["answered"] += at + 1 < count and surname(mention.name.text) in text[-260:]
        one.part = one.part or mention.part


def _self_introduction(people: list[Candidate], at: int, text: str, host: bool) -> None:
    mention = clues.introduces_self(text)
    if mention is None:
        return
    one = _add(people, mention)
    one.self_in.add(at)
    one.counts["self_host" if host else "self_guest"] += 1
    one.counts["self_early" if at < 2 * _EARLY else "self_late"] += 1


def _calls(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    for kind, pattern in (("opens", _OPENS), ("closes", _CLOSES), ("greets", _GREETS)):
        for found in pattern.finditer(text):
            if found[1][0].isupper() and callable_name(found[1]):
                yield kind, found


def callable_name(word: str) -> bool:
    """Whether somebody may be called by this word."""
    folded = word.casefold()
    return (
        is_name_word(word)
        and folded not in _INTERJECTIONS
        and folded not in HONORIFICS
        and not (folded.endswith("ly") and len(folded) > _LONGEST_NAME_IN_LY)
        and folded not in forms_of_address.NOT_CALLED
        and folded not in clues.ORGANISATIONS
        and not (word.isupper() and len(word) > 3)
    )


def _call(people: list[Candidate], text: str, found: re.Match[str], kind: str, when: _When) -> None:
    word = found[1]
    place = index_of(people, word)
    if place is None:
        people.append(Candidate(word))
        place = -1
    one = people[place]
    one.counts[f"{kind}_{'host' if when.host else 'guest'}"] += 1
    if kind == "greets":
        one.counts["greeted_early"] += when.turn < _EARLY
        one.counts["thanked_late"] += when.turn >= when.turns - _LATE
    if sum(item.rule == "address" for item in one.evidence) < 2:
        start = text.rfind(" ", 0, max(0, found.start(1) - 40)) + 1
        one.evidence.append(Evidence("address", excerpt(text[start : found.end(1) + 60], 100)))


def _look_around(people: list[Candidate], turns: Sequence[str]) -> None:
    """Everywhere a candidate's first name stands: how often, its fullest form, whether it is a word or a thing."""
    firsts = {given(one.name): one for one in people}
    if not firsts:
        return
    pattern = re.compile(rf"(?<![\w'’-])(?:{'|'.join(map(re.escape, firsts))})(?![\w-])")
    small = {first.lower(): one for first, one in firsts.items()}
    forms: dict[str, Counter[str]] = {first: Counter() for first in firsts}
    for text in turns:
        for match in pattern.finditer(text):
            one = firsts[match[0]]
            one.counts["mentions"] += 1
            before = text[max(0, match.start() - 9) : match.start()].lower()
            if before.endswith(
                (" the ", " a ", " an ", " in ", " on ", " of ", " using ", " use ")
            ):
                one.counts["with_article"] += 1
            if len(tokens_of(one.name)) == 1 and (name := name_at(text, match.start())):
                forms[match[0]][name.text] += 1
        for word in set(text.split()) & small.keys():
            small[word].counts["spelled_small"] += 1
    for first, one in firsts.items():
        one.counts["thing"] += one.counts["with_article"] * 3 > one.counts["mentions"]
        if forms[first]:
            full, count = forms[first].most_common(1)[0]
            known = [other for other in people if other is not one]
            if count and index_of(known, full) is None and len(full.split()) <= 4:
                one.name = full
