"""New material becomes episodes: files, recordings, pages at addresses.

sources ─ materials: read, or fetched through the guarded client ─> episodes: folders in the show
"""

from __future__ import annotations

from segmentcast.intake.episodes import Addition, add, prepare
from segmentcast.intake.materials import Material, is_address
from segmentcast.intake.web_page import FetchedPage, fetch_page

__all__ = [
    "Addition",
    "FetchedPage",
    "Material",
    "add",
    "fetch_page",
    "is_address",
    "prepare",
]
