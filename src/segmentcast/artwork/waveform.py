"""Draws a sound's waveform: its loudness over time, with a clock beneath."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw

from segmentcast import timing
from segmentcast.artwork.lettering import PLAIN, shipped
from segmentcast.drawing.colour import blend, parse_colour

_SCALE = 2
"""Drawn larger and then reduced, so that edges are smooth."""

_FOOT_PX, _PAD_PX, _LETTER_PX = 26, 12, 13
_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
_LEAST_BETWEEN_PX = 110


def waveform(
    peaks: Sequence[tuple[float, float]],
    duration_ms: int,
    *,
    width_px: int = 1200,
    height_px: int = 260,
    accent: str = "#8a1c2b",
    background: str = "#ffffff",
) -> bytes:
    """A PNG of `peaks`, pairs of (highest peak, mean level) from 0 to 1, spread evenly over the width.

    Peaks are light, the mean level is dark, full scale is two thin lines, and times have round steps.
    The same values give the same bytes.
    """
    ink, paper = parse_colour(accent), parse_colour(background)
    light, line = blend(ink, paper, 0.55), blend((0, 0, 0), paper, 0.82)
    grey = blend((0, 0, 0), paper, 0.4)
    wide, high = width_px * _SCALE, height_px * _SCALE
    image = Image.new("RGB", (wide, high), paper)
    draw = ImageDraw.Draw(image)
    left, right = _PAD_PX * _SCALE, wide - _PAD_PX * _SCALE
    top, bottom = _PAD_PX * _SCALE, high - _FOOT_PX * _SCALE
    middle, reach = (top + bottom) / 2, (bottom - top) / 2
    face = shipped(PLAIN).at(_LETTER_PX * _SCALE)
    for at_ms, label in _marks(duration_ms, (right - left) / _SCALE):
        x = left + (right - left) * at_ms / max(1, duration_ms)
        draw.line((x, top, x, bottom), fill=line, width=_SCALE)
        draw.text((x + 3 * _SCALE, bottom + 5 * _SCALE), label, font=face, fill=grey)
    for y in (top, bottom):
        draw.line((left, y, right, y), fill=line, width=_SCALE)
    columns = right - left
    for column in range(columns):
        if not peaks:
            break
        first = column * len(peaks) // columns
        last = max(first + 1, (column + 1) * len(peaks) // columns)
        part = peaks[first:last]
        for value, fill in (
            (max(peak for peak, _ in part), light),
            (max(mean for _, mean in part), ink),
        ):
            half = max(0.5 * _SCALE, reach * min(1.0, value))
            draw.line((left + column, middle - half, left + column, middle + half), fill=fill)
    small = image.resize((width_px, height_px), Image.Resampling.BOX)
    out = BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()


def _marks(duration_ms: int, width_px: float) -> list[tuple[int, str]]:
    """Round times that aren't too close together."""
    for step_s in _STEPS_S:
        if duration_ms and step_s * 1000 / duration_ms * width_px >= _LEAST_BETWEEN_PX:
            break
    return [
        (at_ms, timing.clock(at_ms))
        for at_ms in range(0, max(1, duration_ms - step_s * 250), step_s * 1000)
    ]
