"""OpenDocument text (.odt, ISO/IEC 26300): paragraphs in order, comments and footnotes as notes.

Read by our own few lines over zipfile and lxml, as .docx is: odfpy, the usual library, builds the whole
document in memory and saw its last release in 2020.
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
from segmentcast.transcript.readers.documents import columns, labelled_lines
from segmentcast.transcript.readers.documents.word_paragraphs import (
    BOLD,
    Piece,
    WordBody,
    block_of,
)
from segmentcast.transcript.readers.file_titles import without_file_title
from segmentcast.transcript.text.prose import collapse

FORMAT = "OpenDocument text"
_BODY, _META, _NAMED_STYLES = "content.xml", "meta.xml", "styles.xml"
_ENDS = 65_536
"""Where an archive lists its files."""
_KIND = b"application/vnd.oasis.opendocument.text"
_KIND_MEMBER = "mimetype"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PARAGRAPHS = frozenset({f"{_TEXT}p", f"{_TEXT}h"})
_NOTES = frozenset({f"{_OFFICE}annotation", f"{_TEXT}note"})
_APART = _NOTES | {
    *(f"{_TEXT}{name}" for name in ("changed-region", "ruby-text", "page-number", "page-count")),
    *(f"{_TEXT}{name}" for name in ("table-of-content", "alphabetical-index")),
}
"""What is in these is no word of the text: remarks, what a revision took out, how a word sounds, numbers of pages."""
_CONCEALED = frozenset({f"{_TEXT}hidden-text", f"{_TEXT}hidden-paragraph"})
_STRUCK, _HIDDEN, _NONE = "struck", "hidden", "none"
_BOLD_FROM = 600
_MOST_SPACES = 200
_MOST_PARENTS = 20
_AUTOMATIC = re.compile(r"[A-Z]{1,3}\d{1,6}")
"""Names that a word processor gives to what was set by hand: "P1", "T12"."""
_HEADINGS = ("heading", "title", "subtitle")
_ORDINARY = frozenset(
    ("standard", "text body", "text_20_body", "first paragraph", "default paragraph style")
)
"""Names of styles of plain paragraphs."""


def sniff(source: Source) -> float:
    """A ZIP archive whose first file says what it is, or one packed again, with that file in it."""
    if _KIND in source.data[:200]:
        return 1.0
    end = source.data[-_ENDS:]
    packed = source.data.startswith(b"PK\x03\x04")
    if not packed or _BODY.encode() not in end or _KIND_MEMBER.encode() not in end:
        return 0.0
    try:
        with (
            zipfile.ZipFile(io.BytesIO(source.data)) as archive,
            archive.open(_KIND_MEMBER) as kind,
        ):
            # a spreadsheet or a presentation has the same files
            return 0.9 if kind.read(len(_KIND)) == _KIND else 0.0
    except bounded_zip.BROKEN:
        return 0.0


def parse(source: Source) -> Document:
    """Paragraphs as blocks; empty paragraphs are the gaps. Raises TranscriptError for a broken file."""
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            data = unpacked(archive, _BODY, source.name)
            parts = archive.namelist()
            meta = unpacked(archive, _META, source.name) if _META in parts else b""
            named = unpacked(archive, _NAMED_STYLES, source.name) if _NAMED_STYLES in parts else b""
        body, styles = WordBody(), _Styles()
        if named:
            _read_styles(named, styles)
        blocks = tuple(_blocks(data, body, styles))
        facts = _facts(meta, source.name) if meta else Facts()
    except bounded_zip.BROKEN as error:
        raise TranscriptError.at(
            source.name,
            f"this OpenDocument file cannot be opened ({type(error).__name__}: {error}).",
            "Open it in a word processor and save it again, as .docx or as plain text.",
        ) from None
    notes = tuple(dict.fromkeys(styles.notes))
    unspoken = body.unspoken.findings(source.name)
    if (table := columns.within(body.tables, blocks, source.name)) is not None:
        title = facts.title or table.facts.title
        facts = replace(facts, title=title)
        findings = (*unspoken, *table.findings)
        notes = (*notes, *table.notes)
        return replace(table, format=FORMAT, facts=facts, notes=notes, findings=findings)
    lines = tuple(body.lines)
    blocks = labelled_lines.apart(blocks)
    return Document(FORMAT, blocks, facts, headed=True, notes=notes, findings=unspoken, lines=lines)


def _facts(meta: bytes, name: str) -> Facts:
    said: dict[str, str] = {}
    for event, element in events(meta):
        if event == "end" and element.tag in {f"{_DC}title", f"{_DC}language"}:
            said[element.tag] = collapse(element.text or "")
    title = without_file_title(said.get(f"{_DC}title", ""), name)
    return Facts(title=title, language=said.get(f"{_DC}language", ""))


@dataclass(slots=True)
class _Style:
    """A style: what it is based on, its name as a person sees it, and what it sets and takes away."""

    parent: str = ""
    name: str = ""
    kinds: dict[str, bool] = field(default_factory=dict)


@dataclass(slots=True)
class _Styles:
    """The styles by name, and the remarks that stood within paragraphs."""

    styles: dict[str, _Style] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    _known: dict[str, frozenset[str]] = field(default_factory=dict)

    def add(self, element: Any) -> _Style:
        """A style that begins."""
        name = element.get(f"{_STYLE}name") or ""
        shown = element.get(f"{_STYLE}display-name") or ("" if _AUTOMATIC.fullmatch(name) else name)
        self.styles[name] = _Style(
            element.get(f"{_STYLE}parent-style-name") or "", shown.casefold()
        )
        return self.styles[name]

    def kinds_of(self, name: str) -> frozenset[str]:
        """How a style sets its words, with what it is based on; a named style of paragraphs is a kind, too."""
        if name not in self._known:
            kinds: dict[str, bool] = {}
            mark = ""
            for style in self._chain(name):
                kinds = style.kinds | kinds
                mark = mark or style.name
            set_so = {kind for kind, on in kinds.items() if on}
            if mark and mark not in _ORDINARY:
                set_so.add(f"style:{mark}")
            self._known[name] = frozenset(set_so)
        return self._known[name]

    def is_heading(self, name: str) -> bool:
        """Whether paragraphs of this style are titles."""
        return any(style.name.startswith(_HEADINGS) for style in self._chain(name))

    def _chain(self, name: str) -> Iterator[_Style]:
        at = name
        for _ in range(_MOST_PARENTS):
            style = self.styles.get(at)
            if style is None:
                return
            yield style
            at = style.parent


def _properties(element: Any) -> dict[str, bool]:
    """What the properties of a style set, and whether they set it or take it away."""
    kinds: dict[str, bool] = {}
    if weight := element.get(f"{_FO}font-weight"):
        kinds[BOLD] = weight == "bold" or (weight.isdecimal() and int(weight) >= _BOLD_FROM)
    if slant := element.get(f"{_FO}font-style"):
        kinds["italic"] = slant in {"italic", "oblique"}
    if line := element.get(f"{_STYLE}text-underline-style"):
        kinds["underlined"] = line != _NONE
    through = [element.get(f"{_STYLE}text-line-through-{part}") for part in ("style", "type")]
    if any(through):
        kinds[_STRUCK] = _NONE not in through
    if display := element.get(f"{_TEXT}display"):
        kinds[_HIDDEN] = display == _NONE
    if (colour := (element.get(f"{_FO}color") or "#000000").casefold()) != "#000000":
        kinds[f"colour:{colour}"] = True
    return kinds


def _read_styles(data: bytes, styles: _Styles) -> None:
    """The styles with names, of styles.xml."""
    style: _Style | None = None
    for event, element in events(data):
        style = _style_at(event, element, styles, style)
        if event == "end" and element.tag == f"{_OFFICE}styles":
            return


def _style_at(event: str, element: Any, styles: _Styles, style: _Style | None) -> _Style | None:
    """The style that is open after this event."""
    if element.tag == f"{_STYLE}style":
        return styles.add(element) if event == "start" else None
    if event == "end" and style is not None and element.tag == f"{_STYLE}text-properties":
        style.kinds |= _properties(element)
    return style


def _blocks(data: bytes, body: WordBody, styles: _Styles) -> Iterator[Block]:
    """One block a paragraph; in a table of two columns the first is the label of the second."""
    begin = {
        f"{_TABLE}table": body.begin_table,
        f"{_TABLE}table-row": body.begin_row,
        f"{_TABLE}table-cell": body.begin_cell,
    }
    apart = 0
    style: _Style | None = None
    for event, element in events(data):
        tag = element.tag
        if tag in _APART:
            apart += 1 if event == "start" else -1
            if event == "end" and tag == f"{_TEXT}changed-region":
                _note_deletion(element, body)
        style = _style_at(event, element, styles, style)
        if event == "start" and tag in begin:
            begin[tag]()
        elif event == "start":
            continue
        elif tag in _PARAGRAPHS and not apart:
            number = body.begin_paragraph()
            pieces = list(_pieces(element, styles, body, frozenset()))
            heading = tag.endswith("}h") or styles.is_heading(_style_name(element))
            block = block_of(pieces, body.gap, number, heading=heading)
            yield from body.end_paragraph(block, pieces)
            let_go(element)
        elif tag == f"{_TABLE}table":
            body.end_table()
        elif tag == f"{_TABLE}table-row":
            yield from body.end_row()


def _note_deletion(region: Any, body: WordBody) -> None:
    """What a tracked change took out is kept in its region."""
    for deletion in region.iter(f"{_TEXT}deletion"):
        words = [
            "".join(part.itertext()) for part in deletion.iter() if part.tag in _PARAGRAPHS
        ]  # fmt: skip
        body.unspoken.deleted.append((None, " ".join(words)))


def _style_name(element: Any) -> str:
    return str(element.get(f"{_TEXT}style-name") or "")


def _pieces(
    element: Any, styles: _Styles, body: WordBody, around: frozenset[str]
) -> Iterator[Piece]:
    """The words of a paragraph, each as it is set; notes, and what is not shown, go where they are reported."""
    kinds = _joined(around, styles.kinds_of(_style_name(element)))
    yield from _spoken(element.text or "", kinds, body)
    for child in element:
        tag = child.tag
        if tag in _NOTES:
            words = ("".join(part.itertext()) for part in child.iter() if part.tag in _PARAGRAPHS)
            if note := collapse(" ".join(words)):
                styles.notes.append(note)
        elif tag in _CONCEALED:
            body.unspoken.hidden.append((body.number, "".join(child.itertext())))
        elif tag == f"{_TEXT}s":
            count = child.get(f"{_TEXT}c") or "1"
            yield Piece(" " * min(int(count) if count.isdecimal() else 1, _MOST_SPACES), kinds)
        elif tag == f"{_TEXT}tab":
            yield Piece(" ", kinds)
        elif tag == f"{_TEXT}line-break":
            yield Piece("\n", kinds)
        elif isinstance(tag, str) and tag not in _APART:
            yield from _pieces(child, styles, body, kinds)
        yield from _spoken(child.tail or "", kinds, body)


def _joined(around: frozenset[str], own: frozenset[str]) -> frozenset[str]:
    """How words within words are set; the style of the paragraph around them stays the mark."""
    return around | frozenset(kind for kind in own if not (around and kind.startswith("style:")))


def _spoken(words: str, kinds: frozenset[str], body: WordBody) -> Iterator[Piece]:
    if not words:
        return
    if _HIDDEN in kinds:
        body.unspoken.hidden.append((body.number, words))
    elif _STRUCK in kinds:
        body.unspoken.struck.append((body.number, words))
    else:
        yield Piece(words, kinds)
