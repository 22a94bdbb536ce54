"""Stable identities: UUIDv5, so that the same show or episode always gets the same GUID."""

from __future__ import annotations

import re
import uuid

PODCAST_NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace of podcast:guid (Podcasting 2.0 namespace, guid)."""
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://")


def show_guid(feed_url: str) -> str:
    """podcast:guid of a feed: UUIDv5 of its URL without the scheme and trailing slashes.

    Created once, from the first URL. The ledger keeps it when the feed moves.
    """
    return str(uuid.uuid5(PODCAST_NAMESPACE, _SCHEME.sub("", feed_url).rstrip("/")))


def episode_guid(show_guid: str, id: str) -> str:
    """The GUID of an episode: UUIDv5 of its id in the show's namespace.

    Raises ValueError if `show_guid` is not a UUID.
    """
    return str(uuid.uuid5(uuid.UUID(show_guid), id))
