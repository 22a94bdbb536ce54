"""Bytes of a feed -> its channel, under names that do not depend on how the feed spells them.

No document type, no entities, no network, no unbounded size: what a stranger's feed may cost is
known beforehand.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from segmentcast.errors import FeedError, Problem

MAX_BYTES = 64 * 1024 * 1024
MAX_ITEMS = 200_000
_PREFIXES = {
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "https://podcastindex.org/namespace/1.0": "podcast",
    "https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": "podcast",
    "http://www.w3.org/2005/atom": "atom",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://podlove.org/simple-chapters": "psc",
    "http://search.yahoo.com/mrss": "media",
    "http://www.google.com/schemas/play-podcasts/1.0": "googleplay",
    "http://purl.org/syndication/history/1.0": "fh",
    "http://wellformedweb.org/commentapi": "wfw",
    "http://purl.org/rss/1.0/modules/slash": "slash",
    "http://purl.org/rss/1.0/modules/syndication": "sy",
    "http://backend.userland.com/rssmodule": "rss",
    "https://blubrry.com/developer/rawvoice-rss": "rawvoice",
    "http://www.rawvoice.com/rawvoicerssmodule": "rawvoice",
    "http://www.spotify.com/ns/rss": "spotify",
}
_PREFIX = re.compile(r"[A-Za-z][\w.-]{0,30}")


def channel_of(data: bytes, where: str) -> Any:
    """The `<channel>` element of an RSS 2.0 document.

    Raises FeedError: too large, a document type in it, not well-formed, in another encoding than
    it says, or no RSS.
    """
    if len(data) > MAX_BYTES:
        raise _refused(
            where,
            f"the feed is larger than {MAX_BYTES // (1024 * 1024)} MB",
            "save it as several files, or ask its host for a paged feed",
        )
    if not data.strip():
        raise _refused(where, "the feed is empty", "open the address in a browser")
    root = _parsed(data, where)
    document = root.getroottree().docinfo
    if document.doctype or document.internalDTD is not None:
        raise _refused(
            where,
            "the feed has a document type declaration, which can hide an attack",
            "remove <!DOCTYPE ...> from it, or ask its host to",
        )
    if not isinstance(root.tag, str) or etree.QName(root).localname.lower() != "rss":
        kind = etree.QName(root).localname if isinstance(root.tag, str) else "something else"
        raise _refused(
            where,
            f"this is no RSS feed (it starts with <{kind[:40]}>)",
            "use the address of the podcast's RSS feed, not of its page",
        )
    channel = root.find("channel")
    if channel is None:
        raise _refused(where, "the feed has no <channel>", "open the address in a browser")
    return channel


def _parsed(data: bytes, where: str) -> Any:
    # A UTF-8 mark or blank lines before the declaration are common mistakes, and harmless ones.
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        line = getattr(error, "lineno", None)
        place = f"{where}:{line}" if line else where
        reason = getattr(error, "msg", None) or str(error)
        if re.match(rb"\s*<(?:!doctype html|html)\b", data[:300], re.I):
            raise _refused(
                where,
                "this is a web page, not a feed",
                "give the address of the podcast's RSS feed",
            ) from None
        raise _refused(
            place,
            f"the feed is not well-formed XML: {' '.join(reason.split())[:300]}",
            "fix the XML, or ask the feed's host to; check that its encoding is the declared one",
        ) from None


def name_of(node: Any) -> str:
    """The element's name with its usual prefix: `itunes:image`, `title`. Empty for no element."""
    if not isinstance(node.tag, str):
        return ""
    namespace, local = etree.QName(node).namespace, etree.QName(node).localname
    if not namespace:
        return str(local)
    key = namespace.lower().rstrip("/")
    prefix = _PREFIXES.get(key) or _PREFIXES.get(key + "/")
    if prefix is None:
        own = node.prefix or "other"
        prefix = own if _PREFIX.fullmatch(own) else "other"
    return f"{prefix}:{local}"


def grouped(node: Any) -> dict[str, list[Any]]:
    """The children of an element by name, each list in the document's order."""
    elements: dict[str, list[Any]] = {}
    for child in node:
        name = name_of(child)
        if name:
            elements.setdefault(name, []).append(child)
    return elements


def _refused(where: str, what: str, mend: str) -> FeedError:
    return FeedError(Problem(where, what, mend))
