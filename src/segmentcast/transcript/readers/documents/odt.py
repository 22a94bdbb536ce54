"""OpenDocument text (.odt, ISO/IEC 26300): paragraphs in order, comments and footnotes as notes.

Read by our own few lines over zipfile and lxml, as .docx is: odfpy, the usual library, builds the whole
document in memory and saw its last release in 2020.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from segmentcast.errors import TranscriptError
from segmentcast.transcript.document import Block, Document, Facts, Line, Source
from segmentcast.transcript.readers import bounded_zip
from segmentcast.transcript.readers.bounded_zip import MOST_PARAGRAPHS, events, let_go, unpacked
from segmentcast.transcript.readers.documents import columns
from segmentcast.transcript.readers.documents.word_paragraphs import (
    blocks_of_row,
    lead_of,
    lines_within,
)
from segmentcast.transcript.text.prose import collapse

FORMAT = "OpenDocument text"
_BODY, _META = "content.xml", "meta.xml"
_KIND = b"application/vnd.oasis.opendocument.text"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PARAGRAPHS = frozenset({f"{_TEXT}p", f"{_TEXT}h"})
_NOTES = frozenset({f"{_OFFICE}annotation", f"{_TEXT}note"})
_APART = _NOTES | {f"{_TEXT}tracked-changes"}
"""What is in these is no paragraph of the text: remarks, and what a revision took out."""
_MOST_SPACES = 200


def sniff(source: Source) -> float:
    """A ZIP archive whose first file says what it is."""
    return 1.0 if _KIND in source.data[:200] else 0.0


def parse(source: Source) -> Document:
    """Paragraphs as blocks; empty paragraphs are the gaps. Raises TranscriptError for a broken file."""
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            body = unpacked(archive, _BODY, source.name)
            meta = unpacked(archive, _META, source.name) if _META in archive.namelist() else b""
        reading = _Reading()
        blocks = tuple(_blocks(body, reading))
        facts = _facts(meta) if meta else Facts()
    except bounded_zip.BROKEN as error:
        raise TranscriptError.at(
            source.name,
            f"this OpenDocument file cannot be opened ({type(error).__name__}: {error}).",
            "Open it in a word processor and save it again, as .docx or as plain text.",
        ) from None
    notes = tuple(dict.fromkeys(reading.notes))
    if (table := columns.within(reading.tables, blocks, source.name)) is not None:
        title = facts.title or table.facts.title
        facts = replace(facts, title=title)
        return replace(table, format=FORMAT, facts=facts, notes=(*notes, *table.notes))
    return Document(FORMAT, blocks, facts, headed=True, notes=notes, lines=tuple(reading.lines))


def _facts(meta: bytes) -> Facts:
    said: dict[str, str] = {}
    for event, element in events(meta):
        if event == "end" and element.tag in {f"{_DC}title", f"{_DC}language"}:
            said[element.tag] = collapse(element.text or "")
    return Facts(title=said.get(f"{_DC}title", ""), language=said.get(f"{_DC}language", ""))


@dataclass(slots=True)
class _Reading:
    """What is gathered while the body is read; `bold` are the styles that are."""

    lines: list[Line] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    bold: set[str] = field(default_factory=set)


def _blocks(body: bytes, reading: _Reading) -> Iterator[Block]:
    """One block a paragraph; in a table of two columns the first is the label of the second."""
    gap = number = apart = 0
    style = ""
    # A table may stand within a cell: the outer row goes on after it.
    rows: list[list[list[Block]]] = []
    opened: list[list[list[str]]] = []
    for event, element in events(body):
        tag = element.tag
        if tag in _APART:
            apart += 1 if event == "start" else -1
        if event == "start":
            if tag == f"{_STYLE}style":
                style = element.get(f"{_STYLE}name") or ""
            elif tag == f"{_TABLE}table":
                opened.append([])
                reading.tables.append(opened[-1])
            elif tag == f"{_TABLE}table-row":
                rows.append([])
            elif tag == f"{_TABLE}table-cell" and rows:
                rows[-1].append([])
        elif tag == f"{_STYLE}text-properties" and element.get(f"{_FO}font-weight") == "bold":
            reading.bold.add(style)
        elif tag in _PARAGRAPHS and not apart:
            number += 1
            if number > MOST_PARAGRAPHS:
                raise ValueError(f"more than {MOST_PARAGRAPHS:,} paragraphs")
            pieces = list(_pieces(element, reading, bold=False))
            block = _paragraph(pieces, gap, number, heading=tag.endswith("}h"))
            gap = 0 if block else gap + 1
            if block and rows and rows[-1]:
                rows[-1][-1].append(block)
            elif block:
                reading.lines.extend(lines_within(block, pieces))
                yield block
            let_go(element)
        elif tag == f"{_TABLE}table" and opened:
            opened.pop()
        elif tag == f"{_TABLE}table-row" and rows:
            row = rows.pop()
            if opened:
                opened[-1].append([" ".join(block.text for block in cell) for cell in row])
            cells = list(blocks_of_row(row))
            if rows and rows[-1]:
                rows[-1][-1].extend(cells)
                continue
            reading.lines.extend(line for cell in cells for line in lines_within(cell, ()))
            yield from cells


def _pieces(element: Any, reading: _Reading, *, bold: bool) -> Iterator[tuple[str, bool]]:
    """The words of a paragraph, and whether each piece is bold; notes go to the notes."""
    bold = bold or element.get(f"{_TEXT}style-name") in reading.bold
    yield element.text or "", bold
    for child in element:
        tag = child.tag
        if tag in _NOTES:
            words = ("".join(part.itertext()) for part in child.iter() if part.tag in _PARAGRAPHS)
            if note := collapse(" ".join(words)):
                reading.notes.append(note)
        elif tag == f"{_TEXT}s":
            count = child.get(f"{_TEXT}c") or "1"
            yield " " * min(int(count) if count.isdecimal() else 1, _MOST_SPACES), bold
        elif tag == f"{_TEXT}tab":
            yield " ", bold
        elif tag == f"{_TEXT}line-break":
            yield "\n", bold
        elif isinstance(tag, str) and tag not in _APART:
            yield from _pieces(child, reading, bold=bold)
        yield child.tail or "", bold


def _paragraph(
    pieces: list[tuple[str, bool]], gap: int, number: int, *, heading: bool
) -> Block | None:
    text = collapse("".join(piece for piece, _ in pieces))
    if not text:
        return None
    lead = text if heading else lead_of(pieces)
    return Block(text, number, gap, lead=lead, heading=heading)
