"""Turns that are wholly in braces or brackets with their label: "{ROSA LIND: Good morning.}", which are no directions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from segmentcast.model import Finding
from segmentcast.transcript.document import Block, Document, Line
from segmentcast.transcript.labels.label_starts import at_start

_ENCLOSED = re.compile(r"(?:\{(?P<brace>[^{}]+)\}|\[(?P<square>[^\[\]]+)\]|\((?P<round>[^()]+)\))")
_FEWEST = 3
_NEARLY_ALL = 0.8
_Text = TypeVar("_Text", Line, Block)


def settle(document: Document, name: str) -> Document:
    """The document without the marks around its turns, where nearly all are so; and a note of it."""
    rows: Sequence[Line | Block] = document.lines or document.blocks
    enclosed = [row.text for row in rows if _within(row.text)]
    if len(enclosed) < _FEWEST or len(enclosed) < len(rows) * _NEARLY_ALL:
        return document
    finding = Finding(
        "note", "furniture", name,
        f"{len(enclosed)} paragraphs are wholly within {enclosed[0][0]} {enclosed[0][-1]}; these marks are not words.",
    )  # fmt: skip
    return replace(
        document,
        lines=tuple(map(_bare, document.lines)),
        blocks=tuple(map(_bare, document.blocks)),
        findings=(*document.findings, finding),
    )


def _within(text: str) -> str:
    """The words of a paragraph that is one bracket and begins with a label in it; else ""."""
    match = _ENCLOSED.fullmatch(text)
    words = str(match[match.lastgroup]).strip() if match and match.lastgroup else ""
    start = at_start(words) if words else None
    return words if start and start[0].name and start[1] < len(words) else ""


def _bare(row: _Text) -> _Text:
    words = _within(row.text)
    return replace(row, text=words, lead="") if words else row
