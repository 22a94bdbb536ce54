"""Whether a transcript is a machine's draft that nobody has checked, as its notes say.

`segmentcast transcribe` writes the mark into its drafts, and captions made of an unchecked draft keep
it: a file may be renamed, and stays what it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from segmentcast.model import Transcript

MARK = "machine transcript, not checked"
_GUESSED = 0.5
"""Nobody but a machine has heard where a turn begins: who speaks is as likely wrong as right."""


def is_machine_draft(notes: Iterable[str]) -> bool:
    """Whether one of a transcript's notes has the mark."""
    return any(MARK in note.casefold() for note in notes)


def without_mark(notes: Iterable[str]) -> tuple[str, ...]:
    """The notes for readers: without those that carry the mark."""
    return tuple(note for note in notes if MARK not in note.casefold())


def with_doubt(transcript: Transcript) -> Transcript:
    """A machine's draft with doubtful turns, but for those whose speaker a label names; others unchanged."""
    if not is_machine_draft(transcript.notes):
        return transcript
    turns = tuple(
        replace(turn, confidence=min(turn.confidence, _GUESSED)) if turn.confidence < 1 else turn
        for turn in transcript.turns
    )
    return replace(transcript, turns=turns)
