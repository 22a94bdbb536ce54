"""Plain text: a page copied as text, or a transcript with labels.

Blank lines are the gaps between paragraphs; where a text has none, each line is a paragraph,
unless its lines are hard-wrapped: then they are joined.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from segmentcast.model import Finding
from segmentcast.transcript.document import Block, Document, Line, Source
from segmentcast.transcript.labels import label_book, numbered_people
from segmentcast.transcript.labels.label_forms import Label
from segmentcast.transcript.readers.documents.text_files import bare_letters
from segmentcast.transcript.text import references
from segmentcast.transcript.text.prose import ends_sentence

FORMAT = "text"
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff "
"""Characters without width: a line of these alone is an empty one."""
_TAB = 4
_PAGE_AND_LINE = re.compile(r"\d{3,5}:(?=\d{2}(?: |$))")
"""As "00012:07": a court record's page, before the number of each line."""
_NUMBERED = re.compile(r"(\d{1,2})(?= |$)")
_PAGE_NUMBER = re.compile(r"(?:page )?\d{1,5}(?: (?:of|/) \d{1,5})?", re.I)
_LEAST_NUMBERED = 6
_LONGEST_JOINED = 2_000
_QUESTION = re.compile(r"[QA]\.? ")
_COURT_LABEL = re.compile(r"[A-Z][A-Z .'’]{2,40}:")


def sniff(source: Source) -> float:
    """Any text is at least this; every other format has marks of its own."""
    return 0.1 if source.text.strip() else 0.0


def parse(source: Source) -> Document:
    """Paragraphs with their gaps (blank lines) and indentation (columns)."""
    lines = lines_of(references.decode(source.text))
    return Document(
        FORMAT, paragraphs_of(lines), headed=True, lines=tuple(lines),
        findings=decoded_references(lines_of(source.text), source.name),
    )  # fmt: skip


def decoded_references(lines: Iterable[Line], name: str) -> tuple[Finding, ...]:
    """One note for all character references of HTML that were read as their characters."""
    shown = [(line, reference) for line in lines if (reference := references.find(line.text))]
    if not shown:
        return ()
    line, reference = shown[0]
    more = f" ({len(shown)} lines)" if len(shown) > 1 else ""
    what = f'"{reference}" was read as "{references.decode(reference)}", as in HTML{more}.'
    return (Finding("note", "references", f"{name}:{line.number}", what),)


def blocks_of(text: str, stands_alone: Callable[[str], bool] | None = None) -> tuple[Block, ...]:
    """The text's paragraphs, hard-wrapped lines joined, labels kept at the start of a block.

    `stands_alone` says of a line that it begins a paragraph although no blank line is before it.
    """
    return paragraphs_of(lines_of(text), stands_alone)


def paragraphs_of(
    lines: Sequence[Line],
    stands_alone: Callable[[str], bool] | None = None,
    *,
    wrapped: bool = False,
) -> tuple[Block, ...]:
    """The paragraphs that these lines are; see blocks_of. `wrapped`: the lines are surely those of a page."""
    lines = bare_letters.settle_lines(numbered_people.labelled(without_numbers(lines)))
    book = label_book.learn([(line.text, "") for line in lines])
    starts = [book.start(line.text) for line in lines]
    width = wrap_width(lines, starts)
    if wrapped and not width:
        width = max((line.width for line in lines), default=0)
    blocks: list[Block] = []
    joined: list[str] = []
    labelled = False
    for at, line in enumerate(lines):
        previous = lines[at - 1] if at else None
        found = starts[at]
        after_label = (
            bool(at)
            and (before := starts[at - 1]) is not None
            and before[1] >= len(lines[at - 1].text)
        )
        continues = (
            bool(joined)
            and previous is not None
            and line.gap == 0
            and found is None
            and not after_label
            and not (stands_alone and (stands_alone(line.text) or stands_alone(previous.text)))
            and bool(width)
            and (
                wraps(previous, line, width)
                or (wrapped and labelled and not ends_sentence(previous.text))
            )
        )
        if continues:
            joined.append(line.text)
            continue
        _close(blocks, joined)
        joined = [line.text]
        labelled = found is not None
        blocks.append(Block(line.text, line.number, line.gap, line.indent))
    _close(blocks, joined)
    return tuple(blocks)


