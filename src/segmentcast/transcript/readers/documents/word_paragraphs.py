"""What word processors' files share: the lines of a paragraph, how words are set, rows of tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from segmentcast.transcript.document import Block, Line
from segmentcast.transcript.readers.bounded_zip import MOST_PARAGRAPHS
from segmentcast.transcript.readers.documents.left_out import LeftOut
from segmentcast.transcript.text.prose import breaks_of, collapse

_TIME = re.compile(r"[\[(]?\d{1,3}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?[\])]?")

_NEARLY_ALL = 0.9
"""Share of a paragraph's letters and figures that are set so, where all of it is: a mark behind it may be plain."""
BOLD = "bold"


class Piece(NamedTuple):
    """Words of a paragraph that are set alike, in the kinds of Block.emphasis."""

    text: str
    kinds: frozenset[str] = frozenset()


@dataclass(slots=True)
class WordBody:
    """The body of a document while it is read: lines, tables, and which rows and cells are open.

    A table may stand within a cell: the outer row goes on after it. `tables` has the words of
    each table's cells.
    """

    lines: list[Line] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)
    gap: int = 0
    number: int = 0
    unspoken: LeftOut = field(default_factory=LeftOut)
    """What is in the text and not spoken."""
    _rows: list[list[list[Block]]] = field(default_factory=list)
    _open_tables: list[list[list[str]]] = field(default_factory=list)

    def begin_paragraph(self) -> int:
        """The number of the next paragraph. Raises ValueError where there are too many."""
        self.number += 1
        if self.number > MOST_PARAGRAPHS:
            raise ValueError(f"more than {MOST_PARAGRAPHS:,} paragraphs")
        return self.number

    def begin_table(self) -> None:
        """A table starts."""
        self._open_tables.append([])
        self.tables.append(self._open_tables[-1])

    def end_table(self) -> None:
        """The innermost table ends."""
        if self._open_tables:
            self._open_tables.pop()

    def begin_row(self) -> None:
        """A row starts in the innermost table."""
        self._rows.append([])

    def begin_cell(self) -> None:
        """A cell starts in the innermost row."""
        if self._rows:
            self._rows[-1].append([])

    def end_row(self) -> Iterator[Block]:
        """The blocks of the innermost row's cells."""
        if not self._rows:
            return
        cells = self._rows.pop()
        if self._open_tables:
            self._open_tables[-1].append([" ".join(block.text for block in cell) for cell in cells])
        yield from self.place(blocks_of_row(cells), ())

    def end_paragraph(self, block: Block | None, pieces: Sequence[Piece]) -> Iterator[Block]:
        """The block of a paragraph of pieces; an empty one (None) widens the gap."""
        self.gap = 0 if block else self.gap + 1
        if block:
            yield from self.place([block], pieces)

    def place(self, blocks: Iterable[Block], pieces: Sequence[Piece]) -> Iterator[Block]:
        """The blocks, unless a cell is open, which takes them."""
        for block in blocks:
            if self._rows and self._rows[-1]:
                self._rows[-1][-1].append(block)
            else:
                self.lines.extend(lines_within(block, pieces))
                yield block


def block_of(pieces: Sequence[Piece], gap: int, number: int, *, heading: bool) -> Block | None:
    """The block of a paragraph of pieces; None for one without words."""
    lines = "".join(piece.text for piece in pieces)
    text = collapse(lines)
    if not text:
        return None
    lead = text if heading else lead_of(pieces)
    emphasis = emphasis_of(pieces)
    return Block(
        text, number, gap, lead=lead, heading=heading, emphasis=emphasis, breaks=breaks_of(lines)
    )


def lead_of(pieces: Sequence[Piece]) -> str:
    """The bold words that a paragraph of pieces begins with."""
    lead: list[str] = []
    for piece in pieces:
        if BOLD not in piece.kinds and piece.text.strip():
            break
        lead.append(piece.text)
    return collapse("".join(lead))


def emphasis_of(pieces: Iterable[Piece]) -> frozenset[str]:
    """How nearly all letters and figures of these pieces are set."""
    letters = 0
    counts: Counter[str] = Counter()
    for piece in pieces:
        count = sum(map(str.isalnum, piece.text))
        letters += count
        for kind in piece.kinds:
            counts[kind] += count
    return frozenset(
        kind for kind, count in counts.items() if count and count >= letters * _NEARLY_ALL
    )


def lines_within(block: Block, texts: Sequence[Piece]) -> Iterator[Line]:
    """The lines of a paragraph; the first has what stands before it."""
    parts = [collapse(part) for part in "".join(piece.text for piece in texts).split("\n")]
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
