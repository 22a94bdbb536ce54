"""Which files in an episode's folder can hold its words."""

from __future__ import annotations

UNREADABLE_SUFFIXES = (".doc", ".pages", ".wpd")
DOCUMENT_SUFFIXES = (".pdf", ".odt", ".rtf")


NOT_TRANSCRIPTS = {
    f"{name}{suffix}"
    for name in ("readme", "notes")
    for suffix in (".md", ".markdown", ".txt", ".text")
}
