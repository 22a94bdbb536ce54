"""Hansards that write a name in capitals, a stop and a dash before each speech, as Fiji's does.

    HON. SPEAKER.- I call on the honourable member.
    HON. I.B. ROE.- Mr. Speaker, Sir, I thank you.
    HON. MEMBER.- Hear, hear!

Text that was taken from the pages of a PDF has several speeches in one paragraph, and the running
heads of the pages among them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from segmentcast.patterns import compile_late
from segmentcast.transcript.document import Line
from segmentcast.transcript.readers.layouts.turn_lines import Laid, TurnLines, blocks_of, front_of

_CAPITALS = r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.'’-]{0,30}"
_HEAD = re.compile(rf"(?P<name>{_CAPITALS}(?: {_CAPITALS}){{0,7}})\.(?: ?[-–—]|:(?= ))\s*")
_TITLED = compile_late(
    rf"(?<![^\s(])(?P<name>(?:HON|MR|MRS|MS|MADAM|DR)\.? {_CAPITALS}(?: {_CAPITALS}){{0,6}})\.(?:[-–—]|:(?= ))\s*"
)
_DASHED = compile_late(r"\.[-–—]")
_SPACED = compile_late(r"\. [-–—]\s")
_INITIALS = compile_late(r"(?<=\b[A-Z]\.) (?=[A-Z]\.)")
_REMARK = compile_late(r"\([^()]{1,80}\)")
_RUNNING_HEAD = compile_late(
    r"\d{1,2} ?(?:st|nd|rd|th) [A-Z][a-z]{2,8}\.?,? \d{4} .{1,120}? \d{1,5}|Page \d{1,5}|"
    r"\d{1,5} .{1,120}? \d{1,2} ?(?:st|nd|rd|th) [A-Z][a-z]{2,8}\.?,? \d{4}"
)
_FEWEST = 2


def read(lines: Sequence[Line]) -> Laid | None:
    """The turns; None where fewer than two paragraphs begin with a name in capitals, a stop and a dash."""
    heads = [match for line in lines if (match := _HEAD.match(line.text)) and _is_name(match)]
    if sum(bool(_DASHED.search(match[0])) for match in heads) < _FEWEST and not _alternate(heads):
        return None
    turns: list[TurnLines] = []
    notes: list[str] = []
    before: list[Line] = []
    for line in lines:
        for label, words in _speeches(line.text):
            if label:
                turns.append(TurnLines(label, None, line.number))
            if not words:
                continue
            if (
                _REMARK.fullmatch(words)
                or _RUNNING_HEAD.fullmatch(words)
                or (line.heading and turns)
            ):
                notes.append(words)
            else:
                (turns[-1].lines if turns else before).append(replace(line, text=words))
    facts, first = front_of(before)
    return Laid(blocks_of(turns), facts, (*first, *notes))


def _alternate(heads: Sequence[re.Match[str]]) -> bool:
    """Whether two have a space before the dash, as "JOURNALIST. - Who paid?", more than once: a dateline may once."""
    names = Counter(match["name"] for match in heads if _SPACED.search(match[0]))
    return sum(count >= _FEWEST for count in names.values()) >= _FEWEST


def _is_name(match: re.Match[str]) -> bool:
    """A word of two letters at least: "I.-" is a number of a list."""
    return any(
        len(word.strip(".")) > 1 and "." not in word.strip(".") for word in match["name"].split()
    )


def _speeches(text: str) -> list[tuple[str, str]]:
    """(label, words) of each speech in a paragraph; the label is empty for words that go on."""
    starts = [match for match in _TITLED.finditer(text) if _is_name(match)]
    first = _HEAD.match(text)
    if first and _is_name(first) and not (starts and starts[0].start() == 0):
        starts.insert(0, first)
    parts: list[tuple[str, str]] = []
    at, label = 0, ""
    for match in starts:
        parts.extend(_apart(label, text[at : match.start()].strip()))
        at, label = match.end(), _INITIALS.sub("", match["name"])
    parts.extend(_apart(label, text[at:].strip()))
    return [part for part in parts if any(part)]


def _apart(label: str, words: str) -> list[tuple[str, str]]:
    """The words, and the reporters' remark behind them by itself."""
    at = words.rfind("(")
    if at > 0 and _REMARK.fullmatch(words[at:]):
        return [(label, words[:at].strip()), ("", words[at:])]
    return [(label, words)]
