"""What word processors' files share: the lines of a paragraph, bold beginnings, rows of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from segmentcast.transcript.document import Block, Line
from segmentcast.transcript.text.prose import collapse

_TIME = re.compile(r"[\[(]?\d{1,3}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?[\])]?")


def lead_of(pieces: Sequence[tuple[str, bool]]) -> str:
    """The bold words that a paragraph of (text, bold) pieces begins with."""
    lead: list[str] = []
    for piece, bold in pieces:
        if not bold and piece.strip():
            break
        lead.append(piece)
    return collapse("".join(lead))


def lines_within(block: Block, texts: Sequence[tuple[str, bool]]) -> Iterator[Line]:
    """The lines of a paragraph; the first has what stands before it."""
    parts = [collapse(part) for part in "".join(piece for piece, _ in texts).split("\n")]
    gap, lead = block.gap, block.lead
    for text in [part for part in parts if part] or [block.text]:
        shown = lead if text.startswith(lead) else text if lead.startswith(text) else ""
        yield Line(text, block.line or 0, gap, 0, len(text), shown, block.heading)
        gap, lead = 0, ""


def blocks_of_row(cells: list[list[Block]]) -> Iterator[Block]:
    """The blocks of a table's row: of two cells the first is the label of the second."""
    filled = [cell for cell in cells if cell]
    if (timed := _timed_row(filled)) is not None:
        yield from timed
        return
    if (
        len(filled) == 2
        and len(filled[0]) == 1
        and len(filled[0][0].text) <= 80
        and len(filled[0][0].text) < len(filled[1][0].text) + 40
    ):
        first = filled[0][0]
        label = first.text.rstrip(":") + ":"
        joined = filled[1][0]
        yield Block(f"{label} {joined.text}", first.line, first.gap, lead=label)
        yield from filled[1][1:]
        return
    for cell in filled:
        yield from cell


def _timed_row(filled: list[list[Block]]) -> list[Block] | None:
    """A row of time, name and words, in any order of the first two: a head line, and the words."""
    if len(filled) != 3 or any(len(cell) != 1 for cell in filled[:2]):
        return None
    first, second = filled[0][0], filled[1][0]
    if _TIME.fullmatch(second.text):
        first, second = second, first
    if not _TIME.fullmatch(first.text) or len(second.text) > 80:
        return None
    head = Block(
        f"{second.text.rstrip(':')} {first.text.strip('[]()')}", first.line, filled[0][0].gap
    )
    return [head, *filled[2]]
