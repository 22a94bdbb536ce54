"""Whisper's TSV: `start`, `end` and `text` between tabs, the times in milliseconds.

Modelled on openai/whisper, whisper/utils.py (`WriteTSV`): a tab within the words is written as a
space there, so that a line has three fields.
"""

from __future__ import annotations

import re

from segmentcast.errors import Problem, TranscriptError
from segmentcast.transcript.document import Document, Source
from segmentcast.transcript.readers.bounded_json import LONGEST_MS
from segmentcast.transcript.readers.cues.caption_timing import document_of
from segmentcast.transcript.readers.cues.source_caption import SourceCaption
from segmentcast.transcript.text.prose import excerpt

FORMAT = "Whisper TSV"
_HEADER = re.compile(r"\s*start\tend\ttext[ \t]*(?:\n|$)", re.I)
_MOST_PROBLEMS = 50


def sniff(source: Source) -> float:
    """The three names of the columns, in order."""
    return 1.0 if _HEADER.match(source.text[:200]) else 0.0


def parse(source: Source) -> Document:
    """A cue a line. Raises TranscriptError for lines that are none."""
    cues: list[SourceCaption] = []
    problems: list[Problem] = []
    header = True
    for number, line in enumerate(source.text.split("\n"), 1):
        if not line.strip():
            continue
        if header:
            header = False
            continue
        fields = line.split("\t", 2)
        times = [_milliseconds(field) for field in fields[:2]]
        if len(fields) == 3 and times[0] is not None:
            cues.append(
                SourceCaption(fields[2].replace("\t", " "), times[0], times[1], line=number)
            )
        elif len(problems) < _MOST_PROBLEMS:
            problems.append(
                Problem(f"{source.name}:{number}", f'not a start, an end and a text: "{excerpt(line)}"',
                        "Write milliseconds, and a tab between the three: 1000 3000 What was said.")
            )  # fmt: skip
    if problems:
        raise TranscriptError(problems)
    return document_of(FORMAT, cues, source.name, rolls=False)


def _milliseconds(field: str) -> int | None:
    digits = field.strip()
    if not re.fullmatch(r"\d{1,12}", digits):
        return None
    ms = int(digits)
    return ms if ms <= LONGEST_MS else None
