"""Who may be taking part in an unlabelled conversation, on which side of it, and what speaks for that.

Everybody whom the page, an introduction, a self-introduction or a form of address names is a
candidate, no more: a mention is not a presence. The turns' words have already told who leads from
who answers; a candidate is the one side, the other, or neither (`weighing`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from segmentcast.model import Evidence, EvidenceRule, Part
from segmentcast.transcript.attribution.naming.candidates import (
    BESIDE_THE_GUEST,
    GUESTS_BY_PAGE,
    OF_THE_PAGE,
    PRESENT_BY_PAGE,
    About,
    Candidate,
    index_of,
)
from segmentcast.transcript.attribution.naming.clues import offices, page_summary, show_names
from segmentcast.transcript.attribution.naming.clues.calls import (
    Call,
    calls_in,
    calls_without_commas,
    may_be_name,
    title_before,
)
from segmentcast.transcript.attribution.naming.clues.courtesies import (
    ASKED,
    Courtesy,
    courtesies_in,
)
from segmentcast.transcript.attribution.naming.clues.introductions import (
    Mention,
    introduced,
    thanked,
)
from segmentcast.transcript.attribution.naming.clues.self_introductions import introduces_self
from segmentcast.transcript.attribution.naming.name_knowledge.aliases import aliases_in
from segmentcast.transcript.attribution.naming.name_knowledge.given_names import is_given_name
from segmentcast.transcript.attribution.naming.name_knowledge.persons import (
    looks_like_a_person,
    same_person,
)
from segmentcast.transcript.attribution.naming.name_knowledge.surnames import only_full_name
from segmentcast.transcript.attribution.naming.namesakes import is_shared, part_namesakes
from segmentcast.transcript.attribution.naming.weighing import KINDS, courtesies_of, rows_of, weigh
from segmentcast.transcript.text.names import (
    given,
    key_of,
    name_at,
    proper_case,
    proper_title,
    surname,
    tokens_of,
)
from segmentcast.transcript.text.prose import excerpt

__all__ = ["KINDS", "PRESENT_BY_PAGE", "About", "Candidate", "courtesies_of", "gathered", "index_of", "part_namesakes", "rows_of", "weigh"]  # fmt: skip
_EARLY_ALIASES = 20
_MOST_ALONE = 3
"""How often a surname may be said without the given name."""
_EDGE = 2
"""Turns at the start in which people are named in full."""
_PAGE_SIGNS = {
    ("summary-joins", Part.HOST): "page_host", ("summary-joins", Part.GUEST): "page_guest",
    ("summary-joining", Part.HOST): "page_host", ("summary-joining", Part.GUEST): "page_guest",
    ("summary-host", Part.HOST): "page_host", ("summary-guest", Part.GUEST): "page_guest",
    ("summary-speaks-with", Part.HOST): "page_speaks", ("summary-speaks-with", Part.GUEST): "page_spoken_with",
    ("summary-reports", Part.REPORTER): "page_guest", ("summary-is", Part.GUEST): "page_is",
}  # fmt: skip


def gathered(about: About, turns: Sequence[str]) -> list[Candidate]:
    """Everybody named by a sign of taking part, not weighed yet."""
    about = replace(about, title=proper_title(about.title))
    people: list[Candidate] = []
    by_summary = page_summary.in_summary(about.summary)
    for mention in by_summary:
        if " " in mention.name.text:
            _of_summary(_add(people, mention), mention)
    for mention in page_summary.named_in(about.byline, "byline"):
        _add(people, mention).counts["byline"] += 1
    for at, text in enumerate(turns):
        _introductions(people, at, text, len(turns))
        if (own := introduces_self(text)) is not None and may_be_name(own):
            one = _add(people, own)
            one.self_in.add(at)
            one.signs.append(("self", at))
    known_as = aliases_in((f"{about.title}. {about.summary}", *turns[:_EARLY_ALIASES]))
    for at, text in enumerate(turns):
        for courtesy in courtesies_in(text):
            _courtesy(people, courtesy, at)
        for call in calls_in(text):
            _call(people, text, call, known_as.get(call.name.casefold(), call.name), at)
    _of_title(people, about)
    for mention in by_summary:
        # One word is a person's name if the talk or the title has a person of that name.
        known = index_of(people, mention.name.text)
        if " " not in mention.name.text and (known is not None or is_given_name(mention.name.text)):
            _of_summary(_add(people, mention), mention)
    page = f"{about.title}. {about.summary}"
    for name, at, call in offices.holders(page, turns):
        _call(people, turns[at], call, name, at)
    for mention in show_names.eponyms(about.title, page, turns):
        place = index_of(people, mention.name.text)
        there = place is not None and (people[place].signs or people[place].counts["title_either"])
        there = there or _is_called(given(mention.name.text), turns)
        if mention.rule != show_names.IN_THE_TITLE or there:
            _add(people, mention).counts["eponym"] += 1
    for mention in page_summary.named_in(f"{about.title}. {about.summary}", "summary-names"):
        place = index_of(people, mention.name.text)
        if place is None or not any(people[place].counts[kind] for kind in OF_THE_PAGE):
            _add(people, mention).counts["page_names"] += 1
    _calls_without_commas(people, turns)
    for name in about.roster:
        place = index_of(people, name)
        if place is None and len(about.roster) > 1:
            continue
        if place is None:
            people.append(Candidate(name))
            place = -1
        one = people[place]
        one.counts["roster"] += 1
        one.counts["roster_of_one"] += len(about.roster) == 1
        one.name = max(one.name, name, key=lambda form: len(tokens_of(form)))
    _complete_surnames(people, (f"{about.title}. {about.summary}", *turns))
    _look_around(people, turns)
    _set_beside_the_guest(people)
    return people


def _set_beside_the_guest(people: Sequence[Candidate]) -> None:
    """Whom a page mentions beside its one guest ("She has worked with Otto Brand"), and nobody speaks to."""
    guests = [one for one in people if any(one.counts[kind] for kind in GUESTS_BY_PAGE)]
    if len(guests) == 1:
        for one in people:
            one.counts[BESIDE_THE_GUEST] += bool(one.counts["page_names"]) and not one.signs


def _of_title(people: list[Candidate], about: About) -> None:
    """Who answers, and who may ask or answer, by the title: beside who holds an office, who asks."""
    title = about.title
    holders = list(offices.holders_in_title(title))
    names = [name.text for name in holders]
    guests = page_summary.guests_in_title(title, about.summary)
    asks = [one for one in guests if holders and one.name.text not in names]
    for mention in (
        *(Mention(name, Part.GUEST, "title-with", title) for name in holders),
        *(one for one in guests if one not in asks),
    ):
        _add(people, mention).counts[mention.rule.replace("-", "_")] += 1
    for mention in (*asks, *page_summary.either_in_title(title)):
        one = _add(people, mention)
        one.counts["title_either"] += 1
        one.counts["title_medium"] += bool(holders) or mention.rule == page_summary.FOR_A_MEDIUM


def _add(people: list[Candidate], mention: Mention) -> Candidate:
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


def _is_full_name(name: str) -> bool:
    """Whether what stands behind a first name goes with it: no word in capitals, no organisation."""
    words = name.split()
    return len(words) <= 4 and looks_like_a_person(name) and not words[-1].isupper()


def _introductions(people: list[Candidate], at: int, text: str, count: int) -> None:
    mentions = introduced(text)
    seen = [mention.name.text for mention in mentions]
    mentions += [
        mention
        for mention in thanked(text)
        if not any(same_person(mention.name.text, name) for name in seen)
    ]
    for mention in filter(may_be_name, mentions):
        one = _add(people, mention)
        one.introduced_in.add(at)
        _titled(one, mention.name.honorific, at)
        one.signs.append(("thanked" if mention.rule == "thanks" else "introduced", at))
        one.counts["answered"] += at + 1 < count and surname(mention.name.text) in text[-260:]
        one.part = one.part or mention.part


def _of_summary(one: Candidate, mention: Mention) -> None:
    one.counts[_PAGE_SIGNS.get((mention.rule, mention.part), "page_either")] += 1
    one.counts["byline"] += mention.rule == "summary-host"
    one.part = one.part or mention.part
    one.together.add(mention.words)


def _courtesy(people: list[Candidate], courtesy: Courtesy, at: int) -> None:
    name = courtesy.name
    rule: EvidenceRule = "thanks" if courtesy.kind == ASKED else "introduction"
    one = _add(people, Mention(name, Part.GUEST, rule, courtesy.words))
    one.signs.append((courtesy.kind, at))
    if key_of(name.text) == key_of(given(one.name)):
        one.by_given.add((courtesy.kind, at))
    _titled(one, name.honorific, at)


def _call(people: list[Candidate], text: str, call: Call, name: str, at: int) -> None:
    place = None if is_shared(people, name) else index_of(people, name)
    if place is None:
        people.append(Candidate(name))
        place = -1
    one = people[place]
    if len(tokens_of(one.name)) == 1 < len(tokens_of(name)):
        one.name = name
    one.signs.append((call.kind, at))
    if key_of(name) == key_of(given(one.name)):
        one.by_given.add((call.kind, at))
    _titled(one, title_before(text, call.start), at)
    if sum(item.rule == "address" for item in one.evidence) < 2:
        start = text.rfind(" ", 0, max(0, call.start - 40)) + 1
        one.evidence.append(Evidence("address", excerpt(text[start : call.end + 60], 100)))


def _calls_without_commas(people: list[Candidate], turns: Sequence[str]) -> None:
    """Those whom the page names may be called without a comma: nothing else tells such a call from a mention."""
    named = [one for one in people if any(one.counts[kind] for kind in OF_THE_PAGE)]
    firsts = frozenset(given(one.name) for one in named if " " in one.name)
    for at, text in enumerate(turns) if firsts else ():
        for call in calls_without_commas(text, firsts):
            _call(people, text, call, call.name, at)


def _is_called(first: str, turns: Sequence[str]) -> bool:
    """Whether more than one turn calls somebody by this given name, with a comma or without."""
    called = (
        any(calls_without_commas(text, frozenset((first,)))) for text in turns if first in text
    )
    return sum(called) > 1


def _complete_surnames(people: list[Candidate], texts: Sequence[str]) -> None:
    """ "Mr. Brand" is the only Brand whom the page or the talk names in full, if there is one."""
    for one in [one for one in people if one.titles and len(tokens_of(one.name)) == 1]:
        spoken_to = one.is_greeted_formally or len(one.titled_in) > 1 or min(one.titled_in) < _EDGE
        full = only_full_name(one.name, one.titles, texts) if spoken_to else ""
        if not full:
            continue
        one.name = full
        place = next(
            (
                at
                for at, other in enumerate(people)
                if other is not one and same_person(other.name, full)
            ),
            None,
        )
        if place is not None:
            _merge(one, people.pop(place))


def _titled(one: Candidate, title: str, at: int) -> None:
    if title:
        one.titles.add(title)
        one.titled_in.add(at)


def _merge(one: Candidate, other: Candidate) -> None:
    """What speaks for the other speaks for this one, too."""
    one.honorific, one.role = one.honorific or other.honorific, one.role or other.role
    one.part = one.part or other.part
    one.evidence = list(dict.fromkeys((*one.evidence, *other.evidence)))
    one.signs += other.signs
    one.by_given |= other.by_given
    one.counts += other.counts
    one.introduced_in |= other.introduced_in
    one.self_in |= other.self_in
    one.together |= other.together


def _look_around(people: list[Candidate], turns: Sequence[str]) -> None:
    """Everywhere a candidate's first name stands: how often, its fullest form, whether it is a word or a thing."""
    firsts = {given(one.name): one for one in people}
    if not firsts:
        return
    pattern = re.compile(rf"(?<![\w'’-])(?:{'|'.join(map(re.escape, firsts))})(?![\w-])")
    small = {first.lower(): one for first, one in firsts.items()}
    forms: dict[str, Counter[str]] = {first: Counter() for first in firsts}
    for at, text in enumerate(turns):
        for match in pattern.finditer(text):
            one = firsts[match[0]]
            one.mentioned_in.append(at)
            before = text[max(0, match.start() - 9) : match.start()].lower()
            if before.endswith(
                (" the ", " a ", " an ", " in ", " on ", " of ", " using ", " use ")
            ):
                one.counts["with_article"] += 1
            if len(tokens_of(one.name)) == 1 and (name := name_at(text, match.start())):
                forms[match[0]][name.text] += at < _EDGE
        for word in set(text.split()) & small.keys():
            small[word].counts["spelled_small"] += 1
    for first, one in firsts.items():
        one.counts["thing"] += one.counts["with_article"] * 3 > len(one.mentioned_in)
        # The surname of another who is called so is worse than none.
        if len(forms[first]) == 1 and forms[first].total() and one.is_greeted_formally:
            (full,) = forms[first]
            known = [other for other in people if other is not one]
            alone = _said_alone(surname(full), first, turns)
            if index_of(known, full) is None and _is_full_name(full) and alone <= _MOST_ALONE:
                one.name = full


def _said_alone(last: str, first: str, turns: Sequence[str]) -> int:
    """How often a word that may be a surname is said without the given name: often, it is a company's or a product's."""
    pattern = re.compile(rf"(?<!{re.escape(first)} )(?<![\w'’-]){re.escape(last)}(?![\w-])")
    return sum(len(pattern.findall(text)) for text in turns)
