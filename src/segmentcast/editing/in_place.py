"""Where a turn's words are in a text file, so that an edit changes these lines and no others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from segmentcast.editing.open_episode import OpenEpisode
from segmentcast.model import Paragraph

_TEXTS = frozenset({".txt", ".text", ".md", ".markdown"})
_ROOM = 2000
"""Characters between a paragraph's line and its words: a label, a time."""
_OPENING = re.compile(r"[^\n]*\Z")


@dataclass(frozen=True, slots=True)
class PlainText:
    """A transcript that is a text file in UTF-8."""

    text: str
    markdown: bool

    @property
    def gap(self) -> str:
        """An empty line, in the file's own line ends."""
        end = "\r\n" if "\r\n" in self.text else "\n"
        return end * 2

    def label(self, name: str) -> str:
        """A label as the file would have it."""
        return f"**{name}:** " if self.markdown else f"{name}: "

    def span(self, paragraph: Paragraph) -> tuple[int, int] | None:
        """Where the paragraph's words begin and end; None if they aren't there as they are read."""
        words = paragraph.text.split()
        if paragraph.line is None or paragraph.directions or not words:
            return None
        begin = self._line_start(paragraph.line)
        length = sum(len(word) + 1 for word in words)
        pattern = re.compile(r"\s+".join(map(re.escape, words)))
        hit = pattern.search(self.text, begin, begin + 3 * length + _ROOM)
        return hit.span() if hit else None

    def place(self, paragraph: Paragraph, offset: int) -> int | None:
        """Where the character at `offset` of the paragraph's text is in the file."""
        span = self.span(paragraph)
        if span is None:
            return None
        before = paragraph.text[:offset].split()
        if not before:
            return span[0]
        hit = re.compile(r"\s+".join(map(re.escape, before)) + r"\s*").match(self.text, span[0])
        return hit.end() if hit else None

    def line_start(self, position: int) -> int:
        """Where the line of a position begins."""
        return self.text.rfind("\n", 0, position) + 1

    def replaced(self, begin: int, end: int, new: str) -> bytes:
        """The file with other text in this place."""
        return (self.text[:begin] + new + self.text[end:]).encode()

    def _line_start(self, line: int) -> int:
        at = 0
        for _ in range(line - 1):
            at = self.text.find("\n", at) + 1
            if not at:
                return len(self.text)
        return at


def plain_text(opened: OpenEpisode) -> PlainText | None:
    """The transcript as a text file; None if it is of another kind."""
    suffix = PurePath(opened.source.name).suffix.casefold()
    if suffix not in _TEXTS or opened.transcript.timed:
        return None
    try:
        text = opened.folder.read_source(opened.source).decode("utf-8")
    except UnicodeDecodeError:
        return None
    return PlainText(text, markdown=suffix in {".md", ".markdown"})
