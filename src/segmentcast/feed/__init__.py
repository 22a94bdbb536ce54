"""The RSS feed of a show: its identity, its division into documents, and their bytes.

feedgen is imported only when a document is written.
"""

from segmentcast.feed.archives import FEED_PATH, WINDOW, ArchivePage, archive_path, pages
from segmentcast.feed.documents import (
    READER_PATH,
    FeedDocument,
    document,
    documents,
    first_document,
    oldest_to_newest,
    with_reader,
)
from segmentcast.feed.guids import episode_guid, show_guid

__all__ = [
    "FEED_PATH",
    "READER_PATH",
    "WINDOW",
    "ArchivePage",
    "FeedDocument",
    "archive_path",
    "document",
    "documents",
    "episode_guid",
    "first_document",
    "oldest_to_newest",
    "pages",
    "show_guid",
    "with_reader",
]
