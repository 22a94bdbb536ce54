"""Labels that are an office and no name, "Mayor:": whose they are, and when nobody's.

An office is its holder's whose title has exactly its words. "Deputy Mayor Rosa Lind" is no "Mayor".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from segmentcast.model import Finding
from segmentcast.transcript.attribution.labelled.different_people import SPELLINGS
from segmentcast.transcript.attribution.labelled.labelled_turns import Said
from segmentcast.transcript.attribution.naming.clues.offices import holder_of
from segmentcast.transcript.attribution.naming.name_knowledge.given_names import is_given_name
from segmentcast.transcript.attribution.naming.name_knowledge.persons import same_person
from segmentcast.transcript.labels.label_forms import Label
from segmentcast.transcript.review.overrides import CAST_FILE
from segmentcast.transcript.text.names import proper_case
from segmentcast.transcript.text.office_words import BESIDE

Words = tuple[str, ...]

_ARTICLE = re.compile(r"the ", re.I)
_WORD = re.compile(r"[^\W_]+")
_OFFICES = frozenset(
    "president premier minister secretary undersecretary sec chancellor treasurer mayor gov sen rep gen atty "
    "amb comm commissioner cllr supt chief sheriff chairman chairwoman chair judge justice congressman "
    "congresswoman councilman councilwoman leader director spokesman spokeswoman spokesperson".split()
)
"""As `SPELLINGS` has them."""
_BEFORE = frozenset(("the", "mr", "mrs", "ms", "madam", "madame", "hon"))
_OF = frozenset(("of", "for", "to"))
_NO_NAMES = frozenset(("elect", "designate", "emeritus", "emerita", "executive", *_OF)) | _OFFICES
_BESIDE = frozenset(BESIDE)
_MOST_LABELS = 200
"""A register of more people than that has their full names."""
_MOST_HOLDERS = 3
"""People whom a message names; with two it is nobody's already."""
_KINDS = (
    frozenset(
        "prime first foreign home defence defense finance health education police state attorney atty general "
        "permanent press".split()
    )
    | _BESIDE
)


@dataclass(frozen=True, slots=True)
class _Holder:
    """A label with a name whose title is an office, and the name's words."""

    label: Label
    name: str


def given_to_holders(said: list[Said], summary: str = "") -> list[Said]:
    """The turns, a label that is an office being its holder's where one labelled person has that office.

    Where none has, it is that of whom the summary or the talk introduces with it.
    """
    return _given_to_introduced(_given_to_labelled(said), summary)


def _given_to_labelled(said: list[Said]) -> list[Said]:
    labels = _labels(said)
    names: dict[Label, Label] = {}
    for label in labels:
        if (office := _office(label, labels)) and len(whose := _holders(office, labels)) == 1:
            holder = whose[0].label
            names[label] = replace(
                label,
                name=holder.name,
                honorific=holder.honorific,
                role=label.role or holder.role,
                part=label.part or holder.part,
            )
    return [
        replace(turn, label=names.get(turn.label, turn.label)) if turn.label else turn
        for turn in said
    ]


def _given_to_introduced(said: list[Said], summary: str) -> list[Said]:
    """The turns, a label that is an office and nobody's else being its holder's whom the page or the talk names.

    "The Mayor, Rosa Lind, is here": if no label names her, "Mayor:" is Rosa Lind.
    """
    labels = _labels(said)
    texts = [turn.text for turn in said]
    names: dict[Label, Label] = {}
    for label in labels:
        if label.honorific or not (office := _bare(label)) or not _office(label, labels):
            continue
        if _holders(office, labels) or any(_is_longer(_words(one), office) for one in labels):
            continue
        title = _ARTICLE.sub("", proper_case(label.name))
        name = holder_of(title, summary, texts)
        if name and not any(same_person(name, one.name) for one in labels):
            names[label] = replace(label, name=name, role=label.role or title)
    return [
        replace(turn, label=names.get(turn.label, turn.label)) if turn.label else turn
        for turn in said
    ]


