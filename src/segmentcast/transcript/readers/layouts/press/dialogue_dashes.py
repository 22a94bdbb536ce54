"""An interview as print sets dialogue: a dash before each turn, and no name anywhere.

    —¿Por qué canceló los viajes?           — Warum haben Sie die Fahrten gestrichen?
    —Porque no venía nadie.                 Weil niemand mitfuhr.

Spanish, French and Polish houses set a dash before question and answer, others before the questions
alone. The turns alternate: those that ask are whoever asks. A turn on the wrong side is doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from segmentcast.transcript.document import Block, Document
from segmentcast.transcript.labels import label_book

_DASH = re.compile(r"[—–―] ?(?=[¿¡«“\"'’(\w])")
_ANSWER = re.compile(r"(?<=[?!]) (?=[—–―] ?[¿¡«“\w])")
"""Before the answer in the paragraph of its question."""
_ASKS = re.compile(r"[?？؟][!?…\s]{0,3}[\"'”’»)\]]{0,2}$")
_FEWEST = 3
_MOSTLY = 0.8
_RARELY = 0.25


def settle(document: Document) -> Document:
    """The document with `Q:` and `A:` at its turns, where dashes at the beginnings of paragraphs alternate."""
    if sum(_DASH.match(block.text) is not None for block in document.blocks) < _FEWEST:
        return document
    blocks = [part for block in document.blocks for part in _apart(block)]
    dashed = [at for at, block in enumerate(blocks) if _opens(block)]
    if label_book.learn([(block.text, block.lead) for block in blocks]):
        return document
    first = next((at for at in dashed if _ASKS.search(blocks[at].text)), len(blocks))
    places = [at for at in dashed if at >= first]
    if _share_asking(blocks, places) >= _MOSTLY:
        asked = dict.fromkeys(places, True) | {at + 1: False for at in places}
    else:
        asked = {at: number % 2 == 0 for number, at in enumerate(places)}
    if not _alternates(blocks, asked):
        return document
    return replace(document, blocks=_marked(blocks, asked), lines=(), asked_in_type=True)


def _apart(block: Block) -> Iterator[Block]:
    """A question with a dash, and its answer in the same paragraph; else the block."""
    parts = _ANSWER.split(block.text, maxsplit=1) if _opens(block) else [block.text]
    yield replace(block, text=parts[0])
    for part in parts[1:]:
        yield replace(block, text=part, lead="", gap=0)


def _opens(block: Block) -> bool:
    return not block.heading and _DASH.match(block.text) is not None


def _share_asking(blocks: Sequence[Block], places: Sequence[int]) -> float:
    return sum(_ASKS.search(blocks[at].text) is not None for at in places) / max(1, len(places))


def _alternates(blocks: Sequence[Block], asked: dict[int, bool]) -> bool:
    """Whether enough turns ask that should, and few that should not."""
    if any(at >= len(blocks) or blocks[at].heading for at in asked):
        return False
    questions = [at for at, asks in asked.items() if asks]
    answers = [at for at, asks in asked.items() if not asks]
    return (
        len(questions) >= _FEWEST
        and len(answers) >= _FEWEST - 1
        and _share_asking(blocks, questions) >= _MOSTLY
        and _share_asking(blocks, answers) <= _RARELY
    )


def _marked(blocks: Sequence[Block], asked: dict[int, bool]) -> tuple[Block, ...]:
    marked: list[Block] = []
    for at, block in enumerate(blocks):
        if at not in asked:
            marked.append(block)
            continue
        asks = asked[at]
        words = _DASH.sub("", block.text, count=1) if _opens(block) else block.text
        doubtful = (_ASKS.search(words) is not None) != asks
        mark = "Q" if asks else "A"
        marked.append(replace(block, text=f"{mark}: {words}", lead="", guessed=doubtful))
    return tuple(marked)
