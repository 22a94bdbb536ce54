"""The table of formats. A new format is one file with `sniff` and `parse`, and one row here.

Readers are imported when they are first used, so that plain text costs no HTML parser.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath
from typing import cast

from segmentcast.transcript.document import Document, Reader, Source
from segmentcast.vocabulary.transcript_files import READ_BY


@dataclass(frozen=True, slots=True)
class Format:
    """A row: the module below this room, and strings without which it cannot be.

    `marks` are looked for in the first characters, so that a reader is only imported when needed;
    those of a `binary` format in its first bytes, each a character. The extensions that hint at it are in `vocabulary.transcript_files`.
    """

    module: str
    marks: tuple[str, ...] = ()
    binary: bool = False

    @property
    def name(self) -> str:
        return self.module.rpartition(".")[2]

    @property
    def extensions(self) -> tuple[str, ...]:
        return READ_BY[self.name]


FORMATS: tuple[Format, ...] = (
    Format("documents.word_processors.docx", ("PK\x03\x04",), binary=True),
    Format("documents.word_processors.odt", ("PK\x03\x04",), binary=True),
    Format("documents.pdf", ("%PDF",), binary=True),
    Format("documents.word_processors.rtf", ("{\\rtf",), binary=True),
    Format("captions.ebu_stl", ("STL2", "STL3", "STL5"), binary=True),
    Format("captions.webvtt", ("WEBVTT",)),
    Format("captions.subrip", ("-->", "->", "-- >", "–>", "—>", "→")),
    Format("captions.sbv", (",",)),
    Format("captions.substation", ("Dialogue:", "[Script Info]", "[script info]")),
    Format("captions.whisper_tsv", ("\t",)),
    Format("captions.scc", ("Scenarist_SCC", "\t9", "\t1", " 94")),
    Format("captions.ttml", ("<tt", ":tt ")),
    Format("documents.tei", ("TEI", "teiCorpus", "akomaNtoso", "who=", "who =")),
    Format("captions.youtube_xml", ("<timedtext", "<transcript>")),
    Format("captions.podcast_html", ("<cite",)),
    Format("recognisers.podcast_json", ("{",)),
    Format("documents.otranscribe", ("{",)),
    Format("recognisers.segments_json", ("{", "[")),
    Format("documents.columns", ("\t", ",", ";", "|")),
    Format("documents.web_pages.html", ("<",)),
    Format("documents.text_files.markdown", ("---", "+++", "}\n", "**", "__", "# ", "](", "\\[")),
    Format("documents.text_files.plain_text"),
)
PAGES = frozenset({"html", "markdown", "plain_text"})
"""Readers of what people wrote, which have no form that a file must have: any text could be theirs."""
_CAPTIONS = frozenset({"webvtt", "subrip"})
_LEAST_PASTED = 2
_HINT = 0.15
_BINARY_WITHIN = 64
_MARKED_WITHIN = 200_000


def choose(source: Source, *, binary: bool = False) -> Format | None:
    """The format that the content looks most like, the extension as a hint; None for none."""
    extension = PurePath(source.name).suffix.casefold()
    head = (
        source.data[:_BINARY_WITHIN].decode("latin-1") if binary else source.text[:_MARKED_WITHIN]
    )
    best: tuple[float, Format] | None = None
    for row in FORMATS:
        if row.binary != binary or (row.marks and not any(mark in head for mark in row.marks)):
            continue
        score = reader_of(row).sniff(source)
        if score > 0 and extension in row.extensions:
            score += _HINT
        if score > 0 and (best is None or score > best[0]):
            best = (score, row)
    return best[1] if best else None


def pasted_captions(document: Document, name: str) -> Document | None:
    """The document of the captions that somebody pasted into a word processor, with their numbers; None for others."""
    texts = [line.text for line in document.lines]
    arrows = [at for at, text in enumerate(texts) if "-->" in text]
    numbered = sum(at > 0 and texts[at - 1].isdecimal() for at in arrows)
    tool = bool(texts) and texts[0].startswith("WEBVTT")
    if len(arrows) < _LEAST_PASTED or not (tool or numbered == len(arrows)):
        return None
    text = "".join(f"{chr(10) if line.gap else ''}{line.text}\n" for line in document.lines)
    source = Source(name, b"", text)
    row = choose(source)
    return parse(row, source) if row is not None and row.name in _CAPTIONS else None


def parse(row: Format, source: Source) -> Document:
    """Read the source as this format."""
    return reader_of(row).parse(source)


def reader_of(row: Format) -> Reader:
    """The module that reads this format; imported when it is first asked for."""
    return cast(Reader, import_module(f"segmentcast.transcript.readers.{row.module}"))
