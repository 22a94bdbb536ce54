"""Colours that can be read on each other (WCAG 2.2, success criterion 1.4.3)."""

from __future__ import annotations

import math
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


def oklch(colour: Colour) -> tuple[float, float, float]:
    """Lightness (0 to 1), chroma and hue in degrees, in OKLCH (CSS Color 4, section 9)."""
    red, green, blue = (_linear(part / 255) for part in colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def from_oklch(lightness: float, chroma: float, hue: float) -> Colour:
    """The colour, with as much of the chroma as sRGB holds at this lightness and hue."""
    steps = 50
    for step in range(steps, -1, -1):
        parts = _linear_rgb(lightness, chroma * step / steps, hue)
        if all(-0.0005 <= part <= 1.0005 for part in parts):
            break
    red, green, blue = (round(_encoded(min(1.0, max(0.0, part))) * 255) for part in parts)
    return red, green, blue


def _linear_rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _encoded(part: float) -> float:
    return part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
