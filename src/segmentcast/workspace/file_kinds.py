"""The file types that can hold an episode's transcript."""

from __future__ import annotations

from pathlib import PurePath

UNREADABLE_SUFFIXES = (".doc", ".pages", ".wpd")
DOCUMENT_SUFFIXES = (".pdf", ".odt", ".rtf")


NOT_TRANSCRIPTS = {
    f"{name}{suffix}"
    for name in ("readme", "notes")
    for suffix in (".md", ".markdown", ".txt", ".text")
}

CHAPTER_ENDINGS = (".json", ".psc", ".xml", ".txt", ".cue")
"""How files of chapters end, the kind that counts first in front."""


def is_chapter_file(name: str) -> bool:
    """Whether the name is a chapter file's: `chapters.txt`, `recording.chapters.json`, `*.psc`, `*.cue`."""
    path = PurePath(name.lower())
    called_so = path.stem == "chapters" or path.stem.endswith(".chapters")
    return path.suffix in (".psc", ".cue") or (called_so and path.suffix in CHAPTER_ENDINGS)
