"""Chapters: read from the words of a conversation, or supplied by people, and written for players.

cues ─ conversation ─┐
                     ├─> Chapters ─> JSON of the Podcast Index
files, tags ─ supplied ─┘
"""

from __future__ import annotations

from segmentcast.chapters.conversation import (
    FEWEST,
    LONGEST_MS,
    MOST,
    SHORTEST_MS,
    TITLE_CHARACTERS,
    plan,
    render_json,
    shorten,
)
from segmentcast.chapters.supplied import ChapterMark, arrange, read_marks

__all__ = [
    "FEWEST",
    "LONGEST_MS",
    "MOST",
    "SHORTEST_MS",
    "TITLE_CHARACTERS",
    "ChapterMark",
    "arrange",
    "plan",
    "read_marks",
    "render_json",
    "shorten",
]
