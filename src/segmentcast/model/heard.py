"""What is heard, and when. Times are integer milliseconds, loudness is in LUFS, true peak in dBTP."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BITRATES_KBPS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
"""The bitrates by the four bits in an MP3 frame's header (ISO/IEC 11172-3, 2.4.2.3, Layer III)."""
WRITTEN_KBPS = tuple(kbps for kbps in BITRATES_KBPS if kbps >= 64)
"""The constant bitrates that are written: an Info frame doesn't fit into a frame of a lower one."""


@dataclass(frozen=True, slots=True)
class WordTime:
    """When a word is heard. `start` and `end` are character offsets in its text."""

    start_ms: int
    end_ms: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """An engine's result: mono float32 samples in [-1, 1], shape (n,), and their rate in Hz."""

    samples: NDArray[np.float32]
    rate_hz: int
    words: tuple[WordTime, ...] | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """A sentence and when it is heard. `speaker` is the name to show, `turn` the turn's index; `word_times` refer to `text`."""

    start_ms: int
    end_ms: int
    speaker: str
    text: str
    turn: int = 0
    paragraph: int = 0
    word_times: tuple[WordTime, ...] = ()

    def shifted(self, by_ms: int) -> Cue:
        """The cue, `by_ms` later (or earlier)."""
        words = tuple(
            replace(word, start_ms=word.start_ms + by_ms, end_ms=word.end_ms + by_ms)
            for word in self.word_times
        )
        return replace(
            self, start_ms=self.start_ms + by_ms, end_ms=self.end_ms + by_ms, word_times=words
        )


@dataclass(frozen=True, slots=True)
class Unheard:
    """A sentence of the transcript that isn't in the recording: it is shown without a time.

    `before` is the index of the cue that it precedes, or the number of cues.
    """

    before: int
    speaker: str
    text: str
    turn: int = 0
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section of the talk that a listener can jump to."""

    start_ms: int
    end_ms: int
    title: str


@dataclass(frozen=True, slots=True)
class Loudness:
    """A meter's figures: integrated loudness and range (ITU-R BS.1770-4, EBU Tech 3342) and true peak."""

    integrated_lufs: float
    true_peak_dbtp: float
    range_lu: float = 0.0


@dataclass(frozen=True, slots=True)
class LoudnessTarget:
    """The loudness and peak that mastering aims at."""

    integrated_lufs: float = -16.0
    true_peak_dbtp: float = -1.0
