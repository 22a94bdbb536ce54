"""Converts Atom and RSS 1.0 to RSS 2.0, so that one reader handles all three.

Atom: RFC 4287, with enclosures as links of the relation `enclosure` (section 4.2.7.2). RSS 1.0:
items next to the channel, and enclosures by its module mod_enclosure.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from segmentcast.migration.feed_names import NAMESPACES, name_of

_ATOM_LINK = f"{{{NAMESPACES['atom']}}}link"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_RDF = NAMESPACES["rdf"]
_ENC = NAMESPACES["enc"]
_AS_RSS = {
    "atom:title": "title",
    "atom:subtitle": "description",
    "atom:tagline": "description",
    "atom:rights": "copyright",
    "atom:generator": "generator",
    "atom:id": "guid",
    "atom:published": "pubDate",
    "atom:issued": "pubDate",
    "atom:updated": "dc:date",
    "atom:modified": "dc:date",
    "atom:summary": "description",
    "atom:content": "content:encoded",
}
_CHANNEL_HAS_NOT = frozenset({"atom:id", "atom:published", "atom:updated", "atom:modified"})


def channel_in(root: Any) -> Any | None:
    """The `<channel>` with its items, from any of the three formats; None for others."""
    name = name_of(root)
    if name.lower() == "rss":
        return _of_rss(root)
    if name == "rdf:RDF":
        return _of_rdf(root)
    if name in ("atom:feed", "feed"):
        return _of_atom(root)
    return None


def _of_rss(root: Any) -> Any | None:
    """The channel, with items that stand beside it or in further channels."""
    channels = [child for child in root if name_of(child) == "channel"]
    if not channels:
        return None
    beside = [child for child in root if name_of(child) == "item"]
    for other in channels[1:]:
        beside += [child for child in other if name_of(child) == "item"]
    for item in beside:
        channels[0].append(item)
    return channels[0]


def _of_rdf(root: Any) -> Any | None:
    channel = next((child for child in root if name_of(child) == "channel"), None)
    if channel is None:
        return None
    for item in [child for child in root if name_of(child) == "item"]:
        channel.append(item)
    for item in [child for child in channel if name_of(child) == "item"]:
        about = str(item.get(f"{{{_RDF}}}about") or "")
        if about and not any(name_of(child) == "guid" for child in item):
            _add(item, "guid", about)
        for node in [child for child in item if name_of(child) == "enc:enclosure"]:
            _add(
                item,
                "enclosure",
                url=node.get(f"{{{_RDF}}}resource") or node.get(f"{{{_ENC}}}url") or "",
                type=node.get(f"{{{_ENC}}}type") or node.get("type") or "",
                length=node.get(f"{{{_ENC}}}length") or node.get("length") or "",
            )
            item.remove(node)
    for image in [child for child in root if name_of(child) == "image"]:
        channel.append(image)
    return channel


def _of_atom(root: Any) -> Any:
    channel = etree.Element("channel")
    if root.get(f"{_XML}base"):
        channel.set(f"{_XML}base", root.get(f"{_XML}base"))
    language = root.get(f"{_XML}lang")
    if language:
        _add(channel, "language", language)
    for child in list(root):
        if name_of(child) in ("atom:entry", "entry"):
            item = etree.SubElement(channel, "item")
            item.sourceline = min(child.sourceline or 1, 65_535)
            for part in list(child):
                _take(part, item)
        else:
            _take(child, channel)
    return channel


def _take(node: Any, parent: Any) -> None:
    """Converts an element of an Atom feed or entry; some feeds forget Atom's namespace."""
    name = name_of(node)
    name = name if ":" in name else f"atom:{name}"
    if name == "atom:link":
        _take_link(node, parent)
    elif name == "atom:author":
        who = [child for child in node if name_of(child) in ("atom:name", "name")]
        if who:
            _add(parent, _qualified("itunes:author"), "".join(who[0].itertext()))
    elif name in ("atom:logo", "atom:icon"):
        if parent.tag == "channel":
            image = etree.SubElement(parent, "image")
            _add(image, "url", "".join(node.itertext()))
    elif name == "atom:category":
        if parent.tag == "item":
            _add(parent, "category", node.get("label") or node.get("term") or "")
    elif name in _AS_RSS:
        if parent.tag == "item" or name not in _CHANNEL_HAS_NOT:
            _add(parent, _qualified(_AS_RSS[name]), _content(node))
    else:
        parent.append(node)


def _take_link(node: Any, parent: Any) -> None:
    relation, href = str(node.get("rel") or "alternate"), str(node.get("href") or "")
    if relation == "enclosure":
        _add(
            parent,
            "enclosure",
            url=href,
            type=node.get("type") or "",
            length=node.get("length") or "",
        )
    elif relation == "alternate":
        if not any(child.tag == "link" for child in parent):
            _add(parent, "link", href)
    else:
        _add(parent, _ATOM_LINK, rel=relation, href=href)


def _content(node: Any) -> str:
    """The text; for XHTML the markup, as in RSS."""
    if node.get("type") != "xhtml":
        return "".join(node.itertext())
    return "".join(
        etree.tostring(child, encoding="unicode", method="html", with_tail=True) for child in node
    )


def _qualified(name: str) -> str:
    prefix, colon, local = name.rpartition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if colon else name


def _add(parent: Any, tag: str, text: str = "", **attributes: str) -> None:
    node = etree.SubElement(parent, tag, dict(attributes))
    node.text = "".join(c for c in text if c in "\t\n\r" or ord(c) >= 0x20) or None
    node.sourceline = min(parent.sourceline or 1, 65_535)
