"""The listening pages: Show + Packages -> bytes.

`render` gives every file of the site, one after the other. Of these,
`episode_page`, `embed_page`, `show_page` and `archive_pages` render; `static_files` are what they
link to; `embed_frame`, `embed_snippet` and `oembed` put an episode on another page. The
paths are those of the feed's folder: the show at `index.html`, an episode at
`episodes/<id>/index.html`, the feed at `feed.xml`. Links between them are relative, so that the
pages work on any host and from a disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from segmentcast.model import Package, Show
from segmentcast.site.assets import FEED_STYLE_PATH, QR_PATH, StaticFile, qr_svg
from segmentcast.site.corrections import (
    CORRECTIONS_JSON,
    CORRECTIONS_PAGE,
    corrections_json,
    corrections_page,
)
from segmentcast.site.embedding import embed_frame, embed_snippet, oembed
from segmentcast.site.language import tags as languages
from segmentcast.site.links import AppLink, app_links
from segmentcast.site.pages import (
    LISTED,
    archive_pages,
    embed_page,
    embed_path,
    episode_page,
    episode_path,
    newest_first,
    oembed_path,
    show_page,
    static_files,
)

__all__ = [
    "CORRECTIONS_JSON",
    "CORRECTIONS_PAGE",
    "FEED_STYLE_PATH",
    "LISTED",
    "QR_PATH",
    "AppLink",
    "StaticFile",
    "app_links",
    "archive_pages",
    "corrections_json",
    "corrections_page",
    "embed_frame",
    "embed_page",
    "embed_path",
    "embed_snippet",
    "episode_page",
    "episode_path",
    "languages",
    "oembed",
    "oembed_path",
    "qr_svg",
    "render",
    "show_page",
    "static_files",
]


def render(
    show: Show,
    packages: Iterable[Package],
    *,
    language_tag: str = "",
    overrides: Mapping[str, str] | None = None,
) -> Iterator[StaticFile]:
    """Every file of the site: what pages link to first, then the episodes, the show's page last.

    One file is made at a time. Raises ConfigError as `episode_page` does.
    """
    own = overrides or {}
    episodes = newest_first(packages)
    yield from static_files(show, language_tag=language_tag)
    for package in episodes:
        page = episode_page(show, package, language_tag=language_tag, overrides=own)
        frame = embed_page(show, package, language_tag=language_tag, overrides=own)
        yield StaticFile(embed_path(package), frame, "text/html")
        yield StaticFile(oembed_path(package), oembed(show, package), "application/json")
        yield StaticFile(episode_path(package), page, "text/html")
    if len(episodes) > LISTED:
        archive = archive_pages(show, episodes, language_tag=language_tag, overrides=own)
        for path, data in archive.items():
            yield StaticFile(path, data, "text/html")
    data = show_page(show, episodes, language_tag=language_tag, overrides=own)
    yield StaticFile("index.html", data, "text/html")
