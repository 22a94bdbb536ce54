"""SubRip (.srt): numbered captions with times; `NAME:` and `>>` inside them are looked for later.

Times are read as tools write them: with a comma or a point, with one to three digits behind it or
none, and without hours.
"""

from __future__ import annotations

import re

from segmentcast.errors import Problem, TranscriptError
from segmentcast.timing import parse_timestamp
from segmentcast.transcript.document import Document, Source
from segmentcast.transcript.readers.cues.caption_timing import document_of
from segmentcast.transcript.readers.cues.missing_ends import mend_of, with_ends
from segmentcast.transcript.readers.cues.source_caption import SourceCaption
from segmentcast.transcript.text.prose import excerpt

FORMAT = "SubRip"
_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{1,2}(?:[,.]\d{1,3})?"
_ARROW = r"\s*(?:--\s?>|->|[–—]>|→)\s*"
_TIMES = re.compile(rf"\s*(?:\d{{1,9}}\s+)?({_TIME}){_ARROW}(?:({_TIME})(?:\s.*)?)?$")
_LIKE_TIMES = re.compile(
    rf"\s*(?:\d{{1,9}}\s+)?[\d:;.,]{{4,16}}{_ARROW}(?:[\d:;.,]{{4,16}}(?:\s|$)|$)|.*-->"
)
_START = re.compile(rf"\s*(?:\d{{1,9}}\s+)?[\d:;.,]{{4,16}}{_ARROW}")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|\{\\[^{}]{0,100}\}")
_MOST_PROBLEMS = 50


def sniff(source: Source) -> float:
    """A number and a time line at the start."""
    return 0.95 if _START.match(source.text[:2000]) else 0.0


def parse(source: Source) -> Document:
    """Captions as blocks with their times. Raises TranscriptError for time lines that are none."""
    problems: list[Problem] = []
    cues: list[SourceCaption] = []
    words: list[str] = []
    times: tuple[int | None, int | None] = (None, None)
    begins = 1
    for number, line in enumerate(source.text.split("\n"), 1):
        if not _LIKE_TIMES.match(line):
            words.append(_MARKUP.sub("", line))
            continue
        if words and words[-1].strip().isdigit():
            words.pop()
        _close(cues, words, times, begins)
        times = _times(line, number, source.name, problems) or times
        words, begins = [], number + 1
    _close(cues, words, times, begins)
    if problems:
        raise TranscriptError(problems)
    ended, findings = with_ends(cues, source.name)
    return document_of(FORMAT, ended, source.name, findings=findings)


def _close(
    cues: list[SourceCaption], words: list[str], times: tuple[int | None, int | None], begins: int
) -> None:
    """The caption whose words end here; numbers before the first times are none."""
    text = "\n".join(words)
    if times[0] is not None or not text.strip().isdigit():
        cues.append(SourceCaption(text, *times, line=begins))


def _times(
    line: str, number: int, name: str, problems: list[Problem]
) -> tuple[int, int | None] | None:
    found = _TIMES.match(line)
    try:
        if found is None:
            raise ValueError(line)
        return parse_timestamp(found[1]), parse_timestamp(found[2]) if found[2] else None
    except ValueError:
        if len(problems) < _MOST_PROBLEMS:
            problems.append(
                Problem(f"{name}:{number}:1", f'not a time line: "{excerpt(line)}"', mend_of("00:00:01,000 --> 00:00:03,000"))
            )  # fmt: skip
        return None
