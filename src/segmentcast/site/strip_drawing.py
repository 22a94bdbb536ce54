"""The strip as SVG paths: the player's bar, and an episode's picture without words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from segmentcast.drawing.colour import to_hex
from segmentcast.drawing.strip import (
    MOST_BLOCKS,
    MOST_NARROW,
    MOST_ON_COVER,
    Block,
    Box,
    blocks,
    boxes,
)
from segmentcast.model import Chapter, Package
from segmentcast.site.styling.palette import Scheme

BAR_WIDTH, BAR_HEIGHT = 1000, 48
_BLOCKS_HEIGHT, _GAP, _LEAST = 40, 4, 6
"""2 pixels of a bar of 330, and 7 of one of 1100."""
_CUT, _LEAST_CHAPTER = 4, 18
"""The gap in the rail at a chapter. A chapter shorter than 6 pixels of a bar of 330 has none."""
PICTURE_SIDE = 100
_PICTURE_HEIGHT = 81
_TALL, _MIDDLE = 0.8, 0.5


@dataclass(frozen=True, slots=True)
class StripDrawing:
    """SVG path data for the player's bar, 1000 wide and 48 high; time runs from the left.

    `wide` and `narrow` are the blocks of a wide and a narrow page; `narrow` is empty where it is the
    same, both without a transcript. `rail` and `played` are the line under them, cut at the
    chapters, thin and thick.
    """

    wide: str
    narrow: str
    rail: str
    played: str


@dataclass(frozen=True, slots=True)
class PictureDrawing:
    """SVG path data for a square of 100: blocks by the speaker's part, or `src`, a photograph."""

    guest: str = ""
    reporter: str = ""
    host: str = ""
    src: str = ""


def bar(package: Package) -> StripDrawing:
    """The player's bar of an episode."""
    wide = _path(_boxes(blocks(package, MOST_BLOCKS)))
    narrow = _path(_boxes(blocks(package, MOST_NARROW)))
    pieces = _pieces(package.chapters, package.duration_ms)
    return StripDrawing(
        wide,
        narrow if narrow != wide else "",
        _path(Box(left, BAR_HEIGHT - 2, right - left, 2) for left, right in pieces),
        _path(Box(left, BAR_HEIGHT - 5, right - left, 5) for left, right in pieces),
    )


def picture(package: Package, photograph: str = "") -> PictureDrawing:
    """An episode's picture: a photograph, or its strip of few blocks, which fills the square's width."""
    if photograph:
        return PictureDrawing(src=photograph)
    strip = blocks(package, MOST_ON_COVER)
    drawn = boxes(strip, PICTURE_SIDE, _PICTURE_HEIGHT, gap=1.3, least=1.2)
    top = PICTURE_SIDE - _PICTURE_HEIGHT

    def of(low: float, high: float) -> str:
        return _path(
            Box(box.x, box.y + top, box.width, box.height)
            for block, box in zip(strip, drawn, strict=True)
            if low <= block.height < high
        )

    return PictureDrawing(of(_TALL, 2), of(_MIDDLE, _TALL), of(0, _MIDDLE))


def picture_svg(
    drawing: PictureDrawing, light: Scheme, dark: Scheme, *, mirrored: bool = False
) -> bytes:
    """A picture as a file that turns dark with the reader's system."""
    parts = "".join(
        f'<path opacity="{opacity}" d="{path}"/>'
        for opacity, path in (
            (".42", drawing.host),
            (".72", drawing.reporter),
            ("1", drawing.guest),
        )
        if path
    )
    turn = ' transform="matrix(-1 0 0 1 100 0)"' if mirrored else ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
        "<style>@media (prefers-color-scheme:dark)"
        f"{{rect{{fill:{to_hex(dark.raised)}}}g{{fill:{to_hex(dark.accent)}}}}}</style>"
        f'<rect width="100" height="100" fill="{to_hex(light.raised)}"/>'
        f'<g fill="{to_hex(light.accent)}"{turn}>{parts}</g></svg>\n'
    ).encode()


def _boxes(strip: Sequence[Block]) -> Iterable[Box]:
    return boxes(strip, BAR_WIDTH, _BLOCKS_HEIGHT, gap=_GAP, least=_LEAST)


def _pieces(chapters: Sequence[Chapter], duration_ms: int) -> list[tuple[float, float]]:
    """The rail between the chapters, in units of the bar."""
    starts = [0.0]
    for chapter in chapters:
        at = chapter.start_ms * BAR_WIDTH / max(1, duration_ms)
        if at - starts[-1] >= _LEAST_CHAPTER and BAR_WIDTH - at >= _LEAST_CHAPTER:
            starts.append(at)
    return [
        (left, right - (_CUT if right < BAR_WIDTH else 0))
        for left, right in zip(starts, [*starts[1:], float(BAR_WIDTH)], strict=True)
    ]


def _path(drawn: Iterable[Box]) -> str:
    return "".join(
        f"M{_short(box.x)} {_short(box.y)}h{_short(box.width)}v{_short(box.height)}"
        f"h{_short(-box.width)}z"
        for box in drawn
    )


def _short(value: float) -> str:
    text = f"{value:.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"
