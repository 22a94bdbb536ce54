"""The colours of the pages: the show's own, adjusted to stay legible.

Contrast is the ratio of WCAG 2.2. Text and links meet AA (4.5:1) on every background, in the light
and the dark scheme.
"""

from __future__ import annotations

from dataclasses import dataclass

from segmentcast.drawing.colour import (
    BLACK,
    LEAST_CONTRAST,
    LEAST_SHAPE_CONTRAST,
    WHITE,
    Colour,
    blend,
    contrast_ratio,
    from_oklch,
    oklch,
    parse_colour,
    readable,
    relative_luminance,
    to_hex,
)
from segmentcast.errors import ConfigError
from segmentcast.model import SiteStyle

_DARK_GROUND = (18, 20, 24)
_DARK_TEXT = (236, 236, 234)
_DARK_FROM, _DARK_CHROMA = 0.66, 0.19
"""OKLCH lightness and chroma from which an accent is made lighter for the dark scheme."""
_GREY = 0.03


@dataclass(frozen=True, slots=True)
class Scheme:
    """A set of colours.

    `raised` is the background of boxes, `marked` that of the current sentence, `wave` an ornament's.
    """

    ground: Colour
    text: Colour
    muted: Colour
    accent: Colour
    on_accent: Colour
    raised: Colour
    marked: Colour
    line: Colour
    wave: Colour
    edge: Colour

    def css(self) -> str:
        """The custom properties for the style sheet."""
        return "".join(
            f"--{name.replace('_', '-')}:{to_hex(getattr(self, name))};" for name in self.__slots__
        )


def theme_css(style: SiteStyle) -> str:
    """The CSS with a show's colours, light and dark.

    Raises ConfigError for a colour that is not `#rrggbb`.
    """
    light, dark = schemes(style)
    return (
        f":root{{color-scheme:light dark;{light.css()}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{{dark.css()}}}}}\n"
        f"@media print{{:root{{{light.css()}}}}}\n"
    )


def embed_theme_css(style: SiteStyle) -> str:
    """The CSS with a show's colours for a player in an article, which decides between light and dark.

    Light unless the article asks otherwise: a dark box in a light article is worse than the reverse.
    """
    light, dark = schemes(style)
    night = f"{dark.css()}--raised-ground:{to_hex(dark.raised)}"
    return (
        f":root{{{light.css()}--raised-ground:{to_hex(light.ground)}}}\n"
        f".theme-dark{{{night}}}\n"
        f"@media (prefers-color-scheme:dark){{.theme-auto{{{night}}}}}\n"
    )


def schemes(style: SiteStyle) -> tuple[Scheme, Scheme]:
    """The light and the dark scheme. A show with a dark background has it in both."""
    ground = _from_hex(style.background, "site.background")
    text = _from_hex(style.text, "site.text")
    accent = _from_hex(style.accent, "site.accent")
    own = _scheme(ground, text, accent)
    if relative_luminance(ground) < 0.18:
        return own, own
    return own, _scheme(_DARK_GROUND, _DARK_TEXT, _dark_accent(accent))


def _dark_accent(accent: Colour) -> Colour:
    """The accent's own hue, as light as the dark scheme asks; mixed with white it would turn pale."""
    lightness, chroma, hue = oklch(accent)
    strong = min(_DARK_CHROMA, chroma * 1.5) if chroma > _GREY else chroma
    raised = blend(_DARK_GROUND, WHITE, _RAISED)
    grounds = (_DARK_GROUND, raised)
    for step in range(35):
        colour = from_oklch(min(1.0, max(lightness, _DARK_FROM) + step / 100), strong, hue)
        if all(contrast_ratio(colour, ground) >= LEAST_CONTRAST for ground in grounds):
            return colour
    return WHITE


_RAISED = 0.04


def _scheme(ground: Colour, text: Colour, accent: Colour) -> Scheme:
    ink = max((BLACK, WHITE), key=lambda colour: contrast_ratio(colour, ground))
    raised = _tinted(ground, ink, _RAISED, ink)
    marked = _tinted(ground, accent, 0.16, ink)
    grounds = (ground, raised, marked)
    text = readable(text, grounds, ink, LEAST_CONTRAST)
    accent = readable(accent, (ground, raised), ink, LEAST_CONTRAST)
    return Scheme(
        ground=ground,
        text=text,
        muted=readable(blend(ground, text, 0.74), (ground, raised), ink, LEAST_CONTRAST),
        accent=accent,
        on_accent=max((BLACK, WHITE), key=lambda colour: contrast_ratio(colour, accent)),
        raised=raised,
        marked=marked,
        line=blend(ground, text, 0.16),
        wave=blend(ground, text, 0.24),
        edge=readable(blend(ground, text, 0.5), (ground, raised), ink, LEAST_SHAPE_CONTRAST),
    )


def _tinted(ground: Colour, tint: Colour, share: float, ink: Colour) -> Colour:
    """The background with as much of `tint` as keeps `ink` legible."""
    while share > 0.005:
        mixed = blend(ground, tint, share)
        if contrast_ratio(ink, mixed) >= LEAST_CONTRAST:
            return mixed
        share /= 2
    return ground


def _from_hex(text: str, where: str) -> Colour:
    """Parses `#rrggbb` or `#rgb`. Raises ConfigError."""
    try:
        return parse_colour(text)
    except ValueError:
        raise ConfigError.at(
            f"show.toml: {where}", f'"{text}" is not a colour.', 'write it as "#8a1c2b"'
        ) from None
