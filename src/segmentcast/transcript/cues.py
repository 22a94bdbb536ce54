"""What caption formats share: gaps from times, and dashes for two people in one caption."""

from __future__ import annotations

from segmentcast.transcript.prose import collapse

_GAP_MS = 1500


def gap_after(before_end_ms: int | None, start_ms: int) -> int:
    """A gap of one for every second and a half of silence before a caption."""
    if before_end_ms is None:
        return 0
    return max(0, start_ms - before_end_ms) // _GAP_MS


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
