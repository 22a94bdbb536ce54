"""Rules on optional Podcasting 2.0 elements."""

from __future__ import annotations

from collections.abc import Iterator

from segmentcast.checks.parsed_feed import PODCAST, Feed
from segmentcast.checks.rules import Fault, over_channel
from segmentcast.checks.values import address_fault, is_uuid, moment, text_fault

_SOURCE = "Podcasting 2.0"


@over_channel("trailer", "error", _SOURCE, "give url, pubdate and a title of 128 characters")
def trailers(feed: Feed) -> Iterator[Fault]:
    """podcast:trailer has a URL, a date, and a title of at most 128 characters."""
    for node in feed.channel.iter(f"{PODCAST}trailer"):
        fault = address_fault(node.get("url", ""))
        if fault:
            yield node, f"podcast:trailer: {fault}"
        if moment(node.get("pubdate", "")) is None:
            yield node, f"podcast:trailer pubdate {node.get('pubdate')!r} is not an RFC 2822 date"
        if fault := text_fault("podcast:trailer", node.text, "title"):
            yield node, fault


@over_channel("podroll", "error", _SOURCE, "name other shows by their podcast:guid, in one podroll")
def podrolls(feed: Feed) -> Iterator[Fault]:
    """podcast:podroll appears once and has remote items with a feedGuid."""
    podrolls = feed.channel.findall(f"{PODCAST}podroll")
    for node in podrolls[1:]:
        yield node, "a second podcast:podroll"
    for node in podrolls:
        items = node.findall(f"{PODCAST}remoteItem")
        if not items:
            yield node, "podcast:podroll has no podcast:remoteItem"
        for item in items:
            if not is_uuid(item.get("feedGuid", "")):
                yield item, f"podcast:remoteItem feedGuid is {item.get('feedGuid')!r}"
            fault = address_fault(item.get("feedUrl", "https://x.example/"))
            if fault:
                yield item, f"podcast:remoteItem feedUrl: {fault}"


@over_channel("value", "error", _SOURCE, "give type and method, and recipients with a split each")
def values(feed: Feed) -> Iterator[Fault]:
    """podcast:value has a type, a method, and recipients with type, address and split."""
    for node in feed.channel.iter(f"{PODCAST}value"):
        for key in ("type", "method"):
            if not node.get(key):
                yield node, f"podcast:value has no {key}"
        recipients = node.findall(f"{PODCAST}valueRecipient")
        if not recipients:
            yield node, "podcast:value has no podcast:valueRecipient"
        for recipient in recipients:
            if not recipient.get("address") or not recipient.get("type"):
                yield recipient, "podcast:valueRecipient needs type and address"
            if not (recipient.get("split") or "").isdigit():
                yield recipient, f"podcast:valueRecipient split is {recipient.get('split')!r}"


@over_channel("soundbite-title", "warning", _SOURCE, "shorten it to 128 characters")
def soundbite_titles(feed: Feed) -> Iterator[Fault]:
    """podcast:soundbite has a title of at most 128 characters, and a length that apps play."""
    for node in feed.channel.iter(f"{PODCAST}soundbite"):
        if len(node.text or "") > 128:
            yield node, f"podcast:soundbite has a title of {len(node.text)} characters"
