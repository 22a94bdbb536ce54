"""Draws a cover for a show or an episode that has no picture of its own.

`composition_of` chooses one of five compositions by what is known of the episode; each of them is
mirrored for a title from right to left. Text has a contrast of at least 4.5:1 whatever the accent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from segmentcast.artwork import compositions, lettering
from segmentcast.artwork.compositions import Sheet
from segmentcast.artwork.images import opened_flat
from segmentcast.artwork.initials import initials
from segmentcast.drawing.colour import parse_colour
from segmentcast.drawing.strip import Block
from segmentcast.vocabulary.covers import COMPOSITIONS, Composition

_LONGEST_CHARACTERS = 400
_QUALITIES = (88, 80, 70, 60, 50)
_MOST_BYTES = 600_000
_MOST_DIFFERENCE = 4
"""How far JPEG may move a flat colour."""
_SHORT_CHARACTERS, _MIDDLE_CHARACTERS = 28, 70


@dataclass(frozen=True, slots=True)
class CardSubject:
    """What a card may show.

    `small` is the show's name, or the author on the show's own card. `blocks` is the strip, and
    `joined` says that it stands for more turns than it has blocks. `guest` is the first guest's
    name, `portrait` their photograph (JPEG or PNG). `label` is the line beside the number
    ("Season 2"). `day` and `day_label` ("March 2026") take the number's place where nothing else
    tells a long title from another. `wanted` is the setting `cover`; empty: the table decides.
    """

    title: str
    small: str = ""
    accent: str = "#8a1c2b"
    blocks: tuple[Block, ...] = ()
    joined: bool = False
    guest: str = ""
    portrait: bytes = b""
    season: int | None = None
    number: int | None = None
    label: str = ""
    day: int | None = None
    day_label: str = ""
    wanted: str = ""


def composition_of(subject: CardSubject) -> Composition:
    """The composition of a card: as wanted where that can be drawn, otherwise by the table.

    A series by season and number; type alone up to 28 characters; the strip up to 70; then the
    guest's initials. A strip joined from very many turns says little: initials come first there.
    """
    able: dict[Composition, bool] = {
        "type": True,
        "strip": bool(subject.blocks),
        "initials": bool(_letters(subject)),
        "portrait": bool(subject.portrait),
        "series": subject.season is not None and subject.number is not None,
    }
    for name in COMPOSITIONS:
        if name == subject.wanted and able[name]:
            return name
    if able["series"]:
        return "series"
    length = len(subject.title)
    if length <= _SHORT_CHARACTERS:
        return "type"
    if able["strip"] and length <= _MIDDLE_CHARACTERS and not subject.joined:
        return "strip"
    if able["initials"]:
        return "initials"
    return "strip" if able["strip"] and length <= _MIDDLE_CHARACTERS else _plain(subject)


def card(subject: CardSubject, *, size_px: int = 3000, fonts: Sequence[bytes] = ()) -> bytes:
    """A square RGB JPEG of `size_px`, below 600 kB at 3000 px; the same arguments give the same bytes.

    `fonts` are further font files, tried before the shipped ones for characters that the main font
    lacks. Raises ValueError for a colour or font that can't be read, and ArtworkError for a
    portrait that is no picture.
    """
    accent = parse_colour(subject.accent)
    title = subject.title[:_LONGEST_CHARACTERS]
    small = subject.small[:_LONGEST_CHARACTERS]
    sheet = Sheet(
        Image.new("RGB", (size_px, size_px), compositions.PAPER),
        lettering.is_right_to_left(title),
        tuple(fonts),
    )
    match composition_of(subject):
        case "type":
            compositions.type_alone(sheet, title, small, accent)
        case "strip":
            compositions.with_strip(sheet, title, small, accent, subject.blocks)
        case "initials":
            compositions.with_initials(sheet, title, small, accent, _letters(subject))
        case "portrait":
            compositions.with_portrait(sheet, title, small, accent, subject.portrait)
        case "series":
            if subject.season is not None and subject.number is not None:
                colour = compositions.season_colour(accent, subject.season)
                figure, label = str(subject.number), subject.label
            else:
                colour, figure, label = accent, str(subject.day), subject.day_label
            compositions.with_number(sheet, title, small, colour, figure, label)
    return compositions.encoded(sheet.image, _QUALITIES, _MOST_BYTES)


def stands_on(data: bytes, accent: str) -> bool:
    """Whether a picture was drawn here as a show's card on this accent. Raises ArtworkError."""
    image = opened_flat(data, (256, 256))
    colour = parse_colour(accent)
    corner = image.getpixel((1, image.height - 2)), image.getpixel((1, 1))
    return image.width == image.height and all(
        abs(part - wanted) <= _MOST_DIFFERENCE
        for pixel in corner
        if isinstance(pixel, tuple)
        for part, wanted in zip(pixel, colour, strict=True)
    )


def _plain(subject: CardSubject) -> Composition:
    """For a long title and nobody to name: the day's number, so that no two covers look the same."""
    return "series" if subject.day is not None else "type"


def _letters(subject: CardSubject) -> str:
    known = lettering.faces(lettering.HEADLINE)
    return lettering.drawable(initials(subject.guest), known)
