"""Whether labels are a habit of a document at all: one fact above a talk, one name that heads it, a few here and there."""

from __future__ import annotations

from collections.abc import Sequence, Set

from segmentcast.transcript.labels.label_forms import Label
from segmentcast.transcript.labels.label_openings import Openings
from segmentcast.transcript.labels.label_shapes import LabelShape
from segmentcast.transcript.text.names import in_capitals
from segmentcast.transcript.text.prose import ends_sentence, word_count

_RARE = 20
_MOST_BEFORE = 5
_LONGEST_BEFORE = 80
"""Paragraphs before a talk that one label heads, and the words of each: title, byline, date, summary."""
_OF_PLACES = frozenset(
    "new los las san santa sao hong kuala sri abu tel rio buenos cape saint st port fort north south east west".split()
)
"""First words of places, which reports begin with."""
_FEWEST_ONCE = 2
_MOST_BEHIND = 0.6
"""Share of the paragraphs behind labels that are there once each, from which these are a talk's."""
_ASKING = 0.1
"""Share of paragraphs with a question from which nobody says them all."""


def is_fact(openings: Openings, accepted: Set[str], uses: int) -> bool:
    """Whether the only label is there once, among many marks without one, and names nobody who speaks.

    It is before the first of them, "Subject: petrol", or calls somebody: ">> Governor Roe - the mill: why?"
    """
    if uses != 1 or openings.changes * _RARE < len(openings.labels):
        return False
    first = next((label for label in openings.labels if label is not None), None)
    if first is not None and first.key in accepted and not first.marked:
        return True
    called = next(label for label in openings.labels if label and label.key in accepted)
    few = openings.changes < _RARE or not called.marked or in_capitals(called.name)
    return not few and bool(called.role) and (bool(called.honorific) or called.role[:1].islower())


def first_of_talk(openings: Openings, texts: Sequence[str]) -> Label | None:
    """The label that the talk begins with: nothing before it but a short head, a sentence behind it."""
    at = next((at for at, label in enumerate(openings.labels) if label and label.strength), None)
    if at is None or at > _MOST_BEFORE or not ends_sentence(texts[at]):
        return None
    if any("?" in text or word_count(text) > _LONGEST_BEFORE for text in texts[:at]):
        return None
    return openings.labels[at]


def tells_alone(openings: Openings, texts: Sequence[str]) -> Label | None:
    """The only name before a colon, in front of the first paragraph of a page on which hardly anybody asks.

    A name in full, and not in capitals, as the places of reports are: "NEW DELHI: The mill closed."
    """
    first = first_of_talk(openings, texts)
    if first is None or openings.changes or len(openings.of_names()) != 1 or any(openings.runs):
        return None
    if first.shape is not LabelShape.NAME or " " not in first.name or first.name.isupper():
        return None
    if first.name.split()[0].casefold() in _OF_PLACES:
        return None
    if sum(any(mark in text for mark in "?？؟") for text in texts) >= len(texts) * _ASKING:
        return None
    return first


def once_each(openings: Openings, used: Sequence[Label]) -> bool:
    """Whether two labels or more are there once each, none as only a label is written, and few paragraphs have one."""
    keys = [label.key for label in used]
    if len(keys) < _FEWEST_ONCE or len(set(keys)) < len(keys) or openings.changes:
        return False
    if any(openings.runs) or any(_only_label(label) for label in used):
        return False
    first = next(at for at, label in enumerate(openings.labels) if label in used)
    return len(keys) < (len(openings.labels) - first) * _MOST_BEHIND


def are_full_names(used: Sequence[Label]) -> bool:
    """Whether two of these look like people's names in full."""
    return sum(label.shape is LabelShape.NAME and " " in label.name for label in used) > 1


def _only_label(label: Label) -> bool:
    """Whether these words are of nothing but a label: a name in capitals, with its title, part, or time."""
    return (
        label.marked
        or label.generic
        or label.start_ms is not None
        or label.part is not None
        or bool(label.honorific)
        or (label.name.isupper() and " " in label.name)
    )


def here_and_there(openings: Openings, accepted: Set[str], uses: int, texts: Sequence[str]) -> bool:
    """Whether one name, in mixed case, is in front of a few of very many paragraphs: labels are no habit there."""
    if len(accepted) > 1 or openings.changes or uses * _RARE > len(openings.labels):
        return False
    first = first_of_talk(openings, texts)
    if first is not None and first.key in accepted:
        return False  # one person says it all, and is named again in the middle
    return all(label.strength < 2 for label in openings.labels if label and label.key in accepted)
