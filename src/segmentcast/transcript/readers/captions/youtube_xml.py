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

from segmentcast.errors import Problem, TranscriptError
from segmentcast.transcript.document import Document, Source
from segmentcast.transcript.readers import bounded_xml
from segmentcast.transcript.readers.bounded_json import LONGEST_MS
from segmentcast.transcript.readers.bounded_xml import local_name
from segmentcast.transcript.readers.cues.caption_timing import document_of
from segmentcast.transcript.readers.cues.source_caption import SourceCaption
from segmentcast.transcript.text.prose import excerpt

FORMAT = "YouTube timed text"
_ROOT = re.compile(r"\s*(?:<\?xml\b[^>]{0,200}\?>)?\s*<(?:timedtext[\s>]|transcript>\s*<text[\s>])")
_MOST_PROBLEMS = 50


def sniff(source: Source) -> float:
    """The root element."""
    return 1.0 if _ROOT.match(source.text[:2000]) else 0.0


def parse(source: Source) -> Document:
    """A cue for each paragraph. Raises TranscriptError for times that are none."""
    root = bounded_xml.root_of(source)
    cues: list[SourceCaption] = []
    problems: list[Problem] = []
    for element in _paragraphs(root):
        words = html.unescape("".join(element.itertext()))
        if not words.strip():
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
    return document_of(FORMAT, cues, source.name)


def _paragraphs(root: Any) -> Iterator[Any]:
    return (element for element in root.iter() if local_name(element) in {"p", "text"})


def _time(element: Any, in_ms: str, in_seconds: str) -> int | None:
    for name, factor in ((in_ms, 1), (in_seconds, 1000)):
        try:
            value = float(element.get(name, "")) * factor
        except ValueError:
            continue
        if isfinite(value) and 0 <= value <= LONGEST_MS:
            return round(value)
    return None
