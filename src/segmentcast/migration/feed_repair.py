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
_DECLARES = re.compile(r"xmlns:([\w.-]{1,31})")
_ROOT_TAG = re.compile(r"<(?:[A-Za-z][\w.-]*:)?(?:rss|feed|RDF)\b[^>]*", re.I)
_MOST_PREFIXES = 50
_BAD_SHARE = 20
"""A text is UTF-8 with damaged bytes if it has this many times as many characters that are right."""
_ITEM = re.compile(r"<(?:item|entry)(?=[\s>])", re.I)
_ITEM_END = re.compile(r"</(?:item|entry)\s*>", re.I)
_DOCUMENT_END = re.compile(r"</(?:channel|feed|rss|(?:[A-Za-z]+:)?RDF)\s*>", re.I)
_XMLNS = re.compile(r"xmlns(?::[\w.-]{1,31})?\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_LATIN = frozenset({"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"})
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc-kr": "cp949"}
_SUPERSETS |= dict.fromkeys(_LATIN, "cp1252")
"""What hosts write under these names, as browsers read it (WHATWG Encoding Standard)."""
_C1 = re.compile(rb"[\x80-\x9f]")
_NUMERIC = re.compile(
    r"&#(?:(\d{1,7})|[xX]([0-9A-Fa-f]{1,6}));(?:&#(?:(\d{1,7})|[xX]([0-9A-Fa-f]{1,6}));)?"
)


def parsed(data: bytes, note: Callable[[str, str], None]) -> Any:
    """The root element of a feed. `note` gets the repairs, and how to fix them permanently.

    Raises etree.XMLSyntaxError, ValueError or LookupError if it is not a feed.
    """
    # A byte-order mark or blank lines before the declaration are common and harmless.
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    try:
        if not _has_html_names(data) and not _is_windows_text(data):
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
        root = _recovered(text)
        if root is None or len(root) == 0:
            raise strict or error from None
        line = getattr(error, "lineno", 0) or 0
        reason = " ".join(str(getattr(error, "msg", "") or error).split())[:200]
        repairs.append(f"unreadable parts were dropped, from line {line} on: {reason}")
    for what in repairs:
        note("repaired", f"the feed is not well-formed XML and was repaired: {what}")
    return root


def _recovered(text: str) -> Any:
    """The root element of a document that is not well-formed, with every item that it begins.

    Each item is parsed by itself: an element that is never closed, in the channel or in an item,
    would otherwise swallow all that follows, until libxml2's limit of depth ends the document.
    """
    outside = _CDATA.sub(lambda match: " " * len(match[0]), text)
    starts = [match.start() for match in _ITEM.finditer(outside)]
    if not starts:
        return etree.fromstring(text.encode("utf-8", "replace"), _parser(recover=True))
    end = _last_end(outside, starts[-1])
    root = etree.fromstring(
        (text[: starts[0]] + text[end:]).encode("utf-8", "replace"), _parser(recover=True)
    )
    if root is None:
        return None
    channel = next((child for child in root if _local(child).lower() == "channel"), None)
    container = channel if channel is not None and _local(root).lower() == "rss" else root
    tag = _ROOT_TAG.search(text)
    declared = " ".join(match[0] for match in _XMLNS.finditer(tag[0] if tag else ""))
    line, before = 1, 0
    for start, stop in zip(starts, [*starts[1:], end], strict=True):
        line += text.count("\n", before, start)
        before = start
        wrapped = f"<segment {declared}>{text[start:stop]}</segment>"
        part = etree.fromstring(wrapped.encode("utf-8", "replace"), _parser(recover=True))
        item = part[0] if part is not None and len(part) else None
        if item is not None:
            item.sourceline = min(line, 65_535)
            container.append(item)
    return root


def _last_end(outside: str, last_start: int) -> int:
    """Where the last item ends; where the document's own end tags begin if it is never closed."""
    for pattern in (_ITEM_END, _DOCUMENT_END):
        match = pattern.search(outside, last_start)
        if match:
            return match.end() if pattern is _ITEM_END else match.start()
    return len(outside)


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


def _is_windows_text(data: bytes) -> bool:
    """Whether a document that declares Latin-1 uses the quotes of Windows-1252, as many do."""
    match = _DECLARED.match(data)
    return bool(match and match[1].decode("ascii").lower() in _LATIN and _C1.search(data))


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
    declared = match[1].decode("ascii") if match else ""
    usual = _SUPERSETS.get(declared.lower(), declared)
    for encoding in dict.fromkeys((usual or "utf-8", "utf-8")):
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if encoding not in (declared or "utf-8", usual):
            repairs.append(f"it declares {declared} but is encoded in {encoding}")
        return text
    says = f"it declares {declared} but" if declared else "it"
    text = data.decode("utf-8", "replace")
    bad, others = text.count("\ufffd"), sum(not c.isascii() for c in text)
    if bad * _BAD_SHARE <= others - bad or (bad <= 2 and others > bad):
        repairs.append(f"{says} has {bad} bytes that are not UTF-8")
        return text
    repairs.append(f"{says} is encoded in Windows-1252")
    return data.decode("cp1252", "replace")


def _with_characters(text: str, repairs: list[str]) -> str:
    """Replaces HTML entities by characters and bare ampersands by references, except in CDATA."""
    outside = _CDATA.split(text)
    named = bare = forbidden = 0
    for at in range(0, len(outside), 2):
        piece = _NAMED.sub(_character, outside[at])
        named += piece != outside[at]
        piece, count = _BARE.subn("&amp;", piece)
        references = piece.count("&#")
        piece = _NUMERIC.sub(legal_reference, piece)
        forbidden += references - piece.count("&#")
        piece = "".join(c for c in piece if c in "\t\n\r" or ord(c) >= 0x20)
        bare += count
        outside[at] = piece
    if named:
        repairs.append("it uses HTML entities, such as &eacute;")
    if forbidden:
        repairs.append("it refers to characters that XML forbids")
    if bare:
        repairs.append(f"it has {bare} bare “&”")
    return "".join(outside)


def _character(match: re.Match[str]) -> str:
    if match[1] in _XML_NAMES or f"{match[1]};" not in html5:
        return match[0]
    return html.escape(html.unescape(match[0]), quote=False)


def legal_reference(match: re.Match[str]) -> str:
    """One or two character references: a pair of surrogates joined, and none that XML forbids."""
    first, second = (
        int(decimal) if decimal else int(figures, 16) if figures else -1
        for decimal, figures in ((match[1], match[2]), (match[3], match[4]))
    )
    if 0xD800 <= first < 0xDC00 <= second < 0xE000:
        return f"&#{0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)};"
    return "".join(f"&#{code};" for code in (first, second) if _is_legal(code))


def _is_legal(code: int) -> bool:
    """Whether XML 1.0 allows a character (section 2.2, Char)."""
    if code < 0x20:
        return code in (0x9, 0xA, 0xD)
    return not 0xD800 <= code < 0xE000 and code not in (0xFFFE, 0xFFFF) and code <= 0x10FFFF


def _with_prefixes(text: str, repairs: list[str]) -> str:
    """Declares the prefixes that are used but undeclared on the root element."""
    root = _ROOT_TAG.search(text)
    if root is None:
        return text
    used = dict.fromkeys(match[1] for match in _USED_PREFIX.finditer(text))
    declared_ones = set(_DECLARES.findall(text))
    missing = [prefix for prefix in used if prefix not in declared_ones][:_MOST_PREFIXES]
    if not missing:
        return text
    repairs.append(f"it does not declare the prefixes {', '.join(missing)}")
    declared = "".join(
        f' xmlns:{prefix}="{NAMESPACES.get(prefix, f"urn:undeclared:{prefix}")}"'
        for prefix in missing
    )
    end = root.end() - (1 if root[0].endswith("/") else 0)
    return text[:end] + declared + text[end:]