def _close(blocks: list[Block], joined: list[str]) -> None:
    if len(joined) > 1:
        blocks[-1] = replace(blocks[-1], text=" ".join(joined))


def lines_of(text: str) -> list[Line]:
    """The lines that hold words, in order."""
    lines: list[Line] = []
    gap = 0
    for number, raw in enumerate(text.split("\n"), 1):
        flat = " ".join(raw.split())
        if not flat.strip(_UNSEEN):
            gap += 1
            continue
        expanded = raw[: len(raw) - len(raw.lstrip())].expandtabs(_TAB)
        lines.append(Line(flat, number, gap, len(expanded), len(flat) + len(expanded)))
        gap = 0
    return lines


def without_numbers(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines without the numbers that a court reporter puts before each line of a page.

    Most lines have one, and it is mostly the number before it and one.
    """
    paged = [_PAGE_AND_LINE.match(line.text) for line in lines]
    if sum(map(bool, paged)) * 10 >= len(lines) * 7:
        lines = [
            replace(line, text=line.text[page.end() :]) if page else line
            for line, page in zip(lines, paged, strict=True)
        ]
    numbers = [_NUMBERED.match(line.text) for line in lines]
    counted = (int(number[1]) for number in numbers if number is not None)
    steps = sum(after == before + 1 for before, after in pairwise(counted))
    pages = sum(_PAGE_NUMBER.fullmatch(line.text) is not None for line in lines)
    if steps < _LEAST_NUMBERED or steps * 10 < (len(lines) - pages) * 7:
        return lines
    kept: list[Line] = []
    gap = 0
    for line, number in zip(lines, numbers, strict=True):
        if number is None and not _PAGE_NUMBER.fullmatch(line.text):
            # A heading, or words that did not fit on the line before: nobody knows, so it stands alone.
            kept.append(replace(line, gap=max(line.gap, gap, 1)))
            gap = 1
            continue
        words = line.text[number.end() :].strip() if number is not None else ""
        if not words:
            # A page's number, or a line without words.
            gap += 1
            continue
        starts = bool(_QUESTION.match(words) or _COURT_LABEL.match(words))
        before = kept[-1].text if kept and not gap and not line.gap else ""
        if before and not starts and not ends_sentence(before) and len(before) < _LONGEST_JOINED:
            kept[-1] = replace(kept[-1], text=f"{before} {words}")
            continue
        kept.append(
            replace(line, text=words, gap=max(line.gap, gap, int(starts)), width=len(words))
        )
        gap = 0
    return kept


def wrap_width(lines: Sequence[Line], starts: list[tuple[Label, int] | None]) -> int:
    """The column at which the text is wrapped by hand; 0 when each line is a paragraph."""
    inner = [
        line
        for at, line in enumerate(lines[:-1])
        if lines[at + 1].gap == 0
        and starts[at + 1] is None
        and ((start := starts[at]) is None or start[1] < len(line.text))
    ]
    if len(inner) < 2:
        return 0
    ended = sum(ends_sentence(line.text) for line in inner)
    widths = sorted(line.width for line in inner)
    width = widths[len(widths) * 9 // 10]
    return width if ended * 10 < len(inner) * 6 and 30 <= width <= 160 else 0


def wraps(previous: Line, line: Line, width: int) -> bool:
    """Whether the line before was broken off because the next word had no room."""
    first = line.text.split(" ", 1)[0]
    return previous.width + 1 + len(first) > width * 3 // 4 or not (
        ends_sentence(previous.text) or previous.width < width // 2
    )
