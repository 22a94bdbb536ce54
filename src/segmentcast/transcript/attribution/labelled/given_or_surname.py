"""Labels of one word that are somebody's surname and a given name: "Otto:" beside "Ida Otto:" may be another person.

How the other labels of the transcript shorten names tells which; where they don't, nothing is sure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from segmentcast.model import Finding
from segmentcast.transcript.attribution.naming.name_knowledge.given_names import is_given_name
from segmentcast.transcript.labels.label_forms import Label
from segmentcast.transcript.labels.short_names import short_forms, words_of
from segmentcast.transcript.review.overrides import CAST_FILE

_SURNAME, _GIVEN = 0, 1


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A label of one word, `short`, and the full one whose surname it is; `apart`: they are two people."""

    short: Label
    full: Label
    apart: bool


def uncertain(labels: Sequence[Label | None]) -> tuple[Uncertain, ...]:
    """The labels that may be a given name; `labels`: one a turn, in order, None for a turn without one."""
    order = [label for label in labels if label is not None and not label.generic]
    first = {label.key: label for label in reversed(order)}
    full = [label for label in first.values() if len(words_of(label.name)) > 1]
    short = [label for label in first.values() if len(words_of(label.name)) == 1]
    surnames: dict[tuple[str, ...], list[Label]] = {}
    givens: dict[tuple[str, ...], list[Label]] = {}
    for label in full:
        for form, fit in short_forms(label.name).items():
            if fit in (_SURNAME, _GIVEN):
                (surnames if fit == _SURNAME else givens).setdefault(form, []).append(label)
    neighbours = {(one.key, other.key) for one, other in pairwise(order)}
    return tuple(
        Uncertain(label, owner, apart)
        for label in short
        if _may_be_given(label)
        for owner in surnames.get(words_of(label.name), [])[:1]
        for apart in _doubts(label, owner, short, surnames, givens, neighbours, order)
    )


def doubted(rows: Sequence[Uncertain], name: str, findings: list[Finding]) -> set[str]:
    """The keys of the labels that may be somebody else's than the surname says, with a finding for each."""
    findings.extend(
        Finding(
            "warning", "ambiguous-label", name,
            f'the label "{row.short.words}" can be {row.full.name}, or somebody else whose given name that is.',
            f"Write the full name in the label of these turns, or say who it is in {CAST_FILE} ([turns]).",
        )
        for row in rows
    )  # fmt: skip
    return {row.short.key for row in rows}


def _may_be_given(label: Label) -> bool:
    return not (label.honorific or label.by_title) and is_given_name(label.name)


def _doubts(
    label: Label,
    owner: Label,
    short: Sequence[Label],
    surnames: Mapping[tuple[str, ...], Sequence[Label]],
    givens: Mapping[tuple[str, ...], Sequence[Label]],
    neighbours: set[tuple[str, str]],
    order: Sequence[Label],
) -> Iterator[bool]:
    """Nothing where the label surely is its owner's surname, else whether it surely isn't."""
    others = [words_of(one.name) for one in short if one is not label]
    by_surname = any(form in surnames and form not in givens for form in others)
    by_given = any(form in givens and form not in surnames for form in others)
    if by_surname and not by_given:
        return
    answers = (label.key, owner.key) in neighbours and (owner.key, label.key) in neighbours
    keys = [one.key for one in order]
    last = len(keys) - 1 - keys[::-1].index(owner.key)
    returns = last > keys.index(label.key)
    named = words_of(label.name) in givens
    if by_given or answers or returns or named:
        yield answers or (by_given and not by_surname)
