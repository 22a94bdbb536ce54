"""How each published file is served, and when it is uploaded."""

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
    """The upload order: files before those that link to them, and the feed last."""

    MEDIA = 0
    PAGES = 1
    DOCUMENTS = 2
    FEED = 3


def hashed(path: str) -> str | None:
    """The episode's id (or `show`) if the name has a content hash, so that the file never changes."""
    match = _HASHED.fullmatch(path.rpartition("/")[2])
    return match["id"] if match and "/" in path else None


def turn_of(path: str) -> UploadPhase:
    """The phase in which a file of the output is uploaded."""
    if path == FEED:
        return UploadPhase.FEED
    if path.endswith(".xml"):
        return UploadPhase.DOCUMENTS
    return UploadPhase.MEDIA if hashed(path) else UploadPhase.PAGES


def delivery_of(path: str, *, gzip: bool = False) -> Delivery:
    """The headers of a file: cached forever if its name contains its hash, else for five minutes.

    Private feeds are not cached, so that revoking one takes effect (RFC 9111, 5.2.2.5).
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
    """Whether compressing the file is worthwhile."""
    return mime.startswith(_TEXT)
