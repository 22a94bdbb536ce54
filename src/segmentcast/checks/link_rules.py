"""Rules on links: the feed's own, its archives', and those in both channel and items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from segmentcast.checks.parsed_feed import ATOM, ITUNES, PODCAST, Feed
from segmentcast.checks.rules import Fault, name_of, over_channel
from segmentcast.checks.values import address_fault, is_number, text_fault
from segmentcast.vocabulary.media_types import CHAPTERS, MEDIA_TYPES

_TRANSCRIPT_TYPES = frozenset(
    {"text/plain", "text/html", "text/vtt", "application/json", "application/x-subrip"}
    | {"application/srt", "text/srt"}
)
_ARCHIVE_RELS = frozenset(
    {"next", "previous", "prev-archive", "next-archive", "current", "first", "last"}
)


@over_channel("self-link", "error", "PSP-1, W3C", "set base_url in show.toml")
def self_link(feed: Feed) -> Iterator[Fault]:
    """One atom:link rel=self has the document's own URL."""
    self_links = _links(feed, "self")
    if not self_links:
        yield feed.channel, 'the channel has no <atom:link rel="self">'
    for node in self_links[1:]:
        yield node, 'a second <atom:link rel="self">'
    for node in self_links:
        fault = address_fault(node.get("href", ""))
        if fault:
            yield node, f"atom:link self: {fault}"


@over_channel("link-address", "error", "RSS 2.0", "write the full URL, beginning with https://")
def link_addresses(feed: Feed) -> Iterator[Fault]:
    """Links in the channel and in items are absolute URLs."""
    for parent in (feed.channel, *feed.items):
        for tag in ("link", "comments", f"{ITUNES}new-feed-url"):
            for node in parent.findall(tag):
                fault = address_fault((node.text or "").strip())
                if fault:
                    yield node, f"<{name_of(node)}>: {fault}"


@over_channel("https", "warning", "PSP-1, Apple", "serve it over https")
def https(feed: Feed) -> Iterator[Fault]:
    """Everything that a podcast app loads is served over https."""
    for node in (*_links(feed, "self"), *feed.channel.iter("enclosure", f"{ITUNES}image")):
        address = node.get("href") or node.get("url") or ""
        if address.lower().startswith("http://"):
            yield node, f"{address!r} is not https"


@over_channel("archive-link", "error", "RFC 5005", "link both ways, from the newest to the oldest")
def archive_links(feed: Feed) -> Iterator[Fault]:
    """Paging links are absolute, and an archive document links to the current one."""
    for node in feed.channel.findall(f"{ATOM}link"):
        fault = address_fault(node.get("href", ""))
        if node.get("rel") in _ARCHIVE_RELS and fault:
            yield node, f"atom:link {node.get('rel')}: {fault}"
    if feed.archived and not _links(feed, "current"):
        yield feed.channel, "the archive document has no link to the current one"
    newer, older = _links(feed, "next"), _links(feed, "prev-archive")
    # `next` alone is a paged feed (RFC 5005 §3), and prev-archive alone an archived one (§4).
    if newer and older and newer[0].get("href") != older[0].get("href"):
        yield newer[0], "next and prev-archive lead to different documents"


@over_channel("rel-prev", "warning", "RFC 5005", 'write rel="previous"')
def rel_prev(feed: Feed) -> Iterator[Fault]:
    """The relation is named previous, not prev."""
    for node in _links(feed, "prev"):
        yield node, 'feed readers do not recognise atom:link rel="prev"'


@over_channel("transcript", "error", "Podcasting 2.0", "give url and type of an existing file")
def transcripts(feed: Feed) -> Iterator[Fault]:
    """podcast:transcript has a URL, and a type for transcripts."""
    for node in feed.channel.iter(f"{PODCAST}transcript"):
        fault = address_fault(node.get("url", ""))
        if fault:
            yield node, f"podcast:transcript: {fault}"
        kind = node.get("type", "")
        suffix = "." + node.get("url", "").partition("?")[0].rpartition(".")[2].lower()
        expected = MEDIA_TYPES.get(suffix, kind)
        if kind not in _TRANSCRIPT_TYPES:
            yield node, f"podcast:transcript type {kind!r} is not a transcript type"
        elif expected in _TRANSCRIPT_TYPES and kind != expected and "srt" not in kind:
            yield node, f"podcast:transcript type {kind!r} for a {suffix} file"


@over_channel(
    "transcript-missing",
    "warning",
    "Podcasting 2.0, Apple",
    "put a transcript beside the recording",
)
def transcript_missing(feed: Feed) -> Iterator[Fault]:
    """Each item has a transcript, one of them WebVTT, which Apple shows."""
    for item in feed.items:
        types = {node.get("type") for node in item.findall(f"{PODCAST}transcript")}
        if not types:
            yield item, f"{_title(item)}: no podcast:transcript"
        elif "text/vtt" not in types:
            yield item, f"{_title(item)}: no WebVTT transcript"


