"""Recovers the show's drawn picture where the records of it are lost, as in a new clone.

Subscribers keep the picture that they have: a newer design is drawn for shows that have none yet,
and on `--remake`.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator

from segmentcast import artwork, files
from segmentcast.config import ShowConfig
from segmentcast.errors import ArtworkError, StoreError
from segmentcast.feed import FEED_PATH
from segmentcast.feed.item_files import read_channel
from segmentcast.publish.recovery.stored_copy import StoredCopy
from segmentcast.store import DirectoryStore


def published_show_picture(
    show: ShowConfig, output: DirectoryStore, copy: StoredCopy | None
) -> bytes | None:
    """The picture that the published feed names, if it was drawn for today's title and colour."""
    own = show.show
    for document in published_documents(output, copy):
        channel = read_channel(document)
        if channel is None or channel.picture is None:
            continue
        if (channel.title, channel.author) != (own.title, own.author):
            continue
        data = _fetched(channel.picture.path, output, copy)
        if data is None or not hashlib.sha256(data).hexdigest().startswith(channel.picture.sha256):
            continue
        try:
            if artwork.stands_on(data, own.site.accent):
                return data
        except ArtworkError:
            continue
    return None


def published_show_picture_path(output: DirectoryStore, copy: StoredCopy | None) -> str:
    """Where the published feed has the show's picture; empty if it names none."""
    for document in published_documents(output, copy):
        channel = read_channel(document)
        if channel is not None and channel.picture is not None:
            return channel.picture.path
    return ""


def published_documents(
    output: DirectoryStore, copy: StoredCopy | None, name: str = FEED_PATH
) -> Iterator[bytes]:
    """A feed document as it is in the folder, and as it is in the store."""
    path = output.root / name
    # A document that cannot be read is as good as none: it is written again.
    if path.is_file():
        with contextlib.suppress(StoreError):
            yield files.read(path)
    if copy is not None:
        with contextlib.suppress(StoreError):
            yield copy.fetch(name)


def _fetched(path: str, output: DirectoryStore, copy: StoredCopy | None) -> bytes | None:
    try:
        if output.head(path) is not None:
            return output.get(path)
        return copy.fetch(path) if copy is not None else None
    except StoreError:
        return None
