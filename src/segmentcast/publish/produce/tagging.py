"""What tags and drawn pictures say of an episode and its show."""

from __future__ import annotations

from segmentcast import layout, tags
from segmentcast.digest import digest
from segmentcast.model import Package, Show
from segmentcast.vocabulary.digital_sources import digital_source, iptc_address


def card_key(title: str, show: Show) -> str:
    """The hash of all that is drawn where an episode has no picture of its own."""
    return digest(["card", title, show.title, show.author, show.site.accent])


def tag_meta(package: Package, show: Show, cover: bytes) -> tags.TagMeta:
    """What the tag says of a package; the address in it is the article's, else the page's."""
    page = layout.page_url(show.base_url, layout.page_path(package.id))
    return tags.TagMeta(
        title=package.title,
        album=show.title,
        artist=show.author,
        published=package.published,
        duration_ms=package.duration_ms,
        language=package.language,
        comment=package.summary,
        copyright=show.copyright,
        url=package.link or page,
        number=package.number,
        cues=package.cues,
        chapters=package.chapters,
        cover=cover,
        digital_source=iptc_address(
            digital_source(narrated=package.narrated, voices=package.voices)
        ),
    )
