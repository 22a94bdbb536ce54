"""Show notes: an episode's description and content:encoded.

Both are built from the same blocks. Everything that readers must not miss (a retraction, the notice
about synthetic voices, corrections) comes first, before anything that may be shortened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape, unescape

from segmentcast import timing
from segmentcast.feed.characters import cut_bytes, line, prose
from segmentcast.model import Credit, Package, WrittenNotes
from segmentcast.vocabulary.web_addresses import is_web_address

MAX_DESCRIPTION_BYTES = 4000
MAX_CONTENT_BYTES = 12_000
_MIN_CHAPTERS = 3
_MAX_CREDITS = 20
DEFAULT_NOTICE = "This segment is read aloud by synthetic voices."
_READ_AS_REFERENCE = re.compile(r"&(?=#|[A-Za-z][A-Za-z0-9]*;)")


@dataclass(frozen=True, slots=True)
class _NoteBlock:
    """Paragraphs that belong together. A list is shown as a list; `href` makes the text a link."""

    lines: tuple[str, ...]
    listed: bool = False
    href: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class ShowNotes:
    """`description` is text of at most 4000 bytes, `content` the HTML of content:encoded."""

    description: str
    content: str


_Blocks = tuple[Sequence[_NoteBlock], Sequence[_NoteBlock], Sequence[_NoteBlock]]
"""The blocks before the summary, those after it, and optional ones."""


def show_notes(package: Package, page_url: str) -> ShowNotes:
    """An episode's show notes; `page_url` is its listening page."""
    blocks = _blocks(package, page_url)
    return ShowNotes(_description(package, blocks), _content(package, blocks))