def without_holder(
    said: list[Said], name: str, findings: list[Finding]
) -> tuple[list[Said], set[str]]:
    """The turns, an office that isn't surely anybody's being nobody's name; the keys of those in doubt."""
    labels = _labels(said)
    changed: dict[Label, Label] = {}
    doubted: dict[str, tuple[Label, list[Label]]] = {}
    for label in labels:
        if not (office := _office(label, labels)):
            continue
        other = any(one.key == label.key and _bare(one) not in {(), office} for one in labels)
        apart = replace(label, by_title=label.by_title or (other and bool(label.honorific)))
        holders = [holder.label for holder in _holders(office, labels)]
        longer = holders or [one for one in labels if _is_longer(_words(one), office)]
        if longer:
            changed[label] = replace(apart, generic=True)
        elif other:
            changed[label] = apart
        if unclear := holders or [one for one in longer if _BESIDE.isdisjoint(_words(one))]:
            doubted.setdefault(apart.key, (label, unclear))
    for label, people in doubted.values():
        others = dict.fromkeys(one.words.strip().rstrip(":").rstrip() for one in people)
        findings.append(
            Finding(
                "warning", "ambiguous-label", name,
                f'the label "{label.words}" is an office, and can be that of {" or ".join(others)}, or of somebody else.',
                f"Write the full name in the label of these turns, or say who it is in {CAST_FILE} ([turns]).",
            )
        )  # fmt: skip
    turns = [
        replace(turn, label=changed.get(turn.label, turn.label)) if turn.label else turn
        for turn in said
    ]
    return turns, set(doubted)


def _labels(said: list[Said]) -> list[Label]:
    labels = dict.fromkeys(turn.label for turn in said if turn.label and not turn.label.generic)
    return list(labels) if len({label.key for label in labels}) <= _MOST_LABELS else []


def _words(label: Label) -> Words:
    """The title and the name, folded: "Sen. Jane Roe" and "Senator Jane Roe" are one."""
    return _folded(f"{label.honorific} {label.name}")


@lru_cache(maxsize=4096)
def _folded(text: str) -> Words:
    words = [
        SPELLINGS.get(word, word) for word in _WORD.findall(re.sub("['’]", "", text.casefold()))
    ]
    while len(words) > 1 and words[0] in _BEFORE:
        del words[0]
    return tuple(words)


def _bare(label: Label) -> Words:
    """The words of a label that is an office, be it "Secretary of State"; none for other labels."""
    words = _words(label)
    head = words[: next((at for at, word in enumerate(words) if word in _OF), len(words))]
    if not head or head[-1] not in _OFFICES or any(map(is_given_name, head[:-1])):
        return ()
    return words


def _office(label: Label, labels: Sequence[Label]) -> Words:
    """The office that a label is, unless somebody has that surname: "Ada Mayor"."""
    office = _bare(label)
    size = len(office)
    for other in labels if office else ():
        words = _words(other)
        if words[-size:] == office and any(map(is_given_name, words[:-size])):
            return ()
    return office


def _holders(office: Words, labels: Sequence[Label]) -> list[_Holder]:
    """The people with exactly this office, each with the label that has most of the name."""
    size = len(office)
    found: list[_Holder] = []
    for label in labels:
        words = _words(label)
        if words[:size] == office and _is_name(words[size:]):
            found.append(_Holder(label, " ".join(words[size:])))
        elif label.role and _folded(label.role) == office and not _bare(label):
            found.append(_Holder(label, " ".join(_folded(label.name))))
    people: list[_Holder] = []
    for holder in sorted(found, key=lambda one: -len(one.name.split())):
        if not any(same_person(holder.name, known.name) for known in people):
            people.append(holder)
        if len(people) == _MOST_HOLDERS:
            break
    return people


def _is_name(words: Words) -> bool:
    """Whether nothing of a title is left in front of the name: "Justice Jane Roe" behind "Chief"."""
    if not words or not _NO_NAMES.isdisjoint(words[:-1]) or words[0] in _NO_NAMES:
        return False
    return is_given_name(words[0]) or not any(map(is_given_name, words[1:-1]))


def _is_longer(words: Words, office: Words) -> bool:
    """Whether this title has words before the office, and maybe a name behind: no given names, as "Ada Mayor Roe" has."""
    size = len(office)
    for at in range(1, len(words) - size + 1):
        if words[at : at + size] == office and not any(map(is_given_name, words[:at])):
            return at + size < len(words) or _KINDS.issuperset(words[:at])
    return False
