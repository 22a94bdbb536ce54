"""Reads items and enclosures from an untrusted feed document."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from segmentcast.errors import Problem, StoreError


@dataclass(frozen=True, slots=True)
class FeedItem:
    """An item as subscribers see it. `length_bytes` is None if the feed has no valid number."""

    guid: str
    title: str
    url: str
    length_bytes: int | None


def read_items(data: bytes, where: str) -> tuple[FeedItem, ...] | None:
    """The items of an RSS document; None for XML that is not a feed.

    Raises StoreError for malformed XML.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise StoreError(
            Problem(where, f"is not well-formed XML: {error.msg}", "check what is stored there")
        ) from None
    if root.tag != "rss":
        return None
    return tuple(_item(node) for node in root.iterfind("channel/item"))


def _item(node: etree._Element) -> FeedItem:
    enclosure = node.find("enclosure")
    length = enclosure.get("length", "") if enclosure is not None else ""
    return FeedItem(
        guid=(node.findtext("guid") or "").strip(),
        title=" ".join((node.findtext("title") or "").split()),
        url=enclosure.get("url", "") if enclosure is not None else "",
        length_bytes=int(length) if length.isascii() and length.isdigit() else None,
    )


def path_below(base_url: str, url: str) -> str | None:
    """The path of a URL below the base URL; None for other URLs.

    The prefix of a statistics service is removed first. It contains the URL, usually without
    scheme.
    """
    bare = base_url.partition("://")[2]
    _, separator, tail = url.partition(bare)
    if not separator:
        return None
    return unquote(tail.partition("?")[0].partition("#")[0])
