"""Word documents (.docx, ECMA-376): paragraphs in order, read with bounds on what is unpacked.

Deleted and moved text of a revision is not read, inserted text is, once. No entity is resolved, nothing is fetched.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from segmentcast.errors import TranscriptError
from segmentcast.model import Finding
from segmentcast.transcript.document import Block, Document, Facts, Source
from segmentcast.transcript.readers import bounded_zip
from segmentcast.transcript.readers.bounded_zip import events, let_go, unpacked
from segmentcast.transcript.readers.documents import columns, labelled_lines
from segmentcast.transcript.readers.documents.word_paragraphs import Piece, WordBody, block_of
from segmentcast.transcript.readers.documents.word_processors.docx_styles import (
    HIDDEN,
    STRUCK,
    Styles,
    local_tag,
    property_of,
    value_of,
)
from segmentcast.transcript.readers.file_titles import without_file_title
from segmentcast.transcript.text.prose import collapse

FORMAT = "Word document"
_BODY = re.compile(r"word/document\d{0,2}\.xml")
"""The body; Word for the web numbers it: "word/document2.xml"."""
_CORE = "docProps/core.xml"
_STYLES = "word/styles.xml"
_DC = "{http://purl.org/dc/elements/1.1/}"
_ASIDE = re.compile(r"word/(?:header|footer|footnotes|endnotes|comments)\d{0,3}\.xml")
"""Parts whose words are beside the text: kept as notes, never spoken."""
_MOST_ASIDES = 20
_GONE = frozenset({"del", "moveFrom", "rt"})
"""What a revision took out (words that were moved stand where they are now as well), and how a word sounds."""
_DELETED = "del"
_FORMER = "Change"
"""So ends the name of an element with how a run, paragraph or table was before a tracked change: `rPrChange`."""
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CHARACTERS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def sniff(source: Source) -> float:
    """A ZIP archive with a Word body."""
    return 1.0 if b"word/document" in source.data or b"word/" in source.data[:4096] else 0.0


def parse(source: Source) -> Document:
    """Paragraphs as blocks; empty paragraphs are the gaps. Raises TranscriptError for a broken file."""
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            parts = archive.namelist()
            main = next(filter(_BODY.fullmatch, parts), "word/document.xml")
            data = unpacked(archive, main, source.name)
            core = unpacked(archive, _CORE, source.name) if _CORE in parts else b""
            asides = sorted({part for part in parts if _ASIDE.fullmatch(part)})[:_MOST_ASIDES]
            notes = dict.fromkeys(
                block.text
                for part in asides
                for block in _blocks(unpacked(archive, part, source.name), WordBody(), Styles())
            )
            styles, unread = _styles(archive, parts, source.name)
        facts = _facts(core, source.name) if core else Facts()
        body = WordBody()
        blocks = tuple(_blocks(data, body, styles))
        if (table := columns.within(body.tables, blocks, source.name)) is not None:
            title = facts.title or table.facts.title
            return replace(
                table,
                format=FORMAT,
                facts=replace(facts, title=title),
                notes=(*notes, *table.notes),
                findings=(*unread, *body.unspoken.findings(source.name), *table.findings),
            )
        return Document(
            FORMAT,
            labelled_lines.apart(blocks),
            facts,
            headed=True,
            notes=tuple(notes),
            findings=(*unread, *body.unspoken.findings(source.name)),
            lines=tuple(body.lines),
        )
    except bounded_zip.BROKEN as error:
        raise TranscriptError.at(
            source.name,
            f"this Word document cannot be opened ({type(error).__name__}: {error}).",
            "Open it in a word processor and save it again as .docx, or as plain text.",
        ) from None


def _styles(
    archive: zipfile.ZipFile, parts: list[str], name: str
) -> tuple[Styles, tuple[Finding, ...]]:
    """The document's styles, and a finding where they are broken: then its words are read without them."""
    try:
        return Styles(unpacked(archive, _STYLES, name) if _STYLES in parts else b""), ()
    except bounded_zip.BROKEN:
        return Styles(), (
            Finding(
                "warning", "hidden-text", name,
                "the styles of this Word document cannot be read: words that a style hides or strikes out are spoken.",
                "Open it in a word processor and save it again as .docx.",
            ),
        )  # fmt: skip


