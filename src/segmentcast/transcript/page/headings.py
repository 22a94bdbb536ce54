"""Headings within a transcript: titles of its chapters, unless they say who speaks or are the questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from segmentcast.model import Direction
from segmentcast.transcript.document import Block
from segmentcast.transcript.labels.label_forms import at_start
from segmentcast.transcript.labels.label_shapes import LabelShape
from segmentcast.transcript.text.prose import ends_sentence


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


def is_title(block: Block, *, labelled: bool) -> bool:
    """Whether the block is the title of a chapter; in a text with labels every heading without a lead is."""
    return block.heading and not block.lead and (labelled or not ends_sentence(block.text))


def as_direction(block: Block) -> Direction:
    """The title as it stands beside the words: shown, never spoken."""
    return Direction(0, f"[{block.text}]", "pause")
