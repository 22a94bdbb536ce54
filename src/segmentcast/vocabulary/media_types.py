"""The media types of published files by suffix, for feed and server alike."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from types import MappingProxyType

MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        ".mp3": "audio/mpeg",
        ".m4a": "audio/x-m4a",
        ".aac": "audio/aac",
        ".opus": "audio/ogg",
        ".ogg": "audio/ogg",
        ".flac": "audio/flac",
        ".wav": "audio/wav",
        ".mp4": "video/mp4",
        ".vtt": "text/vtt",
        ".srt": "application/x-subrip",
        ".json": "application/json",
        ".html": "text/html",
        ".txt": "text/plain",
        ".xml": "application/rss+xml",
        ".jpg": "image/jpeg",
        ".jpeg": "image/jpeg",
        ".png": "image/png",
        ".svg": "image/svg+xml",
        ".webp": "image/webp",
        ".ico": "image/x-icon",
        ".css": "text/css",
        ".js": "text/javascript",
        ".woff2": "font/woff2",
        ".webmanifest": "application/manifest+json",
        ".c2pa": "application/c2pa",
    }
)
SIDECAR = ".c2pa"
"""What is added to a file's name for its Content Credentials (C2PA), if it can't hold them."""
CHAPTERS = "application/json+chapters"
"""The type of a chapters file (Podcasting 2.0 namespace, chapters)."""
_ALIASES = (
    {"audio/x-m4a", "audio/mp4", "audio/m4a"},
    {"audio/ogg", "audio/opus", "application/ogg"},
    {"audio/wav", "audio/x-wav", "audio/wave"},
    {"audio/aac", "audio/aacp"},
    {"audio/flac", "audio/x-flac"},
)
OCTETS = "application/octet-stream"


def media_type(path: str) -> str:
    """The media type of a published file; chapters files are recognised by their folder."""
    if path.startswith("chapters/") and path.endswith(".json"):
        return CHAPTERS
    name = path.rpartition("/")[2]
    return MEDIA_TYPES.get("." + name.rpartition(".")[2].lower(), OCTETS) if "." in name else OCTETS


def is_type_of(stated: str, expected: str) -> bool:
    """Whether a stated type is the expected one, or another name for it."""
    return stated == expected or any({stated, expected} <= group for group in _ALIASES)


def named_as_other_picture(url: str) -> bool:
    """Whether the address ends like a picture that is neither JPEG nor PNG, such as .gif.

    Podcast apps take only those two; many hosts write no file ending, which says nothing.
    """
    kind = mimetypes.guess_type(url.partition("?")[0])[0] or ""
    return kind.startswith("image/") and kind not in ("image/jpeg", "image/png")
