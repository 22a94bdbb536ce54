"""What layouts share: turns of lines, their paragraphs, and the lines before the first turn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from segmentcast.model import Finding
from segmentcast.transcript.document import Block, Facts, Line
from segmentcast.transcript.readers.documents.text_files.plain_text import wrap_width, wraps
from segmentcast.transcript.text.dates import parse_date
from segmentcast.transcript.text.prose import ends_sentence, excerpt, word_count

_MEDIA = re.compile(
    r"(.{1,200}?)\.(?:mp3|mp4|m4a|m4v|wav|aac|flac|ogg|opus|webm|mov|avi|wma)", re.I
)
_MEETING = re.compile(
    r"(.{1,200}?)(?:-\d{8}_\d{6})?-Meeting (?:Recording|Transcript)|(.{1,200}?) - Transcript", re.I
)
_LONGEST_TITLE_WORDS = 24
_ADDRESS = re.compile(r"https?://\S{4,500}")


@dataclass(frozen=True, slots=True)
class Laid:
    """What a layout makes of its lines. Without `labelled` or `timed` the blocks are still read as a page.

    `certain`: marks that nothing else has say that it is this layout, whatever stands before its first turn.
    """

    blocks: tuple[Block, ...]
    facts: Facts = field(default_factory=Facts)
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    labelled: bool = True
    timed: bool = False
    timed_paragraphs: bool = False
    certain: bool = False


@dataclass(slots=True)
class TurnLines:
    """A label, None for words before any label; when it begins; the lines of its words."""

    label: str | None
    start_ms: int | None = None
    line: int | None = None
    lines: list[Line] = field(default_factory=list)
    doubtful: bool = False
    guessed: bool = False


def blocks_of(turns: Iterable[TurnLines], *, wrapped: bool = False) -> tuple[Block, ...]:
    """The paragraphs of the turns, lines wrapped by hand joined; the first has the turn's time.

    `wrapped`: the lines are surely those of a page.

    A turn without words gives a block without text, so that its label is reported.
    """
    listed = list(turns)
    spoken = [line for turn in listed for line in turn.lines]
    width = wrap_width(spoken, [None] * len(spoken))
    if wrapped and not width:
        width = max((line.width for line in spoken), default=0)
    blocks: list[Block] = []
    for turn in listed:
        first = True
        for paragraph in _paragraphs(turn.lines, width):
            line = paragraph[0]
            blocks.append(
                Block(
                    " ".join(part.text for part in paragraph),
                    line.number,
                    max(1, line.gap) if first else line.gap,
                    label=turn.label if first else None,
                    doubtful=turn.doubtful,
                    guessed=turn.guessed,
                    start_ms=turn.start_ms if first else None,
                )
            )
            first = False
        if first and turn.label:
            blocks.append(Block("", turn.line, label=turn.label))
    return tuple(blocks)


def _paragraphs(lines: Sequence[Line], width: int) -> list[list[Line]]:
    paragraphs: list[list[Line]] = []
    for line in lines:
        if paragraphs and width and line.gap == 0 and wraps(paragraphs[-1][-1], line, width):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return paragraphs


def front_of(lines: Sequence[Line]) -> tuple[Facts, tuple[str, ...]]:
    """The facts in the lines before the first turn: a title, a date; the others are notes."""
    title = ""
    notes: list[str] = []
    facts = Facts()
    for line in lines:
        text = line.text
        if len(text) <= 90 and (moment := parse_date(text)):
            facts = Facts(published=facts.published or moment, page_url=facts.page_url)
        elif _ADDRESS.fullmatch(text):
            facts = Facts(published=facts.published, page_url=facts.page_url or text)
        elif not title and _is_title(text):
            title = _plain_title(text)
        else:
            notes.append(text)
    return Facts(title=title, published=facts.published, page_url=facts.page_url), tuple(notes)


def sentences_before(lines: Iterable[Line], name: str) -> tuple[Finding, ...]:
    """A finding for each line before the first turn that may be said, and is among the notes."""
    return tuple(
        Finding(
            "warning", "page-words", f"{name}:{line.number}",
            f'taken for the page\'s own words before the talk, not spoken: "{excerpt(line.text, 160)}"',
            "If somebody says it, write a label before every turn (NAME: text).",
        )
        for line in lines
        if ends_sentence(line.text) and not _ADDRESS.fullmatch(line.text)
    )  # fmt: skip


def treated_as_labels(names: Iterable[str], where: str) -> Finding:
    """The finding for names before turns that need not be people's."""
    shown = ", ".join(f'"{name}"' for name in list(names)[:3])
    return Finding(
        "warning", "label-doubtful", where,
        f"{shown} may be no speakers, but were treated as labels and are not read aloud.",
        "If they speak, write each name with a colon (NAME: text); "
        "if not, write the label of whoever does before the first paragraph.",
    )  # fmt: skip


def _is_title(text: str) -> bool:
    return (
        word_count(text) <= _LONGEST_TITLE_WORDS
        and len(text) <= 200
        and not text.endswith((".", ":", ",", "…"))
        and any(char.isalpha() for char in text)
        and text[:1] not in "(["
    )


def _plain_title(text: str) -> str:
    """Without the ending of the sound's file, and without what a meeting tool adds to its name."""
    if found := _MEDIA.fullmatch(text):
        text = found[1]
    found = _MEETING.fullmatch(text)
    return (found[1] or found[2]).strip() if found else text
