"""SubRip (.srt): numbered captions with times; `NAME:` and `>>` inside them are looked for later."""

from __future__ import annotations

import re

from segmentcast.errors import Problem, TranscriptError
from segmentcast.timing import parse_timestamp
from segmentcast.transcript.cues import dashed, gap_after
from segmentcast.transcript.document import Block, Document, Source
from segmentcast.transcript.prose import excerpt

FORMAT = "SubRip"
_TIMES = re.compile(
    r"\s*(\d{1,3}:\d\d?:\d\d?[,.]\d{1,3})\s*-->\s*(\d{1,3}:\d\d?:\d\d?[,.]\d{1,3})(?:\s.*)?$"
)
_START = re.compile(r"\s*(?:\d{1,9}\s*\n)?\s*\d{1,3}:\d\d?:\d\d?[,.]\d{1,3}\s*-->")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|\{\\[^{}]{0,100}\}")
_MOST_PROBLEMS = 50


def sniff(source: Source) -> float:
    """A number and a time line at the start."""
    return 0.95 if _START.match(source.text[:2000]) else 0.0


def parse(source: Source) -> Document:
    """Captions as blocks with their times. Raises TranscriptError for time lines that are none."""
    blocks: list[Block] = []
    problems: list[Problem] = []
    start = end = None
    words: list[str] = []
    first_line = 1
    lines = source.text.split("\n")
    for number, line in enumerate(lines, 1):
        if "-->" in line:
            if words and words[-1].strip().isdigit():
                words.pop()
            _close(blocks, words, start, end, first_line)
            words, first_line = [], number + 1
            start, end = _times(line, number, source.name, problems) or (start, end)
        else:
            words.append(line)
    _close(blocks, words, start, end, first_line)
    if problems:
        raise TranscriptError(problems)
    return Document(FORMAT, tuple(blocks), timed=True)


def _times(line: str, number: int, name: str, problems: list[Problem]) -> tuple[int, int] | None:
    found = _TIMES.match(line)
    try:
        if found is None:
            raise ValueError(line)
        return parse_timestamp(found[1]), parse_timestamp(found[2])
    except ValueError:
        if len(problems) < _MOST_PROBLEMS:
            problems.append(
                Problem(f"{name}:{number}:1", f'not a time line: "{excerpt(line)}"', "00:00:01,000 --> 00:00:03,000")
            )  # fmt: skip
        return None


def _close(
    blocks: list[Block], words: list[str], start: int | None, end: int | None, line: int
) -> None:
    text = _MARKUP.sub("", "\n".join(words))
    gap = gap_after(blocks[-1].end_ms if blocks else None, start) if start is not None else 1
    for change, piece in dashed(text):
        if start is None and piece.isdigit():
            continue
        blocks.append(
            Block(piece, line, gap, label="" if change else None, start_ms=start, end_ms=end)
        )
