"""A turn that begins with the name of whoever says it, in brackets: "(Rosa) We asked for it." is no label, and not said."""

from __future__ import annotations

import re
from dataclasses import replace

from segmentcast.model import Direction, Turn
from segmentcast.transcript.review.revision import RevisedTranscript

_NAME = re.compile(
    r"(?:\(([^\W\d_][^()\n:]{0,60}):?\)|\[([^\W\d_][^\[\]\n:]{0,60}):?\]):?\s+(?=\S)"
)


def taken_out(cast: RevisedTranscript) -> RevisedTranscript:
    """The cast, such names as directions without a pause."""
    names = {speaker.key: frozenset(speaker.name.casefold().split()) for speaker in cast.speakers}
    return replace(
        cast, turns=tuple(_without_name(turn, names[turn.speaker]) for turn in cast.turns)
    )


def _without_name(turn: Turn, name: frozenset[str]) -> Turn:
    first, *others = turn.paragraphs
    opening = _NAME.match(first.text)
    if not opening or not name.issuperset((opening[1] or opening[2]).casefold().split()):
        return turn
    length = opening.end()
    directions = (
        Direction(0, opening[0].strip(), "nothing"),
        *(replace(row, offset=max(0, row.offset - length)) for row in first.directions),
    )
    text = first.text[length:]
    return replace(turn, paragraphs=(replace(first, text=text, directions=directions), *others))
