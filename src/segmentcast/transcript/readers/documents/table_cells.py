"""What a cell of a table holds: words, without a page's tags and what angle brackets hold; a note; a time.

Oral histories are transcribed with `<laugh>` and `<affirmative>` (ncssmmolib/children-of-the-struggle,
a CollectionBuilder site), and their first row may be a note of the archive.
"""

from __future__ import annotations

import re

from segmentcast.timing import parse_timestamp
from segmentcast.transcript.readers.cues.source_caption import without_tags
from segmentcast.transcript.text.directions import caption_remark
from segmentcast.transcript.text.prose import collapse

_NOTES = frozenset(("note", "notes", "editor's note", "transcriber's note", "comment", "comments"))
_NUMBER = re.compile(r"-?\d{1,12}(?:[.,]\d{1,9})?")
_FRAMES = re.compile(r"(\d{1,3}:\d{1,2}:\d{1,2})[:;]\d{1,3}")
_LONGEST_S = 1_000_000
_PAGE_TAG = re.compile(
    r"</?(?P<name>a|abbr|blockquote|cite|code|del|div|h[1-6]|ins|li|mark|ol|p|q|s|small|sub|sup|td|tr|ul)(?:\s[^<>=]{1,80}=[^<>]{0,1000})?\s?/?>", re.I
)  # fmt: skip
_WITHIN_LINES = frozenset("a abbr cite code del ins mark q s small sub sup".split())
_MARK = re.compile(
    r"(?:(?<!\w)<|</)(?P<words>[^\W\d_][^\W\d_-]{0,30}(?: [^\W\d_]{1,30}){0,5}) ?/?>"
)


def is_note(speaker: str) -> bool:
    """Whether the speaker's cell says that nobody says the row's words."""
    return speaker.casefold().rstrip(":") in _NOTES


def spoken(cell: str) -> tuple[str, tuple[str, ...]]:
    """The words that are said, and the sounds that angle brackets hold, as "<laugh>"; "<I went>" is said."""
    if "<" not in cell:
        return cell, ()
    text = _PAGE_TAG.sub(
        lambda tag: "" if tag["name"].casefold() in _WITHIN_LINES else " ", without_tags(cell)
    )
    marks = tuple(match[0] for match in _MARK.finditer(text) if _is_sound(match))
    text = collapse(_MARK.sub(lambda match: "" if _is_sound(match) else match[0], text))
    return re.sub(r" (?=[.,;:?!])", "", text) if marks else text, marks


def _is_sound(mark: re.Match[str]) -> bool:
    return caption_remark(f"[{mark['words']}]") is not None


def milliseconds(cell: str, factor: int) -> int | None:
    """Milliseconds of a time in clock form, or of a number in the column's unit."""
    cell = cell.strip("[]() ")
    if _NUMBER.fullmatch(cell):
        value = float(cell.replace(",", "."))
        return round(value * factor) if 0 <= value * factor <= _LONGEST_S * 1000 else None
    if frames := _FRAMES.fullmatch(cell):
        cell = frames[1]
    try:
        return parse_timestamp(cell)
    except ValueError:
        return None
