"""Judges the names that a reading gives: which people of the page it names, misses, and invents.

What counts is settled by the truth alone. A name of a page counts if the page has it, word by word
(`on_page`), and once more if title or summary have it, or a turn presents, greets, or thanks
somebody by it (`introduced`). A usual short form (Chris of Christopher) is the same person. Labels
that are no names ("Q", "bbc.com", "The Economist", "Persona Uno") count nowhere: who is given the
turns of such a label may have any name. Initials count where somebody says them. Where a label is
a surname alone and the others call that person by a given name ("WELLS:", "Good morning, Rosa"),
the truth cannot tell: the name is neither right nor invented, and the label is not asked for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from benchmarks.labelled import Truth, bare, folded, words_of
from segmentcast.transcript.attribution.naming.name_knowledge.aliases import is_short_for

_LEAST_TURNS = 3
_REACH = 60
_SLIP = 0.6
"""How alike two spellings of one surname are at least."""
_NO_NAME = re.compile(
    r"\w?\d+|.*\w\.\w{2,}.*|(?:the|le|la|un|une|el|die|der) .*|"
    r"(?:speaker|person|persona|participant|respondent|voice|interviewer|journalist\w*|moderat\w+|moder\w+|audience|question|unidentified)\b.*"
)
_INITIALS = re.compile(r"(?:[A-Z][a-z]?){2,3}")
_CUE = re.compile(
    r"\b(?:guests?|with|by|welcome|introduc\w+|i['’]?m|i am|name is|this is|it['’]s|join\w*|thanks?|thank you|hello|hi|hey|"
    r"good (?:morning|evening|afternoon)|bienvenid\w+|gracias|benvenut\w+|buongiorno|grazie|ospite|invitad\w+|gast|invitee?)\W+(?:\w+\W+){0,4}$"
)
_CUE_BEHIND = re.compile(r"\W{1,3}(?:welcome|thank|joins?\b|is (?:with|here|my|our)\b)")


@dataclass(frozen=True, slots=True)
class Names:
    """The people of a page whose names count, those of them that are missed, and names of nobody."""

    on_page: tuple[str, ...] = ()
    introduced: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    invented: tuple[str, ...] = ()

    @property
    def right(self) -> int:
        return len(self.on_page) - len(self.missed)

    @property
    def introduced_right(self) -> int:
        return len(set(self.introduced) - set(self.missed))


def judge(truth: Truth, head: str, page: str, named: Mapping[str, Counter[str]]) -> Names:
    """Compares the names of a reading with those of the truth.

    `head`: title and summary; `page`: all that was read. `named`: for each name given, the turns
    that it got by the true person.
    """
    people = truth.people
    lasting = (
        person for person, count in people.items() if count >= _LEAST_TURNS or len(people) <= 2
    )
    spoken = f" {' '.join(words_of(page))} "
    unknown = {name: other_name_of(name, truth, holders) for name, holders in named.items()}
    turns = [turn.text for turn in truth.turns]
    talk = f" {' '.join(words_of(' '.join(turns)))} "
    on_page = [
        person
        for person in lasting
        if is_name(person)
        and person not in unknown.values()
        and f" {' '.join(words_of(person))} " in (talk if _INITIALS.fullmatch(person) else spoken)
    ]
    return Names(
        tuple(on_page),
        tuple(person for person in on_page if introduced(person, head, turns)),
        tuple(person for person in on_page if not any(same_name(person, name) for name in named)),
        tuple(
            name
            for name, holders in named.items()
            if not unknown[name]
            and not any(same_name(person, name) for person in people)
            and all(is_name(person) for person, _ in holders.most_common(1))
        ),
    )


def other_name_of(name: str, truth: Truth, holders: Counter[str]) -> str:
    """The person of a label that is a surname alone, where a name may be their given one; else "".

    Neither truth nor page can say more: most turns of this name are that person's, others say it
    and they never do, nobody else is labelled so, and nobody of the talk has it with another surname.
    """
    person = next((person for person, _ in holders.most_common(1)), "")
    words, label = folded(bare(name)).split(), folded(bare(person)).split()
    if len(words) != 1 or len(label) != 1 or not is_name(person):
        return ""
    if any(same_name(other, name) for other in truth.people):
        return ""
    own = re.compile(rf"(?<!\w){re.escape(bare(name))}(?!\w)")
    sayers = {turn.person for turn in truth.turns if own.search(turn.text)}
    surname = re.escape(bare(person))
    in_full = re.compile(rf"(?<!\w){re.escape(bare(name))} (?!(?i:{surname})\b)[^\W\d_a-z]")
    full = any(in_full.search(turn.text) for turn in truth.turns)
    return person if sayers and person not in sayers and not full else ""


def same_name(one: str, other: str) -> bool:
    """Whether two names may belong to one person: same last word, or same first and a last one that
    differs by a slip only. "Michael Roe" is not "Michael Brand", but "Mike Roe", and "Mike" alone."""
    first, second = folded(bare(one)).split(), folded(bare(other)).split()
    if not first or not second:
        return False
    same_given = first[0] == second[0] or is_short_for(first[0], second[0])
    if len(first) > 1 and len(second) > 1:
        alike = SequenceMatcher(None, first[-1], second[-1]).ratio() >= _SLIP
        return first[-1] == second[-1] or (same_given and alike)
    short, full = sorted((first, second), key=len)
    if short[0] == full[0][0] + full[-1]:
        return True  # "kball" of Kevin Ball
    return same_given or bool({first[0], first[-1]} & {second[0], second[-1]})


def is_name(person: str) -> bool:
    """Whether a label is somebody's name at all."""
    return len(person) > 1 and not _NO_NAME.fullmatch(folded(person))


def introduced(person: str, head: str, turns: Sequence[str]) -> bool:
    """Whether title or summary (`head`) have this name, or a turn presents, greets or thanks somebody by it."""
    words = words_of(person)
    if f" {' '.join(words)} " in f" {' '.join(words_of(head))} ":
        return True
    parts = r"[^\w]+".join(map(re.escape, words))
    pattern = re.compile(rf"(?<!\w){parts}(?!\w)")
    for text in map(folded, turns):
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - _REACH) : match.start()]
            if _CUE.search(before) or _CUE_BEHIND.match(text[match.end() : match.end() + 40]):
                return True
    return False
