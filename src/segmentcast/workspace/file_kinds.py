"""Which files in an episode's folder can hold its words."""

from __future__ import annotations

UNREADABLE_SUFFIXES = (".pdf", ".doc", ".rtf", ".odt", ".pages", ".wpd")


NOT_TRANSCRIPTS = {
    f"{name}{suffix}"
    for name in ("readme", "notes")
    for suffix in (".md", ".markdown", ".txt", ".text")
}
