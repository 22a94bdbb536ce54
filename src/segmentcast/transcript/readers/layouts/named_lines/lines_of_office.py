"""A person's office, or place, on a line of its own behind each line with the name.

    Jane Roe
    Leader of the Council
    Why has the bridge not been mended?

So copies of records are, with the time of day below now and then. What comes behind one name again,
word for word, is nothing that the person says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set

from segmentcast.model import Finding
from segmentcast.transcript.document import Line
from segmentcast.transcript.labels.label_forms import parse
from segmentcast.transcript.labels.label_shapes import holds_verb, opens_speech
from segmentcast.transcript.readers.layouts.proceedings import parliament
from segmentcast.transcript.readers.layouts.turn_lines import TurnLines
from segmentcast.transcript.text.dates import parse_date
from segmentcast.transcript.text.prose import excerpt

_FEWEST_WORDS = 2
_LONGEST = 400
_LONGEST_NAME = 60
_MOST_ONCE = 12
"""Words of an office that stands behind a name once: more are a sentence without its stop."""
_LONGEST_STAMP = 40
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[ap]\.?m\.?)?,?", re.I)


def find(lines: Sequence[Line]) -> frozenset[int]:
    """The places of the lines that come right behind one name twice or more, word for word."""
    behind = {
        at: (lines[at - 1].text, line.text)
        for at, line in enumerate(lines[:-1])
        if at and _may_be_office(line) and _is_name(lines[at - 1].text)
    }
    again = {pair for pair, count in Counter(behind.values()).items() if count > 1}
    # Two names below each other are a list; the upper one is nobody's office.
    names = {name for name, _ in again}
    return frozenset(at for at, pair in behind.items() if pair in again and pair[1] not in names)


def take_out(turns: Sequence[TurnLines], offices: Set[int], name: str) -> tuple[Finding, ...]:
    """Take the offices on the lines of these numbers out of the turns, into their labels; the note of it.

    A line that looks like one and is there once is left, and its turn is doubted.
    """
    if not offices:
        return ()
    first: Line | None = None
    count = 0
    for turn in turns:
        if not turn.lines or turn.lines[0].number not in offices:
            turn.guessed = turn.guessed or _perhaps(turn.lines)
            continue
        office = turn.lines.pop(0)
        first, count = first or office, count + 1
        turn.label = _with_office(turn.label or "", office.text)
        while len(turn.lines) > 1 and _is_stamp(turn.lines[0].text):
            turn.lines.pop(0)
    if first is None:
        return ()
    return (
        Finding(
            "note", "offices-unspoken", f"{name}:{first.number}",
            f'taken for the office of whose name stands above, not spoken ({count} lines): "{excerpt(first.text, 160)}"',
        ),
    )  # fmt: skip


def _is_name(text: str) -> bool:
    return len(text) <= _LONGEST_NAME and " " in text and parliament.is_line_name(text)


def _may_be_office(line: Line) -> bool:
    """Whether it begins like a title and ends without a stop: "Leader of the Council", ", Ealing North".

    A recogniser's words have no stops, too: "Yes of course", "Thank you Chair" are said.
    """
    text = line.text.lstrip(", ")
    title = text.removeprefix("The ")
    return (
        len(text) <= _LONGEST
        and (len(text.split()) >= _FEWEST_WORDS or line.text.startswith(","))
        and text[:1].isupper()
        and (text[-1:].isalpha() or text.endswith((")", "]")))
        and not (opens_speech(title) or holds_verb(title))
        and not parliament.is_reported(line)
    )


def _perhaps(lines: Sequence[Line]) -> bool:
    few = len(lines) > 1 and len(lines[0].text.split()) <= _MOST_ONCE
    return few and _may_be_office(lines[0])


def _with_office(label: str, words: str) -> str:
    """The label with the office behind the name, unless it is longer than labels are."""
    words = words.lstrip(", ")
    known, whole = parse(label), parse(f"{label}, {words}")
    named = known is not None and whole is not None and whole.key == known.key and whole.role
    return f"{label}, {words}" if named else label


def _is_stamp(text: str) -> bool:
    return bool(_CLOCK.fullmatch(text)) or (
        len(text) <= _LONGEST_STAMP and text[:1].isdigit() and parse_date(text) is not None
    )
