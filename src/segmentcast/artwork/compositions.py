"""The compositions of a cover: type alone, strip, initials, portrait, series.

All positions are shares of the side. The margin is 7 %. Letters and ornament never share a place.
A title in a script from right to left mirrors the whole cover.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw

from segmentcast.artwork import lettering
from segmentcast.artwork.images import opened_flat
from segmentcast.drawing.colour import BLACK, Colour, blend, ink_on, readable_on, tint
from segmentcast.drawing.strip import Block, boxes

PAPER: Colour = (247, 248, 244)
INK: Colour = (23, 24, 28)
MARGIN = 0.07
WIDTH = 1 - 2 * MARGIN
_LEADING = 1.14
_LARGEST, _SMALLEST = 0.17, 0.038
_CUTTING = 0.075
"""A word is cut only where the title is no larger than this."""
_SHOW_NAME = 0.04
_STRIP_HEIGHT = 0.27
_STRIP_GAP = 0.009
_LEAST_BESIDE = 0.16
"""The show's name is left out where less room than this is beside a photograph."""
_LOW = 0.5
"""Blocks lower than this share are pale: the host's."""
_SEASONS: tuple[Colour, ...] = ((14, 79, 134), (25, 92, 46), (105, 69, 0), (95, 57, 121))
"""OKLCH lightness 0.42, chroma 0.09 to 0.11, hues 250, 150, 75, 310; white on them is 7:1 or more."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture that is being drawn. `mirrored`: it is composed from right to left."""

    image: Image.Image
    mirrored: bool
    fonts: tuple[bytes, ...]

    @property
    def canvas(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.image)

    def px(self, share: float) -> int:
        """A share of the side in pixels."""
        return round(share * self.image.width)

    def fill(self, top: float, bottom: float, colour: Colour) -> None:
        """A band over the full width."""
        width = self.image.width
        self.canvas.rectangle((0, self.px(top), width, self.px(bottom) - 1), fill=colour)

    def text(
        self,
        text: str,
        *,
        left: float,
        top: float,
        width: float,
        height: float,
        colour: Colour,
        largest: float = _LARGEST,
        smallest: float = _SMALLEST,
        cutting: float = _CUTTING,
        leading: float = _LEADING,
        first: str = lettering.HEADLINE,
        on_ground: bool = False,
    ) -> lettering.TextBlock:
        """Sets a text as large as it fits in a box; `on_ground`: its last line stands on the bottom."""
        known = lettering.faces(first, self.fonts)
        block = lettering.fit(
            lettering.drawable(text, known),
            known,
            width_px=self.px(width),
            height_px=self.px(height),
            largest_px=self.px(largest),
            smallest_px=self.px(smallest),
            cutting_px=self.px(cutting),
            leading=leading,
        )
        top_px = self.px(top)
        if on_ground:
            first_line = round(block.size_px * lettering.ASCENT)
            top_px += self.px(height) - first_line - (len(block.lines) - 1) * block.line_px
        left = 1 - left - width if self.mirrored else left
        lettering.draw(
            self.canvas,
            block,
            left_px=self.px(left),
            top_px=top_px,
            width_px=self.px(width),
            colour=colour,
            to_the_right=self.mirrored,
        )
        return block


def type_alone(sheet: Sheet, title: str, small: str, accent: Colour) -> None:
    """The title on the accent, standing on the ground line; the show's name and a line above."""
    ink = ink_on(accent)
    sheet.fill(0, 1, accent)
    top = MARGIN
    if small:
        _show_name(sheet, small, top, ink)
        line = round(sheet.image.width * 0.0035) or 1
        y = sheet.px(0.135)
        box = (sheet.px(MARGIN), y, sheet.px(1 - MARGIN), y + line - 1)
        sheet.canvas.rectangle(box, fill=tint(ink, accent, accent, 0.25))
        top = 0.17
    sheet.text(
        title,
        left=MARGIN,
        top=top,
        width=WIDTH,
        height=1 - MARGIN - top,
        colour=ink,
        on_ground=True,
    )


