"""What the recording view shows of an account: the sentences by turn, and the waveform as SVG paths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from segmentcast.queries.sound.recording_account import (
    PlacedSentence,
    RecordingAccount,
    TurnLoudness,
)

A_PAGE = 300
"""Sentences on one page."""
MOST_DOUBTS = 100
_WAVE_HEIGHT = 100
_LOUDEST_LUFS, _BAR_LU = -9.0, 31.0


@dataclass(frozen=True, slots=True)
class TurnOfSentences:
    """A turn of the list: who says it, how loud it is, and its sentences."""

    number: int
    speaker: str
    lufs: float | None
    bar: float
    sentences: tuple[PlacedSentence, ...]


def turns_from(account: RecordingAccount, first: int) -> list[TurnOfSentences]:
    """A page of sentences by turn, from the sentence at `first` on."""
    loud = {(one.start_ms, one.speaker): one for one in account.turns}
    shown = account.sentences[first : first + A_PAGE]
    turns = []
    for (number, speaker), group in groupby(shown, key=lambda one: (one.turn, one.speaker)):
        own = tuple(group)
        starts = [one.start_ms for one in own if one.state in ("placed", "unsure")]
        level = next((found for at in starts if (found := loud.get((at, speaker)))), None)
        turns.append(TurnOfSentences(number, speaker, *_level(level), own))
    return turns


def _level(level: TurnLoudness | None) -> tuple[float | None, float]:
    """The loudness, and the length of its bar from 0 to 100."""
    if level is None or level.lufs is None:
        return None, 0.0
    share = 1 + (min(level.lufs, _LOUDEST_LUFS) - _LOUDEST_LUFS) / _BAR_LU
    return level.lufs, round(100 * max(0.0, share), 1)


def wave(account: RecordingAccount) -> dict[str, Any]:
    """The waveform as SVG paths, `width` wide and 100 high, and the places to look at in it."""
    width = max(1, len(account.columns))
    scale = width / max(1, account.duration_ms)

    def path(heights: Sequence[float]) -> str:
        half = _WAVE_HEIGHT / 2
        upper = "".join(f"L{x} {half - half * min(1.0, y):.1f}" for x, y in enumerate(heights))
        lower = "".join(
            f"L{x} {half + half * min(1.0, y):.1f}" for x, y in reversed(list(enumerate(heights)))
        )
        return f"M0 {half:g}{upper}{lower}Z" if heights else ""

    marks = [
        (round(one.start_ms * scale, 1), max(2.0, round((one.end_ms - one.start_ms) * scale, 1)))
        for one in account.doubtful[:MOST_DOUBTS]
    ]
    return {
        "width": width,
        "height": _WAVE_HEIGHT,
        "peaks": path([peak for peak, _ in account.columns]),
        "levels": path([level for _, level in account.columns]),
        "marks": marks,
        "extra": [
            (round(start * scale, 1), max(2.0, round((end - start) * scale, 1)))
            for start, end in account.extra[:MOST_DOUBTS]
        ],
        "clocks": [account.duration_ms * quarter // 4 for quarter in range(5)],
    }
