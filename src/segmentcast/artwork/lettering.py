"""Sets text in the package's fonts: which font has a character, how wide it is, where to break lines.

The fonts cover Latin, Greek, Cyrillic, Arabic, Hebrew, Devanagari, Thai, Armenian, and Georgian.
Further fonts may be given as bytes. A character that no font has is left out; `missing_glyphs` lists
those.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from itertools import groupby

from PIL import ImageDraw, ImageFont

from segmentcast.drawing.colour import Colour

HEADLINE = "NotoSerif-Bold"
PLAIN = "NotoSans-Regular"
_FALLBACKS = (
    "NotoSansArabic-Bold",
    "NotoSansHebrew-Bold",
    "NotoSansDevanagari-Bold",
    "NotoSansThai-Bold",
    "NotoSansArmenian-Bold",
    "NotoSansGeorgian-Bold",
)
ASCENT = 0.95
"""The first baseline lies this share of the size below the top of a block."""
_PROBE_PX = 24
_MEASURE_PX = 200
_UNASSIGNED = "\U0010fffd"
_JOINING = frozenset({"Mn", "Mc", "Me", "Cf"})
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
# scripts without spaces may break between any two letters
_UNSPACED = re.compile(
    "[\u0e01-\u0e2e\u0e40-\u0e44\u1000-\u102a\u1780-\u17b3\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


@dataclass(frozen=True, slots=True)
class Face:
    """One font file. `data` are its bytes."""

    name: str
    data: bytes

    def at(self, size_px: int) -> ImageFont.FreeTypeFont:
        """The font at a size; only its first use is expensive."""
        return _loaded(self, size_px)

    def has(self, character: str) -> bool:
        """Whether the font has this character, not just its empty box."""
        return _has(self, character)


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Lines of text at the size at which they fit."""

    lines: tuple[str, ...]
    size_px: int
    line_px: int
    faces: tuple[Face, ...]
    right_to_left: bool = False

    @property
    def height_px(self) -> int:
        return self.line_px * len(self.lines)


@lru_cache(maxsize=16)
def shipped(name: str) -> Face:
    """A font of the package."""
    path = files("segmentcast").joinpath("artwork", "fonts", f"{name}.ttf")
    return Face(name, path.read_bytes())


def faces(first: str, extra: Sequence[bytes] = ()) -> tuple[Face, ...]:
    """The fonts in the order in which they are tried. Raises ValueError for bytes that aren't a font."""
    given = []
    for place, data in enumerate(extra):
        face = Face(f"given {place}", data)
        try:
            face.at(_PROBE_PX)
        except OSError as error:
            raise ValueError(f"font {place + 1} cannot be read: {error}") from error
        given.append(face)
    return (shipped(first), *given, *(shipped(name) for name in _FALLBACKS))


def is_right_to_left(text: str) -> bool:
    """Whether a text begins in a script that is read from right to left."""
    return bool(_direction(text))


def missing_glyphs(text: str, fonts: Sequence[bytes] = ()) -> str:
    """The characters of a text that a card can't show, in order, without repeats."""
    known = faces(HEADLINE, fonts)
    return "".join(
        dict.fromkeys(character for character in _visible(text) if not _face(known, character))
    )


def drawable(text: str, known: Sequence[Face]) -> str:
    """The text on one line, without characters that no font has, and without their combining marks."""
    shown: list[str] = []
    base_kept = False
    for character in unicodedata.normalize("NFC", text):
        if not _invisible(character):
            base_kept = character.isspace() or _face(known, character) is not None
        if base_kept:
            shown.append(character)
    return " ".join("".join(shown).split())


