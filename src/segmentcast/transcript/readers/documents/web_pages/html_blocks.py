"""The paragraphs within an element of a page, furniture left out: navigation, scripts, share buttons, comments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from segmentcast.transcript.document import Block
from segmentcast.transcript.readers.documents.left_out import LeftOut
from segmentcast.transcript.readers.documents.timed_leads import as_label, is_time
from segmentcast.transcript.readers.documents.web_pages.html_furniture import (
    Furniture,
    announced_link,
    is_named_transcript,
    leads_on,
    link_alone,
    words_of,
)
from segmentcast.transcript.readers.documents.web_pages.html_type import BOLD, HIDDEN, STRUCK, Sheet
from segmentcast.transcript.text.names import name_at
from segmentcast.transcript.text.prose import (
    breaks_of,
    collapse,
    ends_sentence,
    ends_with_question,
    word_count,
)

_BLOCKS = frozenset(
    "p div section article main li ul ol dl dt dd h1 h2 h3 h4 h5 h6 blockquote pre table tr td th tbody thead "
    "address details summary hr header footer body center fieldset form".split()
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_WITH_GAP = frozenset("div section blockquote ul ol table tr".split())
_PARAGRAPHS = frozenset({"p", "li", "div"})
_LINE_END = "\u2028"
"""A <br>: the ends of the source's lines are spaces."""
_NEARLY_ALL = 0.9
_FEW_WORDS = 4
_MOST_HIDDEN = 1 / 3
"""Of a page's prose: more is the transcript, which a click shows."""


class PageText:
    """The words of one page: its furniture, its style sheet, and what was left out of it."""

    def __init__(self, root: Any) -> None:
        """`root`: the page's tree."""
        self.furniture = Furniture(root)
        self.unspoken = LeftOut()
        self.links_alone: list[tuple[int | None, str]] = []
        self._sheet = Sheet(root)

    def blocks_in(self, place: Any) -> Iterator[Block]:
        """The paragraphs within an element, furniture left out."""
        gathering = _Gathering()
        kinds: list[frozenset[str]] = []
        links: set[int] = set()
        leading_on: set[int] = set()
        for event, element, text in self._walk(place):
            if event == "text":
                _add(gathering, text, kinds[-1] if kinds else frozenset())
                continue
            if event == "open":
                around = kinds[-1] if kinds else frozenset()
                kinds.append(around | self._sheet.kinds_of(element))
            else:
                kinds.pop()
            _at_element(gathering, event, element)
            if event == "open" and _is_paragraph(element) and link_alone(element):
                links.add(len(gathering.blocks))
            elif event == "open" and _is_paragraph(element) and leads_on(element):
                leading_on.add(len(gathering.blocks))
        _close(gathering)
        yield from self._without_links(
            gathering.blocks, links | _at_end(gathering.blocks, leading_on)
        )

    def _without_links(self, blocks: list[Block], links: set[int]) -> Iterator[Block]:
        """The blocks without those of `links`, by index, that nobody says: never an answer, never a name before words."""
        last = max((at for at in range(len(blocks)) if at not in links), default=-1)
        before: Block | None = None
        gap = 0
        for at, block in enumerate(blocks):
            name = word_count(block.text) < _FEW_WORDS or _is_name(block.text)
            below = before is not None and at > last and _heads_links(before)
            if at in links and not (name and at < last) and (below or _ends_speech(before)):
                self.links_alone.append((block.line, block.text))
                gap = max(gap, block.gap)
                continue
            before = block
            yield block if block.gap >= gap else replace(block, gap=gap)
            gap = 0

    def _walk(self, place: Any) -> Iterator[tuple[str, Any, str]]:
        """(event, element, text) in document order: "open", "close", "text"; furniture left out."""
        stack: list[tuple[Any, Iterator[Any]]] = [(place, iter(place))]
        yield "open", place, ""
        yield "text", place, place.text or ""
        while stack:
            element, children = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                yield "close", element, ""
                if stack:
                    yield "text", stack[-1][0], element.tail or ""
                continue
            if not isinstance(child.tag, str) or self._is_left_out(child):
                # A sign between two words keeps them apart: "1/2" is not "12".
                if _parts_words(child):
                    yield "text", element, " "
                yield "text", element, child.tail or ""
                continue
            yield "open", child, ""
            yield "text", child, child.text or ""
            stack.append((child, iter(child)))

    def _is_left_out(self, element: Any) -> bool:
        if self.furniture.is_furniture(element):
            return True
        if _is_sign(element):
            return True
        kinds = self._sheet.kinds_of(element)
        if STRUCK in kinds:
            self.unspoken.struck.append((element.sourceline, words_of(element)))
            return True
        most = self.furniture.prose * _MOST_HIDDEN
        if (
            HIDDEN in kinds
            and self.furniture.prose_in(element) <= most
            and not _holds_transcript(element)
        ):
            self.unspoken.hidden.append((element.sourceline, words_of(element)))
            return True
        if _is_paragraph(element) and (words := announced_link(element)):
            self.links_alone.append((element.sourceline, words))
            return True
        return False


