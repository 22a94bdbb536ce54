"""What the tests of readers look at: who says what, and when."""

from __future__ import annotations

from segmentcast.transcript import read


def spoken(data: str | bytes, name: str) -> list[tuple[str, str]]:
    """(speaker's name, words) of each turn, its paragraphs with a space between them."""
    transcript = read(data if isinstance(data, bytes) else data.encode(), name)
    names = {speaker.key: speaker.name for speaker in transcript.speakers}
    return [(names[turn.speaker], " ".join(turn.text.split())) for turn in transcript.turns]


def starts(data: str | bytes, name: str) -> list[int | None]:
    """When each paragraph begins, in milliseconds."""
    transcript = read(data if isinstance(data, bytes) else data.encode(), name)
    return [paragraph.start_ms for turn in transcript.turns for paragraph in turn.paragraphs]


def rules(data: str | bytes, name: str) -> list[str]:
    """The rules of the findings."""
    transcript = read(data if isinstance(data, bytes) else data.encode(), name)
    return [finding.rule for finding in transcript.findings]
