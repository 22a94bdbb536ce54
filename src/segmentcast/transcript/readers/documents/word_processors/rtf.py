"""Rich Text (.rtf): its words, by striprtf, then read as a page of text.

striprtf: pure Python, no dependencies, typed, BSD, maintained; it knows the destinations whose words
are not the document's (headers, footers, footnotes, comments, the font table) and the code pages.
"""

from __future__ import annotations

import re
from dataclasses import replace

from segmentcast.errors import TranscriptError
from segmentcast.transcript.document import Block, Document, Facts, Line, Source
from segmentcast.transcript.readers.documents.left_out import LeftOut
from segmentcast.transcript.readers.documents.text_files import plain_text
from segmentcast.transcript.readers.documents.word_paragraphs import emphasis_of, lead_of
from segmentcast.transcript.readers.documents.word_processors import rtf_marks
from segmentcast.transcript.readers.file_titles import without_file_title
from segmentcast.transcript.text.prose import clean, collapse

FORMAT = "Rich Text"
MAX_BYTES = 16 * 1024 * 1024
"""What holds pictures can be larger; its words alone never are."""
_LINK = re.compile(r"\{\\\*\\fldinst[^{}]{0,4000}(?:\{[^{}]{0,4000}\}[^{}]{0,4000}){0,20}\}")
_TITLE = re.compile(r"\{\\title\s+([^{}\\]{1,300})\}")
_CELLS = re.compile(r"[^|\n]{1,80}\|[^|\n]+\|")


def sniff(source: Source) -> float:
    """The signature of the file."""
    return 1.0 if source.data.lstrip()[:5] == b"{\\rtf" else 0.0


def parse(source: Source) -> Document:
    """Its paragraphs. Raises TranscriptError for a file that cannot be read."""
    from striprtf.striprtf import rtf_to_text

    fix = "Open it in a word processor and save it as .docx, or as plain text."
    if len(source.data) > MAX_BYTES:
        raise TranscriptError.at(
            source.name,
            f"this Rich Text document has {len(source.data):,} bytes, and at most {MAX_BYTES:,} are read.",
            "Save it without its pictures.",
        )
    raw = source.data.decode("cp1252", errors="replace")
    if raw.count("{") - raw.count("\\{") > raw.count("}") - raw.count("\\}"):
        raise TranscriptError.at(source.name, "this Rich Text document ends in the middle.", fix)
    unspoken = LeftOut()
    marks = rtf_marks.Marks()
    try:
        marked = rtf_marks.marked(_LINK.sub("", raw), marks, unspoken)
        text = rtf_to_text(marked, errors="strict")  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, TypeError, ArithmeticError, RecursionError) as error:
        raise TranscriptError.at(
            source.name, f"this Rich Text document cannot be read ({type(error).__name__}).", fix
        ) from None
    text = clean(text)
    rows = [line for line in text.split("\n") if "|" in line]
    if rows and "\\cell" in raw and all(_CELLS.fullmatch(row.strip()) for row in rows):
        text = re.sub(r"^([^|\n]{1,80})\|([^|\n]+)\|\s*$", r"\1: \2", text, flags=re.M)
    document = plain_text.parse(replace(source, text=marks.without(text)))
    document = _as_set(document, text, marks)
    title = found[1] if (found := _TITLE.search(raw[:20_000])) else ""
    return replace(
        document,
        format=FORMAT,
        facts=Facts(title=without_file_title(collapse(title), source.name)),
        findings=(*unspoken.findings(source.name), *document.findings),
    )


def _as_set(document: Document, text: str, marks: rtf_marks.Marks) -> Document:
    """The document with how its paragraphs are set: which begin in bold, which are titles."""
    settings: dict[int, Block] = {}
    for number, pieces in enumerate(marks.lines_of(text), 1):
        if kinds := emphasis_of(pieces):
            heading = rtf_marks.HEADING in kinds
            words = collapse("".join(piece.text for piece in pieces))
            lead = words if heading else lead_of(pieces)
            settings[number] = Block(words, lead=lead, heading=heading, emphasis=kinds)
        elif lead := lead_of(pieces):
            settings[number] = Block("", lead=lead)

    def block_as_set(block: Block) -> Block:
        known = settings.get(block.line or 0)
        if known is None or not block.text.startswith(known.lead):
            return block
        whole = known.text == block.text
        return replace(
            block,
            lead=known.lead,
            heading=known.heading and whole,
            emphasis=known.emphasis if whole else frozenset(),
        )

    def line_as_set(line: Line) -> Line:
        known = settings.get(line.number)
        if known is None or not line.text.startswith(known.lead):
            return line
        return replace(line, lead=known.lead, heading=known.heading)

    return replace(
        document,
        blocks=tuple(map(block_as_set, document.blocks)),
        lines=tuple(map(line_as_set, document.lines)),
    )
