"""Labels that are short for the people whom the page lists: "TL:" under `speakers: [Tom Lund]`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from segmentcast.transcript.attribution.naming.clues import page_summary
from segmentcast.transcript.attribution.naming.name_knowledge.given_names import is_given_name
from segmentcast.transcript.attribution.naming.name_knowledge.persons import (
    begins_with_given_name,
    looks_like_a_person,
)
from segmentcast.transcript.document import Facts
from segmentcast.transcript.labels.label_forms import Label
from segmentcast.transcript.labels.label_shapes import names_office
from segmentcast.transcript.labels.short_names import initials, short_forms, words_of
from segmentcast.transcript.text.names import (
    is_name_word,
    is_particle,
    may_begin_name,
    split_honorific,
)

_Form = tuple[str, ...]


def full_names(labels: Sequence[Label | None], people: Iterable[str]) -> dict[str, str]:
    """The listed person by the key of each label that is short for one of them, and for nobody else.

    `labels`: one a turn, in order. Whoever shares a short form with another listed person is in
    doubt under every label, and so is one whose two labels answer each other.
    """
    first = {label.key: label for label in labels if label and label.name and not label.generic}
    in_full = {words_of(label.name) for label in first.values()}
    listed = {words_of(name): name for name in _persons(people)}
    fitting: dict[_Form, list[str]] = {}
    for words, name in listed.items():
        for form in _forms(name) if words not in in_full else ():
            fitting.setdefault(form, []).append(name)
    # A person whom a label has in full takes that label's short forms, as if they were not listed.
    written = [label.name for label in first.values() if len(words_of(label.name)) > 1]
    taken = {form for name in written for form in _forms(name)}
    found: dict[str, str] = {}
    doubtful: set[str] = set()
    for key, label in first.items():
        form = words_of(label.name)
        names = fitting.get(form, []) if len(form) == 1 and form not in taken else []
        if len(names) > 1:
            doubtful.update(names)
        elif names and _begins_as(names[0], form[0]) and not _is_title(names[0], form[0]):
            found[key] = names[0]
    for one, other in pairwise(labels):
        if (
            one
            and other
            and one.key != other.key
            and found.get(one.key, "") == found.get(other.key)
        ):
            doubtful.add(found[one.key])
    return {key: name for key, name in found.items() if name not in doubtful}


def names_of(labels: Sequence[Label | None], people: Sequence[str], facts: Facts) -> dict[str, str]:
    """As `full_names`, of those whom the page lists, or says to be in the talk.

    "Interview with Rosa Lind" above the talk, or a byline, names "Lind:"; it doesn't name "Otto:" as
    Ida Otto, since that may be somebody's given name.
    """
    told = (*people, *_takes_part(facts.title, facts.byline))
    listed = full_names(labels, people)
    keys = {label.key: words_of(label.name) for label in labels if label}
    return {
        key: name
        for key, name in full_names(labels, told).items()
        if listed.get(key) == name
        or keys[key][0] == words_of(name)[0]
        or not is_given_name(" ".join(keys[key]))
    }


def _takes_part(title: str, byline: str) -> tuple[str, ...]:
    told = (
        *(one for one in page_summary.guests_in_title(title) if one.rule == "title-with"),
        *page_summary.either_in_title(title),
        *(page_summary.named_in(byline, "byline") if byline else ()),
    )
    return tuple(dict.fromkeys(one.name.text for one in told if " " in one.name.text))


def _persons(people: Iterable[str]) -> Iterator[str]:
    """Those that can be people's names; of "Otto Brand, Mayor of Lund" what is before the comma."""
    for entry in people:
        parts = [part.strip() for part in entry.split(",") if part.strip()]
        several = all(len(part.split()) > 1 and begins_with_given_name(part) for part in parts)
        yield from filter(_may_be_person, parts if several else parts[:1])


def _may_be_person(name: str) -> bool:
    first, *others = split_honorific(name)[1].split() or [""]
    return (
        looks_like_a_person(name)
        and len(words_of(name)) > 1
        and (is_name_word(first) or may_begin_name(first.casefold()))
        and all(not word[:1].islower() or is_particle(word) for word in others)
    )


def _begins_as(name: str, label: str) -> bool:
    """Whether the name's first word is a given name, or has the label's first letter."""
    first = words_of(name)[0]
    return first[0] == label[0] or is_given_name(first)


def _is_title(name: str, label: str) -> bool:
    """Whether the label is an office before the name: the "Director" of "Deputy Director Otto Brand" is another one."""
    return names_office(label) and words_of(name)[-1] != label


def _forms(name: str) -> frozenset[_Form]:
    """What a label calls a person of this name: a first or last name, or initials, with particles or without."""
    letters = ("".join(word[0] for word in words_of(name)),)
    return frozenset((*short_forms(name), initials(name), letters))
