"""Repairs feeds that are not well-formed XML, as hosts and plug-ins produce them.

Repairs only what needs no guess about the words: text around the document, a wrong encoding, HTML
entities, bare ampersands, and undeclared prefixes. libxml2's recovery handles the rest, dropping
what it cannot place.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from html.entities import html5
from typing import Any

from lxml import etree

from segmentcast.migration.feed_names import NAMESPACES

_START = re.compile(rb"<(?:\?xml\b|rss\b|feed\b|(?:[A-Za-z]+:)?RDF\b)", re.I)
_END = re.compile(rb"</(?:rss|feed|(?:[A-Za-z]+:)?RDF)\s*>", re.I)
_MOST_NOISE = 64 * 1024
"""A server warning before the document is at most this long; anything longer is another document.
"""
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.S)
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_BARE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_USED_PREFIX = re.compile(r"<([A-Za-z][\w.-]{0,30}):[A-Za-z]")
_ROOT_TAG = re.compile(r"<(?:[A-Za-z][\w.-]*:)?(?:rss|feed|RDF)\b[^>]*", re.I)
_MOST_PREFIXES = 50
_ITEMS = ("item", "entry")
_CONTAINERS = ("channel", "feed", "RDF")
_LIFTED = "lifted"


def parsed(data: bytes, note: Callable[[str, str], None]) -> Any:
    """The root element of a feed. `note` gets the repairs, and how to fix them permanently.

    Raises etree.XMLSyntaxError, ValueError or LookupError if it is not a feed.
    """
    # A byte-order mark or blank lines before the declaration are common and harmless.
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    try:
        if not _has_html_names(data):
            return etree.fromstring(data, _parser(recover=False))
        strict: Exception | None = None
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        strict = error
    repairs: list[str] = []
    text = _decoded(_trimmed(data, repairs), repairs)
    text = _DECLARATION.sub("", _with_prefixes(_with_characters(text, repairs), repairs))
    clean = text.encode("utf-8", "replace")
    try:
        root = etree.fromstring(clean, _parser(recover=False))
    except (etree.XMLSyntaxError, ValueError) as error:
        root = etree.fromstring(clean, _parser(recover=True))
        if root is None or len(root) == 0:
            raise strict or error from None
        _lift_items(root)
        line = getattr(error, "lineno", 0) or 0
        reason = " ".join(str(getattr(error, "msg", "") or error).split())[:200]
        repairs.append(f"unreadable parts were dropped, from line {line} on: {reason}")
    for what in repairs:
        note("repaired", f"the feed is not well-formed XML and was repaired: {what}")
    return root


def _lift_items(root: Any) -> None:
    """Moves items out of an element that was never closed, in their order.

    Such an element, for example a category of the channel, swallows all that follows it.
    """
    for node in [node for node in root.iter() if _local(node) in _ITEMS]:
        around = node.getparent()
        if around is None or _local(around) in _CONTAINERS:
            continue
        branch = around
        while branch.getparent() is not None and _local(branch.getparent()) not in _CONTAINERS:
            branch = branch.getparent()
        container = branch.getparent()
        if container is None:
            continue
        swallowed = [node]
        if _local(around) not in _ITEMS:
            others = [child for child in around if _local(child) not in (_local(around), *_ITEMS)]
            swallowed = [*others, node]
        place = container.index(branch)
        while place + 1 < len(container) and _LIFTED in container[place + 1].attrib:
            place += 1
        for number, child in enumerate(swallowed, 1):
            child.set(_LIFTED, "yes")
            container.insert(place + number, child)
    for node in root.iter():
        if isinstance(node.tag, str):
            node.attrib.pop(_LIFTED, None)


def _local(node: Any) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=recover,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
    )


def _has_html_names(data: bytes) -> bool:
    """Whether a document type may define entities, which no parser here expands."""
    return b"<!DOCTYPE" in data[:4096].upper()


def _trimmed(data: bytes, repairs: list[str]) -> bytes:
    """The document without text that a server wrote before or after it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data
    start = _START.search(data[:_MOST_NOISE])
    if start and start.start():
        repairs.append("text before the document was dropped")
        data = data[start.start() :]
    ends = list(_END.finditer(data))
    if ends and data[ends[-1].end() :].strip():
        repairs.append("text after the document was dropped")
        data = data[: ends[-1].end()]
    return data


def _decoded(data: bytes, repairs: list[str]) -> str:
    """The text in the declared encoding, or in Windows-1252 if that is impossible."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    match = _DECLARED.match(data)
    declared = match[1].decode("ascii") if match else "utf-8"
    for encoding in dict.fromkeys((declared, "utf-8")):
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if encoding != declared:
            repairs.append(f"it declares {declared} but is encoded in {encoding}")
        return text
    repairs.append(f"it declares {declared} but is encoded in Windows-1252")
    return data.decode("cp1252", "replace")


def _with_characters(text: str, repairs: list[str]) -> str:
    """Replaces HTML entities by characters and bare ampersands by references, except in CDATA."""
    outside = _CDATA.split(text)
    named = bare = 0
    for at in range(0, len(outside), 2):
        piece = _NAMED.sub(_character, outside[at])
        named += piece != outside[at]
        piece, count = _BARE.subn("&amp;", piece)
        piece = "".join(c for c in piece if c in "\t\n\r" or ord(c) >= 0x20)
        bare += count
        outside[at] = piece
    if named:
        repairs.append("it uses HTML entities, such as &eacute;")
    if bare:
        repairs.append(f"it has {bare} bare “&”")
    return "".join(outside)


def _character(match: re.Match[str]) -> str:
    if match[1] in _XML_NAMES or f"{match[1]};" not in html5:
        return match[0]
    return html.escape(html.unescape(match[0]), quote=False)


def _with_prefixes(text: str, repairs: list[str]) -> str:
    """Declares the prefixes that are used but undeclared on the root element."""
    root = _ROOT_TAG.search(text)
    if root is None:
        return text
    used = dict.fromkeys(match[1] for match in _USED_PREFIX.finditer(text))
    missing = [prefix for prefix in used if f"xmlns:{prefix}" not in text][:_MOST_PREFIXES]
    if not missing:
        return text
    repairs.append(f"it does not declare the prefixes {', '.join(missing)}")
    declared = "".join(
        f' xmlns:{prefix}="{NAMESPACES.get(prefix, f"urn:undeclared:{prefix}")}"'
        for prefix in missing
    )
    end = root.end() - (1 if root[0].endswith("/") else 0)
    return text[:end] + declared + text[end:]
