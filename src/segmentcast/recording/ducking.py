"""How loud a music bed is at each moment: lower while someone speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from segmentcast.loudness import Survey
from segmentcast.loudness.gain import SURVEY_CELL

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SPEECH_BELOW_DB = 22.0
_BREATH_MS = 900
"""Gaps up to this length belong to the talk, so that the bed doesn't jump up between sentences."""

_DOWN_MS, _UP_MS = 250, 700
_SHORTEST_MS = 60


@dataclass(frozen=True, slots=True)
class Envelope:
    """The bed's gain over time: straight lines in decibels between `frames`, constant outside."""

    frames: tuple[int, ...]
    gains_db: tuple[float, ...]

    def over(self, first: int, count: int) -> NDArray[np.float32]:
        """Linear factors for the frames from `first` on."""
        gains = np.interp(np.arange(first, first + count), self.frames, self.gains_db)
        return np.asarray(10.0 ** (gains / 20.0), dtype=np.float32)


def speech_spans(survey: Survey) -> list[tuple[int, int]]:
    """Where someone speaks, in frames: sound near the talk's own level, including short gaps."""
    loud = survey.levels.louder_than(survey.loudness.integrated_lufs - _SPEECH_BELOW_DB)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], loud, [False])).astype(np.int8)))
    gap = _BREATH_MS * survey.rate_hz // 1000
    shortest = _SHORTEST_MS * survey.rate_hz // 1000
    spans: list[tuple[int, int]] = []
    for first, end in (edges.reshape(-1, 2) * SURVEY_CELL).tolist():
        if spans and first - spans[-1][1] <= gap:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((first, end))
    return [(first, min(end, survey.frames)) for first, end in spans if end - first >= shortest]


def duck(
    spans: list[tuple[int, int]], rate_hz: int, *, open_db: float, under_db: float
) -> Envelope:
    """The gain of a bed: `under_db` under every span of speech, `open_db` elsewhere.

    The bed is down before the first word and rises after the last one.
    """
    down, up = _DOWN_MS * rate_hz // 1000, _UP_MS * rate_hz // 1000
    apart: list[tuple[int, int]] = []
    for first, end in spans:
        if apart and first - apart[-1][1] <= down + up:
            apart[-1] = (apart[-1][0], end)
        else:
            apart.append((first, end))
    if not apart:
        return Envelope((0,), (open_db,))
    corners = [
        corner
        for first, end in apart
        for corner in (
            (first - down, open_db), (first, under_db), (end, under_db), (end + up, open_db),
        )
    ]  # fmt: skip
    return Envelope(tuple(frame for frame, _ in corners), tuple(gain for _, gain in corners))
