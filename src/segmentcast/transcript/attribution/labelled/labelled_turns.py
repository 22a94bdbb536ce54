"""The turns of a labelled transcript before anybody knows who the labels are."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass, replace

from segmentcast.patterns import compile_late
from segmentcast.transcript.attribution.labelled.different_people import DifferentPeople
from segmentcast.transcript.attribution.naming.name_knowledge.given_names import is_given_name
from segmentcast.transcript.labels.label_forms import Label
from segmentcast.transcript.labels.short_names import words_of
from segmentcast.transcript.text.names import key_of

_OFF = compile_late(r"(?P<name>\S.*?)(?:\s*-\s*|\s+)(?:aus dem |im )?off", re.I)


@dataclass(frozen=True, slots=True)
class Said:
    """One labelled turn: its label (None: words before any label) and its text.

    `nameless`: the transcript says that another person speaks, but not who. `answers`: the label is
    that of the only other person.
    """

    label: Label | None
    text: str
    nameless: bool = False
    answers: bool = False


def answered(said: list[Said]) -> list[Said]:
    """Nameless turns given to the other one of two people, where a mark says that the speaker changes.

    Captions name a speaker once, `>> ANNA ROE:`, and mark the changes between two by `>>` alone.
    """
    said, _ = told_apart(said)
    labels = {turn.label.key: turn.label for turn in said if turn.label is not None}
    if len(labels) != 2:
        return said
    known: list[Said] = []
    for turn in said:
        before = known[-1].label if known else None
        if turn.nameless and before is not None:
            (other,) = (label for key, label in labels.items() if key != before.key)
            known.append(replace(turn, label=other, nameless=False, answers=True))
        else:
            known.append(turn)
    return known


def told_apart(said: list[Said]) -> tuple[list[Said], DifferentPeople]:
    """The turns, a label marked whose title alone tells its person from another of the name."""
    said = _with_initials(_without_off(said))
    different = DifferentPeople([turn.label for turn in said])
    marked = [
        replace(turn, label=replace(turn.label, by_title=True))
        if turn.label is not None and different.by_title(turn.label)
        else turn
        for turn in said
    ]
    return marked, different


def _without_off(said: list[Said]) -> list[Said]:
    """The turns of "Stefan-Off" and "Stefan aus dem Off", who is heard and not seen, as Stefan's."""
    keys = {turn.label.key for turn in said if turn.label}
    return [replace(turn, label=_seen(turn.label, keys)) if turn.label else turn for turn in said]


def _seen(label: Label, keys: Set[str]) -> Label:
    off = _OFF.fullmatch(label.name)
    if (
        off is None
        or label.generic
        or not (key_of(off["name"]) in keys or is_given_name(off["name"]))
    ):
        return label
    return replace(label, name=off["name"])


def _with_initials(said: list[Said]) -> list[Said]:
    """The turns with "M. BRAND" as an initial and a surname, where a title or others' initials say that it is one.

    Else it is "Monsieur Brand".
    """
    labels = {turn.label.key: turn.label for turn in said if turn.label and not turn.label.generic}
    initials = any(
        len(first) == 1 and first != "m" and len(others) > 0
        for first, *others in (words_of(label.name) or ("",) for label in labels.values())
    )
    return [
        replace(turn, label=_with_initial(turn.label, alone=initials)) if turn.label else turn
        for turn in said
    ]


def _with_initial(label: Label, *, alone: bool) -> Label:
    *titles, last = label.honorific.split() or [""]
    if last.casefold() not in {"m", "m."} or not (titles or alone) or label.by_title:
        return label
    return replace(label, name=f"{last} {label.name}", honorific=" ".join(titles))
