"""Labels of turns that a page runs together in one paragraph: "Rosa: Is it late? Otto: It is. Rosa: Then go."

Where a paragraph begins with one, the book reads full names and capitals (labels_in_runs). Here are the
first names, the numbers, and the paragraphs that begin with something else. Two names and more that
come thrice and take turns are labels; what comes as often and takes no turns is left, and doubted.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

from segmentcast.model import Finding
from segmentcast.patterns import compile_late
from segmentcast.transcript.document import Block, Document
from segmentcast.transcript.labels import label_book, numbered_people
from segmentcast.transcript.labels.label_book import LabelBook
from segmentcast.transcript.labels.label_forms import is_usual, part_alone
from segmentcast.transcript.labels.label_shapes import opens_speech
from segmentcast.transcript.labels.label_starts import at_start
from segmentcast.transcript.text.prose import excerpt

_MARK = compile_late(r"(?<![^\s(\[])(\d{1,5}|[^\W\d_][^\W\d_]*(?:['’-][^\W\d_]+)*):(?=\s)")
_BEFORE = compile_late(r"(?:^|(?<=[\s(\[]))(?:[^\W\d_a-z][\w'’-]*\.?\s+){1,3}$")
_COUNTED = compile_late(r"(?<!\S)[^\W\d_a-z][^\W\d_]{2,20}\s+$")
_STOP = compile_late(r"[.?!…—–)\]-][\"'”’)\]]*\s*$")
_FEWEST = 3
"""Times that each of two names has to come in one paragraph."""
_AGAIN = 2
_MOST_ALIKE = 0.2
"""Share of the marks that may come right behind one of the same name."""
_AT_STOPS = 0.5
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class _Mark:
    key: str
    start: int
    word: str
    at_stop: bool


@dataclass(frozen=True, slots=True)
class _Run:
    """The labels within one paragraph; `once`: what looks like another one, and is none of them."""

    marks: tuple[_Mark, ...]
    once: tuple[_Mark, ...]
    takes_turns: bool

    @property
    def words(self) -> str:
        shown = list(dict.fromkeys(f'"{mark.word}:"' for mark in self.marks))
        return ", ".join(shown[:_SHOWN])


def settle(document: Document, name: str) -> Document:
    """The document, its blocks cut at labels within them; those that may hold some are guessed, with a finding."""
    blocks = document.blocks
    runs = {at: run for at, block in enumerate(blocks) if (run := _run_of(block.text))}
    if not runs:
        return replace(document, blocks=numbered_people.settle(blocks))
    book = label_book.learn([(block.text, block.lead) for block in blocks])
    cut: list[Block] = []
    findings: list[Finding] = []
    for at, block in enumerate(blocks):
        run = runs.get(at)
        if run is None or len(book.split(block.text, block.lead)) >= len(run.marks):
            cut.append(block)
        elif run.takes_turns and block.directions is None and not _quotes(block, run, book):
            cut.extend(_pieces(block, run))
        else:
            cut.append(replace(block, guessed=True))
            findings.append(_unread(block, run, name))
    return replace(
        document,
        blocks=numbered_people.settle(cut),
        findings=(*document.findings, *findings),
    )


def _run_of(text: str) -> _Run | None:
    """The names before colons within a paragraph, if two of them come thrice."""
    if text.count(":") < _FEWEST * 2:
        return None
    found = [_mark(text, match) for match in _MARK.finditer(text)]
    marks = [mark for mark in found if mark is not None]
    counts = Counter(mark.key for mark in marks)
    often = {key for key, count in counts.items() if count >= _FEWEST}
    if len(often) < 2 or all(key.isdecimal() for key in often):
        return None
    again = {mark.key for mark in marks if counts[mark.key] >= _AGAIN and mark.at_stop}
    known = often | again
    labels = tuple(mark for mark in marks if mark.key in known)
    alike = sum(one.key == other.key for one, other in pairwise(labels))
    at_stops = sum(mark.at_stop for mark in labels) >= len(labels) * _AT_STOPS
    if not (at_stops or not alike):
        return None
    once = tuple(mark for mark in marks if mark.key not in known and not mark.key.isdecimal())
    return _Run(labels, once, alike <= len(labels) * _MOST_ALIKE)


def _mark(text: str, match: re.Match[str]) -> _Mark | None:
    """The label that ends with this word: with the capitalised words before it, if they begin a sentence."""
    word = match[1]
    if not word.isdecimal() and (
        len(word) < 2 or not word[0].isupper() or is_usual(word) or opens_speech(word)
    ):
        return None
    start = match.start()
    counted = _COUNTED.search(text, max(0, start - 24), start) if word.isdecimal() else None
    if counted and part_alone(f"{counted[0].strip()} {word[:1]}"):  # "Speaker 1:", not "Yeah 678:"
        start, word = counted.start(), text[counted.start() : match.end(1)]
    before = _BEFORE.search(text, max(0, start - 60), start)
    if before and not word[-1].isdecimal() and _follows(text, before.start(), before[0], word):
        start = before.start()
    at_stop = not start or bool(_STOP.search(text[max(0, start - 8) : start]))
    return _Mark(word.casefold(), start, text[start : match.end(1)], at_stop)


def _follows(text: str, at: int, words: str, last: str) -> bool:
    """Whether the words before a name are of it: behind a stop, or in capitals as it is."""
    if last.isupper() and words.isupper():
        return True
    return (not at or bool(_STOP.search(text[max(0, at - 8) : at]))) and "." not in words


def _quotes(block: Block, run: _Run, book: LabelBook) -> bool:
    """Whether the paragraph has another's label: who speaks may read others' words out."""
    opening = at_start(block.text, block.lead)
    known = {mark.key for mark in run.marks}
    return (
        opening is not None
        and book.start(block.text, block.lead) is not None
        and not any(word.casefold() in known for word in opening[0].name.split())
    )


def _pieces(block: Block, run: _Run) -> list[Block]:
    """The paragraph, cut before each label; a piece with what may be a further one is guessed."""
    starts = [mark.start for mark in run.marks]
    others = [mark.start for mark in run.once]
    edges = [0, *starts, len(block.text)] if starts[0] else [*starts, len(block.text)]
    return [
        replace(
            block,
            text=text,
            lead="",
            gap=block.gap if not begin else 1,
            guessed=block.guessed or bisect_left(others, begin) < bisect_left(others, end),
        )
        for begin, end in pairwise(edges)
        if (text := block.text[begin:end].strip())
    ]


def _unread(block: Block, run: _Run, name: str) -> Finding:
    return Finding(
        "warning", "label-unread", f"{name}:{block.line}" if block.line else name,
        f'{run.words} could be speakers\' labels within one paragraph, but are read aloud as words: "{excerpt(block.text)}"',
        "If they speak here, begin a line with each label (NAME: text); if not, write dashes instead of the colons.",
    )  # fmt: skip
