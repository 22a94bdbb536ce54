"""The namespaces of feeds, and a uniform name for each element."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

_PREFIXES = {
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "https://podcastindex.org/namespace/1.0": "podcast",
    "https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": "podcast",
    "http://www.w3.org/2005/atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://podlove.org/simple-chapters": "psc",
    "http://search.yahoo.com/mrss": "media",
    "http://www.google.com/schemas/play-podcasts/1.0": "googleplay",
    "http://purl.org/syndication/history/1.0": "fh",
    "http://wellformedweb.org/commentapi": "wfw",
    "http://purl.org/rss/1.0/modules/slash": "slash",
    "http://purl.org/rss/1.0/modules/syndication": "sy",
    "http://purl.oclc.org/net/rss_2.0/enc#": "enc",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "https://blubrry.com/developer/rawvoice-rss": "rawvoice",
    "http://www.rawvoice.com/rawvoicerssmodule": "rawvoice",
    "http://www.spotify.com/ns/rss": "spotify",
}
_OF_RSS = frozenset(
    (
        "http://purl.org/rss/1.0",
        "http://purl.org/net/rss1.1#",
        "http://my.netscape.com/rdf/simple/0.9",
        "http://channel.netscape.com/rdf/simple/0.9",
        "http://backend.userland.com/rssmodule",
        "http://backend.userland.com/rss",
        "http://backend.userland.com/rss2",
        "http://blogs.law.harvard.edu/tech/rss",
        "http://cyber.law.harvard.edu/rss",
        "http://cyber.harvard.edu/rss",
    )
)
"""Elements in these namespaces are RSS's own, which usually have none."""
_OWN_NAMES = {
    name.lower(): name
    for name in (
        "channel item title link description guid pubDate enclosure language category copyright image"
        " url author comments source lastBuildDate managingEditor webMaster generator ttl"
    ).split()
}
"""RSS's own elements, which some hosts write in other capitals."""
NAMESPACES = {prefix: namespace for namespace, prefix in reversed(_PREFIXES.items())} | {
    "atom": "http://www.w3.org/2005/Atom",
    "media": "http://search.yahoo.com/mrss/",
}
"""The usual namespace of each prefix."""
_PREFIX = re.compile(r"[A-Za-z][\w.-]{0,30}")


def name_of(node: Any) -> str:
    """The element's name with its usual prefix: `itunes:image`, `title`. Empty for other nodes."""
    if not isinstance(node.tag, str):
        return ""
    namespace, local = etree.QName(node).namespace, etree.QName(node).localname
    key = (namespace or "").lower().rstrip("/")
    if not key or key in _OF_RSS:
        return _OWN_NAMES.get(local.lower(), str(local))
    prefix = _PREFIXES.get(key) or _PREFIXES.get(key + "/")
    if prefix is None:
        own = node.prefix or "other"
        prefix = own if _PREFIX.fullmatch(own) else "other"
    return f"{prefix}:{local}"


def grouped(node: Any) -> dict[str, list[Any]]:
    """An element's children by name, each list in document order."""
    elements: dict[str, list[Any]] = {}
    for child in node:
        name = name_of(child)
        if name:
            elements.setdefault(name, []).append(child)
    return elements
