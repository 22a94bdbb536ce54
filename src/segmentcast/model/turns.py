"""What was said, and by whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from segmentcast.model.evidence import Evidence
from segmentcast.model.finding import Finding

SURE = 0.90
"""The confidence from which an attribution counts as sure. Lower ones are reported."""


class Part(StrEnum):
    """What a speaker does in the conversation."""

    HOST = "host"
    GUEST = "guest"
    REPORTER = "reporter"
    NARRATOR = "narrator"


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person who speaks. `key` is stable within the show (the name, folded); `role` is for the credits.

    `sex` is "woman" or "man" where the text makes it likely, else empty; it only chooses a voice.
    """

    key: str
    name: str
    part: Part
    role: str = ""
    confidence: float = 1.0
    evidence: tuple[Evidence, ...] = ()
    sex: str = field(default="", compare=False)
    sex_evidence: tuple[Evidence, ...] = field(default=(), compare=False)

    @property
    def sure(self) -> bool:
        return self.confidence >= SURE


@dataclass(frozen=True, slots=True)
class Direction:
    """A stage direction or note from the text, which is not spoken.

    `offset` is its character position in the paragraph's `text`.
    """

    offset: int
    text: str
    effect: Literal["pause", "note", "nothing"] = "pause"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's words as displayed, with its stage directions apart from them."""

    text: str
    directions: tuple[Direction, ...] = ()
    start_ms: int | None = None
    end_ms: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says until another one speaks. `speaker` is a `Speaker.key`."""

    speaker: str
    paragraphs: tuple[Paragraph, ...]
    confidence: float = 1.0
    evidence: tuple[Evidence, ...] = ()

    @property
    def text(self) -> str:
        return "\n\n".join(paragraph.text for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said: turns in order, and where it came from."""

    turns: tuple[Turn, ...]
    speakers: tuple[Speaker, ...]
    title: str = ""
    summary: str = ""
    published: datetime | None = None
    language: str = ""
    byline: str = ""
    page_url: str = ""
    image_url: str = ""
    comments_url: str = ""
    format: str = ""
    timed: bool = False
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    def speaker(self, key: str) -> Speaker:
        """The speaker with this key. Raises KeyError if there is none."""
        for speaker in self.speakers:
            if speaker.key == key:
                return speaker
        raise KeyError(key)
