"""How each published file is handed out, and when in a publish it is its turn."""

from __future__ import annotations

import re
from enum import IntEnum

from segmentcast.ports import Delivery
from segmentcast.vocabulary.private_paths import is_private

FEED = "feed.xml"
LEDGER = "ledger.jsonl"
_HASHED = re.compile(r"(?P<id>[a-z0-9-]+)-(?P<hash>[0-9a-f]{12})\.[a-z0-9]{1,12}")
_FOREVER = "public, max-age=31536000, immutable"
_SHORT = "public, max-age=300"
_NEVER = "private, no-store"
_TEXT = (
    "text/",
    "application/json",
    "application/rss+xml",
    "image/svg+xml",
    "application/x-subrip",
)


class UploadPhase(IntEnum):
    """In this order: what is named before what names it, and the feed last."""

    MEDIA = 0
    PAGES = 1
    DOCUMENTS = 2
    FEED = 3


def hashed(path: str) -> str | None:
    """The episode's id (or `show`) if the name holds the hash of the content, which then never changes."""
    match = _HASHED.fullmatch(path.rpartition("/")[2])
    return match["id"] if match and "/" in path else None


def turn_of(path: str) -> UploadPhase:
    """When a file of the output goes up."""
    if path == FEED:
        return UploadPhase.FEED
    if path.endswith(".xml"):
        return UploadPhase.DOCUMENTS
    return UploadPhase.MEDIA if hashed(path) else UploadPhase.PAGES


def delivery_of(path: str, *, gzip: bool = False) -> Delivery:
    """The headers of a file: cached for good if its name holds its hash, else for five minutes.

    No cache keeps a private feed, so that it ends when it is revoked (RFC 9111, 5.2.2.5).
    """
    if is_private(path):
        return Delivery(_NEVER, encoding="gzip" if gzip else "")
    id_ = hashed(path)
    disposition = ""
    if path.startswith("audio/") and id_:
        suffix = path.rpartition(".")[2]
        disposition = f'inline; filename="{id_}.{suffix}"'
    return Delivery(_FOREVER if id_ else _SHORT, disposition, "gzip" if gzip else "")


def is_text(mime: str) -> bool:
    """Whether compression is worth it."""
    return mime.startswith(_TEXT)
