"""A caption as its format has it, before anything is made of its times and names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from segmentcast.transcript.text.prose import collapse

PAUSE_MS = 1500
"""A longer silence is a gap between paragraphs, and no caption rolls across it."""
_STYLE_TAG = re.compile(
    r"</?(?:(?P<line>br)|(?:i|b|u|c|em|strong|font|span)(?:\.[\w.-]{1,80})?)"
    r"""(?:\s{1,9}[\w:-]{1,40}=(?:"[^"<>]{0,200}"|'[^'<>]{0,200}'|[^\s"'<>]{1,80})){0,9}\s{0,9}/?>""",
    re.I,
)
"""With attributes that have values: `<b and c>` is words."""


@dataclass(frozen=True, slots=True)
class SourceCaption:
    """A caption: its times, its text with its lines, and the speaker that the format names.

    `label` as in Block: None where the format says nothing, "" for another speaker without a name.
    `part` counts from 0 where the format divides one caption among several speakers. `doubtful`: a
    part of it may be somebody else's.
    """

    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    label: str | None = None
    line: int | None = None
    part: int = 0
    doubtful: bool = False

    @property
    def lines(self) -> list[str]:
        """Its lines that hold words, single-spaced."""
        return [words for line in self.text.split("\n") if (words := collapse(line))]


def without_tags(text: str) -> str:
    """The words without tags for their style, which captions carry along into other formats."""
    return _STYLE_TAG.sub(lambda tag: " " if tag["line"] else "", text) if "<" in text else text
