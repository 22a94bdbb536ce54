"""Interviews that were written in a chat: a date or a time of day and a name before each message.

    [12/03/2024, 10:15:01] Rosa Lind: Was it cold?        WhatsApp on iOS
    12/03/24, 10:15 - Rosa Lind: Was it cold?             WhatsApp on Android
    Rosa Lind, [12.03.2024 10:15]                         Telegram; the words are on the next line
    Rosa Lind  10:15 AM                                   Slack, Discord; so are they here

A line with a date and no name is the program's own, and so is what it puts in place of a picture.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from segmentcast.transcript.document import Line
from segmentcast.transcript.readers.layouts.turn_lines import (
    Laid,
    TurnLines,
    blocks_of,
    front_of,
    sentences_before,
    treated_as_labels,
)

_DATE = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"
_HALF = r"\s?[AaPp]\.?\s?[Mm]\.?"
_CLOCK = rf"\d{{1,2}}[:.]\d\d(?::\d\d)?(?:{_HALF})?"
_MARKS = "[\u200e\u200f\u202a-\u202e\ufeff]*"
_FORMS = (
    re.compile(rf"{_MARKS}\[{_DATE},?\s{_CLOCK}\]\s(?:(?P<name>[^:\[\]]{{1,60}}):\s)?{_MARKS}(?P<words>\S.*)"),
    re.compile(rf"{_MARKS}{_DATE},?\s{_CLOCK}\s[-–—]\s(?:(?P<name>[^:\[\]]{{1,60}}):\s)?{_MARKS}(?P<words>\S.*)"),
    re.compile(rf"(?P<name>[^:\[\],]{{1,60}}),\s\[{_DATE},?\s{_CLOCK}\](?P<words>)"),
    re.compile(rf"(?P<name>[^\W\d_][^:\[\]\d]{{0,60}}?)(?:\s[-–—])?\s(?:{_DATE},?\s)?\d{{1,2}}:\d\d{_HALF}(?P<words>)"),
)  # fmt: skip
_LEFT_OUT = re.compile(
    r"<[^<>]{1,60}>|(?:image|video|audio|sticker|gif|document) omitted|this message was deleted\.?",
    re.I,
)
_FEWEST = 4
_FEWEST_NAMES = 2


def read(lines: Sequence[Line], *, name: str = "", is_person: Callable[[str], bool]) -> Laid | None:
    """The turns; None where fewer than four lines begin so, or fewer than two people write.

    Without a date, what stands before a time of day is the point of a plan as well: half of such names have to
    be people's, and where one is not the turns are in doubt.
    """
    for form in _FORMS:
        heads = [form.fullmatch(line.text) for line in lines]
        names = Counter(head["name"] for head in heads if head and head["name"])
        if names.total() < _FEWEST or len(names) < _FEWEST_NAMES or len(names) * 2 > names.total():
            continue
        first = next(at for at, head in enumerate(heads) if head)
        if names.total() * 3 < len(lines) - first:
            continue
        laid = _laid(lines, heads, first)
        laid = replace(laid, findings=sentences_before(lines[:first], name))
        if form is not _FORMS[-1] or all(map(is_person, names)):
            return laid
        if sum(map(is_person, names)) * 2 < len(names):
            continue
        blocks = tuple(replace(block, guessed=True) for block in laid.blocks)
        doubt = treated_as_labels(names, f"{name}:{lines[first].number}")
        return replace(laid, blocks=blocks, findings=(*laid.findings, doubt))
    return None


def _laid(lines: Sequence[Line], heads: Sequence[re.Match[str] | None], first: int) -> Laid:
    turns: list[TurnLines] = []
    notes: list[str] = []
    for line, head in zip(lines[first:], heads[first:], strict=True):
        words = head["words"] if head else line.text
        if head and head["name"]:
            turns.append(TurnLines(head["name"].strip(" ~\u202f"), None, line.number))
        if (head and not head["name"]) or _LEFT_OUT.fullmatch(words):
            notes.append(words)
        elif words and turns:
            turns[-1].lines.append(replace(line, text=words))
        elif words:
            notes.append(words)
    facts, before = front_of(lines[:first])
    return Laid(blocks_of([turn for turn in turns if turn.lines]), facts, (*before, *notes))
