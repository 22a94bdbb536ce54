"""PDF with text: its lines as they stand on the pages, by pypdf, then read as a page of text.

pypdf: pure Python, no dependencies, typed, BSD, maintained, with bounds on what a stream unpacks to. Its
layout mode keeps lines, columns and blank lines, which plain extraction does not.
What runs through the pages (heads, feet, page numbers) goes, words cut at a line's end are joined,
two columns are read one after the other. A PDF of pictures is refused by name: nothing is guessed.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from segmentcast.errors import SegmentcastError, TranscriptError
from segmentcast.transcript.document import Document, Source
from segmentcast.transcript.readers.documents import pdf_content
from segmentcast.transcript.readers.documents.text_files.plain_text import lines_of, paragraphs_of
from segmentcast.transcript.text.prose import clean, collapse, ends_sentence

if TYPE_CHECKING:
    from pypdf import PageObject

FORMAT = "PDF"
MOST_PAGES = 2000
MOST_CONTENT_BYTES = 64 * 1024 * 1024
MOST_CHARACTERS = 20_000_000
_WITHIN = 1024
_FIX = "Copy its text into transcript.txt, or export the original as .docx or .html."
_FEWEST_LETTERS = 20
_EDGE_LINES = 3
_FEWEST_SPACED = 6
_INDENTED = 3
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-–—\[(]?\s*(?:(?:page|seite|p\.|página|pagina)\s*)?\d{1,5}(?:\s*(?:of|/|von|de|di|sur)\s*\d{1,5})?\s*[-–—\])]?",
    re.I,
)
_CAPTION = re.compile(r"\s*\d{1,3}:\d\d[\d:.,]{0,12}\s*-->")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010\u00ad]\n[ \t]*(?=[^\W\d_])")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_WORD = re.compile(r"[^\W\d_]+")
_HYPHENED = frozenset(
    "twenty thirty forty fifty sixty seventy eighty ninety self well ex half all".split()
)
"""Before these a hyphen is the word's own, as it is where the text has the word with it elsewhere."""
_COUNTED = re.compile(r"\s{0,12}\d{1,2}(?=\s|$)")


def sniff(source: Source) -> float:
    """The signature of the file, which may stand behind a few bytes of others."""
    return 1.0 if b"%PDF-" in source.data[:_WITHIN] else 0.0


def parse(source: Source) -> Document:
    """The paragraphs of its pages.

    Raises TranscriptError for a file that is locked, broken, or has no text.
    """
    pages = _pages(source)
    letters = sum(char.isalpha() for page in pages for line in page for char in line)
    if letters < _FEWEST_LETTERS:
        raise TranscriptError.at(
            source.name,
            f"this PDF has no text in it; its {len(pages)} pages are pictures.",
            "Recognise its text first (OCR), or copy the words into transcript.txt.",
        )
    odd = sum(
        char == "\ufffd" or "\ue000" <= char <= "\uf8ff"
        for page in pages
        for line in page
        for char in line
    )
    if odd * 10 > letters:
        raise TranscriptError.at(
            source.name, "the letters of this PDF cannot be told: its fonts do not name them.", _FIX
        )
    kept, notes = _without_running_lines([_columns(page) for page in pages])
    text = clean(_joined_pages(_closed(kept)))
    lines = lines_of(text)
    blocks = paragraphs_of(lines, wrapped=True)
    return Document(FORMAT, blocks, headed=True, notes=tuple(notes), lines=tuple(lines))


