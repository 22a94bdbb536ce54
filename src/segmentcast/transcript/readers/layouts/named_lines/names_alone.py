"""A name alone on a line before each turn, and the words on the lines after it, without colons or times.

    Ada Sand
    Why did it take so long?
    Kay Stone
    It did not.

So do the pages of hansard.parliament.uk where members have no place and party behind their names, and
many magazines. Names come again; what stands alone once and isn't like them is words. A line with the
person's office may follow each name (lines_of_office).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set

from segmentcast.transcript.document import Line
from segmentcast.transcript.labels import label_book
from segmentcast.transcript.labels.label_starts import is_handle
from segmentcast.transcript.readers.layouts.named_lines import lines_of_office
from segmentcast.transcript.readers.layouts.proceedings import parliament
from segmentcast.transcript.readers.layouts.turn_lines import Laid, TurnLines, blocks_of, front_of

_FEWEST_NAMES = 2
_FEWEST_TURNS = 4
_LEAST_WORDS = 3
_COUNTED = re.compile(r"(?:Speaker|Sprecher(?:in)?|Unknown Speaker|SPEAKER_)\s?\d{0,3}", re.I)
_MOST_SHORT = 0.9
"""Share of the paragraphs that short names have to be in front of."""


def read(lines: Sequence[Line], name: str) -> Laid | None:
    """The turns; None where fewer than two names come again alone on lines, or labels are written otherwise.

    `name`: the file's, for findings.
    """
    offices = lines_of_office.find(lines)
    heads = {at: line.text for at, line in enumerate(lines) if _is_head(lines, at, offices)}
    heads |= _surname_heads(lines, heads) | _bold_heads(lines, heads)
    heads = heads or _short_heads(lines)
    again = {name for name, count in Counter(heads.values()).items() if count > 1}
    turns_again = sum(name in again for name in heads.values())
    if len(again) < _FEWEST_NAMES or turns_again < _FEWEST_TURNS or turns_again * 2 < len(heads):
        return None
    if label_book.learn([(line.text, "") for line in lines]):
        return None
    first = next(at for at, name in heads.items() if name in again)
    turns: list[TurnLines] = []
    notes: list[str] = []
    for at, line in enumerate(lines[first:], first):
        if at in heads:
            turns.append(TurnLines(heads[at], None, line.number))
        elif parliament.is_reported(line):
            notes.append(line.text)
        else:
            turns[-1].lines.append(line)
    facts, before = front_of(lines[:first])
    findings = lines_of_office.take_out(turns, {lines[at].number for at in offices}, name)
    return Laid(blocks_of(turns), facts, (*before, *notes), findings)


def _surname_heads(lines: Sequence[Line], heads: Mapping[int, str]) -> dict[int, str]:
    """The full names behind surnames that stand on the first line of a paragraph: "VOS", after "PIET VOS"."""
    holders: dict[str, set[str]] = {}
    for name in heads.values():
        holders.setdefault(name.rsplit(" ", 1)[-1], set()).add(name)
    return {
        at: min(holders[line.text])
        for at, line in enumerate(lines[:-1])
        if len(holders.get(line.text, ())) == 1
        and at > min(heads)
        and (line.gap or not at)
        and not lines[at + 1].gap
    }


def _bold_heads(lines: Sequence[Line], heads: Mapping[int, str]) -> dict[int, str]:
    """The other bold lines with these names, where all are bold, and those with one in small letters: "**moorkid**".

    What is said below may be two words then.
    """
    if not heads or not all(lines[at].lead == name for at, name in heads.items()):
        return {}
    names = set(heads.values())
    return {
        at: line.text
        for at, line in enumerate(lines[:-1])
        if line.lead == line.text and (line.text in names or is_handle(line.text))
    }


def _short_heads(lines: Sequence[Line]) -> dict[int, str]:
    """First names and "Speaker 1" on the first line of a paragraph each, as Otter writes them without times.

    One word could be a title: nearly every paragraph begins so, or none does.
    """
    starts = [at for at, line in enumerate(lines) if line.gap or not at]
    heads = {
        at: lines[at].text
        for at in starts
        if (parliament.is_line_name(lines[at].text) or _COUNTED.fullmatch(lines[at].text))
        and len(lines[at].text.split()) < _LEAST_WORDS
        and at + 1 < len(lines)
        and not lines[at + 1].gap
    }
    return heads if len(heads) >= max(1, len(starts) - 1) * _MOST_SHORT else {}


def _is_head(lines: Sequence[Line], at: int, offices: Set[int]) -> bool:
    """Whether this line is a full name or an office, and the next one what somebody says, or an office."""
    name = lines[at].text
    if at in offices:
        return False
    if at + 1 in offices:
        return True
    if at + 1 >= len(lines) or len(name) > 60 or len(name.split()) < 2:
        return False
    after = lines[at + 1].text
    return (
        parliament.is_line_name(name)
        and not parliament.is_line_name(after)
        and (len(after.split()) >= _LEAST_WORDS or after.endswith((".", "?", "!")))
    )
