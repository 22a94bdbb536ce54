"""Colours that can be read on each other (WCAG 2.2, success criterion 1.4.3)."""

from __future__ import annotations

import re
from collections.abc import Sequence

Colour = tuple[int, int, int]
"""Red, green, blue, 0 to 255, sRGB."""
LEAST_CONTRAST = 4.5
"""What WCAG asks for text (level AA)."""
LEAST_SHAPE_CONTRAST = 3.0
"""The same for what is not text: edges of controls (success criterion 1.4.11)."""
BLACK: Colour = (0, 0, 0)
WHITE: Colour = (255, 255, 255)
_HEX = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


def parse_colour(text: str) -> Colour:
    """`#rrggbb` or `#rgb` -> Colour. Raises ValueError for anything else."""
    match = _HEX.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a colour: {text!r}; colours are written #rrggbb")
    digits = match[1] if len(match[1]) == 6 else "".join(digit * 2 for digit in match[1])
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def to_hex(colour: Colour) -> str:
    """`#rrggbb`."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def relative_luminance(colour: Colour) -> float:
    """WCAG 2.2's relative luminance: 0 for black, 1 for white."""
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(one: Colour, other: Colour) -> float:
    """WCAG 2.2's contrast ratio, 1 to 21, whichever of the two is the lighter."""
    lighter, darker = sorted((relative_luminance(one), relative_luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(background: Colour) -> Colour:
    """White where it can be read on the background, black otherwise: one of the two always can."""
    return WHITE if contrast_ratio(WHITE, background) >= LEAST_CONTRAST else BLACK


def blend(colour: Colour, towards: Colour, share: float) -> Colour:
    """The colour moved by a share (0 to 1) towards another one."""
    red, green, blue = (
        round(part + (other - part) * share) for part, other in zip(colour, towards, strict=True)
    )
    return red, green, blue


def readable(
    wanted: Colour, grounds: Sequence[Colour], towards: Colour, ratio: float = LEAST_CONTRAST
) -> Colour:
    """The colour, moved towards black or white only as far as `ratio` asks on all the grounds."""
    for step in range(21):
        colour = blend(wanted, towards, step / 20)
        if all(contrast_ratio(colour, ground) >= ratio for ground in grounds):
            return colour
    return towards


def readable_on(background: Colour, wanted: Colour) -> Colour:
    """The wanted colour, moved towards black or white until it can be read on the background."""
    return readable(wanted, (background,), ink_on(background))


def tint(background: Colour, towards: Colour, ink: Colour, share: float) -> Colour:
    """The background moved towards a colour by at most `share`, as far as ink stays readable on it."""
    for step in range(20, 0, -1):
        colour = blend(background, towards, share * step / 20)
        if contrast_ratio(colour, ink) >= LEAST_CONTRAST:
            return colour
    return background


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