def _at_end(blocks: list[Block], links: set[int]) -> set[int]:
    """Those of the links, by index, that the page ends with, right below a heading that asks nothing."""
    first = len(blocks)
    while first - 1 in links:
        first -= 1
    if not 0 < first < len(blocks) or not _heads_links(blocks[first - 1]):
        return set()
    return set(range(first, len(blocks)))


def _heads_links(block: Block) -> bool:
    """Whether a heading asks nothing and names nobody, so that the links below it are no answer."""
    return block.heading and not ends_sentence(block.text) and not _is_name(block.text)


def _parts_words(element: Any) -> bool:
    if not isinstance(element.tag, str) or not (element.tail or "")[:1].isalnum():
        return False
    return _is_sign(element) and bool(words_of(element))


def _is_sign(element: Any) -> bool:
    """Whether the page hides it from readers aloud, and it has no words."""
    return element.get("aria-hidden") == "true" and not any(map(str.isalnum, words_of(element)))


def _is_paragraph(element: Any) -> bool:
    return element.tag in _PARAGRAPHS and not _has_paragraphs(element)


def _is_name(text: str) -> bool:
    name = name_at(text, 0)
    return name is not None and name.end == len(text)


def _ends_speech(block: Block | None) -> bool:
    """Whether what stands before asks for nothing: no question, no label, and not set as a question may be."""
    if block is None:
        return True
    asks = block.heading or bool(block.emphasis) or ends_with_question(block.text)
    asks = asks or block.text.endswith(":")
    return ends_sentence(block.text) and not asks


def _holds_transcript(element: Any) -> bool:
    return any(map(is_named_transcript, element.iter()))


def _has_paragraphs(element: Any) -> bool:
    return any(child.tag in _BLOCKS for child in element.iterdescendants())


@dataclass(slots=True)
class _Gathering:
    """Blocks while they are gathered: inline text so far, its emphasised beginning, the gap before it.

    `letters` counts those of the paragraph, `set_so` those by kind of emphasis.
    """

    blocks: list[Block] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    lead: list[str] = field(default_factory=list)
    leading: bool = True
    time: str = ""
    gap: int = 0
    breaks: int = 0
    line: int | None = None
    heading: bool = False
    term: bool = False
    letters: int = 0
    set_so: Counter[str] = field(default_factory=Counter)


def _at_element(gathering: _Gathering, event: str, element: Any) -> None:
    """A paragraph may end where an element begins or ends."""
    tag = element.tag
    if tag == "br" and event == "open":
        _break(gathering)
        return
    if tag not in _BLOCKS:
        return
    empty = not collapse("".join(gathering.parts))
    _close(gathering)
    if event == "close" and empty and tag in {"p", "hr"}:
        gathering.gap += 1
    if event == "close" and tag in _WITH_GAP:
        gathering.gap = max(gathering.gap, 1)
    if event == "open":
        gathering.line = element.sourceline
        gathering.heading = tag in _HEADINGS
        gathering.term = tag == "dt"
    else:
        gathering.heading = gathering.term = False


def _add(gathering: _Gathering, text: str, kinds: frozenset[str]) -> None:
    if not text:
        return
    strong = BOLD in kinds or gathering.heading or gathering.term
    if text.strip():
        gathering.breaks = 0
        if not strong and not gathering.parts and is_time(text):
            gathering.time = text
        elif not strong:
            gathering.leading = False
        count = sum(map(str.isalnum, text))
        gathering.letters += count
        for kind in kinds:
            gathering.set_so[kind] += count
    gathering.parts.append(text)
    if strong and gathering.leading:
        gathering.lead.append(text)


def _break(gathering: _Gathering) -> None:
    """One <br> is a line of the same paragraph; two or more end the paragraph and are its gap."""
    gathering.breaks += 1
    if gathering.breaks == 1:
        gathering.parts.append(_LINE_END)
        return
    _close(gathering)
    gathering.gap += 1


def _with_timed_label(text: str, lead: str, time: str) -> tuple[str, str]:
    """The text of a paragraph and its lead, a time before the name behind it."""
    rest = text[len(time) :].lstrip()
    labelled = as_label(time, lead, rest[len(lead) :]) if rest.startswith(lead) else None
    return (labelled, "") if labelled else (text, lead)


def _close(gathering: _Gathering) -> None:
    lines = "".join(gathering.parts)
    text = collapse(lines)
    if text:
        lead = collapse("".join(gathering.lead))
        timed = bool(gathering.time)
        if lead and not gathering.heading:
            before = text
            text, lead = _with_timed_label(text, lead, collapse(gathering.time))
            timed = timed or text != before
        label = f"{text.rstrip(':')}:" if gathering.term else text
        emphasis = frozenset(
            kind
            for kind, count in gathering.set_so.items()
            if count and count >= gathering.letters * _NEARLY_ALL
        )
        gathering.blocks.append(
            Block(
                label,
                gathering.line,
                gathering.gap,
                lead=label if gathering.term else lead if text.startswith(lead) else "",
                heading=gathering.heading,
                emphasis=emphasis,
                breaks=breaks_of(lines, _LINE_END) if not timed else (),
            )
        )
        gathering.gap = 0
    gathering.parts.clear()
    gathering.lead.clear()
    gathering.leading = True
    gathering.time = ""
    gathering.breaks = 0 if text else gathering.breaks
    gathering.letters = 0
    gathering.set_so.clear()
