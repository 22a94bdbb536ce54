"""HTML of the Podcast Namespace: `<cite>` names who speaks, `<time>` says when, `<p>` holds the words.

Modelled on the specification's example (Podcastindex-org/podcast-namespace, transcripts/transcripts.md
and example.html) and on what hosts write from it.
"""

from __future__ import annotations

import re

from segmentcast.errors import TranscriptError
from segmentcast.timing import parse_timestamp
from segmentcast.transcript.document import Document, Facts, Source
from segmentcast.transcript.readers.cues.caption_timing import document_of
from segmentcast.transcript.readers.cues.source_caption import SourceCaption
from segmentcast.transcript.readers.documents.web_pages.html import tree_of
from segmentcast.transcript.text.prose import collapse

FORMAT = "Podcast Namespace HTML"
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
    label: str | None = None
    start: int | None = None
    title = ""
    notes: list[str] = []
    for element in root.iter() if root is not None else ():
        words = collapse("".join(element.itertext())) if isinstance(element.tag, str) else ""
        inside = element.getparent() is not None and element.getparent().tag == "p"
        if not words or inside:
            continue
        if element.tag == "cite":
            label = words.rstrip(":： ") or ""
        elif element.tag == "time":
            start = _milliseconds(words, start)
        elif element.tag == "p":
            cues.append(SourceCaption(words, start, None, label, element.sourceline))
            label = start = None
        elif element.tag in {"title", "h1"}:
            title = title or words
        elif element.tag in {"h2", "h3", "footer"}:
            notes.append(words)
    if not cues:
        raise TranscriptError.at(
            source.name, "this page holds no transcript.", "<cite>Full Name:</cite> <time>0:00</time> <p>What was said.</p>"
        )  # fmt: skip
    facts = Facts(title=title, language=root.get("lang") or "")
    return document_of(FORMAT, cues, source.name, facts, rolls=False, notes=notes)


def _milliseconds(text: str, known: int | None) -> int | None:
    try:
        return parse_timestamp(text)
    except ValueError:
        return known