def _facts(core: bytes, name: str) -> Facts:
    title = ""
    language = ""
    for event, element in events(core):
        if event == "end" and element.tag == f"{_DC}title":
            title = without_file_title(collapse(element.text or ""), name)
        elif event == "end" and element.tag == f"{_DC}language":
            language = collapse(element.text or "")
    return Facts(title=title, language=language)


def _blocks(data: bytes, body: WordBody, styles: Styles) -> Iterator[Block]:
    """One block a paragraph; in a table of two columns the first is the label of the second.

    `body` gets the lines within the paragraphs: meeting tools write name, time and words in one.
    """
    reading = _Reading(body, styles)
    unread = 0
    for event, element in events(data):
        tag = local_tag(element)
        # what older programs show instead, the same words again; or how it looked before
        if tag == _FALLBACK or tag.endswith(_FORMER):
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
    """The pieces so far, the paragraph's number in the part, and how the run that is open is set."""

    number: int
    pieces: list[Piece] = field(default_factory=list)
    style: str = ""
    run_style: str = ""
    run: dict[str, bool] = field(default_factory=dict)

    def begin_run(self) -> None:
        """A run starts: nothing is known of it."""
        self.run_style, self.run = "", {}


@dataclass(slots=True)
class _Reading:
    """What is open while a part is read; the innermost is the last.

    A text box stands within a paragraph: the outer one goes on after it.
    """

    body: WordBody
    styles: Styles
    paragraphs: list[_Paragraph] = field(default_factory=list)
    boxes: list[Block] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def begin(self, tag: str) -> None:
        """The start of an element."""
        if tag == "p":
            self.paragraphs.append(_Paragraph(self.body.begin_paragraph()))
        elif tag == "r" and self.paragraphs:
            self.paragraphs[-1].begin_run()
        elif tag in _GONE:
            self.gone.append(tag)
        elif tag == "tr":
            self.body.begin_row()
        elif tag == "tbl":
            self.body.begin_table()
        elif tag == "tc":
            self.body.begin_cell()

    def add(self, tag: str, element: Any) -> None:
        """Words, or how they are set, at the end of their element."""
        if tag in _GONE and self.gone:
            self.gone.pop()
        if not self.paragraphs:
            return
        paragraph = self.paragraphs[-1]
        if tag in {"t", "delText"}:
            self._add_words(paragraph, element.text or "")
        elif tag in _CHARACTERS:
            self._add_words(paragraph, _CHARACTERS[tag])
        elif tag == "pStyle":
            paragraph.style = value_of(element)
        elif tag == "rStyle":
            paragraph.run_style = value_of(element)
        else:
            paragraph.run |= property_of(tag, element)

    def _add_words(self, paragraph: _Paragraph, words: str) -> None:
        """The next words of the run that is open, where they are spoken."""
        unspoken = self.body.unspoken
        if self.gone:
            if self.gone[-1] == _DELETED:
                unspoken.deleted.append((paragraph.number, words))
            return
        styles = (self.styles.kinds_of(paragraph.style), self.styles.kinds_of(paragraph.run_style))
        kinds = {kind for kind, on in (styles[0] | styles[1] | paragraph.run).items() if on}
        if HIDDEN in kinds:
            unspoken.hidden.append((paragraph.number, words))
        elif STRUCK in kinds:
            unspoken.struck.append((paragraph.number, words))
        else:
            if mark := self.styles.mark_of(paragraph.style):
                kinds.add(mark)
            paragraph.pieces.append(Piece(words, frozenset(kinds)))

    def end_paragraph(self) -> Iterator[Block]:
        """The paragraph's block, then those of the text boxes in it; those in cells wait for the row."""
        paragraph = self.paragraphs.pop()
        inner = bool(self.paragraphs)
        heading = self.styles.is_heading(paragraph.style)
        gap = 0 if inner else self.body.gap
        block = block_of(paragraph.pieces, gap, paragraph.number, heading=heading)
        if inner:
            self.boxes.extend([block] if block else [])
            return
        yield from self.body.end_paragraph(block, paragraph.pieces)
        yield from self.body.place(self.boxes, ())
        self.boxes = []
