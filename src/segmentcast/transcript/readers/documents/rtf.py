"""Rich Text (.rtf): its words, by striprtf, then read as a page of text.

striprtf: pure Python, no dependencies, typed, BSD, maintained; it knows the destinations whose words
are not the document's (headers, footers, footnotes, comments, the font table) and the code pages.
"""

from __future__ import annotations

import re
from dataclasses import replace

from segmentcast.errors import TranscriptError
from segmentcast.transcript.document import Document, Facts, Source
from segmentcast.transcript.readers.documents import plain_text
from segmentcast.transcript.text.prose import clean, collapse

FORMAT = "Rich Text"
MAX_BYTES = 16 * 1024 * 1024
"""What holds pictures can be larger; its words alone never are."""
_LINK = re.compile(r"\{\\\*\\fldinst[^{}]{0,4000}(?:\{[^{}]{0,4000}\}[^{}]{0,4000}){0,20}\}")
_DELETED = re.compile(r"\{\\deleted\b[^{}]*\}|\{[^{}]{0,200}\\deleted(?:\\[a-z]+-?\d*)*\s[^{}]*\}")
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
    try:
        text = rtf_to_text(_DELETED.sub("", _LINK.sub("", raw)), errors="strict")  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, TypeError, ArithmeticError, RecursionError) as error:
        raise TranscriptError.at(
            source.name, f"this Rich Text document cannot be read ({type(error).__name__}).", fix
        ) from None
    text = clean(text)
    rows = [line for line in text.split("\n") if "|" in line]
    if rows and "\\cell" in raw and all(_CELLS.fullmatch(row.strip()) for row in rows):
        text = re.sub(r"^([^|\n]{1,80})\|([^|\n]+)\|\s*$", r"\1: \2", text, flags=re.M)
    document = plain_text.parse(replace(source, text=text))
    title = found[1] if (found := _TITLE.search(raw[:20_000])) else ""
    return replace(document, format=FORMAT, facts=Facts(title=collapse(title)))
