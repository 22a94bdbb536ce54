"""The nouns of the alignment: what is looked for, what is heard, what comes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from segmentcast.model import Cue, Finding
from segmentcast.ports import Unavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RATE_HZ = 16_000
"""The rate at which sound is listened to."""


@dataclass(frozen=True, slots=True)
class WrittenSentence:
    """A sentence of the transcript: the index of its turn and paragraph, the name to show, its words."""

    turn: int
    paragraph: int
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is said. `start`/`end` are character offsets in the sentence's text.

    `capitals`: written in capitals, so that it may be said letter by letter.
    """

    spoken: str
    start: int
    end: int
    capitals: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """A word that a model made out."""

    spoken: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """A stretch of a recording to be listened to: mono int16 samples, shape (n,), at RATE_HZ.

    `careful` asks for the slower and better way of listening.
    """

    start_ms: int
    samples: NDArray[np.int16]
    careful: bool = False

    @property
    def end_ms(self) -> int:
        return self.start_ms + len(self.samples) * 1000 // RATE_HZ


@runtime_checkable
class AlignmentModel(Protocol):
    """Makes out words that it is told to expect."""

    name: str

    def unavailable(self) -> Unavailable | None:
        """None when the model can listen here; otherwise why not, and the remedy."""
        ...

    def knows(self, language: str) -> bool:
        """Whether it understands this language (BCP 47)."""
        ...

    def listen(
        self, windows: Iterable[Window], phrases: Sequence[Sequence[Word]], *, workers: int
    ) -> Iterator[tuple[Heard, ...]]:
        """What is heard in each window, in order, when `phrases` are what may be said.

        Takes windows as it gets to them, so that a long recording is never in memory; runs at
        most `workers` at once; the result does not depend on how many. Raises SoundError.
        """
        ...


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where the sentences of a transcript are in a recording.

    `cues` holds the sentences that were found, in order, and `matched` the index of each one's
    sentence; `missing` the indices of those without sound: they get no time, never a guess.
    `confidence` (one for each sentence, 0 to 1) is the share of its words that were made out;
    `extra` are stretches of sound (start_ms, end_ms) without words in the transcript. With
    `approximate` no words were listened to: times come from pauses and lengths alone.
    """

    cues: tuple[Cue, ...]
    matched: tuple[int, ...]
    missing: tuple[int, ...]
    extra: tuple[tuple[int, int], ...]
    confidence: tuple[float, ...]
    findings: tuple[Finding, ...] = ()
    approximate: bool = False
    duration_ms: int = 0


@dataclass(frozen=True, slots=True)
class TimedCheck:
    """How a timed transcript agrees with the sound.

    The sound is heard `shift_ms` later than the cues say (negative: earlier); 0 when they agree or
    when no constant shift explains it. `agreement` (0 to 1) is the share of the cues' time in
    which there is sound, after the shift.
    """

    shift_ms: int
    agreement: float
    findings: tuple[Finding, ...] = ()