def _pages(source: Source) -> list[list[str]]:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(source.data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _locked(source.name)
        count = len(reader.pages)
        if count > MOST_PAGES:
            raise TranscriptError.at(
                source.name,
                f"this PDF has {count:,} pages; at most {MOST_PAGES:,} are read.",
                "Is it the right file? If so, split it into several episodes.",
            )
        pages: list[list[str]] = []
        content = characters = 0
        for page in reader.pages:
            content += _content_size(page)
            text = "" if content > MOST_CONTENT_BYTES else _text_of(page)
            characters += len(text)
            if content > MOST_CONTENT_BYTES or characters > MOST_CHARACTERS:
                raise TranscriptError.at(
                    source.name, "the pages of this PDF hold far more than words.", _FIX
                )
            pages.append(text.split("\n"))
    except SegmentcastError:
        raise
    except DependencyError:
        raise _locked(source.name) from None
    except Exception as error:  # noqa: BLE001 - whatever pypdf raises for what is broken in a stranger's file
        raise TranscriptError.at(
            source.name, f"this PDF cannot be read ({type(error).__name__}: {error}).", _FIX
        ) from None
    return pages


def _locked(name: str) -> SegmentcastError:
    return TranscriptError.at(
        name, "this PDF is locked by a password.", "Save it without the password."
    )


def _content_size(page: PageObject) -> int:
    contents = page.get_contents()
    return 0 if contents is None else len(contents.get_data())


def _text_of(page: PageObject) -> str:
    if page.get_contents() is None:
        return ""
    pdf_content.move_on(page)
    text = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=True)
    return text.replace("\t", " ")


