"""An edit of the words of a turn: shown as a diff, and with a correction once subscribers have them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from difflib import SequenceMatcher

from segmentcast.editing.corrections import with_note
from segmentcast.editing.in_place import PlainText
from segmentcast.editing.open_episode import Change, OpenEpisode, names_by_key, turn_of
from segmentcast.editing.rewriting import pieces_of
from segmentcast.editing.structure import planned
from segmentcast.errors import Problem, UsageError
from segmentcast.model import Paragraph
from segmentcast.transcript.labels import label_starts
from segmentcast.transcript.labels.label_forms import Label
from segmentcast.transcript.text.prose import excerpt

_BREAK = re.compile(r"\n\s*\n")
LONGEST_TURN = 200_000
"""Characters of a turn that is edited."""


def edit_words(
    opened: OpenEpisode, number: int, words: str, now: datetime, note: str = ""
) -> Change:
    """The turn's words are `words`: paragraphs with an empty line between them.

    Raises UsageError for no words, for words that would not be read as such, and if subscribers have
    the episode and there is no `note` for them.
    """
    at = turn_of(opened, number)
    piece = pieces_of(opened.transcript)[at]
    new = [" ".join(part.split()) for part in _BREAK.split(words) if part.strip()]
    if not new or len(words) > LONGEST_TURN:
        raise UsageError(
            Problem(str(opened.source), "no words, or too many for a turn", "give the turn's words")
        )
    old = [paragraph.text for paragraph in piece.paragraphs]
    if new == old:
        return Change({}, f"Turn {number} has these words already.")
    _refuse_another_turn(opened, old, new)
    pieces = pieces_of(opened.transcript)
    pieces[at] = replace(piece, paragraphs=tuple(_paragraphs(piece.paragraphs, new)))

    def in_place(text: PlainText) -> bytes | None:
        return text.with_paragraphs(piece.paragraphs, new)

    change = planned(opened, pieces, in_place, f"The words of turn {number} are edited.")
    diff = word_diff("\n\n".join(old), "\n\n".join(new))
    return with_note(opened, replace(change, diff=diff), note, now)


def _refuse_another_turn(opened: OpenEpisode, old: list[str], new: list[str]) -> None:
    """Raises UsageError for a paragraph that newly begins with a speaker's name as a label: it is their turn."""
    known = names_by_key(opened.transcript)
    as_before = {label.key for text in old if (label := _label_of(text))}
    for text in new:
        label = _label_of(text)
        if label is None or label.key in as_before or label.key not in known:
            continue
        what = f"“{excerpt(text)}” begins with a name, as another turn does"
        mend = f"split the turn before it, and say that {label.name} says the rest"
        raise UsageError(Problem(str(opened.source), what, mend))


def _label_of(text: str) -> Label | None:
    label, _ = label_starts.at_start(text) or (None, 0)
    return label


def word_diff(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """What stays, goes and comes, word by word: ("same" | "removed" | "added", words)."""
    return tuple(_differences(before.split(), after.split()))


def _differences(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    for kind, begin, end, start, stop in SequenceMatcher(None, old, new, False).get_opcodes():
        if kind == "equal":
            yield "same", " ".join(old[begin:end])
            continue
        if end > begin:
            yield "removed", " ".join(old[begin:end])
        if stop > start:
            yield "added", " ".join(new[start:stop])


def _paragraphs(old: tuple[Paragraph, ...], new: list[str]) -> Iterator[Paragraph]:
    """The new paragraphs: one that is the same keeps its directions; times stay with the turn."""
    kept = {paragraph.text: paragraph for paragraph in old}
    for number, text in enumerate(new):
        if text in kept:
            yield kept[text]
        elif number < len(old):
            words = replace(old[number], text=text)
            at_end = tuple(
                replace(row, offset=min(row.offset, len(text))) for row in words.directions
            )
            yield replace(words, directions=at_end)
        else:
            yield Paragraph(text, start_ms=old[-1].end_ms, end_ms=old[-1].end_ms)
