"""What every reading promises, whatever was in the file: what the fuzzer and the tests of damaged files ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

from segmentcast.errors import TranscriptError
from segmentcast.model import Paragraph, Transcript
from segmentcast.transcript import read

CASES = Path(__file__).parents[1] / "cases"
_IN_NO_FILE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What XML, and so a feed, cannot hold."""


def examine(data: bytes, name: str) -> Transcript | None:
    """The transcript, or None where there is none, after all that it promises was asked of it."""
    transcript, problems = None, ()
    try:
        transcript = read(data, name)
    except TranscriptError as error:
        problems = error.problems
    if transcript is None:
        assert problems
        assert all(problem.what and problem.where.startswith(name) for problem in problems)
        return None
    keys = [speaker.key for speaker in transcript.speakers]
    assert len(set(keys)) == len(keys)
    assert all(speaker.key and speaker.name.strip() for speaker in transcript.speakers)
    assert transcript.turns
    for turn in transcript.turns:
        assert turn.speaker in keys
        assert turn.evidence
        assert 0 <= turn.confidence <= 1
        assert turn.text.strip()
        for paragraph in turn.paragraphs:
            _examine_paragraph(paragraph)
    assert not [text for text in texts_of(transcript) if _IN_NO_FILE.search(text)]
    return transcript


def _examine_paragraph(paragraph: Paragraph) -> None:
    assert paragraph.text == " ".join(paragraph.text.split())
    offsets = [row.offset for row in paragraph.directions]
    assert offsets == sorted(offsets)
    assert all(0 <= offset <= len(paragraph.text) for offset in offsets)
    assert all(row.text and row.text == " ".join(row.text.split()) for row in paragraph.directions)


def texts_of(part: object) -> Iterator[str]:
    """Every text in a transcript."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from texts_of(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from texts_of(getattr(part, field.name))
