"""Embeds a segment in another page: frame, snippet without script, web component, oEmbed."""

from __future__ import annotations

import json

from markupsafe import Markup

from segmentcast import timing
from segmentcast.model import Package, Show
from segmentcast.site import metadata
from segmentcast.site.embed_look import USUAL_LOOK, EmbedLook
from segmentcast.site.pages import embed_path, episode_path, oembed_path, page_words
from segmentcast.site.styling.assets import COMPONENT_PATH
from segmentcast.vocabulary.web_addresses import file_url, page_url, url
from segmentcast.vocabulary.wordings import direction

FRAME_HEIGHT_PX = 170
"""Enough for the unfolded player from 320 pixels of width on, where no script adapts the height."""
FRAME_WIDTH_PX = 640


def embed_frame(show: Show, package: Package, look: EmbedLook = USUAL_LOOK) -> str:
    """An iframe with the player, at full width. It loads nothing until it is in view."""
    return str(
        Markup(
            '<iframe src="{src}" title="{title}" width="100%" height="{height}" loading="lazy" '
            'allow="autoplay; clipboard-write" frameborder="0"></iframe>'
        ).format(
            src=url(show.base_url, embed_path(package)) + look.fragment(),
            title=f"{package.title} · {show.title}",
            height=FRAME_HEIGHT_PX,
        )
    )


def embed_snippet(show: Show, package: Package) -> str:
    """HTML without script or frame: a link with the duration, and the browser's own player."""
    words = page_words(show, package)
    audio = package.file("audio")
    if audio is None or package.retracted is not None:
        return ""
    clock = timing.length_clock(package.duration_ms)
    return str(
        Markup(
            '<figure lang="{lang}" dir="{dir}"><figcaption><a href="{page}">{listen} ({clock}): '
            '{title}</a></figcaption><audio controls preload="none" src="{audio}"></audio></figure>'
        ).format(
            lang=words.tag,
            dir=direction(words.tag),
            page=page_url(show.base_url, episode_path(package)),
            listen=words.text("listen"),
            clock=clock,
            title=package.title,
            audio=file_url(show.base_url, audio),
        )
    )


def embed_component(show: Show, package: Package, look: EmbedLook = USUAL_LOOK) -> str:
    """The web component, as tall as its player, with a link for pages without script."""
    attributes = Markup("").join(
        Markup(' {}="{}"').format(name, value) for name, value in look.values()
    )
    return str(
        Markup(
            '<script src="{script}" async></script>\n<segment-player src="{page}"{attributes}>'
            '<a href="{page}" lang="{lang}">{listen}: {title}</a></segment-player>'
        ).format(
            script=url(show.base_url, COMPONENT_PATH),
            page=page_url(show.base_url, episode_path(package)),
            attributes=attributes,
            lang=page_words(show, package).tag,
            listen=page_words(show, package).text("listen"),
            title=package.title,
        )
    )


def embed_resizer(show: Show) -> str:
    """The script that adapts the height of `embed_frame` frames; nothing else needs it."""
    return str(
        Markup('<script src="{script}" async></script>').format(
            script=url(show.base_url, COMPONENT_PATH)
        )
    )


def article_metadata(show: Show, package: Package) -> str:
    """JSON-LD for the article's page in a script element: a `NewsArticle` with its `audio`."""
    data = metadata.article_data(show, package, episode_path(package), embed_path(package))
    script = Markup('<script type="application/ld+json">{data}</script>')
    return str(script.format(data=metadata.script_json(data)))


def oembed_link(show: Show, package: Package) -> str:
    """The element that links a page to its oEmbed document."""
    return str(
        Markup('<link rel="alternate" type="application/json+oembed" href="{href}">').format(
            href=url(show.base_url, oembed_path(package))
        )
    )


def oembed(show: Show, package: Package) -> bytes:
    """The oEmbed 1.0 document (type `rich`) of an episode, as JSON in UTF-8."""
    document: dict[str, object] = {
        "version": "1.0",
        "type": "rich",
        "title": package.title,
        "author_name": show.author,
        "provider_name": show.title,
        "provider_url": show.base_url,
        "width": FRAME_WIDTH_PX,
        "height": FRAME_HEIGHT_PX,
        "html": embed_frame(show, package),
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
