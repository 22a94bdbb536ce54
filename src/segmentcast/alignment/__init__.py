"""Aligns a transcript with a recording: when each sentence is heard, offline.

    source --- windows of 15-25 s, 16 kHz ---> model (processes) ---> words heard
    transcript --- words as they are spoken ----^                        |
                                                     match, in order <---+
    cues, missing, extra <--- sentences placed <-----'   (unclear spans are heard again)

`align` finds the sentences; `check_timed` compares a transcript's own times with the sound.
"""

from __future__ import annotations

from segmentcast.alignment.aligning import align, sentences_of
from segmentcast.alignment.data import (
    RATE_HZ,
    Alignment,
    AlignmentModel,
    Heard,
    TimedCheck,
    Window,
    Word,
    WrittenSentence,
)
from segmentcast.alignment.sphinx import PocketSphinx
from segmentcast.alignment.timed import check_timed

__all__ = [
    "RATE_HZ",
    "Alignment",
    "AlignmentModel",
    "Heard",
    "PocketSphinx",
    "TimedCheck",
    "Window",
    "Word",
    "WrittenSentence",
    "align",
    "check_timed",
    "sentences_of",
]
