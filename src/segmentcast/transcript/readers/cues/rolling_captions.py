"""Captions that roll, as live ones do: lines that scroll again, and captions that grow word by word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from segmentcast.transcript.readers.cues.source_caption import PAUSE_MS, SourceCaption

_LEAST_TO_ROLL = 3
_LEAST_OF_ALL = 2
_SHORTEST_ROLLED = 3
"""Words of a line that nobody says twice in a row, where a file is too short for a habit."""
_LONGEST_CUE_LINES = 8
_FLASH_MS = 200
"""Recognisers show a finished line for a moment before it scrolls; nobody says one so fast."""


def without_repeats(cues: list[SourceCaption]) -> list[SourceCaption]:
    """The captions without lines that only show again what the one before ended with."""
    kept: list[SourceCaption] = []
    for cue, count in zip(cues, repeated_lines(cues), strict=True):
        lines = cue.lines[count:]
        if lines:
            kept.append(replace(cue, text="\n".join(lines)) if count else cue)
    return kept


def repeated_lines(cues: Sequence[SourceCaption]) -> list[int]:
    """How many first lines of each caption only show again what the caption before ended with.

    Live captions roll: each shows the line before once more above a new one, without a pause. All
    zero unless that is the habit of the file, for a person may say the same thing twice: a caption
    that only repeats the one before tells nothing of it, unless it is too short to be said. Lines
    are compared by their words.
    """
    spoken = [cue.lines for cue in cues]
    counts = [0] * len(cues)
    rolled = flashes = pairs = 0
    shortest = _SHORTEST_ROLLED
    for at in range(1, len(cues)):
        before, after = spoken[at - 1], spoken[at]
        counts[at] = _overlap(before, after)
        pause = _pause(cues[at - 1], cues[at])
        if pause is not None and pause > PAUSE_MS:
            counts[at] = 0
        whole = counts[at] == len(after)
        if whole and _lasts(cues[at]) <= _FLASH_MS:
            flashes += 1
            continue
        pairs += 1
        if counts[at] and not whole:
            rolled += 1
            shortest = min(shortest, *(len(line.split()) for line in after[: counts[at]]))
    if rolled + flashes >= _LEAST_TO_ROLL and 2 * rolled > pairs:
        return counts
    # A file of three captions has no habit, but if each shows whole lines again, they roll.
    if rolled == pairs > 0 and rolled + flashes >= _LEAST_OF_ALL and shortest >= _SHORTEST_ROLLED:
        return counts
    return [0] * len(cues)


def without_growth(cues: list[SourceCaption]) -> list[SourceCaption]:
    """Captions that grow by a word at a time, where that is the habit of the file: each once, when whole."""
    texts = [" ".join(cue.lines) for cue in cues]
    grows = [
        at > 0 and texts[at].startswith(f"{texts[at - 1]} ") and (_pause(cues[at - 1], cues[at]) or 0) <= PAUSE_MS
        for at in range(len(cues))
    ]  # fmt: skip
    if sum(grows) < _LEAST_TO_ROLL or 2 * sum(grows) < len(cues):
        return cues
    whole: list[SourceCaption] = []
    for cue, more in zip(cues, grows, strict=True):
        if more:
            whole[-1] = replace(cue, start_ms=whole[-1].start_ms)
        else:
            whole.append(cue)
    return whole


def _overlap(before: list[str], after: list[str]) -> int:
    for size in range(min(len(before), len(after), _LONGEST_CUE_LINES), 0, -1):
        if before[-size:] == after[:size]:
            return size
    return 0


def _pause(before: SourceCaption, after: SourceCaption) -> int | None:
    if before.end_ms is None or after.start_ms is None:
        return None
    return after.start_ms - before.end_ms


def _lasts(cue: SourceCaption) -> int:
    if cue.start_ms is None or cue.end_ms is None:
        return _FLASH_MS + 1
    return cue.end_ms - cue.start_ms
