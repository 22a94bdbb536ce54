"""The contents of an episode's tags and of its drawn picture."""

from __future__ import annotations

from segmentcast import layout, tags
from segmentcast.digest import digest
from segmentcast.model import Package, Show
from segmentcast.vocabulary.digital_sources import digital_source, iptc_address


def card_key(title: str, show: Show) -> str:
    """A hash of everything on the card that 0.1.0 drew; published cards are known by it."""
    return digest(["card", title, show.title, show.author, show.site.accent])


def tag_meta(package: Package, show: Show, cover: bytes) -> tags.TagMeta:
    """The tag of a package. Its URL is the article's, else the page's."""
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
