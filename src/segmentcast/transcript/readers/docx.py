"""Word documents (.docx, ECMA-376): paragraphs in order, read with bounds on what is unpacked.

Deleted text of a revision is not read, inserted text is. No entity is resolved, nothing is fetched.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree

from segmentcast.errors import TranscriptError
from segmentcast.transcript.document import Block, Document, Facts, Line, Source
from segmentcast.transcript.text.prose import collapse

FORMAT = "Word document"
MOST_UNPACKED_BYTES = 128 * 1024 * 1024
MOST_PARAGRAPHS = 1_000_000
_BODY = "word/document.xml"
_CORE = "docProps/core.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_ASIDE = re.compile(r"word/(?:header|footer|footnotes|endnotes|comments)\d{0,3}\.xml")
"""Parts whose words are beside the text: kept as notes, never spoken."""
_MOST_ASIDES = 20
_CHARACTERS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_TIME = re.compile(r"[\[(]?\d{1,3}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?[\])]?")


def sniff(source: Source) -> float:
    """A ZIP archive with a Word body."""
    return 1.0 if _BODY.encode() in source.data or b"word/" in source.data[:4096] else 0.0


def parse(source: Source) -> Document:
    """Paragraphs as blocks; empty paragraphs are the gaps. Raises TranscriptError for a broken file."""
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            body = _unpacked(archive, _BODY, source.name)
            parts = archive.namelist()
            core = _unpacked(archive, _CORE, source.name) if _CORE in parts else b""
            asides = sorted({part for part in parts if _ASIDE.fullmatch(part)})[:_MOST_ASIDES]
            notes = dict.fromkeys(
                block.text
                for part in asides
                for block in _blocks(_unpacked(archive, part, source.name), [])
            )
        facts = _facts(core) if core else Facts()
        lines: list[Line] = []
        blocks = tuple(_blocks(body, lines))
        return Document(FORMAT, blocks, facts, headed=True, notes=tuple(notes), lines=tuple(lines))
    except (
        zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, KeyError, EOFError, NotImplementedError,
        RuntimeError, ValueError, OSError, etree.XMLSyntaxError, UnicodeError, OverflowError,
    ) as error:  # fmt: skip
        raise TranscriptError.at(
            source.name,
            f"this Word document cannot be opened ({type(error).__name__}: {error}).",
            "Open it in a word processor and save it again as .docx, or as plain text.",
        ) from None


def _unpacked(archive: zipfile.ZipFile, member: str, name: str) -> bytes:
    with archive.open(member) as part:
        data = part.read(MOST_UNPACKED_BYTES + 1)
    if len(data) > MOST_UNPACKED_BYTES:
        raise TranscriptError.at(
            name,
            f"{member} unpacks to more than {MOST_UNPACKED_BYTES:,} bytes.",
            "Is it the right file?",
        )
    return data


def _events(data: bytes) -> Iterator[tuple[str, Any]]:
    yield from etree.iterparse(
        io.BytesIO(data), events=("start", "end"), resolve_entities=False, no_network=True,
        load_dtd=False, huge_tree=False, recover=False,
    )  # fmt: skip


def _facts(core: bytes) -> Facts:
    title = ""
    language = ""
    for event, element in _events(core):
        if event == "end" and element.tag == f"{_DC}title":
            title = collapse(element.text or "")
        elif event == "end" and element.tag == f"{_DC}language":
            language = collapse(element.text or "")
    return Facts(title=title, language=language)


def _blocks(body: bytes, lines: list[Line]) -> Iterator[Block]:
    """One block a paragraph; in a table of two columns the first is the label of the second.

    `lines` gets the lines within the paragraphs: meeting tools write name, time and words in one.
    """
    gap = 0
    number = 0
    texts: list[tuple[str, bool]] = []
    bold = deleted = False
    style = ""
    cells: list[list[Block]] | None = None
    for event, element in _events(body):
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
                lines.extend(_lines_of(block, texts))
                yield block
            texts = []
            _let_go(element)
            if number > MOST_PARAGRAPHS:
                raise ValueError(f"more than {MOST_PARAGRAPHS:,} paragraphs")
        elif tag == "tr" and cells is not None:
            row = list(_row(cells))
            lines.extend(line for block in row for line in _lines_of(block, ()))
            yield from row
            cells = None


def _let_go(element: Any) -> None:
    """Frees an element that has been read and those before it, so that memory stays flat."""
    element.clear()
    parent = element.getparent()
    while parent is not None and (before := element.getprevious()) is not None:
        parent.remove(before)


def _attribute(element: Any, name: str) -> str:
    return str(element.get(f"{_W}{name}") or element.get(f"{_STRICT}{name}") or "")


def _paragraph(texts: list[tuple[str, bool]], style: str, gap: int, number: int) -> Block | None:
    text = collapse("".join(piece for piece, _ in texts))
    if not text:
        return None
    lead: list[str] = []
    for piece, bold in texts:
        if not bold and piece.strip():
            break
        lead.append(piece)
    heading = style.casefold().startswith(("heading", "title", "subtitle"))
    return Block(
        text, number, gap, lead=text if heading else collapse("".join(lead)), heading=heading
    )


def _lines_of(block: Block, texts: Sequence[tuple[str, bool]]) -> Iterator[Line]:
    """The lines of a paragraph; the first has what stands before it."""
    parts = [collapse(part) for part in "".join(piece for piece, _ in texts).split("\n")]
    gap, lead = block.gap, block.lead
    for text in [part for part in parts if part] or [block.text]:
        shown = lead if text.startswith(lead) else text if lead.startswith(text) else ""
        yield Line(text, block.line or 0, gap, 0, len(text), shown, block.heading)
        gap, lead = 0, ""


def _row(cells: list[list[Block]]) -> Iterator[Block]:
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
