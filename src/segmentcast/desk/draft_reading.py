"""Drafts of transcripts that lie beside a recording, as they are shown before one is taken."""

from __future__ import annotations

from dataclasses import dataclass, replace

from segmentcast import transcript
from segmentcast.editing import RecordingPlace
from segmentcast.errors import Problem, SegmentcastError
from segmentcast.transcript.review.machine_draft import is_machine_draft

MOST_TURNS = 500
"""Of a draft on a page; `more` counts the others."""


@dataclass(frozen=True, slots=True)
class DraftTurn:
    """A turn of a draft: who is proposed, its words by paragraph, and when it begins, if known."""

    person: str
    paragraphs: tuple[str, ...]
    start_ms: int | None


@dataclass(frozen=True, slots=True)
class ReadableDraft:
    """A draft with its words. `problem` says why it can't be taken; it has no turns then."""

    name: str
    turns: tuple[DraftTurn, ...] = ()
    more: int = 0
    words: int = 0
    by_machine: bool = False
    problem: Problem | None = None

    @property
    def count(self) -> int:
        """All its turns."""
        return len(self.turns) + self.more


def drafts_of(here: RecordingPlace) -> tuple[ReadableDraft, ...]:
    """The drafts in the folder, as they would be read once they are the transcript."""
    return tuple(_read(here, name) for name in here.drafts)


def _read(here: RecordingPlace, name: str) -> ReadableDraft:
    try:
        read = transcript.read(here.folder.read(name), name)
    except SegmentcastError as error:
        return ReadableDraft(name, problem=replace(error.problems[0], where=""))
    people = {speaker.key: speaker.name for speaker in read.speakers}
    turns = tuple(
        DraftTurn(
            people[turn.speaker],
            tuple(paragraph.text for paragraph in turn.paragraphs),
            turn.paragraphs[0].start_ms,
        )
        for turn in read.turns[:MOST_TURNS]
    )
    return ReadableDraft(
        name,
        turns,
        len(read.turns) - len(turns),
        sum(len(turn.text.split()) for turn in read.turns),
        is_machine_draft(read.notes),
    )
