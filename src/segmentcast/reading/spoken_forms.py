"""Spoken forms of what is written: a table that is applied before any engine sees a text.

Engines read "$5", "1990s", "Gen. Lee", or "1/3" in different ways, some of them wrong. Each row puts
one such form into words; each change is declared as an Edit. The rows for marks (quotation marks,
brackets) apply to every language, the others to English. Applying the table to its own result changes
nothing. All patterns are bounded, so that the work is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from segmentcast.model import Edit
from segmentcast.reading.date_order import DateOrder, by_tag
from segmentcast.reading.english import ENGLISH, ENGLISH_DAY_FIRST
from segmentcast.reading.forms import FormTable, SpokenForm
from segmentcast.reading.marks import EVERY_LANGUAGE
from segmentcast.vocabulary.languages import primary

# how often the table is applied to its own result: nothing that three rounds leave is a sentence
_PASSES = 3
_BLANK = re.compile(r"[\s\x00-\x1f\x7f]+")
_IN_ENGLISH = FormTable(*ENGLISH, *EVERY_LANGUAGE)
_IN_ENGLISH_DAY_FIRST = FormTable(*ENGLISH_DAY_FIRST, *EVERY_LANGUAGE)
_ELSEWHERE = FormTable(*EVERY_LANGUAGE)


def find_edits(
    text: str,
    language: str,
    taken: Sequence[tuple[int, int]] = (),
    *,
    dates: DateOrder | None = None,
) -> tuple[Edit, ...]:
    """The table's edits in one sentence, in order; none overlaps another or `taken`.

    `dates` says whether 05/06 is in May or in June; by default the language's country says it, and
    where it names none, the month comes first.

    A row may match only next to another row's change ("5 Main St. 1990s"), so the table is applied
    repeatedly until nothing changes; a changed place isn't changed again. Rows are written for single
    spaces, and white space is said as one.
    """
    if single_spaced(text) != text:
        return _in_spaced(text, language, taken, dates)
    english = primary(language) == "en"
    table = _ELSEWHERE
    if english:
        day_first = (dates or by_tag(language)) == "day first"
        table = _IN_ENGLISH_DAY_FIRST if day_first else _IN_ENGLISH
    rows = table.rows_for(text)
    if not rows:
        return ()
    free = bytearray(b"\x01") * len(text)
    for start, end in taken:
        free[start:end] = bytes(end - start)
    edits = fresh = _matches(rows, text, free)
    for _ in range(_PASSES):
        if not fresh:
            break
        spoken, copied, allowed = _applied(text, edits, free)
        fresh = _mapped(_matches(table.rows_for(spoken), spoken, allowed), copied)
        for edit in fresh:
            free[edit.start : edit.end] = bytes(edit.end - edit.start)
        if fresh:
            edits = sorted([*edits, *fresh], key=lambda edit: edit.start)
    return tuple(edits)


def single_spaced(text: str) -> str:
    """The text with single spaces for runs of white space and control characters."""
    # a shortcut for nearly every text: printable ones have no white space but spaces
    if text.isprintable() and "  " not in text:
        return text
    return _BLANK.sub(" ", text)


def _in_spaced(
    text: str, language: str, taken: Sequence[tuple[int, int]], dates: DateOrder | None
) -> tuple[Edit, ...]:
    """The edits of the single-spaced text, at their places in `text`."""
    pieces: list[str] = []
    places: list[int] = []
    spaced_at: list[int] = []
    position = 0
    for blank in [*_BLANK.finditer(text), None]:
        start = blank.start() if blank else len(text)
        spaced_at += range(len(places), len(places) + start - position)
        places += range(position, start)
        pieces.append(text[position:start])
        if blank:
            spaced_at += [len(places)] * len(blank[0])
            places.append(start)
            pieces.append(" ")
            position = blank.end()
    places.append(len(text))
    spaced_at.append(len(places) - 1)
    held = [(spaced_at[start], spaced_at[end - 1] + 1) for start, end in taken if start < end]
    edits = find_edits("".join(pieces), language, held, dates=dates)
    ends = [places[edit.end - 1] + 1 for edit in edits]
    return tuple(
        replace(edit, start=places[edit.start], end=end, written=text[places[edit.start] : end])
        for edit, end in zip(edits, ends, strict=True)
    )


def _matches(rows: Sequence[SpokenForm], text: str, free: bytearray) -> list[Edit]:
    """The rows' changes where `text` is free, in order; those places are then no longer free."""
    edits: list[Edit] = []
    for row in rows:
        needs = row.needs
        if needs is not None and not needs.search(text):
            continue
        for match in row.pattern.finditer(text):
            start, end = match.span(row.group)
            if 0 in free[start:end]:
                continue
            written, spoken = text[start:end], row.spoken(match)
            if spoken is None or spoken == written:
                continue
            if (
                row.kind == "abbreviation"
                and _ends_sentence(text, end)
                and not spoken.endswith(".")
            ):
                spoken += "."
            free[start:end] = bytes(end - start)
            edits.append(Edit(row.kind, start, end, written, spoken))
    edits.sort(key=lambda edit: edit.start)
    return edits


def _applied(
    text: str, edits: Sequence[Edit], free: bytearray
) -> tuple[str, list[tuple[int, int]], bytearray]:
    """The text with its edits applied; where its copied parts begin (there, and in `text`); its free places."""
    pieces: list[str] = []
    copied: list[tuple[int, int]] = []
    allowed = bytearray()
    position = 0
    for edit in edits:
        copied.append((len(allowed), position))
        pieces += (text[position : edit.start], edit.spoken)
        allowed += free[position : edit.start] + bytes(len(edit.spoken))
        position = edit.end
    copied.append((len(allowed), position))
    allowed += free[position:]
    return "".join([*pieces, text[position:]]), copied, allowed


def _mapped(edits: Sequence[Edit], copied: Sequence[tuple[int, int]]) -> list[Edit]:
    """Edits of the edited text as edits of the original; those across a removed place are dropped."""
    mapped: list[Edit] = []
    part = 0
    for edit in edits:
        while part + 1 < len(copied) and copied[part + 1][0] <= edit.start:
            part += 1
        across = part + 1 < len(copied) and copied[part + 1][0] < edit.end
        if not across:
            shift = copied[part][1] - copied[part][0]
            mapped.append(replace(edit, start=edit.start + shift, end=edit.end + shift))
    return mapped


def _ends_sentence(text: str, end: int) -> bool:
    return text[end - 1] == "." and not any(text[at].isalnum() for at in range(end, len(text)))
