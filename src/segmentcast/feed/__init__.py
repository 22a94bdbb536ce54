"""The RSS feed of a show: its identity, its division into documents, and their bytes.

Nothing here imports feedgen before a document is really written.
"""

from segmentcast.feed.documents import (
    FeedDocument,
    document,
    documents,
    first_document,
    oldest_to_newest,
)
from segmentcast.feed.identity import episode_guid, show_guid
from segmentcast.feed.pages import FEED_PATH, Page, archive_path, pages

__all__ = [
    "FEED_PATH",
    "FeedDocument",
    "Page",
    "archive_path",
    "document",
    "documents",
    "episode_guid",
    "first_document",
    "oldest_to_newest",
    "pages",
    "show_guid",
]
