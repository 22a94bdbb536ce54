"""Draws the picture with which a link to an episode unfolds: 1200 x 630 pixels, as Open Graph has it."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from segmentcast.artwork import compositions, lettering
from segmentcast.artwork.compositions import INK, PAPER, Sheet
from segmentcast.drawing.colour import blend, ink_on, parse_colour, readable_on
from segmentcast.drawing.strip import Block

SOCIAL_WIDTH_PX, SOCIAL_HEIGHT_PX = 1200, 630
_LEFT_PX, _TOP_PX = 72, 66
_STRIP_PX, _GAP_PX = 114, 10
_NAME_PX, _PILL_PX, _FACTS_PX = 33, 72, 30
_LARGEST_PX, _SMALLEST_PX = 92, 50
_BELOW_TITLE_PX = 34
_LONGEST_CHARACTERS = 400
_QUALITIES = (88, 80, 70)
_MOST_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class SocialSubject:
    """What is on it. `listen` is the word on the button, `facts` stand beside it."""

    title: str
    show_title: str
    listen: str
    facts: tuple[str, ...]
    accent: str = "#8a1c2b"
    blocks: tuple[Block, ...] = ()


def social_card(subject: SocialSubject) -> bytes:
    """A JPEG of 1200 x 630 pixels, below 200 kB; the same arguments give the same bytes.

    A title from right to left mirrors it. Raises ValueError for a colour that can't be read.
    """
    accent = parse_colour(subject.accent)
    title = subject.title[:_LONGEST_CHARACTERS]
    mirrored = lettering.is_right_to_left(title)
    size = (SOCIAL_WIDTH_PX, SOCIAL_HEIGHT_PX)
    sheet = Sheet(Image.new("RGB", size, PAPER), mirrored, ())
    if subject.blocks:
        top_px = SOCIAL_HEIGHT_PX - _STRIP_PX
        compositions.draw_strip(
            sheet.image, subject.blocks, top_px=top_px, gap_px=_GAP_PX, accent=accent,
            mirrored=mirrored,
        )  # fmt: skip
    name = _block(subject.show_title, _NAME_PX, 24)
    top = _TOP_PX
    _draw(sheet, name, top, readable_on(PAPER, accent))
    top += name.height_px + 6
    height = SOCIAL_HEIGHT_PX - _STRIP_PX - 30 - _PILL_PX - _BELOW_TITLE_PX - top
    known = lettering.faces(lettering.HEADLINE)
    block = lettering.fit(
        lettering.drawable(title, known), known, width_px=SOCIAL_WIDTH_PX - 2 * _LEFT_PX,
        height_px=height, largest_px=_LARGEST_PX, smallest_px=_SMALLEST_PX, cutting_px=60, leading=1.1,
    )  # fmt: skip
    _draw(sheet, block, top, INK)
    _pill(sheet, top + block.height_px + _BELOW_TITLE_PX, subject, accent)
    return compositions.encoded(sheet.image, _QUALITIES, _MOST_BYTES)


def _pill(sheet: Sheet, top: int, subject: SocialSubject, accent: tuple[int, int, int]) -> None:
    """The button, and beside it the facts, in one line."""
    word = _block(subject.listen, _NAME_PX, 22, width_px=420)
    text_px = lettering.width_of(word)
    wide = 32 + 22 + 16 + text_px + 38
    left = SOCIAL_WIDTH_PX - _LEFT_PX - wide if sheet.mirrored else _LEFT_PX
    canvas, ink = sheet.canvas, ink_on(accent)
    canvas.rounded_rectangle((left, top, left + wide, top + _PILL_PX), _PILL_PX // 2, fill=accent)
    sign = left + wide - 32 - 22 if sheet.mirrored else left + 32
    # The sign for play is not mirrored.
    middle = top + _PILL_PX // 2
    canvas.polygon([(sign, middle - 14), (sign, middle + 14), (sign + 22, middle)], fill=ink)
    letters = left + 38 if sheet.mirrored else left + 32 + 22 + 16
    line_top = middle - round(word.size_px * 0.62)
    lettering.draw(
        canvas, word, left_px=letters, top_px=line_top, width_px=text_px, colour=ink,
        to_the_right=sheet.mirrored,
    )  # fmt: skip
    # Each fact is set by itself: a time within a line from right to left would change its place.
    at, colour = wide + 28, readable_on(PAPER, blend(INK, PAPER, 0.3))
    for number, fact in enumerate(subject.facts):
        free = SOCIAL_WIDTH_PX - 2 * _LEFT_PX - at
        for text in ("·", fact) if number else (fact,):
            block = _block(text, _FACTS_PX, 22, width_px=free, face=lettering.PLAIN)
            lettering.draw(
                canvas, block, left_px=_LEFT_PX if sheet.mirrored else _LEFT_PX + at,
                top_px=middle - round(block.size_px * 0.62), width_px=free, colour=colour,
                to_the_right=sheet.mirrored,
            )  # fmt: skip
            at += lettering.width_of(block) + 12
            free = SOCIAL_WIDTH_PX - 2 * _LEFT_PX - at


def _block(
    text: str,
    largest_px: int,
    smallest_px: int,
    *,
    width_px: int = SOCIAL_WIDTH_PX - 2 * _LEFT_PX,
    face: str = lettering.HEADLINE,
) -> lettering.TextBlock:
    """A single line."""
    known = lettering.faces(face)
    return lettering.fit(
        lettering.drawable(text[:_LONGEST_CHARACTERS], known), known, width_px=width_px,
        height_px=round(largest_px * 1.3), largest_px=largest_px, smallest_px=smallest_px,
        leading=1.3,
    )  # fmt: skip


def _draw(
    sheet: Sheet, block: lettering.TextBlock, top_px: int, colour: tuple[int, int, int]
) -> None:
    lettering.draw(
        sheet.canvas, block, left_px=_LEFT_PX, top_px=top_px,
        width_px=SOCIAL_WIDTH_PX - 2 * _LEFT_PX, colour=colour, to_the_right=sheet.mirrored,
    )  # fmt: skip
