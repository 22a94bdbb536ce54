"""The alignment's data: sentences and words to find, words heard, and results."""

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
"""The sample rate for recognition."""


@dataclass(frozen=True, slots=True)
class WrittenSentence:
    """A sentence of the transcript: the index of its turn and paragraph, the name to show, its words."""

    turn: int
    paragraph: int
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word as spoken. `start` and `end` are character offsets in the sentence's text.

    `capitals`: written in capitals, so that it may be spoken letter by letter.
    """

    spoken: str
    start: int
    end: int
    capitals: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """A word that a model recognised."""

    spoken: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """A span of a recording for recognition: mono int16 samples, shape (n,), at RATE_HZ.

    `careful` asks for slower and better recognition.
    """

    start_ms: int
    samples: NDArray[np.int16]
    careful: bool = False

    @property
    def end_ms(self) -> int:
        return self.start_ms + len(self.samples) * 1000 // RATE_HZ


@runtime_checkable
class AlignmentModel(Protocol):
    """Recognises words that it is told to expect."""

    name: str

    def unavailable(self) -> Unavailable | None:
        """None if the model works here; otherwise why not, and the fix."""
        ...

    def knows(self, language: str) -> bool:
        """Whether it knows this language (BCP 47)."""
        ...

    def listen(
        self, windows: Iterable[Window], phrases: Sequence[Sequence[Word]], *, workers: int
    ) -> Iterator[tuple[Heard, ...]]:
        """The words heard in each window, in order, if the speakers may say `phrases`.

        Takes windows as needed, so that a long recording is never in memory. Uses at most `workers`
        processes; the result doesn't depend on how many. Raises SoundError.
        """
        ...


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where the sentences of a transcript are in a recording.

    `cues` holds the sentences that were found, in order, and `matched` the index of each one's
    sentence; `missing` the indices of those without sound, which get no time, not even a guess.
    `confidence` (for each sentence, 0 to 1) is the share of its words that were recognised; `extra`
    are spans of sound (start_ms, end_ms) without words in the transcript. If `approximate`, no words
    were recognised: times come from pauses and lengths alone. `unclear` are those of the missing for
    which there is sound whose words could not be made out.
    """

    cues: tuple[Cue, ...]
    matched: tuple[int, ...]
    missing: tuple[int, ...]
    extra: tuple[tuple[int, int], ...]
    confidence: tuple[float, ...]
    findings: tuple[Finding, ...] = ()
    approximate: bool = False
    duration_ms: int = 0
    unclear: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TimedCheck:
    """How a timed transcript agrees with the sound.

    The sound is `shift_ms` later than the cues say (negative: earlier); 0 if they agree or no constant
    shift explains the difference. `agreement` (0 to 1) is the share of the cues' time in which there
    is sound, after the shift.
    """

    shift_ms: int
    agreement: float
    findings: tuple[Finding, ...] = ()
