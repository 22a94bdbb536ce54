"""SubViewer as YouTube writes it (.sbv): a line with two times, the words, a blank line.

Modelled on the sample in YouTube's help, "Supported subtitle and closed caption files" (SubViewer).
`>> NAME:` within the words is looked for later.
"""

from __future__ import annotations

import re
from dataclasses import replace

from segmentcast.errors import Problem, TranscriptError
from segmentcast.timing import parse_timestamp
from segmentcast.transcript.document import Document, Source
from segmentcast.transcript.readers.cues.caption_timing import document_of
from segmentcast.transcript.readers.cues.source_caption import SourceCaption, without_tags
from segmentcast.transcript.text.prose import excerpt

FORMAT = "SubViewer (SBV)"
_TIME = r"\d{1,3}:\d{2}:\d{2}[.,]\d{1,3}"
_TIMES = re.compile(rf"\s*({_TIME})\s*,\s*({_TIME})\s*$")
_LIKE_TIMES = re.compile(r"\s*\d{1,3}:\d{2}:\d{2}[.,\d]*\s*,\s*\d{1,3}:\d{2}:\d{2}[.,\d]*\s*$")
_MARK = "[br]"
_MOST_PROBLEMS = 50


def sniff(source: Source) -> float:
    """A line with two times and a comma between them at the start."""
    head = source.text.lstrip()[:200]
    return 0.97 if _TIMES.match(head.split("\n", 1)[0]) else 0.0


def parse(source: Source) -> Document:
    """Captions with their times. Raises TranscriptError for lines that look like times and are none."""
    cues: list[SourceCaption] = []
    words: list[str] = []
    problems: list[Problem] = []
    for number, line in enumerate(source.text.split("\n"), 1):
        times = _TIMES.match(line)
        if times is None and not _LIKE_TIMES.match(line):
            words.append(without_tags(line))
            continue
        _close(cues, words)
        try:
            if times is None:
                raise ValueError(line)
            start, end = parse_timestamp(times[1]), parse_timestamp(times[2])
        except ValueError:
            if len(problems) < _MOST_PROBLEMS:
                problems.append(
                    Problem(f"{source.name}:{number}:1", f'not two times: "{excerpt(line)}"', "0:00:01.000,0:00:03.000")
                )  # fmt: skip
            continue
        cues.append(SourceCaption("", start, end, line=number + 1))
    _close(cues, words)
    if problems:
        raise TranscriptError(problems)
    return document_of(FORMAT, cues, source.name)


def _close(cues: list[SourceCaption], words: list[str]) -> None:
    """The words so far are those of the last times; before the first times there are none."""
    if cues:
        cues[-1] = replace(cues[-1], text="\n".join(words).replace(_MARK, "\n"))
    words.clear()
