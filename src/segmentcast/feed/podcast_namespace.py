"""Elements that feedgen doesn't write: Podcasting 2.0, archive links, and some iTunes elements.

Elements are plain values; `ChannelElements` and `ItemElements` are the feedgen extension that adds
them to the document. Rules refer to the Podcasting 2.0 namespace unless stated otherwise.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from segmentcast.feed.archives import ArchivePage
from segmentcast.feed.characters import line
from segmentcast.model import Credit, Package, PackageFile, Show
from segmentcast.vocabulary.web_addresses import file_url, is_web_address, url

PODCAST = "https://podcastindex.org/namespace/1.0"
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
ATOM = "http://www.w3.org/2005/Atom"
HISTORY = "http://purl.org/syndication/history/1.0"
EXTENSION = "podcasting"
"""feedgen uses the name `podcast` for its iTunes extension."""

_TRANSCRIPTS = ("vtt", "srt", "captions-json", "captions-html", "captions-text")
_TIMED = frozenset({"vtt", "srt", "captions-json"})
_MAX_PEOPLE = 16
_MAX_NAME = 128
_MAX_ROLE = 40
_SOCIAL = (
    (re.compile(r"https://[^/]+/(?:@[^/]+/[0-9]+|users/[^/]+/statuses/[0-9]+)"), "activitypub"),
    (re.compile(r"https://(?:www\.)?(?:twitter|x)\.com/[^/]+/status/[0-9]+"), "twitter"),
    (re.compile(r"https://bsky\.app/profile/[^/]+/post/[a-z0-9]+"), "atproto"),
)
_RULES = {
    "daily": "FREQ=DAILY",
    "every weekday": "FREQ=DAILY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR",
    "weekdays": "FREQ=DAILY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR",
    "weekly": "FREQ=WEEKLY",
    "biweekly": "FREQ=WEEKLY;INTERVAL=2",
    "every two weeks": "FREQ=WEEKLY;INTERVAL=2",
    "monthly": "FREQ=MONTHLY",
    "quarterly": "FREQ=MONTHLY;INTERVAL=3",
    "yearly": "FREQ=YEARLY",
}
_ROLE_GROUPS = {
    role: group
    for group, roles in (
        ("cast", "host|co-host|guest host|guest|voice actor|narrator|announcer|reporter"),
        (
            "creative direction",
            "director|assistant director|executive producer|senior producer|producer"
            "|associate producer|development producer|creative director",
        ),
        (
            "writing",
            "author|editorial director|co-writer|writer|story editor|managing editor|script editor"
            "|researcher|editor|fact checker|translator|transcriber|logger",
        ),
        (
            "audio production",
            "studio coordinator|technical director|technical manager|audio engineer"
            "|remote recording engineer|post production engineer",
        ),
        (
            "audio post-production",
            "audio editor|sound designer|composer|theme music|music production",
        ),
        ("visuals", "graphic designer|cover art designer"),
    )
    for role in roles.split("|")
}
"""Role -> group, from the Podcast Taxonomy that podcast:person refers to."""


@dataclass(frozen=True, slots=True)
class Element:
    """An XML element: its name in Clark notation, text, attributes and children."""

    name: str
    text: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Element, ...] = ()


class ChannelElements:
    """The feedgen extension for channels: elements from `add` come before the items.

    `dated` is False for a feed without content, which gets no lastBuildDate (feedgen would write
    the current time).
    """

    def __init__(self) -> None:
        self.elements: tuple[Element, ...] = ()
        self.dated = True

    def add(self, *elements: Element) -> None:
        self.elements += elements

    def extend_ns(self) -> dict[str, str]:
        return {"podcast": PODCAST, "itunes": ITUNES, "fh": HISTORY}

    def extend_rss(self, rss: Any) -> Any:
        channel = rss[0]
        if not self.dated:
            channel.remove(channel.find("lastBuildDate"))
        for element in self.elements:
            _append(channel, element)
        return rss


class ItemElements(ChannelElements):
    """The feedgen extension for items."""

    def extend_rss(self, item: Any) -> Any:
        for element in self.elements:
            _append(item, element)
        return item


def channel_elements(show: Show, page: ArchivePage, *, narrated: bool) -> Iterator[Element]:
    """All elements of a channel that feedgen doesn't write."""
    yield from _links(show, page)
    yield Element(f"{{{ITUNES}}}explicit", _flag(show.explicit))
    art = show.artwork_url
    if not art and show.artwork is not None:
        art = file_url(show.base_url, show.artwork)
    if art:
        yield Element(f"{{{ITUNES}}}image", attributes=(("href", art),))
        yield _podcast("image", href=art, purpose="artwork", aspect_ratio="1/1")
    if show.guid:
        yield _podcast("guid", show.guid)
    owner = show.owner.email if show.owner else ""
    yield _podcast("locked", "yes" if show.locked else "no", owner=owner)
    yield _podcast("medium", show.medium)
    yield _podcast("txt", _flag(narrated), purpose="ai-content")
    for address, text in show.funding:
        yield _podcast("funding", line(text, _MAX_NAME), url=address)
    if show.license:
        yield _podcast("license", line(show.license, _MAX_NAME), url=show.license_url)
    if show.location:
        yield _podcast("location", line(show.location, _MAX_NAME), rel="creator")
    if show.update_frequency or show.complete:
        yield _update_frequency(show)
    for person in show.people[:_MAX_PEOPLE]:
        yield from _person(person)


