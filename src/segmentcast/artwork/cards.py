"""Draws a card instead of artwork: a title on a plain background, with waves in the corner.

A show's card has the accent colour. An episode's is light, with the show's name on a band in the
accent colour. Text has a contrast of at least 4.5:1 against every possible background.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Literal

from PIL import Image, ImageDraw

from segmentcast.artwork import lettering
from segmentcast.colour import (
    Colour,
    blend,
    ink_on,
    parse_colour,
    readable_on,
    tint,
)

_PAPER: Colour = (250, 248, 244)
_INK: Colour = (24, 24, 27)
_LONGEST_CHARACTERS = 400
_QUALITIES = (88, 80, 70, 60, 50)
_MOST_BYTES = 600_000
Kind = Literal["show", "episode"]


def card(
    title: str,
    *,
    show_title: str = "",
    author: str = "",
    accent: str = "#8a1c2b",
    kind: Kind = "episode",
    size_px: int = 3000,
    fonts: Sequence[bytes] = (),
) -> bytes:
    """A square RGB JPEG of `size_px`, below 600 kB at 3000 px; the same arguments give the same bytes.

    `show_title` (on an episode's card) and `author` are the small lines. `accent` is `#rrggbb`.
    `fonts` are further font files, tried before the shipped ones for characters that the main font
    lacks. Raises ValueError for a colour or font that can't be read.
    """
    colour = parse_colour(accent)
    paper = colour if kind == "show" else _PAPER
    ink = ink_on(colour) if kind == "show" else _INK
    image = Image.new("RGB", (size_px, size_px), paper)
    canvas = ImageDraw.Draw(image)
    _waves(canvas, size_px, paper, tint(paper, ink if kind == "show" else colour, ink, 0.16))
    margin = size_px // 12
    width = size_px - 2 * margin
    band = size_px // 6
    bar = readable_on(paper, colour) if kind == "episode" else blend(ink, paper, 0.15)
    canvas.rectangle((margin, margin, margin + size_px // 8, margin + size_px // 75), fill=bar)
    headline = lettering.faces(lettering.HEADLINE, fonts)
    top = margin + size_px // 14
    block = lettering.fit(
        lettering.drawable(title[:_LONGEST_CHARACTERS], headline),
        headline,
        width_px=width,
        height_px=size_px - band - size_px // 24 - top,
        largest_px=size_px * 2 // 13,
        smallest_px=size_px // 26,
        cutting_px=size_px // 13,
    )
    lettering.draw(canvas, block, left_px=margin, top_px=top, width_px=width, colour=ink)
    if kind == "episode":
        canvas.rectangle((0, size_px - band, size_px, size_px), fill=colour)
    _small_lines(
        canvas,
        (show_title, author) if kind == "episode" else (author,),
        fonts,
        size_px,
        ink_on(colour),
    )
    return _encoded(image)


def _encoded(image: Image.Image) -> bytes:
    data = b""
    for quality in _QUALITIES:
        out = BytesIO()
        image.save(out, "JPEG", quality=quality, subsampling=0, optimize=True, dpi=(72, 72))
        data = out.getvalue()
        if len(data) <= _MOST_BYTES:
            break
    return data


def _small_lines(
    canvas: ImageDraw.ImageDraw,
    texts: Sequence[str],
    fonts: Sequence[bytes],
    size_px: int,
    colour: Colour,
) -> None:
    """One or two lines in the middle of the band at the bottom; the first in the headline's font."""
    margin, band = size_px // 12, size_px // 6
    width = size_px - 2 * margin
    blocks = []
    for place, text in enumerate(texts):
        known = lettering.faces(
            lettering.PLAIN if place or len(texts) == 1 else lettering.HEADLINE, fonts
        )
        shown = lettering.drawable(text[:_LONGEST_CHARACTERS], known)
        if shown:
            largest = size_px // 24 if place == 0 else size_px // 32
            blocks.append(
                lettering.fit(
                    shown,
                    known,
                    width_px=width,
                    height_px=round(largest * 1.3),
                    largest_px=largest,
                    smallest_px=size_px // 50,
                    leading=1.3,
                )
            )
    top = size_px - band + (band - sum(block.height_px for block in blocks)) // 2
    for block in blocks:
        lettering.draw(canvas, block, left_px=margin, top_px=top, width_px=width, colour=colour)
        top += block.height_px


def _waves(canvas: ImageDraw.ImageDraw, size_px: int, paper: Colour, colour: Colour) -> None:
    """Rings of sound around the lower right corner."""
    stroke = size_px // 40
    centre = (size_px, size_px - size_px // 6)
    for ring in range(5, 0, -1):
        radius = ring * size_px // 9
        box = (centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius)
        canvas.ellipse(box, outline=colour, width=stroke)
    canvas.rectangle((0, centre[1], size_px, size_px), fill=paper)
