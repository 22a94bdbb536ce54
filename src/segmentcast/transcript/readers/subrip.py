"""SubRip (.srt): numbered captions with times; `NAME:` and `>>` inside them are looked for later."""

from __future__ import annotations

import re
from dataclasses import dataclass

from segmentcast.errors import Problem, TranscriptError
from segmentcast.timing import parse_timestamp
from segmentcast.transcript.document import Block, Document, Source
from segmentcast.transcript.readers.caption_timing import (
    dashed,
    gap_after,
    repeated_lines,
    without_first,
)
from segmentcast.transcript.text.prose import excerpt

FORMAT = "SubRip"
_TIMES = re.compile(
    r"\s*(\d{1,3}:\d\d?:\d\d?[,.]\d{1,3})\s*-->\s*(\d{1,3}:\d\d?:\d\d?[,.]\d{1,3})(?:\s.*)?$"
)
_START = re.compile(r"\s*(?:\d{1,9}\s*\n)?\s*\d{1,3}:\d\d?:\d\d?[,.]\d{1,3}\s*-->")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|\{\\[^{}]{0,100}\}")
_MOST_PROBLEMS = 50


@dataclass(frozen=True, slots=True)
class _Caption:
    """Its times, the line of its first words, its lines; without times: what stands before the first."""

    start_ms: int | None
    end_ms: int | None
    line: int
    words: list[str]


def sniff(source: Source) -> float:
    """A number and a time line at the start."""
    return 0.95 if _START.match(source.text[:2000]) else 0.0


def parse(source: Source) -> Document:
    """Captions as blocks with their times. Raises TranscriptError for time lines that are none."""
    problems: list[Problem] = []
    captions: list[_Caption] = [_Caption(None, None, 1, [])]
    for number, line in enumerate(source.text.split("\n"), 1):
        if "-->" in line:
            last = captions[-1]
            if last.words and last.words[-1].strip().isdigit():
                last.words.pop()
            times = _times(line, number, source.name, problems)
            captions.append(_Caption(*(times or (last.start_ms, last.end_ms)), number + 1, []))
        else:
            captions[-1].words.append(_MARKUP.sub("", line))
    if problems:
        raise TranscriptError(problems)
    blocks: list[Block] = []
    again = repeated_lines([caption.words for caption in captions])
    for caption, count in zip(captions, again, strict=True):
        _add(blocks, caption, without_first(caption.words, count))
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


def _add(blocks: list[Block], caption: _Caption, words: list[str]) -> None:
    start = caption.start_ms
    gap = gap_after(blocks[-1].end_ms if blocks else None, start) if start is not None else 1
    for change, piece in dashed("\n".join(words)):
        if start is None and piece.isdigit():
            continue
        label = "" if change else None
        blocks.append(
            Block(piece, caption.line, gap, label=label, start_ms=start, end_ms=caption.end_ms)
        )