def item_elements(show: Show, package: Package) -> Iterator[Element]:
    """All elements of an item that feedgen doesn't write."""
    yield Element(f"{{{ITUNES}}}explicit", _flag(package.explicit or show.explicit))
    artwork = package.file("artwork")
    if artwork is not None:
        art = file_url(show.base_url, artwork)
        yield Element(f"{{{ITUNES}}}image", attributes=(("href", art),))
    yield _podcast("txt", _flag(package.narrated), purpose="ai-content")
    for role in _TRANSCRIPTS:
        for file in (candidate for candidate in package.files if candidate.role == role):
            yield _podcast(
                "transcript",
                url=file_url(show.base_url, file),
                type=file.mime,
                language=file.language or package.language,
                rel="captions" if role in _TIMED else "",
            )
    chapters = package.file("chapters")
    if chapters is not None:
        yield _podcast("chapters", url=file_url(show.base_url, chapters), type=chapters.mime)
    for person in package.credits[:_MAX_PEOPLE]:
        yield from _person(person)
    for file in package.files:
        if file.role == "alternate":
            yield _alternate(show, file)
    protocol = next((name for form, name in _SOCIAL if form.match(package.comments_url)), "")
    if protocol and is_web_address(package.comments_url):
        yield _podcast("socialInteract", protocol=protocol, uri=package.comments_url)


def _links(show: Show, page: ArchivePage) -> Iterator[Element]:
    """Paging and archive links (RFC 5005 §3 and §4); `next` leads to older episodes."""
    if show.hub and not page.archived:
        yield _link("hub", show.hub)
    if page.older:
        older = url(show.base_url, page.older)
        yield _link("next", older)
        yield _link("prev-archive", older)
    if page.archived:
        yield Element(f"{{{HISTORY}}}archive")
        yield _link("current", show.feed_url)
        yield _link("previous", url(show.base_url, page.newer or show.feed_path))
        if page.newer:
            yield _link("next-archive", url(show.base_url, page.newer))


def _link(rel: str, href: str) -> Element:
    kind = () if rel == "hub" else (("type", "application/rss+xml"),)
    return Element(f"{{{ATOM}}}link", attributes=(("rel", rel), ("href", href), *kind))


def _update_frequency(show: Show) -> Element:
    text = line(show.update_frequency, _MAX_NAME)
    rule = text if text.upper().startswith("FREQ=") else _RULES.get(text.casefold(), "")
    if not text:
        text = "Complete"
    return _podcast("updateFrequency", text, complete="true" if show.complete else "", rrule=rule)


def _person(credit: Credit) -> Iterator[Element]:
    """A name with its role; `group` only if the taxonomy has the role."""
    name = line(credit.name, _MAX_NAME)
    if name:
        role = line(credit.part, _MAX_ROLE).lower()
        yield _podcast(
            "person",
            name,
            role=role,
            group=_ROLE_GROUPS.get(role, ""),
            img=credit.img if is_web_address(credit.img) else "",
            href=credit.href if is_web_address(credit.href) else "",
        )


def _alternate(show: Show, file: PackageFile) -> Element:
    digest = base64.b64encode(bytes.fromhex(file.sha256)).decode()
    return Element(
        f"{{{PODCAST}}}alternateEnclosure",
        attributes=(("type", file.mime), ("length", str(file.length_bytes))),
        children=(
            _podcast("source", uri=url(show.base_url, file.path)),
            _podcast("integrity", type="sri", value=f"sha256-{digest}"),
        ),
    )


def _podcast(name: str, text: str = "", **attributes: str) -> Element:
    """An element of the podcast namespace, without empty attributes."""
    given = tuple(
        (key.replace("aspect_ratio", "aspect-ratio"), line(value, 2048))
        for key, value in attributes.items()
        if value
    )
    return Element(f"{{{PODCAST}}}{name}", text, given)


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _append(parent: Any, element: Element) -> None:
    node = etree.SubElement(parent, element.name, dict(element.attributes))
    if element.text:
        node.text = element.text
    for child in element.children:
        _append(node, child)
