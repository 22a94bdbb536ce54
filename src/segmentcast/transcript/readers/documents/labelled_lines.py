"""Lines of one paragraph that begin with a speaker's label, as a line break within a turn may leave them.

    <p>Brand: The town agreed. You learn-<br>
    Lind: Or did you only say so?</p>

The words before such a line need not end a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from segmentcast.transcript.document import Block
from segmentcast.transcript.labels import label_book
from segmentcast.transcript.labels.label_starts import at_start


def apart(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, a paragraph cut before each line that begins with a label which the document uses."""
    lines = [_lines(block) for block in blocks]
    if not any(at_start(text) for inner in lines for text in inner[1:]):
        return tuple(blocks)
    # What begins lines alone, "one thing: no", is hardly a label.
    book = label_book.learn([(block.text, block.lead) for block in blocks])
    return tuple(
        part
        for block, inner in zip(blocks, lines, strict=True)
        for part in _cut(block, [at for at, text in enumerate(inner) if at and _names(book, text)])
    )


def _lines(block: Block) -> list[str]:
    if block.heading:
        return [block.text]
    edges = (0, *block.breaks, len(block.text))
    return [block.text[begin:end].strip() for begin, end in pairwise(edges)]


def _names(book: label_book.LabelBook, text: str) -> bool:
    start = book.start(text)
    return start is not None and bool(start[0].name)


def _cut(block: Block, lines: Sequence[int]) -> list[Block]:
    """The parts of a block, cut before these lines."""
    if not lines:
        return [block]
    edges = (0, *(block.breaks[at - 1] for at in lines), len(block.text))
    return [
        replace(
            block,
            text=block.text[begin:end].strip(),
            gap=0 if begin else block.gap,
            lead="" if begin else block.lead,
            breaks=tuple(at - begin for at in block.breaks if begin < at < end),
        )
        for begin, end in pairwise(edges)
    ]
