"""What a reader hands on: the page's facts and its blocks of text in order, before anybody is named.

A reader knows its format and nothing of speakers. It gives blocks: a paragraph's words, where they
stand, how large the gap before them is, and whatever the format itself says about who speaks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from segmentcast.model import Direction, Finding


@dataclass(frozen=True, slots=True)
class Source:
    """A transcript as it came: its name for messages, its bytes, and its text where it is text."""

    name: str
    data: bytes
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, cue or segment.

    `text` is single-spaced. `gap` is the size of the empty space before it, in the format's own
    unit (blank lines, empty paragraphs); only comparisons within a document mean anything.
    `label` is the speaker that the format itself names ("" for: the format says that the speaker
    changes, but not to whom; None: the format says nothing). `lead` is emphasised text that the
    block starts with, or all of it for a heading. `line` counts from 1. `aside`: all of it is in
    italics, as remarks of whoever wrote it down are. `doubtful`: words without a name between
    lines that have one; they are probably the speaker's before. `emphasis`: how nearly all of it is
    set apart from plain text: "bold", "italic", "underlined", "colour:..." or "style:...".
    `below_question`: part of an exchange that a heading asks, of which no label says who answers.
    `directions`: those of the text, where the format tells them from words; None: they are looked for.
    `guessed`: as likely somebody else's. `breaks`: where in `text` a new line of the paragraph begins.
    """

    text: str
    line: int | None = None
    gap: int = 1
    indent: int = 0
    label: str | None = None
    lead: str = ""
    heading: bool = False
    aside: bool = False
    doubtful: bool = False
    emphasis: frozenset[str] = frozenset()
    guessed: bool = False
    breaks: tuple[int, ...] = ()
    below_question: bool = False
    start_ms: int | None = None
    end_ms: int | None = None
    directions: tuple[Direction, ...] | None = None

    @property
    def is_bold(self) -> bool:
        """Whether all of it is in bold."""
        return "bold" in self.emphasis or (
            bool(self.lead) and self.lead.strip() == self.text.strip()
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text as it stands: `gap` blank lines before it, `indent` columns, `lead` as in Block.

    `text` is single-spaced; `width` is where the line ends, its indentation included.
    """

    text: str
    number: int
    gap: int = 0
    indent: int = 0
    width: int = 0
    lead: str = ""
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page says about itself. Empty where it says nothing."""

    title: str = ""
    summary: str = ""
    published: datetime | None = None
    language: str = ""
    byline: str = ""
    page_url: str = ""
    image_url: str = ""
    comments_url: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A transcript's facts and blocks.

    `labelled` says that the format names its speakers (captions with voices, JSON); otherwise
    labels are looked for in the words. `headed` says that a title and a summary may stand before
    the transcript, as on a page. `recognised` says that software wrote the words down as it heard
    them: where it names nobody, its blocks say nothing of who speaks; nor do those of other times than
    `timed_paragraphs`, whose gaps are a page's. `asked_in_type`: bold type or
    headings alone tell questions from answers; `asked_as` has the names that labels in front of the first
    question and answer give to "Q" and "A". `as_written`: every turn has its person's name before
    it, and all else is said, but for directions; nothing is looked for in the words. `people`: who
    speaks, where the page lists them apart from its text.
    """

    format: str
    blocks: tuple[Block, ...]
    facts: Facts = Facts()
    labelled: bool = False
    headed: bool = False
    timed: bool = False
    timed_paragraphs: bool = False
    recognised: bool = False
    asked_in_type: bool = False
    asked_as: Mapping[str, str] = field(default_factory=dict)
    perhaps_article: bool = False
    as_written: bool = False
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    lines: tuple[Line, ...] = ()
    people: tuple[str, ...] = ()


class Reader(Protocol):
    """One format: a module with these two functions."""

    def sniff(self, source: Source) -> float:
        """How much this looks like the format, by content alone: 0 (not at all) to 1 (certain)."""
        ...

    def parse(self, source: Source) -> Document:
        """Read it. Raises TranscriptError with all that cannot be made sense of."""
        ...
