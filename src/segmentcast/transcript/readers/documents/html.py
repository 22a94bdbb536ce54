"""HTML pages: the page's facts, and its transcript without navigation, scripts, share buttons, comments.

The page is parsed by lxml (as a browser would) and walked once, without recursion. The place of the
transcript is the element that is called so, else the article, else the main part, else the body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from segmentcast.errors import SegmentcastError, TranscriptError
from segmentcast.transcript.document import Block, Document, Facts, Source
from segmentcast.transcript.readers.documents.html_facts import (
    articles_in,
    comments_address,
    facts_of,
)
from segmentcast.transcript.readers.documents.plain_text import blocks_of
from segmentcast.transcript.text.dates import parse_date
from segmentcast.transcript.text.prose import collapse, word_count

FORMAT = "HTML"
_SKIPPED = frozenset(
    "script style nav aside form button noscript template iframe svg canvas audio video object select "
    "head figure figcaption menu dialog input textarea map math source track picture".split()
)
_BLOCKS = frozenset(
    "p div section article main li ul ol dl dt dd h1 h2 h3 h4 h5 h6 blockquote pre table tr td th tbody thead "
    "address details summary hr header footer body center fieldset".split()
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_STRONG = frozenset({"strong", "b"})
_FURNITURE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|social|related|recirc\w*|comments?|disqus|newsletter|signup|subscribe|promo\w*|ad|ads|advert\w*|"
    r"sponsor\w*|breadcrumbs?|pagination|pager|cookie|consent|banner|masthead|sidebar|toolbar|menu|nav|navbar|navigation|"
    r"footer|skip-link|player|audio-player|video-player|caption|credits?|tags?|topics|more-stories|recommend\w*|donat\w*|paywall|"
    r"footnotes?|endnotes?|reflist|popup|modal|tooltip|visually-hidden|sr-only|screen-reader-text|hidden)(?:$|[\s_-])",
    re.I,
)
_TRANSCRIPT_NAMES = re.compile(r"transcript", re.I)
_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,4}|[*†‡§]{1,3})[\])]?")
_LEAST_WORDS = 25
_MARK = re.compile(
    r"<(?:!doctype html|html|head|body|p|div|article|span|br|h[1-6]|meta|table|ul|dl)\b", re.I
)


@dataclass(slots=True)
class _Gathering:
    """Blocks while they are gathered: inline text so far, its emphasised beginning, the gap before it."""

    blocks: list[Block] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    lead: list[str] = field(default_factory=list)
    leading: bool = True
    gap: int = 0
    breaks: int = 0
    line: int | None = None
    heading: bool = False
    term: bool = False


def sniff(source: Source) -> float:
    """Elements of a page near the start."""
    head = source.text[:4000].lstrip()
    if re.match(r"<(?:!doctype html|html|\?xml[^>]{0,100}>\s*<(?:!doctype html|html))", head, re.I):
        return 0.97
    return min(0.9, 0.45 * len(_MARK.findall(source.text[:20_000])))


def parse(source: Source) -> Document:
    """The page's facts and the transcript's blocks.

    Raises TranscriptError for a page without a transcript: empty, or loaded later by script.
    """
    root = tree_of(source)
    if root is None:
        raise TranscriptError.at(
            source.name, "the page is empty.", "Save the page again, with the transcript opened."
        )
    facts, articles = _facts(root)
    place, named = _place(root)
    blocks = tuple(blocks_in(place))
    if sum(word_count(block.text) for block in blocks) < _LEAST_WORDS:
        given = next(
            (text for node in articles if isinstance(text := node.get("transcript"), str)), ""
        )
        if word_count(given) >= _LEAST_WORDS:
            blocks = blocks_of(given)
        elif not blocks or named or _is_scripted(root):
            raise _no_transcript(source, root)
    if named:
        facts = _from_page(root, facts)
    return Document(FORMAT, blocks, facts, headed=True)


def tree_of(source: Source) -> Any:
    """The page's tree, as a browser would build it; None for a page without anything in it."""
    parser = lxml_html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        return lxml_html.document_fromstring(source.text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _facts(root: Any) -> tuple[Facts, list[dict[str, object]]]:
    scripts = [
        element.text or ""
        for element in root.iter("script")
        if "ld+json" in (element.get("type") or "")
    ]
    metas: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        metas.setdefault(name.casefold(), element.get("content") or "")
    links = {
        (element.get("rel") or "").casefold(): element.get("href") or ""
        for element in root.iter("link")
    }
    articles = articles_in(scripts)
    facts = facts_of(articles, metas, links, root.get("lang") or "")
    return _completed(root, facts), articles


def _completed(root: Any, facts: Facts) -> Facts:
    """What only the page's elements say: h1, title, time, the link to the comments."""
    title = facts.title or next(
        (words for element in root.iter("h1") if (words := _words(element))), ""
    )
    title = title or next(
        (words.split(" | ")[0] for element in root.iter("title") if (words := _words(element))), ""
    )
    published = facts.published
    if published is None:
        published = next(
            (
                moment
                for element in root.iter("time")
                if (moment := parse_date(element.get("datetime") or _words(element)))
            ),
            None,
        )
    comments = facts.comments_url
    if not comments:
        for element in root.iter("a"):
            href = (element.get("href") or "").strip()
            if re.search(r"#(?:comments?|disqus_thread|respond)$|/comments/?$", href):
                comments = comments_address(facts.page_url, href)
                break
    byline = facts.byline or next(
        (
            words.removeprefix("By ").strip()
            for element in root.iter()
            if _is_byline(element) and (words := _words(element))
        ),
        "",
    )
    byline = byline or next(
        (
            words[3:]
            for element in root.iter("p", "div", "span")
            if not len(element) and (words := _words(element)).startswith("By ") and len(words) < 80
        ),
        "",
    )
    return replace(
        facts, title=title, published=published, comments_url=comments, byline=byline[:120]
    )


def _is_byline(element: Any) -> bool:
    return isinstance(element.tag, str) and (
        element.get("rel") == "author"
        or (element.get("class") or "").casefold() in {"byline", "author"}
    )


def _from_page(root: Any, facts: Facts) -> Facts:
    """A summary that stands on the page outside of the transcript, where nothing else gives one."""
    if facts.summary:
        return facts
    for element in root.iter("p"):
        words = _words(element)
        if word_count(words) >= 10 and not _inside(element):
            return replace(facts, summary=words)
    return facts


def _inside(element: Any) -> bool:
    return any(_is_named_transcript(parent) for parent in (element, *element.iterancestors()))


def _words(element: Any) -> str:
    return collapse("".join(element.itertext())) if element is not None else ""


def _is_named_transcript(element: Any) -> bool:
    if not isinstance(element.tag, str) or element.tag in {"a", "button", "body", "html"}:
        return False
    return bool(
        _TRANSCRIPT_NAMES.search(
            f"{element.get('id') or ''} {element.get('class') or ''} {element.get('itemprop') or ''}"
        )
    )


def _place(root: Any) -> tuple[Any, bool]:
    """The element that holds the transcript, and whether it is called so."""
    named = [
        element
        for element in root.iter()
        if isinstance(element.tag, str)
        and _is_named_transcript(element)
        and element.tag not in _SKIPPED
    ]
    best = max(named[:200], key=lambda element: len("".join(element.itertext())), default=None)
    if best is not None and (word_count(_words(best)) >= _LEAST_WORDS or _is_scripted(root)):
        return best, True
    for path in ("article", "main"):
        found = max(
            root.iter(path), key=lambda element: len("".join(element.itertext())), default=None
        )
        if found is not None and word_count(_words(found)) >= _LEAST_WORDS:
            return found, False
    body = root.find("body")
    return (root if body is None else body), False


def _is_scripted(root: Any) -> bool:
    """Whether the page seems to bring its text by script."""
    for element in root.iter("script"):
        if "json" not in (element.get("type") or "") and (element.get("src") or element.text):
            return True
    return any(
        isinstance(element.tag, str)
        and any(
            "transcript" in str(name).casefold() or "data-src" in str(name)
            for name in element.attrib
        )
        for element in root.iter()
    )


def _no_transcript(source: Source, root: Any) -> SegmentcastError:
    if _is_scripted(root):
        return TranscriptError.at(
            source.name,
            "this page holds no transcript; it is loaded by script when a browser opens the page.",
            "Open the page in a browser, open the transcript, copy its text into transcript.txt.",
        )
    return TranscriptError.at(
        source.name,
        "this page holds no transcript.",
        "Copy the transcript's text into transcript.txt.",
    )


def _walk(place: Any) -> Iterator[tuple[str, Any, str]]:
    """(event, element, text) in document order: "open", "close", "text", "strong"; furniture left out."""
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
        if not isinstance(child.tag, str) or _is_furniture(child):
            yield "text", element, child.tail or ""
            continue
        yield "open", child, ""
        yield "text", child, child.text or ""
        stack.append((child, iter(child)))


def _is_furniture(element: Any) -> bool:
    if element.tag in _SKIPPED or (element.tag == "sup" and _is_note_mark(element)):
        return True
    if element.get("hidden") is not None and not _is_named_transcript(element):
        return True
    if element.get("role") in {"navigation", "search", "complementary", "button"}:
        return True
    called = f"{element.get('class') or ''} {element.get('id') or ''}"
    if _is_named_transcript(element):
        return False
    return bool(_FURNITURE_NAMES.search(called)) and element.tag not in {"body", "article", "main"}


def _is_note_mark(element: Any) -> bool:
    """Whether a raised number leads to a note at the foot of the page."""
    links = any((link.get("href") or "").startswith("#") for link in element.iter("a"))
    return links and _NOTE_MARK.fullmatch(_words(element)) is not None


def blocks_in(place: Any) -> Iterator[Block]:
    """The paragraphs within an element, furniture left out."""
    gathering = _Gathering()
    strong_depth = 0
    for event, element, text in _walk(place):
        tag = element.tag
        if event == "text":
            _add(gathering, text, strong=strong_depth > 0 or gathering.heading or gathering.term)
            continue
        if tag in _STRONG:
            strong_depth += 1 if event == "open" else -1
        elif tag == "br" and event == "open":
            _break(gathering)
        elif tag in _BLOCKS:
            empty = not collapse("".join(gathering.parts))
            _close(gathering)
            if event == "close" and empty and tag in {"p", "hr"}:
                gathering.gap += 1
            if event == "close" and tag in {
                "div",
                "section",
                "blockquote",
                "ul",
                "ol",
                "table",
                "tr",
            }:
                gathering.gap = max(gathering.gap, 1)
            if event == "open":
                gathering.line = element.sourceline
                gathering.heading = tag in _HEADINGS
                gathering.term = tag == "dt"
            else:
                gathering.heading = gathering.term = False
    _close(gathering)
    yield from gathering.blocks


def _add(gathering: _Gathering, text: str, *, strong: bool) -> None:
    if not text:
        return
    if text.strip():
        gathering.breaks = 0
        if not strong:
            gathering.leading = False
    gathering.parts.append(text)
    if strong and gathering.leading:
        gathering.lead.append(text)


def _break(gathering: _Gathering) -> None:
    """One <br> is a line of the same paragraph; two or more end the paragraph and are its gap."""
    gathering.breaks += 1
    if gathering.breaks == 1:
        gathering.parts.append("\n")
        return
    _close(gathering)
    gathering.gap += 1


def _close(gathering: _Gathering) -> None:
    lines = "".join(gathering.parts)
    text = collapse(lines)
    if text:
        lead = collapse("".join(gathering.lead))
        label = f"{text.rstrip(':')}:" if gathering.term else text
        gathering.blocks.append(
            Block(
                label,
                gathering.line,
                gathering.gap,
                lead=label if gathering.term else lead if text.startswith(lead) else "",
                heading=gathering.heading,
            )
        )
        gathering.gap = 0
    gathering.parts.clear()
    gathering.lead.clear()
    gathering.leading = True
    gathering.breaks = 0 if text else gathering.breaks
