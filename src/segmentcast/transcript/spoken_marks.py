"""Marks of whoever wrote a talk down that are read aloud with it: braces, numbers' signs, an editor's square brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from segmentcast.model import Finding, Paragraph
from segmentcast.transcript.doubts import place_of
from segmentcast.transcript.text.prose import excerpt

_STRAY_MARKS = re.compile(r"\{[^{}\n]{1,200}\}|(?<!\S)#\d{1,2}\s[^#]{1,200}\s#(?!\S)")
"""Braces that are no known direction, and words between numbers' signs, said at the same time as others'."""
_INSERTED = re.compile(r"(?<![^\W_])\[[^\[\]\n]{0,200}[^\W\d_][^\[\]\n]{0,200}\](?![^\W_])")
"""Words in square brackets, and not the letter of "[t]he"."""
_DOUBTED = re.compile(r"\{[^\W\d_a-z]{1,3} ?:[^{}]+\}")
_SHOWN = 3


def findings(paragraphs: Iterable[Paragraph], name: str) -> list[Finding]:
    """All that there is to say of the marks in these paragraphs."""
    listed = list(paragraphs)
    return [*_stray_marks(listed, name), *_insertions(listed, name), *_left_out(listed, name)]


def _stray_marks(paragraphs: Iterable[Paragraph], name: str) -> list[Finding]:
    """One finding for marks of transcribers that are read aloud: "{perhaps}", "#1 Yes #"."""
    found = [(row, mark[0]) for row in paragraphs if (mark := _STRAY_MARKS.search(row.text))]
    if not found:
        return []
    return [
        Finding(
            "warning", "marks-spoken", place_of(name, found[0][0]),
            _counted("marks around words are read aloud", found, "paragraphs"),
            "Delete the marks; put what nobody says in square brackets.",
        )
    ]  # fmt: skip


def _insertions(paragraphs: Iterable[Paragraph], name: str) -> list[Finding]:
    """One note of the words in square brackets that are read aloud: what an editor puts in was not said."""
    found = list(_inserted(paragraphs))
    if not found:
        return []
    shown = ", ".join(
        f'"{excerpt(words, 60)}"{f" (line {row.line})" if row.line else ""}'
        for row, words in found[:_SHOWN]
    )
    more = ", …" if len(found) > _SHOWN else ""
    several = len(found) > 1
    return [
        Finding(
            "note", "brackets-spoken", place_of(name, found[0][0]),
            f"{len(found)} insertion{'s' if several else ''} in square brackets {'are' if several else 'is'} read aloud, "
            f"though perhaps nobody said {'them' if several else 'it'}: {shown}{more}",
            'Delete what nobody is to hear; or leave it out everywhere: show.toml: [directions] "words" = "nothing".',
        )
    ]  # fmt: skip


def _inserted(paragraphs: Iterable[Paragraph]) -> Iterator[tuple[Paragraph, str]]:
    for row in paragraphs:
        for match in _INSERTED.finditer(row.text):
            yield row, match[0]


def _left_out(paragraphs: Iterable[Paragraph], name: str) -> list[Finding]:
    """One note of the words that transcribers doubt, "{D: perhaps}", and that are not read aloud."""
    found = [
        (row, direction.text)
        for row in paragraphs
        for direction in row.directions
        if _DOUBTED.fullmatch(direction.text)
    ]
    if not found:
        return []
    return [
        Finding(
            "note", "marks-left-out", place_of(name, found[0][0]),
            _counted("words in braces are taken for a transcriber's doubt, and are not read aloud", found, "places"),
            "If somebody says them, delete the braces and the letter.",
        )
    ]  # fmt: skip


def _counted(what: str, found: Sequence[tuple[Paragraph, str]], unit: str) -> str:
    """What is so of these marks, how many there are, and the first."""
    count = f" ({len(found)} {unit})" if len(found) > 1 else ""
    return f'{what}{count}: "{excerpt(found[0][1])}"'
