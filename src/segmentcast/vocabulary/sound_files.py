"""The file endings of recordings."""

from __future__ import annotations

SUFFIXES = (
    ".wav", ".mp3", ".m4a", ".flac", ".ogg", ".oga", ".opus", ".aiff", ".aif", ".mp4", ".mov",
    ".m4v", ".aac", ".caf", ".w64", ".webm", ".mkv", ".wma", ".3gp",
)  # fmt: skip
