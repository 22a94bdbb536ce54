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
from segmentcast.transcript.document import Block, Document, Facts, Source
from segmentcast.transcript.readers import bounded_zip
from segmentcast.transcript.readers.bounded_zip import events, let_go, unpacked
from segmentcast.transcript.readers.documents import columns
from segmentcast.transcript.readers.documents.word_paragraphs import (
    WordBody,
    block_of,
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
            data = unpacked(archive, _BODY, source.name)
            meta = unpacked(archive, _META, source.name) if _META in archive.namelist() else b""
        body, styles = WordBody(), _Styles()
        blocks = tuple(_blocks(data, body, styles))
        facts = _facts(meta) if meta else Facts()
    except bounded_zip.BROKEN as error:
        raise TranscriptError.at(
            source.name,
            f"this OpenDocument file cannot be opened ({type(error).__name__}: {error}).",
            "Open it in a word processor and save it again, as .docx or as plain text.",
        ) from None
    notes = tuple(dict.fromkeys(styles.notes))
    if (table := columns.within(body.tables, blocks, source.name)) is not None:
        title = facts.title or table.facts.title
        facts = replace(facts, title=title)
        return replace(table, format=FORMAT, facts=facts, notes=(*notes, *table.notes))
    return Document(FORMAT, blocks, facts, headed=True, notes=notes, lines=tuple(body.lines))


def _facts(meta: bytes) -> Facts:
    said: dict[str, str] = {}
    for event, element in events(meta):
        if event == "end" and element.tag in {f"{_DC}title", f"{_DC}language"}:
            said[element.tag] = collapse(element.text or "")
    return Facts(title=said.get(f"{_DC}title", ""), language=said.get(f"{_DC}language", ""))


@dataclass(slots=True)
class _Styles:
    """The names of the bold styles, and the remarks that stood within paragraphs."""

    bold: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


def _blocks(data: bytes, body: WordBody, styles: _Styles) -> Iterator[Block]:
    """One block a paragraph; in a table of two columns the first is the label of the second."""
    begin = {
        f"{_TABLE}table": body.begin_table,
        f"{_TABLE}table-row": body.begin_row,
        f"{_TABLE}table-cell": body.begin_cell,
    }
    apart = 0
    style = ""
    for event, element in events(data):
        tag = element.tag
        if tag in _APART:
            apart += 1 if event == "start" else -1
        if event == "start" and tag == f"{_STYLE}style":
            style = element.get(f"{_STYLE}name") or ""
        elif event == "start" and tag in begin:
            begin[tag]()
        elif event == "start":
            continue
        elif tag == f"{_STYLE}text-properties" and element.get(f"{_FO}font-weight") == "bold":
            styles.bold.add(style)
        elif tag in _PARAGRAPHS and not apart:
            number = body.begin_paragraph()
            pieces = list(_pieces(element, styles, bold=False))
            block = block_of(pieces, body.gap, number, heading=tag.endswith("}h"))
            yield from body.end_paragraph(block, pieces)
            let_go(element)
        elif tag == f"{_TABLE}table":
            body.end_table()
        elif tag == f"{_TABLE}table-row":
            yield from body.end_row()


def _pieces(element: Any, styles: _Styles, *, bold: bool) -> Iterator[tuple[str, bool]]:
    """The words of a paragraph, and whether each piece is bold; notes go to the notes."""
    bold = bold or element.get(f"{_TEXT}style-name") in styles.bold
    yield element.text or "", bold
    for child in element:
        tag = child.tag
        if tag in _NOTES:
            words = ("".join(part.itertext()) for part in child.iter() if part.tag in _PARAGRAPHS)
            if note := collapse(" ".join(words)):
                styles.notes.append(note)
        elif tag == f"{_TEXT}s":
            count = child.get(f"{_TEXT}c") or "1"
            yield " " * min(int(count) if count.isdecimal() else 1, _MOST_SPACES), bold
        elif tag == f"{_TEXT}tab":
            yield " ", bold
        elif tag == f"{_TEXT}line-break":
            yield "\n", bold
        elif isinstance(tag, str) and tag not in _APART:
            yield from _pieces(child, styles, bold=bold)
        yield child.tail or "", bold
