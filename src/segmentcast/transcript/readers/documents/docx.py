"""Word documents (.docx, ECMA-376): paragraphs in order, read with bounds on what is unpacked.

Deleted text of a revision is not read, inserted text is. No entity is resolved, nothing is fetched.
"""

from __future__ import annotations

import io
import re
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

FORMAT = "Word document"
_BODY = "word/document.xml"
_CORE = "docProps/core.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_ASIDE = re.compile(r"word/(?:header|footer|footnotes|endnotes|comments)\d{0,3}\.xml")
"""Parts whose words are beside the text: kept as notes, never spoken."""
_MOST_ASIDES = 20
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CHARACTERS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def sniff(source: Source) -> float:
    """A ZIP archive with a Word body."""
    return 1.0 if _BODY.encode() in source.data or b"word/" in source.data[:4096] else 0.0


def parse(source: Source) -> Document:
    """Paragraphs as blocks; empty paragraphs are the gaps. Raises TranscriptError for a broken file."""
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            data = unpacked(archive, _BODY, source.name)
            parts = archive.namelist()
            core = unpacked(archive, _CORE, source.name) if _CORE in parts else b""
            asides = sorted({part for part in parts if _ASIDE.fullmatch(part)})[:_MOST_ASIDES]
            notes = dict.fromkeys(
                block.text
                for part in asides
                for block in _blocks(unpacked(archive, part, source.name), WordBody())
            )
        facts = _facts(core) if core else Facts()
        body = WordBody()
        blocks = tuple(_blocks(data, body))
        if (table := columns.within(body.tables, blocks, source.name)) is not None:
            title = facts.title or table.facts.title
            return replace(
                table,
                format=FORMAT,
                facts=replace(facts, title=title),
                notes=(*notes, *table.notes),
            )
        return Document(
            FORMAT, blocks, facts, headed=True, notes=tuple(notes), lines=tuple(body.lines)
        )
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


def _blocks(data: bytes, body: WordBody) -> Iterator[Block]:
    """One block a paragraph; in a table of two columns the first is the label of the second.

    `body` gets the lines within the paragraphs: meeting tools write name, time and words in one.
    """
    reading = _Reading(body)
    unread = 0
    for event, element in events(data):
        tag = str(element.tag).removeprefix(_W).removeprefix(_STRICT)
        if tag == _FALLBACK:  # what older programs show instead: the same words again
            unread += 1 if event == "start" else -1
        elif unread:
            continue
        elif event == "start":
            reading.begin(tag)
        elif tag == "p":
            yield from reading.end_paragraph()
            let_go(element)
        elif tag == "tr":
            yield from body.end_row()
        elif tag == "tbl":
            body.end_table()
        else:
            reading.add(tag, element)


@dataclass(slots=True)
class _Paragraph:
    """The pieces so far, each with whether it is bold, and the paragraph's number in the part."""

    number: int
    texts: list[tuple[str, bool]] = field(default_factory=list)
    style: str = ""
    bold: bool = False


@dataclass(slots=True)
class _Reading:
    """What is open while a part is read; the innermost is the last.

    A text box stands within a paragraph: the outer one goes on after it.
    """

    body: WordBody
    paragraphs: list[_Paragraph] = field(default_factory=list)
    boxes: list[Block] = field(default_factory=list)
    deleted: bool = False

    def begin(self, tag: str) -> None:
        """The start of an element."""
        if tag == "p":
            self.paragraphs.append(_Paragraph(self.body.begin_paragraph()))
        elif tag == "r" and self.paragraphs:
            self.paragraphs[-1].bold = False
        elif tag == "del":
            self.deleted = True
        elif tag == "tr":
            self.body.begin_row()
        elif tag == "tbl":
            self.body.begin_table()
        elif tag == "tc":
            self.body.begin_cell()

    def add(self, tag: str, element: Any) -> None:
        """Words, or how they are written, at the end of their element."""
        if tag == "del":
            self.deleted = False
        if not self.paragraphs:
            return
        paragraph = self.paragraphs[-1]
        if tag == "t" and not self.deleted:
            paragraph.texts.append((element.text or "", paragraph.bold))
        elif tag in _CHARACTERS and not self.deleted:
            paragraph.texts.append((_CHARACTERS[tag], paragraph.bold))
        elif tag == "b" and _attribute(element, "val") not in {"0", "false", "off"}:
            paragraph.bold = True
        elif tag == "pStyle":
            paragraph.style = _attribute(element, "val")

    def end_paragraph(self) -> Iterator[Block]:
        """The paragraph's block, then those of the text boxes in it; those in cells wait for the row."""
        paragraph = self.paragraphs.pop()
        inner = bool(self.paragraphs)
        heading = paragraph.style.casefold().startswith(("heading", "title", "subtitle"))
        gap = 0 if inner else self.body.gap
        block = block_of(paragraph.texts, gap, paragraph.number, heading=heading)
        if inner:
            self.boxes.extend([block] if block else [])
            return
        yield from self.body.end_paragraph(block, paragraph.texts)
        yield from self.body.place(self.boxes, ())
        self.boxes = []


def _attribute(element: Any, name: str) -> str:
    return str(element.get(f"{_W}{name}") or element.get(f"{_STRICT}{name}") or "")
