"""How the paragraphs of a document begin, and how many of them with a label."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass

from segmentcast.transcript.labels.label_forms import Label
from segmentcast.transcript.labels.label_shapes import LabelShape
from segmentcast.transcript.labels.label_starts import COLONS, at_start
from segmentcast.transcript.text.prose import ends_sentence

_LAST_BRACKET = re.compile(r"\s*[(\[][^()\[\]]{1,80}[)\]]\s*$")
_SENTENCE_END = re.compile(r"[^\W\d_]{2}[.?!][\"'”’)]?\s+[\"'“‘(]?[^\W\d_a-z]")
"""Within a paragraph that a page's end cuts off."""


@dataclass(frozen=True, slots=True)
class Openings:
    """How a document's paragraphs begin.

    `labels`: what each begins with that can be a label. `alone`: that nothing stands behind it.
    `spoken`: keys with a sentence's end, or nothing, behind them. `runs`: labels within paragraphs
    that begin with one. `small`: how many paragraphs begin with a small letter.
    """

    labels: tuple[Label | None, ...]
    alone: tuple[bool, ...]
    spoken: frozenset[str]
    runs: tuple[Sequence[Label], ...]
    small: int

    @property
    def changes(self) -> int:
        """Marks that the speaker changes, without a name."""
        return sum(label is not None and not label.strength for label in self.labels)

    def of_names(self) -> list[Label]:
        """Those that look like ordinary names."""
        return [
            label
            for label in self.labels
            if label and label.strength and label.shape is LabelShape.NAME
        ]

    def others(self) -> list[Label]:
        """Those that do not."""
        return [
            label
            for label in self.labels
            if label and label.strength and label.shape is not LabelShape.NAME
        ]

    def stamps(self) -> int:
        """How many paragraphs are a name and a time alone, without a colon."""
        return sum(label is not None and is_stamped(label) for label in self.labels)

    def uses(self, keys: Set[str], inside: Set[str] = frozenset()) -> int:
        """How many paragraphs begin with one of these; of `inside`, those within count as well."""
        counted = sum(
            label is not None and bool(label.strength) and label.key in keys
            for label in self.labels
        )
        return counted + sum(label.key in inside for run in self.runs for label in run[1:])

    def plainly(self, keys: Set[str], inside: Set[str]) -> bool:
        """Whether the document is labelled beyond doubt, with these."""
        uses = self.uses(keys, inside)
        return uses >= 3 and len(keys) >= 2 and uses * 6 >= len(self.labels)

    def coverage(self, keys: set[str]) -> float:
        """The share of paragraphs, from the first of these labels on, that such a label is in front of."""
        covered = total = 0
        after_label = False
        for label, alone in zip(self.labels, self.alone, strict=True):
            labelled = label is not None and (label.key in keys or not label.name)
            if not labelled and not total:
                continue
            total += 1
            covered += labelled or after_label
            after_label = labelled and alone
        return covered / total if total else 0.0


def openings_of(
    paragraphs: Sequence[tuple[str, str]], inner: Callable[[str, int], list[Label]]
) -> Openings:
    """The openings of (text, emphasised lead); `inner` gives the names before colons within a text."""
    labels: list[Label | None] = []
    alone: list[bool] = []
    spoken: set[str] = set()
    runs: list[Sequence[Label]] = []
    for text, lead in paragraphs:
        label, end = at_start(text, lead) or (None, 0)
        labels.append(label)
        alone.append(label is not None and end >= len(text))
        if label is None:
            continue
        if (
            end >= len(text)
            or ends_sentence(_LAST_BRACKET.sub("", text))
            or _SENTENCE_END.search(text, end)
        ):
            spoken.add(label.key)
        if label.strength and sum(text.count(colon) for colon in COLONS) > 1:
            names = inner(text, end)
            runs += [(label, *names)] if names else []
    counts = Counter(label.key for label in labels if label is not None)
    for at, label in enumerate(labels):
        if label is not None and alone[at] and counts[label.key] == 1 and _is_clause_end(label):
            labels[at], alone[at] = None, False
            spoken.discard(label.key)
    small = sum(text[:1].islower() for text, _ in paragraphs)
    return Openings(tuple(labels), tuple(alone), frozenset(spoken), tuple(runs), small)


def _is_clause_end(label: Label) -> bool:
    """Whether these may be the last words of a paragraph wrapped by hand: "with the bakers, because of you:"."""
    return label.name[:1].islower() and label.role[:1].islower() and "," in label.words


def is_stamped(label: Label) -> bool:
    """Whether a time, and no colon, makes these words a label: "Jane Roe 0:12"."""
    return (
        label.start_ms is not None and label.strength == 3 and not label.words.endswith((*COLONS,))
    )
