"""Rules over the items of a feed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from segmentcast.checks.parsed_feed import CONTENT, ITUNES, Feed
from segmentcast.checks.rules import Fault, over_channel, over_item, text_of
from segmentcast.checks.values import (
    ALLOWED_TAGS,
    address_fault,
    duration_fault,
    html_tags,
    moment,
    positive_whole,
)
from segmentcast.vocabulary.media_types import MEDIA_TYPES, is_type_of

_ONCE = (
    "title", "link", "description", "guid", "pubDate", "comments", f"{CONTENT}encoded",
    f"{ITUNES}title", f"{ITUNES}duration", f"{ITUNES}explicit", f"{ITUNES}image", f"{ITUNES}season",
    f"{ITUNES}episode", f"{ITUNES}episodeType", f"{ITUNES}author",
)  # fmt: skip


@over_item("item-title", "error", "PSP-1, Apple", "write a title of at most 255 characters")
def title(item: Any) -> Iterator[Fault]:
    """An item has a title."""
    text = text_of(item, "title")
    if not text.strip():
        yield item, "the item has no title"
    elif len(text) > 255:
        yield item, f"the title has {len(text)} characters; 255 are allowed"


@over_item("guid-missing", "error", "PSP-1, Apple", "publish with a ledger: it keeps the GUID")
def guid(item: Any) -> Iterator[Fault]:
    """An item has a GUID."""
    if not text_of(item, "guid").strip():
        yield item, "the item has no guid"


@over_item("guid-permalink", "error", "RSS 2.0", 'write isPermaLink="false"')
def guid_permalink(item: Any) -> Iterator[Fault]:
    """A GUID that is declared a permalink, explicitly or by default, is a URL."""
    for node in item.findall("guid"):
        if node.get("isPermaLink", "true") not in ("true", "false"):
            yield node, f"isPermaLink is {node.get('isPermaLink')!r}"
        elif node.get("isPermaLink") != "false" and address_fault((node.text or "").strip()):
            yield node, f"guid {(node.text or '')[:80]!r} claims to be a link"


@over_channel("guid-repeated", "error", "RSS 2.0, Apple", "give each episode a GUID of its own")
def repeated_guids(feed: Feed) -> Iterator[Fault]:
    """No two items share a GUID."""
    for value, items in _grouped(feed, lambda item: text_of(item, "guid").strip()):
        yield items[1], f"{len(items)} items have the guid {value!r}"


@over_item("enclosure-missing", "error", "PSP-1, RSS 2.0", "publish the episode's audio")
def enclosure(item: Any) -> Iterator[Fault]:
    """An item has exactly one enclosure."""
    enclosures = item.findall("enclosure")
    if not enclosures:
        yield item, "the item has no enclosure"
    if len(enclosures) > 1:
        yield enclosures[1], f"{len(enclosures)} enclosures; one is allowed"


@over_item("enclosure-url", "error", "RSS 2.0, Apple", "write the full URL, percent-encoded")
def enclosure_url(item: Any) -> Iterator[Fault]:
    """The enclosure's address is absolute and ASCII."""
    for node in item.findall("enclosure"):
        fault = address_fault(node.get("url", ""))
        if fault:
            yield node, f"enclosure: {fault}"


@over_item("enclosure-length", "error", "RSS 2.0, PSP-1", "write the file's length in bytes")
def enclosure_length(item: Any) -> Iterator[Fault]:
    """The enclosure's length is a number of bytes; for 0 see `enclosure_length_unknown`."""
    for node in item.findall("enclosure"):
        length = node.get("length", "")
        if length != "0" and not positive_whole(length):
            yield node, f"enclosure length is {length!r}"


@over_item("enclosure-length-unknown", "warning", "RSS 2.0", "write the file's length in bytes")
def enclosure_length_unknown(item: Any) -> Iterator[Fault]:
    """A length of 0 says that it is not known (RSS Advisory Board, best practices, enclosure)."""
    for node in item.findall("enclosure"):
        if node.get("length") == "0":
            yield node, "the enclosure's length is not known; it is written as 0"


@over_item("enclosure-type", "error", "RSS 2.0, Apple", "write the media type of the file")
def enclosure_type(item: Any) -> Iterator[Fault]:
    """The enclosure's type is audio or video, and matches its extension."""
    for node in item.findall("enclosure"):
        kind = node.get("type", "")
        suffix = "." + node.get("url", "").partition("?")[0].rpartition(".")[2].lower()
        expected = MEDIA_TYPES.get(suffix, "")
        if not kind.startswith(("audio/", "video/")) and kind != "application/ogg":
            yield node, f"enclosure type is {kind!r}"
        elif expected.startswith(("audio/", "video/")) and not is_type_of(kind, expected):
            yield node, f"enclosure type is {kind!r} for a {suffix} file"