def with_strip(
    sheet: Sheet, title: str, small: str, accent: Colour, blocks: Sequence[Block]
) -> None:
    """The title above, the shape of the conversation in the lower 27 %."""
    sheet.fill(0, 1, PAPER)
    top = MARGIN
    if small:
        _show_name(sheet, small, top, readable_on(PAPER, accent))
        top = 0.135
    bottom = 1 - _STRIP_HEIGHT - 0.045
    sheet.text(title, left=MARGIN, top=top, width=WIDTH, height=bottom - top, colour=INK)
    draw_strip(
        sheet.image,
        blocks,
        top_px=sheet.px(1 - _STRIP_HEIGHT),
        gap_px=sheet.px(_STRIP_GAP),
        accent=accent,
        mirrored=sheet.mirrored,
    )


def with_initials(sheet: Sheet, title: str, small: str, accent: Colour, letters: str) -> None:
    """The title above, the guest's initials as large as the lower half allows."""
    half = 0.5
    sheet.fill(0, half, PAPER)
    sheet.fill(half, 1, accent)
    ink = ink_on(accent)
    sheet.text(
        title, left=MARGIN, top=MARGIN, width=WIDTH, height=half - MARGIN - 0.03, colour=INK,
        largest=0.14,
    )  # fmt: skip
    taken = _figure(sheet, letters, half, 1, ink, at_end=True, most=0.62 if small else WIDTH)
    if small:
        width = max(0.16, WIDTH - taken - 0.04)
        sheet.text(
            small, left=MARGIN, top=half + 0.05, width=width, height=1 - MARGIN - half - 0.05,
            colour=ink, largest=_SHOW_NAME, smallest=0.022, cutting=0.03, on_ground=True, leading=1.2,
        )  # fmt: skip


def with_portrait(sheet: Sheet, title: str, small: str, accent: Colour, portrait: bytes) -> None:
    """The title above, the person's photograph in the lower 57 %, uncovered by letters."""
    edge = 0.43
    ground = blend(accent, PAPER, 0.62)
    sheet.fill(edge, 1, ground)
    sheet.text(
        title, left=MARGIN, top=MARGIN, width=WIDTH, height=edge - 0.03 - MARGIN, colour=INK,
        largest=0.13,
    )  # fmt: skip
    width, high = sheet.image.width, sheet.image.height - sheet.px(edge)
    photograph = _filling(portrait, width, high)
    left = 0 if sheet.mirrored else width - photograph.width
    sheet.image.paste(photograph, (left, sheet.px(edge)))
    free = 1 - photograph.width / width - MARGIN - 0.04
    if small and free > _LEAST_BESIDE:
        sheet.text(
            small, left=MARGIN, top=edge + 0.05, width=free, height=1 - MARGIN - edge - 0.05,
            colour=readable_on(ground, INK), largest=_SHOW_NAME, smallest=0.022, cutting=0.03,
            on_ground=True, leading=1.2,
        )  # fmt: skip


def with_number(
    sheet: Sheet, title: str, small: str, colour: Colour, figure: str, label: str
) -> None:
    """The number on the tint, the title on its pale."""
    edge = 0.4
    ink = ink_on(colour)
    pale = blend(colour, PAPER, 0.82)
    sheet.fill(0, edge, colour)
    sheet.fill(edge, 1, pale)
    taken = _figure(sheet, figure, 0, edge, ink, at_end=False, most=0.58)
    if label:
        left = MARGIN + taken + 0.04
        width = 1 - MARGIN - left
        known = lettering.faces(lettering.HEADLINE, sheet.fonts)
        block = lettering.fit(
            lettering.drawable(label, known), known, width_px=sheet.px(width),
            height_px=sheet.px(0.06), largest_px=sheet.px(0.045), smallest_px=sheet.px(0.025),
        )  # fmt: skip
        left = MARGIN if sheet.mirrored else left
        lettering.draw(
            sheet.canvas, block, left_px=sheet.px(left), top_px=sheet.px(MARGIN),
            width_px=sheet.px(width), colour=ink, to_the_right=not sheet.mirrored,
        )  # fmt: skip
    dark = readable_on(pale, blend(colour, BLACK, 0.35))
    bottom = 1 - MARGIN
    if small:
        sheet.text(
            small, left=MARGIN, top=bottom - 0.06, width=WIDTH, height=0.06, colour=dark,
            largest=_SHOW_NAME, smallest=0.022, cutting=0.03, on_ground=True, leading=1.2,
        )  # fmt: skip
        bottom -= 0.08
    sheet.text(
        title, left=MARGIN, top=edge + 0.05, width=WIDTH, height=bottom - edge - 0.05, colour=dark,
        largest=0.14,
    )  # fmt: skip


