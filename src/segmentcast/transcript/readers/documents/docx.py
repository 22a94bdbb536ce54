"""Word documents (.docx, ECMA-376): paragraphs in order, read with bounds on what is unpacked.

Deleted text of a revision is not read, inserted text is. No entity is resolved, nothing is fetched.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
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

FORMAT = "Word document"
_BODY = "word/document.xml"
_CORE = "docProps/core.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_ASIDE = re.compile(r"word/(?:header|footer|footnotes|endnotes|comments)\d{0,3}\.xml")
"""Parts whose words are beside the text: kept as notes, never spoken."""
_MOST_ASIDES = 20
_CHARACTERS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def sniff(source: Source) -> float:
    """A ZIP archive with a Word body."""
    return 1.0 if _BODY.encode() in source.data or b"word/" in source.data[:4096] else 0.0


def parse(source: Source) -> Document:
    """Paragraphs as blocks; empty paragraphs are the gaps. Raises TranscriptError for a broken file."""
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            body = unpacked(archive, _BODY, source.name)
            parts = archive.namelist()
            core = unpacked(archive, _CORE, source.name) if _CORE in parts else b""
            asides = sorted({part for part in parts if _ASIDE.fullmatch(part)})[:_MOST_ASIDES]
            notes = dict.fromkeys(
                block.text
                for part in asides
                for block in _blocks(unpacked(archive, part, source.name), [], [])
            )
        facts = _facts(core) if core else Facts()
        lines: list[Line] = []
        tables: list[list[list[str]]] = []
        blocks = tuple(_blocks(body, lines, tables))
        if (table := columns.within(tables, blocks, source.name)) is not None:
            title = facts.title or table.facts.title
            return replace(
                table,
                format=FORMAT,
                facts=replace(facts, title=title),
                notes=(*notes, *table.notes),
            )
        return Document(FORMAT, blocks, facts, headed=True, notes=tuple(notes), lines=tuple(lines))
    except bounded_zip.BROKEN as error:
        raise TranscriptError.at(
            source.name,
            f"this Word document cannot be opened ({type(error).__name__}: {error}).",
            "Open it in a word processor and save it again as .docx, or as plain text.",
        ) from None


def _facts(core: bytes) -> Facts:
    title = ""
    language = ""
    for event, element in events(core):
        if event == "end" and element.tag == f"{_DC}title":
            title = collapse(element.text or "")
        elif event == "end" and element.tag == f"{_DC}language":
            language = collapse(element.text or "")
    return Facts(title=title, language=language)


def _blocks(body: bytes, lines: list[Line], tables: list[list[list[str]]]) -> Iterator[Block]:
    """One block a paragraph; in a table of two columns the first is the label of the second.

    `lines` gets the lines within the paragraphs: meeting tools write name, time and words in one;
    `tables` the words of each table's cells.
    """
    gap = 0
    number = 0
    texts: list[tuple[str, bool]] = []
    bold = deleted = False
    style = ""
    cells: list[list[Block]] | None = None
    for event, element in events(body):
        tag = str(element.tag).removeprefix(_W).removeprefix(_STRICT)
        if event == "start":
            if tag == "p":
                texts, style, number = [], "", number + 1
            elif tag == "r":
                bold = False
            elif tag == "del":
                deleted = True
            elif tag == "tr":
                cells = []
            elif tag == "tbl":
                tables.append([])
            elif tag == "tc" and cells is not None:
                cells.append([])
            continue
        if tag == "t" and not deleted:
            texts.append((element.text or "", bold))
        elif tag in _CHARACTERS and not deleted:
            texts.append((_CHARACTERS[tag], bold))
        elif tag == "b" and _attribute(element, "val") not in {"0", "false", "off"}:
            bold = True
        elif tag == "pStyle":
            style = _attribute(element, "val")
        elif tag == "del":
            deleted = False
        elif tag == "p":
            block = _paragraph(texts, style, gap, number)
            gap = 0 if block else gap + 1
            if block and cells:
                cells[-1].append(block)
            elif block:
                lines.extend(lines_within(block, texts))
                yield block
            texts = []
            let_go(element)
            if number > MOST_PARAGRAPHS:
                raise ValueError(f"more than {MOST_PARAGRAPHS:,} paragraphs")
        elif tag == "tr" and cells is not None:
            yield from _row(cells, lines, tables)
            cells = None


def _row(
    cells: list[list[Block]], lines: list[Line], tables: list[list[list[str]]]
) -> Iterator[Block]:
    if tables:
        tables[-1].append([" ".join(block.text for block in cell) for cell in cells])
    for block in blocks_of_row(cells):
        lines.extend(lines_within(block, ()))
        yield block


def _attribute(element: Any, name: str) -> str:
    return str(element.get(f"{_W}{name}") or element.get(f"{_STRICT}{name}") or "")


def _paragraph(texts: list[tuple[str, bool]], style: str, gap: int, number: int) -> Block | None:
    text = collapse("".join(piece for piece, _ in texts))
    if not text:
        return None
    heading = style.casefold().startswith(("heading", "title", "subtitle"))
    return Block(text, number, gap, lead=text if heading else lead_of(texts), heading=heading)
