"""Cover pictures: draws cards if none is supplied, otherwise checks the picture and scales it.

`card` draws a plain card with a title; `check` reports what podcast apps would reject in a supplied
picture; `cover` and `scaled` make smaller JPEGs for the tag and the pages.
"""

from __future__ import annotations

from segmentcast.artwork.cards import CardSubject, card, composition_of, stands_on
from segmentcast.artwork.excerpt_scenes import BARS as EXCERPT_BARS
from segmentcast.artwork.excerpt_scenes import SIDE_PX as EXCERPT_SIDE_PX
from segmentcast.artwork.excerpt_scenes import ExcerptScene
from segmentcast.artwork.images import (
    SMALL_BYTES,
    THUMBNAIL_BYTES,
    PictureFacts,
    check,
    cover,
    looks_drawn,
    require,
    require_bounded,
    scaled,
)
from segmentcast.artwork.lettering import missing_glyphs
from segmentcast.artwork.social_cards import (
    SOCIAL_HEIGHT_PX,
    SOCIAL_WIDTH_PX,
    SocialSubject,
    social_card,
)
from segmentcast.artwork.waveform import waveform
from segmentcast.drawing.colour import contrast_ratio, ink_on, parse_colour

__all__ = [
    "EXCERPT_BARS",
    "EXCERPT_SIDE_PX",
    "SMALL_BYTES",
    "SOCIAL_HEIGHT_PX",
    "SOCIAL_WIDTH_PX",
    "THUMBNAIL_BYTES",
    "CardSubject",
    "ExcerptScene",
    "PictureFacts",
    "SocialSubject",
    "card",
    "check",
    "composition_of",
    "contrast_ratio",
    "cover",
    "ink_on",
    "looks_drawn",
    "missing_glyphs",
    "parse_colour",
    "require",
    "require_bounded",
    "scaled",
    "social_card",
    "stands_on",
    "waveform",
]
