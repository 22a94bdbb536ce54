"""An episode's turns as a person looks at them: who says each, why, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

from segmentcast.editing.open_episode import OpenEpisode
from segmentcast.model import SURE, Evidence, Part


@dataclass(frozen=True, slots=True)
class TurnRow:
    """A turn. `number` counts from 1; `alike` is how many turns its person has; times are of the transcript."""

    number: int
    key: str
    person: str
    part: Part
    role: str
    confidence: float
    evidence: tuple[Evidence, ...]
    paragraphs: tuple[str, ...]
    directions: tuple[str, ...]
    alike: int
    start_ms: int | None

    @property
    def sure(self) -> bool:
        return self.confidence >= SURE

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)

    def as_json(self) -> dict[str, object]:
        """The row for other programs."""
        return {
            "number": self.number,
            "speaker": self.person,
            "part": self.part.value,
            "confidence": round(self.confidence, 3),
            "sure": self.sure,
            "evidence": [{"rule": item.rule, "words": item.words} for item in self.evidence],
            "text": self.text,
            "directions": list(self.directions),
        }


def turn_rows(opened: OpenEpisode) -> tuple[TurnRow, ...]:
    """The turns in order."""
    transcript = opened.transcript
    speakers = {speaker.key: speaker for speaker in transcript.speakers}
    spoken = [turn.speaker for turn in transcript.turns]
    counts = {key: spoken.count(key) for key in speakers}
    rows = []
    for number, turn in enumerate(transcript.turns, 1):
        speaker = speakers[turn.speaker]
        rows.append(
            TurnRow(
                number=number,
                key=turn.speaker,
                person=speaker.name,
                part=speaker.part,
                role=speaker.role,
                confidence=turn.confidence,
                evidence=turn.evidence,
                paragraphs=tuple(paragraph.text for paragraph in turn.paragraphs),
                directions=tuple(
                    direction.text
                    for paragraph in turn.paragraphs
                    for direction in paragraph.directions
                ),
                alike=counts[turn.speaker],
                start_ms=turn.paragraphs[0].start_ms,
            )
        )
    return tuple(rows)
