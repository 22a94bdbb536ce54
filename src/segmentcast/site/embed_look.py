"""How a player looks in another page: its theme, colours and font, and whether they can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from segmentcast.drawing.colour import LEAST_CONTRAST, Colour, contrast_ratio, parse_colour, to_hex
from segmentcast.model import SiteStyle
from segmentcast.site.styling.palette import Scheme, schemes

Theme = Literal["light", "dark", "auto"]
_FONT = re.compile(r"[\w ,'\"-]{1,120}")


@dataclass(frozen=True, slots=True)
class ContrastFigure:
    """The contrast of two colours: which pair, in which theme, and the ratio of WCAG 2.2."""

    pair: str
    theme: str
    colours: tuple[str, str]
    ratio: float

    @property
    def is_legible(self) -> bool:
        return self.ratio >= LEAST_CONTRAST

    def as_json(self) -> dict[str, object]:
        """The output of `embed --json`."""
        return {
            "pair": self.pair,
            "theme": self.theme,
            "colours": list(self.colours),
            "ratio": self.ratio,
        }


@dataclass(frozen=True, slots=True)
class EmbedLook:
    """What an article asks of the player's look; empty: as the show has it. Colours are `#rrggbb`.

    `full`: it is unfolded from the beginning.
    """

    theme: Theme = "light"
    accent: str = ""
    on_accent: str = ""
    ground: str = ""
    text: str = ""
    font: str = ""
    full: bool = False

    def values(self) -> Iterator[tuple[str, str]]:
        """Name and value of everything that differs from the usual, as the player takes them."""
        if self.theme != "light":
            yield "theme", self.theme
        if self.full:
            yield "form", "full"
        for name in ("accent", "on_accent", "ground", "text", "font"):
            if value := getattr(self, name):
                yield name.replace("_", "-"), value

    def fragment(self) -> str:
        """The part of the player's address that says all this, with its `#`; empty if there is none."""
        text = urlencode([(name, value.removeprefix("#")) for name, value in self.values()])
        return f"#{text}" if text else ""

    def contrasts(self, style: SiteStyle) -> tuple[ContrastFigure, ...]:
        """The contrast of letters and signs on their ground, for each theme that may be shown."""
        light, dark = schemes(style)
        shown = {"light": [("light", light)], "dark": [("dark", dark)]}.get(
            self.theme, [("light", light), ("dark", dark)]
        )
        figures = []
        for theme, scheme in shown:
            ground = light.ground if theme == "light" else scheme.raised
            for pair, letters, under in (
                ("on-accent on accent", "on_accent", "accent"),
                ("text on ground", "text", "ground"),
            ):
                ink, paper = (
                    self._colour(letters, scheme, ground),
                    self._colour(under, scheme, ground),
                )
                ratio = round(contrast_ratio(ink, paper), 2)
                figures.append(ContrastFigure(pair, theme, (to_hex(ink), to_hex(paper)), ratio))
        return tuple(figures)

    def _colour(self, name: str, scheme: Scheme, ground: Colour) -> Colour:
        if written := getattr(self, name):
            return parse_colour(written)
        colour: Colour = ground if name == "ground" else getattr(scheme, name)
        return colour


USUAL_LOOK = EmbedLook()


def checked_font(text: str) -> str:
    """A list of font names as CSS has it. Raises ValueError for anything else."""
    if not _FONT.fullmatch(text):
        raise ValueError(f"not a list of fonts: {text!r}; write as in CSS: Charter, Georgia, serif")
    return text