def _columns(lines: Sequence[str]) -> list[str]:
    """The lines of a page, those of a second column after those of the first.

    There are two where a band of at least three spaces runs through most long lines in the middle.
    """
    full = [line for line in lines if line.strip()]
    width = max((len(line.rstrip()) for line in full), default=0)
    if width < 60 or len(full) < 8:
        return list(lines)
    best, at = 0, 0
    for column in range(width * 35 // 100, width * 65 // 100):
        free = sum(line[column - 1 : column + 2].strip() == "" for line in full)
        if free > best:
            best, at = free, column
    both = sum(bool(line[:at].strip()) and bool(line[at:].strip()) for line in full)
    alike = sum(
        line[: at + 1].rstrip() != line[:at].rstrip() for line in full
    )  # a word across the band
    if best * 10 < len(full) * 9 or both * 10 < len(full) * 6 or alike * 10 > len(full):
        return list(lines)
    if any(_COUNTED.fullmatch(line[:at]) for line in full):
        return list(lines)
    left = [line[:at].rstrip() for line in lines]
    right = [line[at:] for line in lines]
    indent = min((len(line) - len(line.lstrip()) for line in right if line.strip()), default=0)
    return [*left, *(line[indent:] for line in right)]


def _without_running_lines(pages: list[list[str]]) -> tuple[list[list[str]], list[str]]:
    """The pages without what stands at the top and the foot of most of them; that, once each."""
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update({_pattern(page[at]) for at in _edges(page)})
    least = max(2, (len(pages) + 1) // 2)
    running = {
        pattern
        for pattern, count in counts.items()
        if count >= least and len(pages) > 1 and pattern
    }
    notes: dict[str, None] = {}
    kept: list[list[str]] = []
    for page, after in zip(pages, [*pages[1:], []], strict=True):
        gone: set[int] = set()
        captions = _of_captions(page, after)
        for at in _edges(page):
            if at in captions:
                continue
            text = page[at].strip()
            # A page's number alone, also where it is the only page.
            numbered = _PAGE_NUMBER.fullmatch(text) is not None
            counted = _COUNTED.fullmatch(page[at]) and _is_counted(page)
            if (numbered or _pattern(page[at]) in running) and not counted:
                gone.add(at)
                if not numbered:
                    notes.setdefault(collapse(text))
        kept.append([line for at, line in enumerate(page) if at not in gone])
    return kept, list(notes)


def _of_captions(page: Sequence[str], after: Sequence[str]) -> set[int]:
    """The places of the captions' times on a page, and of their numbers: these stand right above the times."""
    full = [at for at, line in enumerate(page) if line.strip()]
    timed = [_CAPTION.match(page[at]) is not None for at in full]
    timed.append(_CAPTION.match(next(filter(str.strip, after), "")) is not None)
    places = zip(full, pairwise(timed), strict=True)
    return {at for at, (here, below) in places if here or (below and page[at].strip().isdecimal())}


def _edges(page: Sequence[str]) -> list[int]:
    """The places of the first and the last few lines with words, from outside inward."""
    full = [at for at, line in enumerate(page) if line.strip()]
    return list(dict.fromkeys([*full[:_EDGE_LINES], *full[-_EDGE_LINES:]]))


def _pattern(line: str) -> str:
    """A line as it is compared: numbers stand for any, so that "Page 2 of 9" runs through."""
    return " ".join(_DIGITS.sub("#", line).split())


def _is_counted(page: Sequence[str]) -> bool:
    """Whether the lines of a page are numbered, as court reporters do: those numbers stay for now."""
    full = [line for line in page if line.strip()]
    return sum(_COUNTED.match(line) is not None for line in full) * 10 >= len(full) * 7


def _closed(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """The pages with their lines closed up, where all lines are spaced as others space paragraphs.

    The commonest gap is then the page's own pitch: only a wider one parts paragraphs, or an indent
    after the end of a sentence. Where most lines end a sentence, each is a paragraph and stays one.
    """
    trimmed = [_trimmed(page) for page in pages]
    followed = [pair for page in trimmed for pair in _followed(page)]
    pitch, often = Counter(gap for gap, _, _ in followed).most_common(1)[0] if followed else (0, 0)
    ended = sum(gap == pitch and ends_sentence(above) for gap, above, _ in followed)
    if not pitch or often < _FEWEST_SPACED or often * 2 < len(followed) or ended * 10 > often * 6:
        return trimmed
    closed: list[list[str]] = []
    for page in trimmed:
        lines = page[:1]
        usual = min((_indent(line) for line in page if line.strip()), default=0)
        for gap, above, line in _followed(page):
            starts = _indent(line) >= usual + _INDENTED > _indent(above) and ends_sentence(above)
            heads = above.isupper() and not line.isupper() and " " in above.strip()
            lines += [""] * max(gap - pitch, int(starts or heads))
            lines.append(line)
        closed.append(lines)
    return closed


def _followed(page: Sequence[str]) -> list[tuple[int, str, str]]:
    """The empty lines between a line with words and the one before, that one, and the line."""
    full = [at for at, line in enumerate(page) if line.strip()]
    return [(at - before - 1, page[before], page[at]) for before, at in pairwise(full)]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _joined_pages(pages: Sequence[Sequence[str]]) -> str:
    """One text; a sentence goes on over the page's end, words cut at a line's end are whole again."""
    parts: list[str] = []
    for page in pages:
        body = _trimmed(page)
        if not body:
            continue
        indent = min(len(line) - len(line.lstrip()) for line in body if line.strip())
        body = [line[indent:].rstrip() for line in body]
        number = parts and parts[-1].strip().isdecimal() and _CAPTION.match(body[0])
        apart = not number and not body[0].strip()[:1].islower()
        if parts and (ends_sentence(parts[-1]) or apart):
            parts.append("")
        parts.extend(body)
    return _HYPHEN.sub(_whole, "\n".join(parts))


def _whole(found: re.Match[str]) -> str:
    """A hyphen at a line's end joins the word's halves, unless it is the word's own."""
    text, at = found.string, found.end()
    if found[0][0] == "\u00ad":
        return ""
    first = _LAST_WORD.search(text, max(0, found.start() - 30), found.start())
    second = _WORD.match(text, at)
    if not text[at : at + 1].islower() or first is None or second is None:
        return found[0][0]
    if first[0].lower() in _HYPHENED or f"{first[0]}-{second[0]}" in text:
        return found[0][0]
    return ""


def _trimmed(page: Sequence[str]) -> list[str]:
    full = [at for at, line in enumerate(page) if line.strip()]
    return list(page[full[0] : full[-1] + 1]) if full else []
