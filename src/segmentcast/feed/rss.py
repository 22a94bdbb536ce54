"""Writes one RSS document with feedgen. This is the only module that imports it.

The bytes don't depend on clock, locale or time zone: all dates are given, and feedgen formats them
in the C locale. It switches the process's locale for this, so documents must not be written from
several threads at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from xml.sax.saxutils import quoteattr

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from segmentcast import timing
from segmentcast.feed.additions import channel_additions, item_additions
from segmentcast.feed.archives import ArchivePage
from segmentcast.feed.characters import cut_bytes, line, prose
from segmentcast.feed.notes import MAX_DESCRIPTION_BYTES, show_notes
from segmentcast.feed.podcast_namespace import (
    EXTENSION,
    ChannelElements,
    ItemElements,
    channel_elements,
    item_elements,
)
from segmentcast.model import Package, Show
from segmentcast.vocabulary.web_addresses import (
    counted_url,
    file_url,
    is_web_address,
    page_url,
    url,
)

STYLE_PATH = "static/feed.css"
"""The site's style sheet for the feed."""
_MAX_TAGS = 12
_MAX_TAG_CHARACTERS = 64
Items = dict[str, FeedEntry]
"""Items by the ids of their packages. They do not depend on the document that they are in."""
_PLAIN_TEXT = re.compile(rb"<(title|category|copyright)>[^<]*&[^<]*</\1>")
"""The elements of RSS 2.0 that hold no HTML."""


def render(
    show: Show,
    page: ArchivePage,
    packages: Sequence[Package],
    *,
    narrated: bool,
    trailers: Sequence[Package] = (),
    now: datetime | None = None,
    items: Items | None = None,
) -> bytes:
    """The bytes of a document.

    `packages` are those of the page, newest first. lastBuildDate is never later than `now`.
    `items` are those of earlier documents of the same show and packages; new ones are added.
    """
    feed = FeedGenerator()
    feed.load_extension("podcast", atom=False)
    feed.register_extension(EXTENSION, ChannelElements, ItemElements, atom=False, rss=True)
    _channel(feed, show, page, packages, narrated, now)
    getattr(feed, EXTENSION).add(*channel_additions(show, trailers))
    items = {} if items is None else items
    for package in packages:
        if (item := items.get(package.id)) is not None:
            feed.add_entry(item, order="append")
        else:
            items[package.id] = feed.add_entry(order="append")
            _item(items[package.id], show, package)
    data: bytes = feed.rss_str(pretty=True)
    return _styled(_PLAIN_TEXT.sub(_hexadecimal, data), show, page)


def _styled(data: bytes, show: Show, page: ArchivePage) -> bytes:
    """Adds a style sheet, so that the document is readable in a browser.

    It is CSS, by "Associating Style Sheets with XML documents 1.0", as browsers are dropping XSLT.
    """
    declaration, _, body = data.partition(b"\n")
    address = url(show.base_url, STYLE_PATH) if "/" in page.path else STYLE_PATH
    link = f'<?xml-stylesheet type="text/css" href={quoteattr(address)}?>\n'
    return declaration + b"\n" + link.encode("ascii", "xmlcharrefreplace") + body


def changed(packages: Sequence[Package]) -> datetime | None:
    """The latest publication, correction or retraction."""
    moments = [package.published for package in packages]
    moments += [correction.date for package in packages for correction in package.corrections]
    moments += [package.retracted.date for package in packages if package.retracted]
    return max(moments, default=None)


def _hexadecimal(element: re.Match[bytes]) -> bytes:
    """Writes `&` and `<` in plain text as numeric references, so that no reader takes them for HTML.

    It is the same XML. The RSS Board's profile (title) found these to be the most widely
    understood; the W3C's validator asks for it in categories, too.
    """
    return element[0].replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;")


def _channel(
    feed: FeedGenerator,
    show: Show,
    page: ArchivePage,
    packages: Sequence[Package],
    narrated: bool,
    now: datetime | None,
) -> None:
    feed.title(line(show.title))
    # feedgen uses the last link as the channel's <link>.
    feed.link(href=url(show.base_url, page.path), rel="self", type="application/rss+xml")
    feed.link(href=show.link or show.base_url, rel="alternate")
    feed.description(cut_bytes(prose(show.description), MAX_DESCRIPTION_BYTES))
    feed.language(show.language)
    feed.generator("segmentcast")
    if show.copyright:
        feed.copyright(line(show.copyright))
    itunes = feed.podcast
    itunes.itunes_author(line(show.author))
    itunes.itunes_type(show.type)
    for names in (show.category, *show.more_categories):
        itunes.itunes_category(dict(zip(("cat", "sub"), names, strict=False)))
    if show.owner is not None:
        itunes.itunes_owner(name=line(show.owner.name), email=line(show.owner.email))
    if show.complete:
        itunes.itunes_complete("yes")
    if show.block:
        itunes.itunes_block(True)
    if show.new_feed_url:
        itunes.itunes_new_feed_url(show.new_feed_url)
    ours = getattr(feed, EXTENSION)
    ours.add(*channel_elements(show, page, narrated=narrated))
    moment = changed(packages)
    if moment is None:
        ours.dated = False
    else:
        feed.lastBuildDate(min(moment, now) if now else moment)
        feed.pubDate(max(package.published for package in packages))


def _item(entry: FeedEntry, show: Show, package: Package) -> None:
    page = package.file("page")
    listening = page_url(show.base_url, page.path) if page else ""
    entry.title(line(package.title) or package.id)
    entry.guid(package.guid, permalink=False)
    link = package.link if is_web_address(package.link) else listening
    if link:
        entry.link(href=link, rel="alternate")
    notes = show_notes(package, listening)
    entry.description(notes.description or line(package.title) or package.id)
    if notes.content:
        entry.content(notes.content, type="CDATA")
    entry.pubDate(package.published)
    if is_web_address(package.comments_url):
        entry.comments(package.comments_url)
    for tag in package.tags[:_MAX_TAGS]:
        if line(tag):
            entry.category(term=line(tag, _MAX_TAG_CHARACTERS))
    audio = package.file("audio")
    if audio is not None:
        address = counted_url(show.statistics_prefix, file_url(show.base_url, audio))
        entry.enclosure(address, str(audio.length_bytes), audio.mime)
    itunes = entry.podcast
    itunes.itunes_author(line(package.byline or show.author))
    if package.duration_ms:
        itunes.itunes_duration(timing.round_to_seconds(package.duration_ms))
    itunes.itunes_episode_type(package.kind)
    if package.season:
        itunes.itunes_season(package.season)
    if package.number:
        itunes.itunes_episode(package.number)
    getattr(entry, EXTENSION).add(*item_elements(show, package), *item_additions(package))
