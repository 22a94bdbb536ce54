"""YouTube's timed text in XML, in its three versions (srv1, srv2, srv3).

Modelled on what yt-dlp saves under these names, and on the notes on YTT in wiedymi/subforge and
arcusmaximus/YTSubConverter. Seconds in srv1, milliseconds in the others; a word's own time is not kept.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from math import isfinite
from typing import Any

from lxml import etree

from segmentcast.errors import Problem, TranscriptError
from segmentcast.transcript.document import Document, Source
from segmentcast.transcript.readers import bounded_xml
from segmentcast.transcript.readers.bounded_json import LONGEST_MS
from segmentcast.transcript.readers.bounded_xml import local_name
from segmentcast.transcript.readers.captions import stray_words
from segmentcast.transcript.readers.cues.caption_timing import document_of
from segmentcast.transcript.readers.cues.source_caption import SourceCaption
from segmentcast.transcript.text.prose import excerpt

FORMAT = "YouTube timed text"
_ROOT = re.compile(r"\s*(?:<\?xml\b[^>]{0,200}\?>)?\s*<(?:timedtext[\s>]|transcript>\s*<text[\s>])")
_PARAGRAPHS = frozenset({"p", "text"})
_SETTINGS = frozenset({"head", "pen", "ws", "wp"})
_MOST_PROBLEMS = 50


def sniff(source: Source) -> float:
    """The root element."""
    return 1.0 if _ROOT.match(source.text[:2000]) else 0.0


def parse(source: Source) -> Document:
    """A cue for each paragraph. Raises TranscriptError for times that are none."""
    root = bounded_xml.root_of(source)
    cues: list[SourceCaption] = []
    strays: list[tuple[int | None, str]] = []
    problems: list[Problem] = []
    for element, text in _paragraphs(root):
        words = html.unescape(text)
        if not words.strip():
            continue
        if local_name(element) not in _PARAGRAPHS:
            strays.append((element.sourceline, words))
            start = cues[-1].start_ms if cues else None
            cues.append(SourceCaption(words, start, line=element.sourceline))
            continue
        start, length = (_time(element, *names) for names in (("t", "start"), ("d", "dur")))
        if start is None:
            if len(problems) < _MOST_PROBLEMS:
                problems.append(
                    Problem(f"{source.name}:{element.sourceline}", f'words without a time: "{excerpt(words)}"', 't="1000" d="2000"')
                )  # fmt: skip
            continue
        end = None if length is None else start + length
        cues.append(SourceCaption(words, start, end, line=element.sourceline))
    if problems:
        raise TranscriptError(problems)
    return document_of(
        FORMAT, cues, source.name, findings=stray_words.reported(strays, source.name)
    )


def _paragraphs(root: Any) -> Iterator[tuple[Any, str]]:
    """(element, words) in order: paragraphs, each with all within it, and what else has words of its own."""
    inside: Any = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start" and inside is None:
            if local_name(element) in _PARAGRAPHS:
                inside = element
                yield element, "".join(element.itertext())
            elif local_name(element) not in _SETTINGS:
                yield element, element.text or ""
        elif event == "end":
            inside = None if element is inside else inside
            if inside is None and (above := element.getparent()) is not None:
                yield above, element.tail or ""


def _time(element: Any, in_ms: str, in_seconds: str) -> int | None:
    for name, factor in ((in_ms, 1), (in_seconds, 1000)):
        try:
            value = float(element.get(name, "")) * factor
        except ValueError:
            continue
        if isfinite(value) and 0 <= value <= LONGEST_MS:
            return round(value)
    return None