@over_channel("chapters", "error", "Podcasting 2.0", f'give url and type="{CHAPTERS}"')
def chapters(feed: Feed) -> Iterator[Fault]:
    """podcast:chapters appears once, with a URL and its type."""
    for item in feed.items:
        elements = item.findall(f"{PODCAST}chapters")
        for node in elements[1:]:
            yield node, f"{_title(item)}: a second podcast:chapters"
        for node in elements:
            fault = address_fault(node.get("url", ""))
            if fault:
                yield node, f"podcast:chapters: {fault}"
            if node.get("type") not in (CHAPTERS, "application/json"):
                yield node, f"podcast:chapters type is {node.get('type')!r}"


@over_channel("person", "error", "Podcasting 2.0", "name the person, with absolute links")
def people(feed: Feed) -> Iterator[Fault]:
    """podcast:person has a name of at most 128 characters, and valid links."""
    for node in feed.channel.iter(f"{PODCAST}person"):
        if fault := text_fault("podcast:person", node.text):
            yield node, fault
        for key in ("href", "img"):
            fault = address_fault(node.get(key, "https://x.example/"))
            if fault:
                yield node, f"podcast:person {key}: {fault}"


@over_channel("funding", "error", "Podcasting 2.0", "give a URL and a short text")
def funding(feed: Feed) -> Iterator[Fault]:
    """podcast:funding has a URL and a text of at most 128 characters."""
    for node in feed.channel.iter(f"{PODCAST}funding"):
        fault = address_fault(node.get("url", ""))
        if fault:
            yield node, f"podcast:funding: {fault}"
        if len(node.text or "") > 128:
            yield node, "podcast:funding has more than 128 characters"


@over_channel("license", "error", "Podcasting 2.0", "name a licence; give the url of your own")
def licences(feed: Feed) -> Iterator[Fault]:
    """podcast:license has a name of at most 128 characters and, if any, an absolute address."""
    for node in feed.channel.iter(f"{PODCAST}license"):
        if fault := text_fault("podcast:license", node.text):
            yield node, fault
        fault = address_fault(node.get("url", "https://x.example/"))
        if fault:
            yield node, f"podcast:license: {fault}"


@over_channel("location", "error", "Podcasting 2.0", "name the place in at most 128 characters")
def locations(feed: Feed) -> Iterator[Fault]:
    """podcast:location names a place."""
    for node in feed.channel.iter(f"{PODCAST}location"):
        if fault := text_fault("podcast:location", node.text):
            yield node, fault


@over_channel("txt-length", "warning", "Podcasting 2.0", "shorten it to 4000 characters")
def txt_length(feed: Feed) -> Iterator[Fault]:
    """podcast:txt has at most 4000 characters; aggregators truncate longer ones."""
    for node in feed.channel.iter(f"{PODCAST}txt"):
        if len(node.text or "") > 4000:
            yield node, f"podcast:txt has {len(node.text)} characters"


@over_channel("soundbite", "error", "Podcasting 2.0", "give startTime and duration in seconds")
def soundbites(feed: Feed) -> Iterator[Fault]:
    """podcast:soundbite has a start and a duration."""
    for node in feed.channel.iter(f"{PODCAST}soundbite"):
        for key in ("startTime", "duration"):
            if not is_number(node.get(key, "")):
                yield node, f"podcast:soundbite {key} is {node.get(key)!r}"


@over_channel("alternate-enclosure", "error", "Podcasting 2.0", "give a type and a source")
def alternates(feed: Feed) -> Iterator[Fault]:
    """podcast:alternateEnclosure has a type, a source, and integrity in a known form."""
    for node in feed.channel.iter(f"{PODCAST}alternateEnclosure"):
        if "/" not in node.get("type", ""):
            yield node, f"podcast:alternateEnclosure type is {node.get('type')!r}"
        sources = node.findall(f"{PODCAST}source")
        if not any(source.get("uri") for source in sources):
            yield node, "podcast:alternateEnclosure without a source"
        for seal in node.findall(f"{PODCAST}integrity"):
            if seal.get("type") not in ("sri", "pgp-signature") or not seal.get("value"):
                yield seal, "podcast:integrity needs a known type and a value"


@over_channel("social-interact", "error", "Podcasting 2.0", "give a protocol and the root post")
def social_interact(feed: Feed) -> Iterator[Fault]:
    """podcast:socialInteract has a protocol and, unless disabled, an address."""
    for node in feed.channel.iter(f"{PODCAST}socialInteract"):
        if not node.get("protocol"):
            yield node, "podcast:socialInteract without a protocol"
        elif node.get("protocol") != "disabled" and not node.get("uri"):
            yield node, "podcast:socialInteract without a uri"


def _links(feed: Feed, rel: str) -> list[Any]:
    return [node for node in feed.channel.findall(f"{ATOM}link") if node.get("rel") == rel]


def _title(item: Any) -> str:
    return repr(" ".join((item.findtext("title") or "").split())[:60])