def season_colour(accent: Colour, season: int) -> Colour:
    """The first season has the show's accent, those after it a tint each, five in turn."""
    return (accent, *_SEASONS)[(season - 1) % (len(_SEASONS) + 1)]


def draw_strip(
    image: Image.Image,
    blocks: Sequence[Block],
    *,
    top_px: int,
    gap_px: int,
    accent: Colour,
    mirrored: bool,
) -> None:
    """The blocks from edge to edge, standing on the foot of the picture; hosts are low and pale."""
    canvas = ImageDraw.Draw(image)
    pale = blend(accent, PAPER, 0.52)
    drawn = boxes(
        blocks, image.width, image.height - top_px, gap=gap_px, least=gap_px, mirrored=mirrored
    )
    for block, box in zip(blocks, drawn, strict=True):
        left, right = round(box.x), round(box.x + box.width)
        fill = pale if block.height < _LOW else accent
        canvas.rectangle((left, top_px + round(box.y), right - 1, image.height), fill=fill)


def _show_name(sheet: Sheet, name: str, top: float, colour: Colour) -> None:
    sheet.text(
        name, left=MARGIN, top=top, width=WIDTH, height=0.05, colour=colour,
        largest=_SHOW_NAME, smallest=0.022, cutting=0.03, leading=1.2,
    )  # fmt: skip


def _figure(
    sheet: Sheet, text: str, top: float, bottom: float, ink: Colour, *, at_end: bool, most: float
) -> float:
    """Draws letters or a number to fill a band, by its ink's height; returns the width taken."""
    known = lettering.faces(lettering.HEADLINE, sheet.fonts)
    band = sheet.px(bottom - top)
    size = sheet.px(0.5)
    row = list(lettering.runs(text, known))
    row = lettering.in_visual_order(row, sheet.mirrored)
    boxes = [face.at(size).getbbox(part, anchor="ls") for face, part in row]
    high = -min(box[1] for box in boxes) + max(0, *(box[3] for box in boxes))
    measure = sum(face.at(size).getlength(part) for face, part in row)
    size = int(size * min(band * 0.7 / high, sheet.px(most) / measure))
    boxes = [face.at(size).getbbox(part, anchor="ls") for face, part in row]
    above, below = -min(box[1] for box in boxes), max(0, *(box[3] for box in boxes))
    width = sum(face.at(size).getlength(part) for face, part in row)
    baseline = sheet.px(top) + (band - above - below) // 2 + above
    right = at_end != sheet.mirrored
    x = sheet.image.width - sheet.px(MARGIN) - width if right else float(sheet.px(MARGIN))
    for face, part in row:
        font = face.at(size)
        sheet.canvas.text((round(x), baseline), part, font=font, fill=ink, anchor="ls")
        x += font.getlength(part)
    return float(width / sheet.image.width)


def _filling(portrait: bytes, width: int, high: int) -> Image.Image:
    """The photograph as high as its band and uncut, but for what is wider than the cover."""
    image = opened_flat(portrait, (width, high))
    share = min(1.0, width / high * image.height / image.width)
    left = image.width * (1 - share) / 2
    size = (min(width, round(high * image.width / image.height)), high)
    box = (left, 0, image.width - left, image.height)
    return image.resize(size, Image.Resampling.LANCZOS, box)


def encoded(image: Image.Image, qualities: Sequence[int], most_bytes: int) -> bytes:
    """JPEG in the best of these qualities that stays within `most_bytes`."""
    data = b""
    for quality in qualities:
        out = BytesIO()
        image.save(out, "JPEG", quality=quality, subsampling=0, optimize=True, dpi=(72, 72))
        data = out.getvalue()
        if len(data) <= most_bytes:
            break
    return data
