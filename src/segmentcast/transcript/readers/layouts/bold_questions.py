"""An interview whose questions are bold paragraphs and whose answers are plain ones, without any label.

    **Why did you cut four sailings?**
    Because nobody was on them.

Most of the bold paragraphs end in a question mark; then all of them are whoever asks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from segmentcast.transcript.document import Block, Document
from segmentcast.transcript.labels import label_book

_ASKS = re.compile(r"[?？؟][\"'”’»)\]]{0,2}$")
_ENDS = re.compile(r"[.!?…:？؟。][\"'”’»)\]]{0,2}$")
_FEWEST = 3
_LONGEST_HEADING = 8


def settle(document: Document) -> Document:
    """The document with `Q:` and `A:` at its turns, where bold questions and plain answers alternate."""
    blocks = document.blocks
    bold = [_is_bold(block) for block in blocks]
    asked = [block for block, strong in zip(blocks, bold, strict=True) if strong]
    if document.lines or not _are_questions(asked):
        return document
    first = next(at for at, block in enumerate(blocks) if bold[at] and _ASKS.search(block.text))
    changes = [one != other for one, other in pairwise(bold[first:])]
    answers = [block for at, block in enumerate(blocks) if at > first and not bold[at]]
    asking = sum(_ASKS.search(block.text) is not None for block in answers)
    if sum(changes) < 2 * _FEWEST - 1 or asking * 3 > len(answers):
        return document
    if label_book.learn([(block.text, "") for block in blocks]):
        return document
    return replace(document, blocks=(*blocks[:first], *_marked(blocks[first:], bold[first:])))


def _is_bold(block: Block) -> bool:
    """Whether the whole paragraph is emphasised, and it is no heading between the questions."""
    if block.heading or not block.lead or block.lead.strip() != block.text.strip():
        return False
    return bool(_ENDS.search(block.text)) or len(block.text.split()) > _LONGEST_HEADING


def _are_questions(asked: Sequence[Block]) -> bool:
    questions = sum(_ASKS.search(block.text) is not None for block in asked)
    return questions >= _FEWEST and questions * 10 >= len(asked) * 6


def _marked(blocks: Sequence[Block], bold: Sequence[bool]) -> list[Block]:
    marked: list[Block] = []
    before: bool | None = None
    for block, strong in zip(blocks, bold, strict=True):
        heading = not strong and bool(block.lead) and block.lead.strip() == block.text.strip()
        if block.heading or heading:
            marked.append(replace(block, heading=True))
            continue
        mark = "" if strong == before else "Q: " if strong else "A: "
        marked.append(replace(block, text=f"{mark}{block.text}", lead=""))
        before = strong
    return marked
