"""The mark of a transcript that is read as it is written, and how such a file tells directions from words.

`turns: as written` stands in the front matter of a Markdown file, or in the header of a WebVTT file.
In Markdown, a direction that would not be known as one, or a paragraph whose words in brackets would
be taken for one, has directions as CriticMarkup's comments: `Yes. {>>/<<}`. In WebVTT, they have the
class `direction`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from segmentcast.model import Direction, Paragraph
from segmentcast.transcript.document import Block
from segmentcast.transcript.text.prose import collapse

KEY, VALUE = "turns", "as written"
NOTE = "[^note]:"
"""Begins a paragraph that is a note, and no words of the talk."""
_LABEL = re.compile(r"\*\*((?:\\.|[^\\*\n]){1,300}?):\*\*(?=\s|$)")
_COMMENT = re.compile(r"(?<!\\)\{>>([^\n]{0,500}?)<<\}")
_CAPTION_MARK = re.compile(r"<c\.direction>([^\n<>]{0,2000}?)</c>")
_HIDDEN = "\ue002"
_PLACE = re.compile(f"{_HIDDEN}(\\d+){_HIDDEN}")


def is_marked(values: Iterable[tuple[str, str]]) -> bool:
    """Whether the keys and values at a file's head have the mark."""
    return any((key.casefold(), value.casefold()) == (KEY, VALUE) for key, value in values)


def label_and_words(text: str) -> tuple[str | None, str]:
    """A Markdown paragraph's label, its marks still in it, and what follows it."""
    start = _LABEL.match(text)
    return (start[1], text[start.end() :].lstrip()) if start else (None, text)


class HiddenDirections:
    """Takes the directions of a text's marks out before its words are read, and puts them back by offset."""

    def __init__(self, *, captions: bool) -> None:
        self._mark = _CAPTION_MARK if captions else _COMMENT
        self._captions = captions
        self._texts: list[str] = []

    def hide(self, text: str) -> str:
        """The text with a character that nobody writes in place of each mark."""

        def keep(mark: re.Match[str]) -> str:
            self._texts.append(collapse(html.unescape(mark[1]) if self._captions else mark[1]))
            return f"{_HIDDEN}{len(self._texts) - 1}{_HIDDEN}"

        return self._mark.sub(keep, text.replace(_HIDDEN, ""))

    def restored(self, block: Block) -> Block:
        """The block with its directions; in Markdown, one without a mark leaves them to be looked for."""
        pieces = _PLACE.split(block.text)
        if len(pieces) == 1:
            return replace(block, directions=() if self._captions else None)
        words, directions = pieces[0], []
        for number, following in zip(pieces[1::2], pieces[2::2], strict=True):
            if text := self._texts[int(number)]:
                directions.append((len(words), text))
            beside = not words or words.endswith(" ")
            words += following[1:] if beside and following.startswith(" ") else following
        lead = len(words) - len(words.lstrip())
        words = words.strip()
        placed = (
            Direction(min(max(offset - lead, 0), len(words)), text) for offset, text in directions
        )
        return replace(block, text=words, directions=tuple(placed))


def with_marks(paragraph: Paragraph, written: Callable[[str], str], *, captions: bool) -> str:
    """The paragraph with each direction in a mark; `written` gives words as the file has them."""
    text, whole, at = paragraph.text, "", 0
    for direction in sorted(paragraph.directions, key=lambda row: row.offset):
        whole += written(text[at : direction.offset])
        at = direction.offset
        if text and at == len(text) and not whole.endswith(" "):
            whole += " "
        words = collapse(direction.text)
        whole += (
            f"<c.direction>{html.escape(words, quote=False)}</c>"
            if captions
            else f"{{>>{words}<<}}"
        )
        if at < len(text) and (not at or text[at - 1] == " "):
            whole += " "
    whole += written(text[at:])
    return whole if captions or paragraph.directions else f"{whole} {{>><<}}"
