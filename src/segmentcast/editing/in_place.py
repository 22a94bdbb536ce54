"""Where a turn's words are in a text file, so that an edit changes these lines and no others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
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
        return self.edited([(begin, end, new)])

    def edited(self, edits: Sequence[tuple[int, int, str]]) -> bytes:
        """The file with other text in these places, which don't overlap."""
        text = self.text
        for begin, end, new in sorted(edits, reverse=True):
            text = text[:begin] + new + text[end:]
        return text.encode()

    def with_paragraphs(self, old: Sequence[Paragraph], new: Sequence[str]) -> bytes | None:
        """The file with other paragraphs in place of a turn's; what stands between them stays.

        None if they aren't there as they are read.
        """
        spans = [self.span(paragraph) for paragraph in old]
        known = [span for span in spans if span is not None]
        if len(known) < len(spans):
            return None
        before = [" ".join(paragraph.text.split()) for paragraph in old]
        edits: list[tuple[int, int, str]] = []
        for kind, i, end, j, stop in SequenceMatcher(None, before, new, False).get_opcodes():
            if kind == "equal":
                continue
            both = min(end - i, stop - j)
            edits += [(*known[i + at], new[j + at]) for at in range(both)]
            edits += [self._without(known[at][0], known[at][1]) for at in range(i + both, end)]
            more = self.gap.join(new[j + both : stop])
            if more and i + both:
                last = known[i + both - 1][1]
                edits.append((last, last, self.gap + more))
            elif more:
                edits.append((known[0][0], known[0][0], more + self.gap))
        return self.edited(_merged(edits))

    def _without(self, begin: int, end: int) -> tuple[int, int, str]:
        """The place of a paragraph's line and the empty ones before it, to be taken out."""
        start = self.line_start(begin)
        return len(self.text[:start].rstrip()), end, ""

    def _line_start(self, line: int) -> int:
        at = 0
        for _ in range(line - 1):
            at = self.text.find("\n", at) + 1
            if not at:
                return len(self.text)
        return at


def _merged(edits: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The edits, those that touch as one: a paragraph that goes, after one that is replaced."""
    merged: list[tuple[int, int, str]] = []
    for begin, end, new in sorted(edits):
        if merged and begin <= merged[-1][1]:
            first, last, text = merged[-1]
            merged[-1] = (first, max(last, end), text + new)
        else:
            merged.append((begin, end, new))
    return merged


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
