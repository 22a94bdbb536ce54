"""How much of a transcript is certain: what a person should look at first, and whether it may go out unasked."""

from __future__ import annotations

from dataclasses import dataclass

from segmentcast.digest import digest
from segmentcast.model import SURE, Transcript

DOUBTFUL = 0.6
"""A new episode with a turn below this confidence is held until a person has checked it."""
_CHARACTERS = 12


@dataclass(frozen=True, slots=True)
class Certainty:
    """Of `turns`, those that are `unsure` (a person should look at them) and `doubtful` (as likely wrong as right).

    `digest` names these words in these mouths.
    """

    turns: int
    unsure: int
    doubtful: int
    digest: str

    def __str__(self) -> str:
        if self.turns == 1:
            return "the only turn is unsure" if self.unsure else "the only turn is sure"
        verb = "is" if self.unsure == 1 else "are"
        return f"{self.unsure} of {self.turns} turns {verb} unsure"


def certainty_of(transcript: Transcript) -> Certainty:
    """How certain it is who says what."""
    confidences = [turn.confidence for turn in transcript.turns]
    return Certainty(
        len(confidences),
        sum(confidence < SURE for confidence in confidences),
        sum(confidence < DOUBTFUL for confidence in confidences),
        _digest(transcript),
    )


def _digest(transcript: Transcript) -> str:
    names = {speaker.key: speaker.name for speaker in transcript.speakers}
    spoken = [part for turn in transcript.turns for part in (names[turn.speaker], turn.text)]
    return digest(spoken)[:_CHARACTERS]
