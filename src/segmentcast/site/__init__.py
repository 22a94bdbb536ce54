"""The listening pages of a show, rendered from its packages.

`render` yields every file of the site. `episode_page`, `embed_page`, `show_page` and
`archive_pages` render single pages; `static_files` are what they link to. `embed_frame`,
`embed_snippet` and `oembed` embed an episode in another page. Paths are those of the feed's folder:
the show at `index.html`, an episode at `episodes/<id>/index.html`, the feed at `feed.xml`. Links
between them are relative, so the pages work on any host and from a disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from segmentcast.model import Package, Show
from segmentcast.site.corrections_list import (
    CORRECTIONS_JSON,
    CORRECTIONS_PAGE,
    corrections_json,
    corrections_page,
)
from segmentcast.site.embed_look import USUAL_LOOK, ContrastFigure, EmbedLook, checked_font
from segmentcast.site.embedding import (
    article_metadata,
    embed_component,
    embed_frame,
    embed_resizer,
    embed_snippet,
    oembed,
    oembed_link,
)
from segmentcast.site.links import AppLink, app_links
from segmentcast.site.lists import archive_pages, show_page
from segmentcast.site.outline import SitePart, outline, withdrawn_pages
from segmentcast.site.pages import (
    TEMPLATES,
    embed_page,
    embed_path,
    episode_page,
    episode_path,
    oembed_path,
    static_files,
)
from segmentcast.site.periods import LISTED
from segmentcast.site.show_listing import Card, Episodes, card, seal
from segmentcast.site.styling.assets import (
    FEED_STYLE_PATH,
    QR_PATH,
    StaticFile,
    headline_face,
    qr_svg,
    shared_look,
)
from segmentcast.vocabulary.wordings import tags as languages

__all__ = [
    "CORRECTIONS_JSON",
    "CORRECTIONS_PAGE",
    "FEED_STYLE_PATH",
    "LISTED",
    "QR_PATH",
    "TEMPLATES",
    "USUAL_LOOK",
    "AppLink",
    "Card",
    "ContrastFigure",
    "EmbedLook",
    "Episodes",
    "SitePart",
    "StaticFile",
    "app_links",
    "archive_pages",
    "article_metadata",
    "card",
    "checked_font",
    "corrections_json",
    "corrections_page",
    "embed_component",
    "embed_frame",
    "embed_page",
    "embed_path",
    "embed_resizer",
    "embed_snippet",
    "episode_page",
    "episode_path",
    "headline_face",
    "languages",
    "oembed",
    "oembed_link",
    "oembed_path",
    "outline",
    "qr_svg",
    "render",
    "seal",
    "shared_look",
    "show_page",
    "static_files",
    "withdrawn_pages",
]


def render(
    show: Show,
    packages: Iterable[Package],
    *,
    language_tag: str = "",
    overrides: Mapping[str, str] | None = None,
) -> Iterator[StaticFile]:
    """Every file of the site, one at a time: first those that pages link to, last the show's page.

    Raises ConfigError as `episode_page` does.
    """
    for part in outline(show, packages, language_tag=language_tag, overrides=overrides or {}):
        yield from part.make()
