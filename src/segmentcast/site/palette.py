"""The colours of the pages: a show's own, kept readable whatever the show asks for.

Contrast is the ratio of WCAG 2.2; text and links are held to AA (4.5:1) on every ground they are
put on, in the light scheme and in the dark one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from segmentcast.errors import ConfigError
from segmentcast.model import SiteStyle

AA_TEXT = 4.5
AA_SHAPE = 3.0
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_DARK_GROUND = (20, 22, 26)
_DARK_TEXT = (232, 230, 226)
_BLACK = (0, 0, 0)
_WHITE = (255, 255, 255)

Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Scheme:
    """One set of colours. `raised` is a ground for boxes, `marked` the ground of the sentence being said."""

    ground: Rgb
    text: Rgb
    muted: Rgb
    accent: Rgb
    on_accent: Rgb
    raised: Rgb
    marked: Rgb
    line: Rgb
    edge: Rgb

    def css(self) -> str:
        """The custom properties that the style sheet uses."""
        return "".join(
            f"--{name.replace('_', '-')}:{to_hex(getattr(self, name))};" for name in self.__slots__
        )


def theme_css(style: SiteStyle) -> str:
    """The rules that give the pages a show's colours, light and dark.

    Raises ConfigError for a colour that is not `#rrggbb`.
    """
    light, dark = schemes(style)
    return (
        f":root{{color-scheme:light dark;{light.css()}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{{dark.css()}}}}}\n"
        f"@media print{{:root{{{light.css()}}}}}\n"
    )


def schemes(style: SiteStyle) -> tuple[Scheme, Scheme]:
    """The light and the dark colours for a show. A show whose ground is dark keeps it in both."""
    ground = from_hex(style.background, "site.background")
    text = from_hex(style.text, "site.text")
    accent = from_hex(style.accent, "site.accent")
    own = _scheme(ground, text, accent)
    if luminance(ground) < 0.18:
        return own, own
    return own, _scheme(_DARK_GROUND, _DARK_TEXT, accent)


def _scheme(ground: Rgb, text: Rgb, accent: Rgb) -> Scheme:
    ink = max((_BLACK, _WHITE), key=lambda colour: contrast(colour, ground))
    raised = _tinted(ground, ink, 0.05, ink)
    marked = _tinted(ground, accent, 0.16, ink)
    grounds = (ground, raised, marked)
    text = readable(text, grounds, ink, AA_TEXT)
    accent = readable(accent, (ground, raised), ink, AA_TEXT)
    return Scheme(
        ground=ground,
        text=text,
        muted=readable(mix(ground, text, 0.68), (ground, raised), ink, AA_TEXT),
        accent=accent,
        on_accent=max((_BLACK, _WHITE), key=lambda colour: contrast(colour, accent)),
        raised=raised,
        marked=marked,
        line=mix(ground, text, 0.16),
        edge=readable(mix(ground, text, 0.5), (ground, raised), ink, AA_SHAPE),
    )


def _tinted(ground: Rgb, tint: Rgb, share: float, ink: Rgb) -> Rgb:
    """The ground with a little of `tint`, so little that `ink` can still be read on it."""
    while share > 0.005:
        mixed = mix(ground, tint, share)
        if contrast(ink, mixed) >= AA_TEXT:
            return mixed
        share /= 2
    return ground


def readable(colour: Rgb, grounds: tuple[Rgb, ...], towards: Rgb, ratio: float) -> Rgb:
    """The colour, moved towards black or white only as far as `ratio` asks on all the grounds."""
    for step in range(21):
        moved = mix(colour, towards, step / 20)
        if all(contrast(moved, ground) >= ratio for ground in grounds):
            return moved
    return towards


def contrast(one: Rgb, other: Rgb) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Rgb) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2, "relative luminance", sRGB)."""
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    """`one` with `share` (0 to 1) of `other` in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def from_hex(text: str, where: str) -> Rgb:
    """The colour written `#rrggbb` or `#rgb`. Raises ConfigError."""
    if not _HEX.fullmatch(text):
        raise ConfigError.at(
            f"show.toml: {where}", f'"{text}" is not a colour.', 'write it as "#8a1c2b"'
        )
    digits = text[1:] if len(text) == 7 else "".join(digit * 2 for digit in text[1:])
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def to_hex(colour: Rgb) -> str:
    """`#rrggbb`."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
