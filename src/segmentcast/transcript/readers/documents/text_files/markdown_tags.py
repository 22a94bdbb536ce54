"""HTML within Markdown: comments, a page's code, and struck-out words, each outside code and escapes.

A tag alone is a word that somebody talks of; only a pair that is plausible markup takes words out.
All is found in one pass: a tag without its partner costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

Span = tuple[int, int]

CODE = re.compile(r"(?<!\\)(`{1,3})([^`\n]{1,500})\1")
_LITERAL = re.compile(
    r"(?P<comment><!--(?:[^\n<-]|-(?!->)|<(?!!--))*-->)|(?P<tick>`{1,3})[^`\n]{1,500}(?P=tick)|\\[^\w\s]"
)
_FENCED = re.compile(r"^ {0,3}(?:```|~~~)[^`\n]{0,100}$", re.M)
_TAG = re.compile(r"<(/?)([a-z]{1,10})(?![\w-])([^<>]{0,500})>", re.I)
_TILDES = re.compile(r"(?<!~)~~(?=[^\s~])([^~\n]{1,1000})(?<=\S)~~(?!~)")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_LABEL = re.compile(r"\n[ \t]*\n[ \t]*(?:\*\*|__)")
_CODE_SIGNS = frozenset("{}=<>")
_PAGE_CODE = frozenset(("script", "style", "template", "noscript"))
_STRIKES = frozenset(("s", "del", "strike"))
_LONGEST_STRUCK = 1000
_COVER = "\ue001"


def covered(text: str) -> str:
    """The text, as long as before, with code and escaped characters covered: no mark stands in them."""
    text = _LITERAL.sub(
        lambda literal: literal["comment"] or _COVER * len(literal[0]), text.replace(_COVER, " ")
    )
    fences = list(_FENCED.finditer(text))
    pieces: list[str] = []
    at = 0
    for opening, closing in zip(fences[::2], fences[1::2], strict=False):
        inside = text[opening.end() : closing.start()]
        pieces += [text[at : opening.end()], re.sub(r"[^\n]", _COVER, inside)]
        at = closing.start()
    return "".join((*pieces, text[at:]))


def pairs(
    text: str, names: Iterable[str], attribute: str = ""
) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """The opening tags of some names, `attribute` in them, with the tags that close them."""
    wanted = frozenset(names)
    opened: dict[str, list[re.Match[str]]] = {}
    for tag in _TAG.finditer(text):
        name = tag[2].casefold()
        if name not in wanted:
            continue
        waiting = opened.setdefault(name, [])
        if not tag[1]:
            waiting.append(tag)
        elif waiting:
            opening = waiting.pop()
            if attribute in opening[3].casefold():
                yield opening, tag


def comments(text: str) -> list[Span]:
    """HTML comments. One that nobody closes ends with its line, and is none within a line."""
    spans: list[Span] = []
    marks = covered(text)
    at = 0
    close = 0
    while (start := marks.find("<!--", at)) >= 0:
        if 0 <= close < start + 4:
            close = marks.find("-->", start + 4)
        begins = _begins_line(marks, start)
        if close >= 0 and (begins or not _BLANK_LINE.search(marks, start, close)):
            at = close + 3
            spans.append((start, at))
            continue
        at = start + 4
        if begins:
            at = _line_end(marks, start)
            spans.append((start, at))
    return spans


def page_code(text: str) -> list[Span]:
    """Scripts, styles and templates of a page, as far as they look like code and no talk of them."""
    marks = covered(text)
    spans: list[Span] = []
    looked = 0
    for opening, closing in pairs(marks, _PAGE_CODE):
        if opening.start() >= looked and _is_code(marks, opening, closing):
            spans.append((opening.start(), closing.end()))
        looked = closing.end()
    return spans


def struck(text: str) -> list[Span]:
    """Struck-out words with their marks: `~~words~~`, `<del>words</del>`."""
    marks = covered(text)
    spans = [tildes.span() for tildes in _TILDES.finditer(marks)]
    for opening, closing in pairs(marks, _STRIKES):
        words = marks[opening.end() : min(closing.start(), opening.end() + _LONGEST_STRUCK + 1)]
        beside = (words[:1] + words[-1:]).strip(" \t") == words[:1] + words[-1:]
        if len(words) <= _LONGEST_STRUCK and beside and not _BLANK_LINE.search(words):
            spans.append((opening.start(), closing.end()))
    return _outermost(spans)


def without(text: str, spans: Iterable[Span]) -> str:
    """The text without some places; its lines are those of before."""
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        pieces += [text[at:start], "\n" * text.count("\n", start, end)]
        at = end
    return "".join((*pieces, text[at:]))


def without_pairs(text: str, names: Iterable[str], attribute: str = "") -> str:
    """The text without the pairs of some tags and the words in them."""
    spans = ((first.start(), last.end()) for first, last in pairs(text, names, attribute))
    return without(text, _outermost(spans))


def _is_code(marks: str, opening: re.Match[str], closing: re.Match[str]) -> bool:
    inside = marks[opening.end() : closing.start()]
    begins = _begins_line(marks, opening.start())
    signs = not _CODE_SIGNS.isdisjoint(inside)
    if _BLANK_LINE.search(inside):
        return begins and signs and not _LABEL.search(inside)
    ends = not marks[closing.end() : _line_end(marks, closing.end())].strip()
    return signs or not inside.strip() or (begins and ends)


def _begins_line(text: str, at: int) -> bool:
    return not text[max(text.rfind("\n", 0, at) + 1, at - 20) : at].strip()


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return end if end >= 0 else len(text)


def _outermost(spans: Iterable[Span]) -> list[Span]:
    kept: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
