"""Where in a transcript something is, as findings say it."""

from __future__ import annotations

from segmentcast.model import Transcript


def exists(transcript: Transcript, turn: int, paragraph: int) -> bool:
    """Whether the transcript has this paragraph."""
    return 0 <= turn < len(transcript.turns) and 0 <= paragraph < len(
        transcript.turns[turn].paragraphs
    )


def place(transcript: Transcript, turn: int, paragraph: int) -> str:
    """`line 12, turn 3`; without a line `turn 3, paragraph 1`."""
    if exists(transcript, turn, paragraph):
        line = transcript.turns[turn].paragraphs[paragraph].line
        if line is not None:
            return f"line {line}, turn {turn + 1}"
    return f"turn {turn + 1}, paragraph {paragraph + 1}"
