"""Labels of one word that are somebody's surname and a given name: "Otto:" beside "Ida Otto:" may be another person.

How the other labels of the transcript shorten names tells which; where they don't, nothing is sure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    known = {words_of(label.name) for label in short}
    shortened = _Habits(
        frozenset(form for form in known if form in surnames and form not in givens),
        frozenset(form for form in known if form in givens),
        frozenset(form for form in known if form in givens and form not in surnames),
    )
    neighbours = {(one.key, other.key) for one, other in pairwise(order)}
    starts = {label.key: at for at, label in reversed(list(enumerate(order)))}
    ends = {label.key: at for at, label in enumerate(order)}
    return tuple(
        Uncertain(label, owner, apart)
        for label in short
        if _may_be_given(label)
        for owner in surnames.get(words_of(label.name), [])[:1]
        for apart in shortened.doubts(
            words_of(label.name),
            answers=neighbours >= {(label.key, owner.key), (owner.key, label.key)},
            returns=ends[owner.key] > starts[label.key],
        )
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


@dataclass(frozen=True, slots=True)
class _Habits:
    """The labels of one word by what they shorten of the full ones: a surname alone, a given name, that alone."""

    by_surname: frozenset[tuple[str, ...]]
    given: frozenset[tuple[str, ...]]
    by_given: frozenset[tuple[str, ...]]

    def doubts(self, form: tuple[str, ...], *, answers: bool, returns: bool) -> Iterator[bool]:
        """Nothing where the label surely is its owner's surname, else whether it surely isn't.

        `answers`: it stands before its owner's label and behind it. `returns`: its owner's comes again.
        """
        by_surname, by_given = self.by_surname - {form}, self.by_given - {form}
        if by_surname and not by_given:
            return
        if by_given or answers or returns or form in self.given:
            yield answers or bool(by_given and not by_surname)
