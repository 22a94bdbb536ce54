"""Cover pictures: draws cards if none is supplied, otherwise checks the picture and scales it.

`card` draws a plain card with a title; `check` reports what podcast apps would reject in a supplied
picture; `cover` and `scaled` make smaller JPEGs for the tag and the pages.
"""

from __future__ import annotations

from segmentcast.artwork.cards import card
from segmentcast.artwork.images import (
    THUMBNAIL_BYTES,
    THUMBNAIL_PX,
    PictureFacts,
    check,
    cover,
    require,
    require_bounded,
    scaled,
)
from segmentcast.artwork.lettering import missing_glyphs
from segmentcast.artwork.waveform import waveform
from segmentcast.colour import contrast_ratio, ink_on, parse_colour

__all__ = [
    "THUMBNAIL_BYTES",
    "THUMBNAIL_PX",
    "PictureFacts",
    "card",
    "check",
    "contrast_ratio",
    "cover",
    "ink_on",
    "missing_glyphs",
    "parse_colour",
    "require",
    "require_bounded",
    "scaled",
    "waveform",
]
