"""New material becomes episodes: files, recordings, pages at addresses.

sources ─ materials: read, or fetched through the guarded client ─> episodes: folders in the show
"""

from __future__ import annotations

from segmentcast.intake.episodes import Addition, add, arrange, is_reserved, prepare
from segmentcast.intake.materials import (
    FetchedMaterial,
    Material,
    fetch,
    gather,
    is_address,
    material_of,
    with_recording,
)
from segmentcast.intake.web_page import FetchedPage, fetch_page

__all__ = [
    "Addition",
    "FetchedMaterial",
    "FetchedPage",
    "Material",
    "add",
    "arrange",
    "fetch",
    "fetch_page",
    "gather",
    "is_address",
    "is_reserved",
    "material_of",
    "prepare",
    "with_recording",
]
