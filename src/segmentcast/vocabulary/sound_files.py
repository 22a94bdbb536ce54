"""The names of recordings: how they end, and those of single turns."""

from __future__ import annotations

import re

SUFFIXES = (
    ".wav", ".mp3", ".m4a", ".flac", ".ogg", ".oga", ".opus", ".aiff", ".aif", ".mp4", ".mov",
    ".m4v", ".aac", ".caf", ".w64", ".webm", ".mkv", ".wma", ".3gp", ".3g2", ".mka", ".aifc",
    ".avi", ".flv", ".voc", ".ac3", ".eac3", ".tta", ".wv", ".au", ".amr", ".wmv", ".mpg", ".mpeg",
    ".mp2", ".mts", ".m2ts",
)  # fmt: skip
TURN_FILE = re.compile(r"turn-(\d{1,5})", re.IGNORECASE)
"""The name, without its ending, of the recording of one turn."""
EARLIER_STEM = "earlier-recording"
EARLIER_FILE = re.compile(rf"{EARLIER_STEM}(-\d+)?", re.IGNORECASE)
"""The name, without its ending, of a recording that was replaced or taken out: nothing uses it."""


def is_sound(name: str) -> bool:
    """Whether a file's name ends like a sound's."""
    return name.lower().endswith(SUFFIXES)
