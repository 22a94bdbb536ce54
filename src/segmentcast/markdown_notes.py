"""Show notes in Markdown -> HTML that podcast apps show, and the same as plain text.

Only p, ul, ol, li, a, strong, em and br are written, with every other character escaped, so nothing
of a stranger's HTML gets through. CommonMark is read by markdown-it-py: typed, alive, without
dependencies that do anything, and installed with rich anyway. (The reader of transcripts in Markdown
looks for speakers, not for HTML, and has its own.)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import islice
from typing import TYPE_CHECKING

from segmentcast.model import WrittenNotes
from segmentcast.vocabulary.web_addresses import is_web_address

if TYPE_CHECKING:
    from markdown_it.token import Token

MOST_BYTES = 100_000
_MOST_NESTED = 20
_SUMMARY_CHARACTERS = 500
_MAIL = re.compile(r"mailto:[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")
_PLAIN_TAGS = {"em": "em", "strong": "strong"}
_NAMES = {
    "image": "images",
    "html_block": "HTML",
    "html_inline": "HTML",
    "link": "links that lead neither to the web nor to a mail address",
}


@dataclass(frozen=True, slots=True)
class NotesRead:
    """Show notes, their first paragraph as a summary, and the kinds of things that were left out."""

    notes: WrittenNotes
    summary: str
    left_out: tuple[str, ...]


def read_notes(text: str) -> NotesRead:
    """The notes in CommonMark. Tables, footnotes and other extensions stay as they are written."""
    from markdown_it import MarkdownIt  # only folders with notes need it

    tokens = MarkdownIt("commonmark", {"maxNesting": _MOST_NESTED}).parse(text.replace("\0", ""))
    renderer = _Renderer()
    blocks = renderer.blocks(tokens)
    plain = re.sub(r"\n{3,}", "\n\n", "".join(renderer.plain)).strip()
    return NotesRead(
        WrittenNotes(tuple(blocks), plain),
        _first_paragraph(tokens),
        tuple(sorted(renderer.left_out)),
    )


def _first_paragraph(tokens: Sequence[Token]) -> str:
    for before, token in zip(tokens, islice(tokens, 1, None), strict=False):
        if before.type == "paragraph_open" and not before.level and token.type == "inline":
            renderer = _Renderer(addresses=False)
            renderer.inline(token.children or ())
            words = " ".join("".join(renderer.plain).split())
            if len(words) > _SUMMARY_CHARACTERS:
                words = words[: _SUMMARY_CHARACTERS - 1].rsplit(" ", 1)[0] + "…"
            if words:
                return words
    return ""


class _Renderer:
    """Writes the tokens of markdown-it as HTML (returned) and plain text (`plain`)."""

    def __init__(self, *, addresses: bool = True) -> None:
        self.plain: list[str] = []
        self.left_out: set[str] = set()
        self._addresses = addresses
        self._links: list[tuple[str, int]] = []
        self._lists: list[int | None] = []
        """For each list around: the number of the next item, None for bullets."""

    def blocks(self, tokens: Sequence[Token]) -> list[str]:
        """One string for each block at the top."""
        blocks: list[str] = []
        parts: list[str] = []
        for token in tokens:
            parts.append(self._block(token))
            if token.level == 0 and token.nesting <= 0:
                block = "".join(parts).strip()
                parts = []
                if re.sub(r"</?(?:p|ul|ol|li|strong|em|br)>", "", block).strip():
                    blocks.append(block)
        return blocks

    def _block(self, token: Token) -> str:
        kind = token.type
        if kind == "inline":
            return self.inline(token.children or ())
        if kind.startswith(("paragraph", "heading")):
            return self._paragraph(token)
        if kind in ("bullet_list_open", "ordered_list_open"):
            ordered = kind.startswith("ordered")
            self._lists.append(int(token.attrs.get("start", 1)) if ordered else None)
            return "<ol>" if ordered else "<ul>"
        if kind in ("bullet_list_close", "ordered_list_close"):
            self._lists.pop()
            self.plain.append("" if self._lists else "\n")
            return "</ol>" if kind.startswith("ordered") else "</ul>"
        if kind == "list_item_open":
            self.plain.append(f"\n{'  ' * (len(self._lists) - 1)}{self._bullet()} ")
            return "<li>"
        if kind == "list_item_close":
            return "</li>"
        if kind in ("fence", "code_block"):
            self.plain.append(f"{token.content.strip()}\n\n")
            return f"<p>{escape(token.content.strip(), quote=False)}</p>"
        if kind in _NAMES:
            self.left_out.add(_NAMES[kind])
        return ""

    def _bullet(self) -> str:
        number = self._lists[-1]
        if number is None:
            return "-"
        self._lists[-1] = number + 1
        return f"{number}."

    def _paragraph(self, token: Token) -> str:
        if token.hidden:
            return ""
        heading = token.type.startswith("heading")
        if token.nesting == 1:
            return "<p><strong>" if heading else "<p>"
        self.plain.append("\n" if self._lists else "\n\n")
        return "</strong></p>" if heading else "</p>"

    def inline(self, tokens: Sequence[Token]) -> str:
        """The words of a paragraph."""
        parts: list[str] = []
        for token in tokens:
            kind, _, side = token.type.rpartition("_")
            if token.type in ("text", "code_inline"):
                self.plain.append(token.content)
                parts.append(escape(token.content, quote=False))
            elif token.type == "softbreak":
                self.plain.append(" ")
                parts.append(" ")
            elif token.type == "hardbreak":
                self.plain.append("\n")
                parts.append("<br>")
            elif token.type == "image":
                self.left_out.add(_NAMES["image"])
                self.plain.append(token.content)
                parts.append(escape(token.content, quote=False))
            elif kind in _PLAIN_TAGS:
                parts.append(f"<{'/' if side == 'close' else ''}{_PLAIN_TAGS[kind]}>")
            elif token.type == "link_open":
                parts.append(self._link(str(token.attrs.get("href", ""))))
            elif token.type == "link_close":
                parts.append(self._link_end())
            elif token.type in _NAMES:
                self.left_out.add(_NAMES[token.type])
        return "".join(parts)

    def _link(self, href: str) -> str:
        usable = is_web_address(href) or _MAIL.fullmatch(href) is not None
        self._links.append((href if usable else "", len(self.plain)))
        if usable:
            return f'<a href="{escape(href)}">'
        self.left_out.add(_NAMES["link"])
        return ""

    def _link_end(self) -> str:
        href, start = self._links.pop()
        if not href:
            return ""
        words = "".join(self.plain[start:])
        bare = href.partition("://")[2].rstrip("/") or href.removeprefix("mailto:")
        if self._addresses and bare not in words:
            self.plain.append(f" ({href.removeprefix('mailto:')})")
        return "</a>"
