"""Charts of the figures: dots on a logarithmic scale, as self-contained SVG."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, LABELS, VALUES, MARGIN = 960, 380, 90, 24
ROW, HEAD, GAP = 28, 54, 22
_INK, _SOFT, _GRID, _DOT = "#1a1a1a", "#5c5c5c", "#dedede", "#8a1c2b"


@dataclass(frozen=True, slots=True)
class Panel:
    """Values with the same unit, each with a label and its text. `mark` draws a line at a value."""

    heading: str
    items: tuple[tuple[str, float, str], ...]
    mark: float | None = None


def chart(title: str, subtitle: str, panels: Sequence[Panel]) -> bytes:
    """A chart of the panels, one below the other. Values that are not positive are omitted."""
    drawn = [panel for panel in panels if any(value > 0 for _, value, _ in panel.items)]
    height = 2 * MARGIN + 52
    height += sum(HEAD + ROW * len(panel.items) + GAP for panel in drawn)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}"'
        f' height="{height}" role="img" aria-labelledby="t d"'
        ' font-family="system-ui, Segoe UI, Helvetica, Arial, sans-serif">',
        f'<title id="t">{escape(title)}</title><desc id="d">{escape(_description(drawn))}</desc>',
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        _text(MARGIN, MARGIN + 18, title, size=20, weight=600),
        _text(MARGIN, MARGIN + 40, subtitle, size=13, fill=_SOFT),
    ]
    top = MARGIN + 52
    for panel in drawn:
        parts += _panel(panel, top)
        top += HEAD + ROW * len(panel.items) + GAP
    return ("\n".join([*parts, "</svg>"]) + "\n").encode()


def _panel(panel: Panel, top: int) -> Iterator[str]:
    values = [value for _, value, _ in panel.items if value > 0]
    low, high = _decades([*values, *([panel.mark] if panel.mark else [])])
    left, right = MARGIN + LABELS, WIDTH - MARGIN - VALUES

    def x(value: float) -> float:
        share = (math.log10(value) - low) / (high - low)
        return round(left + share * (right - left), 1)

    bottom = top + HEAD + ROW * len(panel.items)
    yield _text(MARGIN, top + 24, panel.heading, size=14, weight=600)
    for power in range(low, high + 1):
        at = x(10.0**power)
        yield f'<line x1="{at}" x2="{at}" y1="{top + HEAD - 6}" y2="{bottom}" stroke="{_GRID}"/>'
        yield _text(at, top + HEAD - 11, _tick(power), size=11, fill=_SOFT, anchor="middle")
    if panel.mark:
        at = x(panel.mark)
        yield (
            f'<line x1="{at}" x2="{at}" y1="{top + HEAD - 6}" y2="{bottom}" stroke="{_INK}"'
            ' stroke-dasharray="4 3"/>'
        )
    start = x(panel.mark) if panel.mark else left
    for number, (label, value, written) in enumerate(panel.items):
        y = top + HEAD + ROW * number + ROW // 2
        yield _text(left - 14, y + 4, label, size=13, anchor="end")
        if value > 0:
            yield f'<line x1="{start}" x2="{x(value)}" y1="{y}" y2="{y}" stroke="{_DOT}" stroke-width="2"/>'
            yield f'<circle cx="{x(value)}" cy="{y}" r="5" fill="{_DOT}"/>'
        yield _text(WIDTH - MARGIN, y + 4, written, size=13, anchor="end", weight=600)


def _decades(values: Sequence[float]) -> tuple[int, int]:
    low = math.floor(math.log10(min(values)) + 1e-9)
    high = math.ceil(math.log10(max(values)) - 1e-9)
    return low, max(high, low + 1)


def _tick(power: int) -> str:
    return f"{10**power:,}" if power >= 0 else f"{10.0**power:g}"


def _text(
    x: float,
    y: float,
    content: str,
    *,
    size: int,
    weight: int = 400,
    fill: str = _INK,
    anchor: str = "start",
) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" font-weight="{weight}" fill="{fill}"'
        f' text-anchor="{anchor}">{escape(content)}</text>'
    )


def _description(panels: Sequence[Panel]) -> str:
    return " ".join(
        f"{panel.heading}: "
        + "; ".join(f"{label} {written}" for label, _, written in panel.items)
        + "."
        for panel in panels
    )
