"""The listening pages: Show + Packages -> bytes.

`episode_page`, `show_page` and `archive_pages` render; `static_files` are what they link to. The
paths are those of the feed's folder: the show at `index.html`, an episode at
`episodes/<id>/index.html`, the feed at `feed.xml`. Links between them are relative, so that the
pages work on any host and from a disk.
"""

from __future__ import annotations

from segmentcast.site.assets import FEED_STYLE_PATH, QR_PATH, StaticFile, qr_svg
from segmentcast.site.language import tags as languages
from segmentcast.site.links import AppLink, app_links
from segmentcast.site.pages import (
    LISTED,
    archive_pages,
    episode_page,
    episode_path,
    show_page,
    static_files,
)

__all__ = [
    "FEED_STYLE_PATH",
    "LISTED",
    "QR_PATH",
    "AppLink",
    "StaticFile",
    "app_links",
    "archive_pages",
    "episode_page",
    "episode_path",
    "languages",
    "qr_svg",
    "show_page",
    "static_files",
]
