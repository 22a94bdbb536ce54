"""HTML of the Podcast Namespace: `<cite>` names who speaks, `<time>` says when, `<p>` holds the words.

Modelled on the specification's example (Podcastindex-org/podcast-namespace, transcripts/transcripts.md
and example.html) and on what hosts write from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from segmentcast.errors import TranscriptError
from segmentcast.timing import parse_timestamp
from segmentcast.transcript.document import Document, Facts, Source
from segmentcast.transcript.readers.captions import stray_words
from segmentcast.transcript.readers.cues.caption_timing import document_of
from segmentcast.transcript.readers.cues.source_caption import SourceCaption
from segmentcast.transcript.readers.documents.web_pages.html import left_open, tree_of
from segmentcast.transcript.text.prose import collapse

FORMAT = "Podcast Namespace HTML"
_TOLD = frozenset({"cite", "time", "p", "title", "h1", "h2", "h3", "footer"})
_UNSEEN = frozenset({"script", "style", "noscript", "template", "nav", "button"})
_INLINE = frozenset(
    {"a", "abbr", "b", "em", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u"}
)
_CLOCK = r"\d{1,3}(?::\d{1,2}){1,2}(?:[.,]\d{1,3})?"
_ENTRY = re.compile(
    rf"<cite\b[^>]{{0,200}}>[^<]{{1,120}}</cite>\s*(?:<time\b[^>]{{0,200}}>\s*{_CLOCK}\s*</time>\s*)?<p\b",
    re.I,
)
_TIME = re.compile(rf"<time\b[^>]{{0,200}}>\s*{_CLOCK}\s*</time>", re.I)


def sniff(source: Source) -> float:
    """An entry as the specification has it, in markup from the start, and no article around it."""
    head = source.text[:20_000]
    if not head.lstrip().startswith("<"):
        return 0.0
    return 0.98 if _ENTRY.search(head) and _TIME.search(head) and "<article" not in head else 0.0


def parse(source: Source) -> Document:
    """A cue for each paragraph. Raises TranscriptError for a page without any."""
    root = tree_of(source)
    cues: list[SourceCaption] = []
    strays: list[tuple[int | None, str]] = []
    unread: list[tuple[int | None, str]] = []
    label: str | None = None
    start: int | None = None
    title = ""
    notes: list[str] = []
    for tag, words, line in _parts(root) if root is not None else ():
        if tag == "cite":
            label = words.rstrip(":： ") or ""
        elif tag == "time":
            start = _milliseconds(words, start)
        elif tag == "p" or (tag == "" and (cues or label is not None)):
            if not tag:
                strays.append((line, words))
            cues.append(SourceCaption(words, start, None, label, line, doubtful=not tag))
            label = start = None
        elif tag in {"title", "h1"}:
            title = title or words
        else:
            if not tag:
                unread.append((line, words))
            notes.append(words)
    if not cues:
        raise TranscriptError.at(
            source.name, "this page holds no transcript.", "<cite>Full Name:</cite> <time>0:00</time> <p>What was said.</p>"
        )  # fmt: skip
    facts = Facts(title=title, language=root.get("lang") or "")
    return document_of(
        FORMAT, cues, source.name, facts, rolls=False, notes=notes,
        findings=(
            *left_open(source),
            *stray_words.reported(unread, source.name, read=False),
            *stray_words.reported(strays, source.name),
        ),
    )  # fmt: skip


def _parts(root: Any) -> Iterator[tuple[str, str, int | None]]:
    """(tag, words, line) of the elements that tell something, in order; "" for words between them.

    Any block ends a paragraph, so that "<p>We went <div>home</div> at nine.</p>" leaves words between them.
    """
    strays: list[str] = []
    line: int | None = None
    told: Any = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        text = (element.text if event == "start" else element.tail) or ""
        ends = event == "end" and element is told
        if told is None and event == "start" and element.tag in _TOLD | _UNSEEN:
            if between := collapse("".join(strays)):
                yield "", between, line
            strays, told, text = [], element, ""
        elif ends:
            if element.tag in _TOLD and (words := collapse("".join(element.itertext()))):
                yield element.tag, words, element.sourceline
            told = None
        if told is None:
            if text.strip() and not collapse("".join(strays)):
                line = element.sourceline
            strays += [text if element.tag in _INLINE else f" {text} "]
    if between := collapse("".join(strays)):
        yield "", between, line


def _milliseconds(text: str, known: int | None) -> int | None:
    try:
        return parse_timestamp(text)
    except ValueError:
        return known