def fit(
    text: str,
    known: tuple[Face, ...],
    *,
    width_px: int,
    height_px: int,
    largest_px: int,
    smallest_px: int,
    cutting_px: int = 0,
    leading: float = 1.16,
) -> TextBlock:
    """The text at the largest size at which it fits the box.

    A word is cut only at `cutting_px` and below; text that doesn't fit even at the smallest size ends
    in an ellipsis.
    """
    size = largest_px
    while True:
        limit = width_px * _MEASURE_PX / size
        line_px = round(size * leading)
        lines = _wrap(text, known, limit, cut_words=size <= max(cutting_px, smallest_px))
        fits = lines is not None and len(lines) * line_px <= height_px
        if lines is not None and (fits or size <= smallest_px):
            shown = _balanced(lines, text, known, limit) if fits else lines
            most = max(1, height_px // line_px)
            if len(shown) > most:
                shown = [*shown[: most - 1], _ellipsis(shown[most - 1], known, limit)]
            return TextBlock(tuple(shown), size, line_px, known, bool(_direction(text)))
        size = max(smallest_px, size * 19 // 20)


def draw(
    canvas: ImageDraw.ImageDraw,
    block: TextBlock,
    *,
    left_px: int,
    top_px: int,
    width_px: int,
    colour: Colour,
    to_the_right: bool | None = None,
) -> None:
    """Draws the lines, flush with the side on which their script begins, or as `to_the_right` says."""
    flush_right = block.right_to_left if to_the_right is None else to_the_right
    baseline = top_px + round(block.size_px * ASCENT)
    for line in block.lines:
        pieces = in_visual_order(list(runs(line, block.faces)), block.right_to_left)
        widths = [face.at(block.size_px).getlength(text) for face, text in pieces]
        x = left_px + width_px - sum(widths) if flush_right else float(left_px)
        for (face, text), width in zip(pieces, widths, strict=True):
            canvas.text(
                (round(x), baseline), text, font=face.at(block.size_px), fill=colour, anchor="ls"
            )
            x += width
        baseline += block.line_px


def width_of(block: TextBlock) -> int:
    """The width of its longest line in pixels."""
    widths = (
        sum(face.at(block.size_px).getlength(text) for face, text in runs(line, block.faces))
        for line in block.lines
    )
    return round(max(widths, default=0))


def in_visual_order(row: list[tuple[Face, str]], right_to_left: bool) -> list[tuple[Face, str]]:
    """A line's runs from left to right as drawn: UAX #9 for one level of embedding.

    The layout engine orders the letters within a run; this orders only the runs.
    """
    pieces: list[tuple[Face, str]] = []
    for face, text in row:
        bare = text.rstrip()
        pieces.extend((face, part) for part in (bare, text[len(bare) :]) if part)
    directions = [_direction(text) for _, text in pieces]
    settled: list[bool] = []
    for place, direction in enumerate(directions):
        # N1 and N2: neutral characters take the direction of their neighbours, else the line's
        before = settled[-1] if settled else right_to_left
        after = next((one for one in directions[place:] if one is not None), right_to_left)
        neighbours = before if before == after else right_to_left
        settled.append(neighbours if direction is None else direction)
    ordered: list[tuple[Face, str]] = []
    for rtl, group in groupby(zip(pieces, settled, strict=True), key=lambda pair: pair[1]):
        stretch = [piece for piece, _ in group]
        # L2: the whole line is reversed for right to left, and so is each run against it
        ordered.extend(stretch if rtl == right_to_left else stretch[::-1])
    return ordered[::-1] if right_to_left else ordered


def _wrap(text: str, known: tuple[Face, ...], limit: float, *, cut_words: bool) -> list[str] | None:
    """Lines no wider than the limit (at the measuring size); None if a wider word must not be cut."""
    lines: list[str] = []
    line = ""
    for part, glue in _parts(text):
        joined = line + part
        if not line or _width(joined, known) <= limit:
            line = joined
        else:
            lines.append(line.rstrip())
            line = part
        if _width(line, known) > limit:
            if not cut_words:
                return None
            share = _width(line, known) / math.ceil(_width(line, known) / limit * 1.03)
            while _width(line, known) > limit and len(line) > 1:
                cut = _longest_prefix(line, known, min(limit, share * 1.04))
                lines.append(line[:cut])
                line = line[cut:]
        line += glue
    return [*lines, line.rstrip()] if line.strip() else lines


def _balanced(lines: list[str], text: str, known: tuple[Face, ...], limit: float) -> list[str]:
    """The same number of lines with the most even right edge."""
    low, high = limit * 0.4, limit
    best = lines
    for _ in range(7):
        middle = (low + high) / 2
        tried = _wrap(text, known, middle, cut_words=False)
        if tried is not None and len(tried) <= len(lines):
            best, high = tried, middle
        else:
            low = middle
    return best


def _parts(text: str) -> Iterator[tuple[str, str]]:
    for word in text.split():
        begin = 0
        for place in range(1, len(word)):
            after_hyphen = word[place - 1] in "-–—/" and word[place].isalnum() and place > 2
            if after_hyphen or _UNSPACED.match(word[place]):
                yield word[begin:place], ""
                begin = place
        yield word[begin:], " "


def _longest_prefix(line: str, known: tuple[Face, ...], limit: float) -> int:
    low, high = 1, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        if _width(line[:middle], known) <= limit:
            low = middle
        else:
            high = middle - 1
    while low > 1 and low < len(line) and _invisible(line[low]):
        low -= 1
    return low


def _ellipsis(line: str, known: tuple[Face, ...], limit: float) -> str:
    whole = line
    while line and _width(line + "…", known) > limit:
        line = line[:-1]
    if line != whole and not whole[len(line)].isspace():
        words, blank, _ = line.rpartition(" ")
        line = words if blank and len(words) > len(line) // 2 else line
    return line.rstrip(" ,;:.–—") + "…"


@lru_cache(maxsize=4096)
def _width(line: str, known: tuple[Face, ...]) -> float:
    return sum(face.at(_MEASURE_PX).getlength(text) for face, text in runs(line.rstrip(), known))


def runs(line: str, known: Sequence[Face]) -> Iterator[tuple[Face, str]]:
    """Runs in one font each. Marks, joiners, and spaces stay with their predecessor if its font has them."""
    current: Face | None = None
    text = ""
    for character in line:
        stays = current is not None and (
            _invisible(character)
            or ((character.isspace() or not character.isalpha()) and current.has(character))
        )
        face = current if stays else _face(known, character) or current or known[0]
        if current is not None and face is not current:
            yield current, text
            text = ""
        current, text = face, text + character
    if current is not None:
        yield current, text


def _face(known: Sequence[Face], character: str) -> Face | None:
    return next((face for face in known if face.has(character)), None)


def _direction(text: str) -> bool | None:
    """Whether the first strong character is right to left (UAX #9, P2 and P3); None if there is none."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction == "L" or direction in _RIGHT_TO_LEFT:
            return direction in _RIGHT_TO_LEFT
    return None


def _visible(text: str) -> Iterator[str]:
    for character in unicodedata.normalize("NFC", text):
        if not character.isspace() and not _invisible(character):
            yield character


def _invisible(character: str) -> bool:
    return unicodedata.category(character) in _JOINING


@lru_cache(maxsize=64)
def _loaded(face: Face, size_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(BytesIO(face.data), size_px)


@lru_cache(maxsize=8192)
def _has(face: Face, character: str) -> bool:
    if character.isspace():
        return True
    if unicodedata.category(character) in {"Cc", "Cs", "Cn", "Co"}:
        return False
    return _shape(face, character) != _shape(face, _UNASSIGNED)


def _shape(face: Face, character: str) -> tuple[tuple[int, int], bytes]:
    mask = face.at(_PROBE_PX).getmask(character)
    return mask.size, bytes(mask)
