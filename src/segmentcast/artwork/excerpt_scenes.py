"""Draws the pictures of a short film: cover, title, the words being said, a waveform, and a notice.

A square of 1080 pixels, as social networks show it. Only the waveform changes within a caption, so
each caption is drawn once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

from PIL import Image, ImageDraw

from segmentcast.artwork import lettering
from segmentcast.artwork.compositions import INK, PAPER
from segmentcast.artwork.images import opened_flat
from segmentcast.drawing.colour import Colour, blend, parse_colour, readable_on

SIDE_PX = 1080
BARS = 77
"""Bars of the waveform."""
_LEFT_PX, _WIDTH_PX = 76, SIDE_PX - 2 * 76
_COVER_PX = 200
_WORDS_TOP_PX, _WORDS_PX = 372, 380
_WAVE_TOP_PX, _WAVE_PX = 790, 120
_BAR_PX, _GAP_PX = 8, 4
_NOTICE_TOP_PX, _NOTICE_PX = 944, 76
_LONGEST_CHARACTERS = 400


@dataclass(frozen=True)
class ExcerptScene:
    """What all pictures of a film show. `peaks` are the bars' heights from 0 to 1, `BARS` of them."""

    title: str
    show_title: str
    notice: str
    accent: str
    cover: bytes
    peaks: tuple[float, ...]

    def caption(self, speaker: str, words: str) -> Image.Image:
        """The picture while these words are said."""
        image = self._frame.copy()
        mirrored = lettering.is_right_to_left(words)
        colour = readable_on(PAPER, parse_colour(self.accent))
        _line(image, speaker, 322, 36, colour, mirrored)
        known = lettering.faces(lettering.HEADLINE)
        block = lettering.fit(
            lettering.drawable(words, known), known, width_px=_WIDTH_PX, height_px=_WORDS_PX,
            largest_px=66, smallest_px=30, cutting_px=44, leading=1.24,
        )  # fmt: skip
        lettering.draw(
            ImageDraw.Draw(image), block, left_px=_LEFT_PX, top_px=_WORDS_TOP_PX,
            width_px=_WIDTH_PX, colour=INK, to_the_right=mirrored,
        )  # fmt: skip
        return image

    def heard(self, caption: Image.Image, share: float) -> bytes:
        """The picture's pixels (RGB, row by row) when a share of the excerpt, 0 to 1, was heard."""
        image = caption.copy()
        wide = round(_WIDTH_PX * min(1.0, max(0.0, share)))
        if wide:
            image.paste(self._wave(True).crop((0, 0, wide, _WAVE_PX)), (_LEFT_PX, _WAVE_TOP_PX))
        return image.tobytes()

    def poster(self, speaker: str, words: str) -> bytes:
        """The first picture as a JPEG: the cover of the excerpt's sound."""
        out = BytesIO()
        self.caption(speaker, words).save(out, "JPEG", quality=88, optimize=True)
        return out.getvalue()

    @cached_property
    def _frame(self) -> Image.Image:
        image = Image.new("RGB", (SIDE_PX, SIDE_PX), PAPER)
        cover = opened_flat(self.cover, (_COVER_PX, _COVER_PX))
        side = min(cover.size)
        left, top = (cover.width - side) // 2, (cover.height - side) // 2
        box = (left, top, left + side, top + side)
        small = cover.resize((_COVER_PX, _COVER_PX), Image.Resampling.LANCZOS, box)
        mirrored = lettering.is_right_to_left(self.title)
        beside = _LEFT_PX + _COVER_PX + 32
        at = SIDE_PX - _LEFT_PX - _COVER_PX if mirrored else _LEFT_PX
        edge = (at - 1, _LEFT_PX - 1, at + _COVER_PX, _LEFT_PX + _COVER_PX)
        ImageDraw.Draw(image).rectangle(edge, outline=blend(PAPER, INK, 0.2))
        image.paste(small, (at, _LEFT_PX))
        width = SIDE_PX - _LEFT_PX - beside
        left = _LEFT_PX if mirrored else beside
        accent = readable_on(PAPER, parse_colour(self.accent))
        _text(image, self.show_title, left, 78, width, 44, 30, accent, mirrored)
        _text(image, self.title, left, 126, width, 150, 46, INK, mirrored)
        muted = readable_on(PAPER, blend(INK, PAPER, 0.3))
        _text(
            image, self.notice, _LEFT_PX, _NOTICE_TOP_PX, _WIDTH_PX, _NOTICE_PX, 30, muted,
            lettering.is_right_to_left(self.notice), lettering.PLAIN,
        )  # fmt: skip
        image.paste(self._wave(False), (_LEFT_PX, _WAVE_TOP_PX))
        return image

    def _wave(self, heard: bool) -> Image.Image:
        return self._waves[heard]

    @cached_property
    def _waves(self) -> tuple[Image.Image, Image.Image]:
        accent = parse_colour(self.accent)
        return _wave(self.peaks, blend(accent, PAPER, 0.6)), _wave(self.peaks, accent)


def _wave(peaks: Sequence[float], colour: Colour) -> Image.Image:
    image = Image.new("RGB", (_WIDTH_PX, _WAVE_PX), PAPER)
    canvas = ImageDraw.Draw(image)
    for number, peak in enumerate(peaks[:BARS]):
        left = number * (_BAR_PX + _GAP_PX)
        half = max(4, round(_WAVE_PX / 2 * min(1.0, peak)))
        middle = _WAVE_PX // 2
        canvas.rounded_rectangle(
            (left, middle - half, left + _BAR_PX - 1, middle + half - 1), _BAR_PX // 2, fill=colour
        )
    return image


def _line(
    image: Image.Image, text: str, top: int, size: int, colour: Colour, mirrored: bool
) -> None:
    _text(image, text, _LEFT_PX, top, _WIDTH_PX, round(size * 1.3), size, colour, mirrored)


def _text(
    image: Image.Image,
    text: str,
    left: int,
    top: int,
    width: int,
    height: int,
    largest: int,
    colour: Colour,
    mirrored: bool,
    face: str = lettering.HEADLINE,
) -> None:
    known = lettering.faces(face)
    shown = lettering.drawable(text[:_LONGEST_CHARACTERS], known)
    if not shown:
        return
    block = lettering.fit(
        shown, known, width_px=width, height_px=height, largest_px=largest, smallest_px=22,
        cutting_px=24, leading=1.2,
    )  # fmt: skip
    lettering.draw(
        ImageDraw.Draw(image), block, left_px=left, top_px=top, width_px=width, colour=colour,
        to_the_right=mirrored,
    )  # fmt: skip
