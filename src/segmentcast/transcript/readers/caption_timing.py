"""What caption formats share: gaps from times, and dashes for two people in one caption."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from segmentcast.transcript.text.prose import collapse

_GAP_MS = 1500
_LEAST_TO_ROLL = 4
_LONGEST_CUE_LINES = 8


def gap_after(before_end_ms: int | None, start_ms: int) -> int:
    """A gap of one for every second and a half of silence before a caption."""
    if before_end_ms is None:
        return 0
    return max(0, start_ms - before_end_ms) // _GAP_MS


def repeated_lines(cues: Sequence[Sequence[str]]) -> list[int]:
    """How many first lines of each caption only show again what the caption before ended with.

    Live captions roll: each shows the line before once more above the new one. All zero where most
    captions do not, for a person may say the same thing twice. Lines are compared by their words.
    """
    spoken = [[words for line in cue if (words := collapse(line))] for cue in cues]
    counts = [0] * len(cues)
    for at in range(1, len(cues)):
        before, after = spoken[at - 1], spoken[at]
        for size in range(min(len(before), len(after), _LONGEST_CUE_LINES), 0, -1):
            if before[-size:] == after[:size]:
                counts[at] = size
                break
    pairs = sum(bool(before and after) for before, after in pairwise(spoken))
    rolling = pairs >= _LEAST_TO_ROLL and 2 * sum(map(bool, counts)) > pairs
    return counts if rolling else [0] * len(cues)


def without_first(lines: Sequence[str], count: int) -> list[str]:
    """The lines after the first `count` that are not blank."""
    kept = list(lines)
    while count and kept:
        count -= bool(kept.pop(0).strip())
    return kept


def dashed(text: str) -> list[tuple[bool, str]]:
    """A caption's text; where two or more lines start with a dash, each is another speaker's."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    marked = [
        line.startswith(("- ", "– ", "— ", "-")) and not line.startswith("--") for line in lines
    ]
    if sum(marked) < 2:
        flat = collapse(text)
        return [(False, flat)] if flat else []
    pieces: list[tuple[bool, str]] = []
    for line, mark in zip(lines, marked, strict=True):
        words = collapse(line.lstrip("-–— ") if mark else line)
        if not words:
            continue
        if mark or not pieces:
            pieces.append((mark, words))
        else:
            pieces[-1] = (pieces[-1][0], f"{pieces[-1][1]} {words}")
    return pieces