def _description(package: Package, blocks: _Blocks) -> str:
    """Text of at most 4000 bytes that is also safe as HTML.

    If HTML would change its meaning (`<`, or `&` before a name), all of it is escaped. Other text
    is left plain, because not every app renders HTML.
    """
    text = _compose(package, blocks, MAX_DESCRIPTION_BYTES)
    if "<" not in text and not _READ_AS_REFERENCE.search(text):
        return text
    growth = len(escape(text, quote=False).encode()) - len(text.encode())
    # Escaping a shorter text adds no more, and no text grows more than fivefold.
    room = max(MAX_DESCRIPTION_BYTES - growth, MAX_DESCRIPTION_BYTES // 5)
    return escape(_compose(package, blocks, room), quote=False)


def _content(package: Package, blocks: _Blocks) -> str:
    """HTML with only p, ul, li, a and strong; everything from outside is escaped."""
    head, tail, chapters = ([_html(block) for block in part] for part in blocks)
    room = MAX_CONTENT_BYTES - _bytes((*head, *tail))
    if _bytes(chapters) > room // 2:
        chapters = []
    summary = _html_summary(package, room - _bytes(chapters))
    html: list[str] = []
    for part in (*head, *summary, *tail, *chapters):
        if _bytes(html) + len(part.encode()) <= MAX_CONTENT_BYTES:
            html.append(part)
    return "\n".join(html)


def _compose(package: Package, blocks: _Blocks, max_bytes: int) -> str:
    head, tail, chapters = ([_plain(block) for block in part] for part in blocks)
    summary = _summary(package)
    least = min(len(summary.encode()), max_bytes // 3)
    if _bytes(head) + _bytes(tail) + _bytes(chapters) + least > max_bytes:
        chapters = []
    room = max(max_bytes - _bytes((*head, *tail, *chapters)), least)
    parts = (*head, cut_bytes(summary, room), *tail, *chapters)
    return cut_bytes("\n\n".join(part for part in parts if part), max_bytes)


def _summary(package: Package) -> str:
    """The summary, then the handwritten notes, unless they begin with the summary."""
    summary, notes = prose(package.summary), package.show_notes
    if notes is None or package.retracted is not None:
        return summary
    text = prose(notes.text)
    return text if _says(notes, summary, package) else f"{summary}\n\n{text}"


def _says(notes: WrittenNotes, summary: str, package: Package) -> bool:
    """Whether the notes contain the summary; the title alone doesn't count."""
    words = unescape(re.sub(r"<[^>]*>", "", " ".join(notes.blocks)))
    begins = " ".join(summary.rstrip("…").split())
    return not begins or summary == package.title or begins in " ".join(words.split())


def _html_summary(package: Package, max_bytes: int) -> list[str]:
    summary, notes = prose(package.summary), package.show_notes
    if notes is None or package.retracted is not None:
        return _html_paragraphs(summary, max_bytes)
    begin = [] if _says(notes, summary, package) else _html_paragraphs(summary, max_bytes)
    fitting: list[str] = []
    for block in notes.blocks:
        if _bytes((*begin, *fitting, block)) > max_bytes:
            if not fitting:  # a list of its own may be longer than all that is allowed
                fitting = _html_paragraphs(prose(notes.text), max_bytes - _bytes(begin))
            break
        fitting.append(block)
    return [*begin, *fitting]


def _blocks(package: Package, page_url: str) -> _Blocks:
    before = []
    if package.retracted is not None:
        day = package.retracted.date.date().isoformat()
        before.append(_NoteBlock((line(f"Retracted {day}: {package.retracted.note}", 1000),)))
    after = []
    notice = line(package.notice, 500) or (DEFAULT_NOTICE if package.narrated else "")
    if notice:
        after.append(_NoteBlock((notice,)))
    newest_first = sorted(package.corrections, key=lambda correction: correction.date, reverse=True)
    updates = tuple(
        line(f"Updated {correction.date.date().isoformat()}: {correction.note}", 300)
        for correction in newest_first[:5]
    )
    if updates:
        after.append(_NoteBlock(updates))
    credits = tuple(
        _credit(credit) for credit in package.credits[:_MAX_CREDITS] if line(credit.name)
    )
    if package.byline:
        credits = (line(f"By {package.byline}"), *credits)
    if credits:
        after.append(_NoteBlock(credits, listed=len(credits) > 1))
    after.extend(_NoteBlock((line(note, 500),)) for note in package.notes[:3] if line(note))
    if is_web_address(page_url):
        text = "Read the transcript" if package.has_transcript else "Listen on the web"
        after.append(_NoteBlock((text,), href=page_url))
    if is_web_address(package.link) and package.link != page_url:
        after.append(_NoteBlock(("Read the story",), href=package.link))
    return before, after, _chapters(package)


def _chapters(package: Package) -> list[_NoteBlock]:
    """Chapter lines in the form that apps detect: at least three, the first at 00:00:00."""
    chapters = package.chapters
    if len(chapters) < _MIN_CHAPTERS or chapters[0].start_ms >= 1000:
        return []
    lines = tuple(
        f"{timing.clock_long(chapter.start_ms)} {line(chapter.title, 120)}" for chapter in chapters
    )
    return [_NoteBlock(lines, listed=True, title="Chapters")]


def _credit(credit: Credit) -> str:
    role = line(credit.role, 120) or line(credit.part, 60)
    voiced = " (synthetic voice)" if credit.voice else ""
    return f"{line(credit.name, 128)}{f', {role}' if role else ''}{voiced}"


def _plain(block: _NoteBlock) -> str:
    if block.href:
        return f"{block.lines[0]}: {block.href}"
    return "\n".join([f"{block.title}:", *block.lines] if block.title else block.lines)


def _html(block: _NoteBlock) -> str:
    if block.href:
        return f'<p><a href="{escape(block.href)}">{escape(block.lines[0], quote=False)}</a></p>'
    lines = [escape(text, quote=False) for text in block.lines]
    if not block.listed:
        return "\n".join(f"<p>{text}</p>" for text in lines)
    heading = f"<p><strong>{escape(block.title)}</strong></p>\n" if block.title else ""
    return heading + "<ul>" + "".join(f"<li>{text}</li>" for text in lines) + "</ul>"


def _html_paragraphs(text: str, max_bytes: int) -> list[str]:
    paragraphs: list[str] = []
    room = max_bytes
    for part in re.split(r"\n[ \t]*\n", text):
        words = " ".join(part.split())
        if not words:
            continue
        paragraph = f"<p>{escape(words, quote=False)}</p>"
        if len(paragraph.encode()) > room:
            # An escaped character is at most five times as long as the original.
            short = cut_bytes(words, max(room // 5, 0))
            return [*paragraphs, f"<p>{escape(short, quote=False)}</p>"] if short else paragraphs
        paragraphs.append(paragraph)
        room -= len(paragraph.encode()) + 1
    return paragraphs


def _bytes(parts: Iterable[str]) -> int:
    return sum(len(part.encode()) + 2 for part in parts)
