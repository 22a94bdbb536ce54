"""Headings within a transcript: titles of its chapters, unless they say who speaks or are the questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from segmentcast.model import Direction
from segmentcast.transcript.document import Block
from segmentcast.transcript.labels.label_book import LabelBook
from segmentcast.transcript.labels.label_shapes import LabelShape
from segmentcast.transcript.labels.label_starts import at_start
from segmentcast.transcript.text.prose import ends_sentence

_FEWEST = 2


def settle(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, the titles of chapters among the headings without a lead, so that they are no labels.

    Headings are labels where the names in them repeat. Where nothing else is a label, a heading that
    ends as a sentence does is a question of the interview.
    """
    starts = {
        at: start[0]
        for at, block in enumerate(blocks)
        if block.heading and (start := at_start(block.text, block.lead)) is not None
    }
    counts = Counter(label.key for label in starts.values())
    repeated = any(count > 1 for count in counts.values())
    labels = {
        at
        for at, label in starts.items()
        if counts[label.key] > 1
        or (repeated and label.shape is LabelShape.NAME and (" " in label.name or label.generic))
    }
    return tuple(
        replace(block, lead="") if block.heading and at not in labels else block
        for at, block in enumerate(blocks)
    )


def asked(blocks: Sequence[Block], book: LabelBook) -> tuple[Block, ...]:
    """The blocks, headings that ask made the interviewer's turns where only whoever answers has a label."""
    starts = [book.start(block.text, block.lead) for block in blocks]
    places = [
        at
        for at, (block, after) in enumerate(zip(blocks, starts[1:], strict=False))
        if block.heading and not block.lead and starts[at] is None and after is not None
    ]
    questions = sum(blocks[at].text.endswith("?") for at in places)
    if len({start[0].key for start in starts if start}) != 1 or questions < _FEWEST:
        return tuple(blocks)
    if questions * 2 < len(places):
        return tuple(blocks)
    return tuple(
        replace(block, heading=False, label="Host") if at in places else block
        for at, block in enumerate(blocks)
    )


def without_remarks(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, lines in italics right under a heading in brackets where they look like a label's.

    "_Aim: to learn about her work_" is of whoever wrote the questions down.
    """
    starts = [at_start(block.text, block.lead) for block in blocks]
    spoken = {
        start[0].key
        for block, start in zip(blocks, starts, strict=True)
        if start is not None and not block.aside
    }
    return tuple(
        replace(block, text=f"[{block.text}]")
        if block.aside and at and blocks[at - 1].heading and start and start[0].key not in spoken
        else block
        for at, (block, start) in enumerate(zip(blocks, starts, strict=True))
    )


def is_title(block: Block, *, labelled: bool) -> bool:
    """Whether the block is the title of a chapter; in a text with labels every heading without a lead is."""
    return block.heading and not block.lead and (labelled or not ends_sentence(block.text))


def as_direction(block: Block) -> Direction:
    """The title as it stands beside the words: shown, never spoken."""
    return Direction(0, f"[{block.text}]", "pause")