@over_channel("enclosure-repeated", "warning", "Apple", "publish other audio at another URL")
def repeated_enclosures(feed: Feed) -> Iterator[Fault]:
    """No two items share an enclosure: Apple ignores the second."""

    def address(item: Any) -> str:
        node = item.find("enclosure")
        return "" if node is None else str(node.get("url", ""))

    for value, items in _grouped(feed, address):
        yield items[1], f"{len(items)} items have the enclosure {value!r}"


@over_item("pubdate", "error", "RSS 2.0, PSP-1", "write a date such as"
           " Sun, 13 Nov 2016 12:00:00 +0000")  # fmt: skip
def pub_date(item: Any) -> Iterator[Fault]:
    """An item has a date in the form of RFC 2822."""
    text = text_of(item, "pubDate")
    if not text:
        yield item, "the item has no pubDate"
    elif moment(text) is None:
        yield item.find("pubDate"), f"pubDate {text!r} is not an RFC 2822 date"


@over_item("item-once", "error", "RSS 2.0, Apple", "keep one of them")
def once(item: Any) -> Iterator[Fault]:
    """No element that must be unique appears twice."""
    for tag in _ONCE:
        elements = item.findall(tag)
        if len(elements) > 1:
            yield elements[1], f"<{tag.rpartition('}')[2]}> appears {len(elements)} times"


@over_item("description-missing", "warning", "PSP-1", "write a summary")
def description_missing(item: Any) -> Iterator[Fault]:
    """An item has a description."""
    if not text_of(item, "description").strip():
        yield item, "the item has no description"


@over_item("description-length", "error", "PSP-1, Apple", "shorten it to 4000 bytes")
def description_length(item: Any) -> Iterator[Fault]:
    """A description has at most 4000 bytes."""
    for node in item.findall("description"):
        size = len((node.text or "").encode())
        if size > 4000:
            yield node, f"the description has {size} bytes; 4000 are allowed"


@over_item("html-danger", "error", "W3C", "remove scripts, frames and event handlers")
def html_danger(item: Any) -> Iterator[Fault]:
    """No text contains code that runs in a reader that doesn't clean it."""
    for tag in ("description", f"{CONTENT}encoded"):
        for node in item.findall(tag):
            dangers = html_tags(node.text or "")[1]
            if dangers:
                yield node, f"the text contains {', '.join(dangers[:5])}"


@over_item("html-tags", "warning", "Apple", "use only p, ol, ul, li, a, b, i, strong and em")
def html_allowed(item: Any) -> Iterator[Fault]:
    """content:encoded uses only the HTML that podcast apps show."""
    for node in item.findall(f"{CONTENT}encoded"):
        others = [tag for tag in html_tags(node.text or "")[0] if tag not in ALLOWED_TAGS]
        if others:
            yield node, f"content:encoded uses {', '.join(f'<{tag}>' for tag in others[:8])}"


@over_item("duration", "error", "Apple", "write whole seconds")
def duration(item: Any) -> Iterator[Fault]:
    """itunes:duration is a time."""
    for node in item.findall(f"{ITUNES}duration"):
        fault = duration_fault(node.text or "")
        if fault:
            yield node, f"itunes:duration {fault}"


@over_item("duration-missing", "warning", "PSP-1, Apple", "write whole seconds")
def duration_missing(item: Any) -> Iterator[Fault]:
    """An item has a duration."""
    if item.find(f"{ITUNES}duration") is None:
        yield item, "the item has no itunes:duration"


@over_item("number", "error", "Apple", "write a whole number above zero")
def numbers(item: Any) -> Iterator[Fault]:
    """itunes:season and itunes:episode are whole numbers above zero."""
    for tag in (f"{ITUNES}season", f"{ITUNES}episode"):
        for node in item.findall(tag):
            if not positive_whole(node.text or ""):
                yield node, f"itunes:{tag.rpartition('}')[2]} is {node.text!r}"


@over_item("episode-type", "error", "Apple", "write full, trailer or bonus")
def episode_type(item: Any) -> Iterator[Fault]:
    """itunes:episodeType is full, trailer or bonus."""
    for node in item.findall(f"{ITUNES}episodeType"):
        if node.text not in ("full", "trailer", "bonus"):
            yield node, f"itunes:episodeType is {node.text!r}"


def _grouped(feed: Feed, key: Any) -> Iterator[tuple[str, list[Any]]]:
    groups: defaultdict[str, list[Any]] = defaultdict(list)
    for item in feed.items:
        if key(item):
            groups[key(item)].append(item)
    return ((value, items) for value, items in groups.items() if len(items) > 1)
