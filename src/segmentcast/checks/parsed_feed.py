"""Parses feed documents safely: no entities, no network, and bounded size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lxml import etree

from segmentcast.model import Finding

MAX_BYTES = 64 * 1024 * 1024
"""Longer documents are rejected unread."""
_FATAL = frozenset({"document-size", "xml-characters", "xml-doctype"})
"""After these the document is not read; a missing declaration hides no other fault."""
LIMIT_BYTES = 5_000_000
"""Real clients give up on longer documents."""
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
NAMESPACES = {
    "itunes": ITUNES[1:-1],
    "podcast": PODCAST[1:-1],
    "atom": ATOM[1:-1],
    "content": CONTENT[1:-1],
}
_CONTROL = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]|\xed[\xa0-\xbf][\x80-\xbf]"
)
_REFERENCE = re.compile(rb"&#(?:x([0-9A-Fa-f]{1,8})|([0-9]{1,10}));")
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")


@dataclass(frozen=True, slots=True, eq=False)
class Feed:
    """A parsed feed. `now` is the time to compare dates with, or None to skip that."""

    where: str
    root: Any
    channel: Any
    now: datetime | None = None
    items: tuple[Any, ...] = field(default=())

    @property
    def archived(self) -> bool:
        """Whether this is an archive document (RFC 5005 §4)."""
        return self.channel.find(f"{HISTORY}archive") is not None


def read(data: bytes, where: str, now: datetime | None) -> tuple[Feed | None, tuple[Finding, ...]]:
    """Parses the feed. Returns None with findings if that is impossible or unsafe."""
    findings = tuple(_before_parsing(data, where))
    if any(finding.severity == "error" and finding.rule in _FATAL for finding in findings):
        return None, findings
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        place = f"{where}:{error.lineno}" if error.lineno else where
        return None, (
            *findings,
            Finding(
                "error", "xml-broken", place, f"not well-formed XML: {error.msg}", "correct the XML"
            ),
        )
    channels = root.findall("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or len(channels) != 1:
        return None, (
            *findings,
            Finding(
                "error",
                "rss-root",
                f"{where}:{root.sourceline}",
                "not an RSS 2.0 document with one channel",
                'start the document with <rss version="2.0"><channel>',
            ),
        )
    feed = Feed(where, root, channels[0], now, tuple(channels[0].findall("item")))
    return feed, findings


def _before_parsing(data: bytes, where: str) -> Iterator[Finding]:
    if len(data) > MAX_BYTES:
        yield Finding(
            "error", "document-size", where, f"{len(data):,} bytes: not read", "split the feed"
        )
        return
    if len(data) >= LIMIT_BYTES:
        yield Finding(
            "warning",
            "document-size",
            where,
            f"{len(data):,} bytes; clients give up above {LIMIT_BYTES:,}",
            "move old episodes to archive documents",
        )
    declared = _ENCODING.match(data[:400].removeprefix(b"\xef\xbb\xbf"))
    if declared is None or declared[1].upper() != b"UTF-8":
        yield Finding(
            "error",
            "xml-encoding",
            f"{where}:1",
            "no XML declaration with UTF-8",
            'start with <?xml version="1.0" encoding="UTF-8"?>',
        )
    bad = _CONTROL.search(data) or next(_bad_references(data), None)
    if bad is not None:
        yield Finding(
            "error",
            "xml-characters",
            f"{where}:{_line(data, bad.start())}",
            "a character that XML 1.0 forbids",
            "remove it from the text",
        )
    try:
        data.decode()
    except UnicodeDecodeError as error:
        if bad is None and (declared is None or declared[1].upper() == b"UTF-8"):
            yield Finding(
                "error",
                "xml-encoding",
                f"{where}:{_line(data, error.start)}",
                "not UTF-8",
                "save it as UTF-8",
            )
    doctype = _doctype(data)
    if doctype is not None:
        yield Finding(
            "error",
            "xml-doctype",
            f"{where}:{_line(data, doctype)}",
            "a document type declaration; feeds have none, and its entities can be an attack",
            "remove <!DOCTYPE ...>",
        )


def _bad_references(data: bytes) -> Iterator[re.Match[bytes]]:
    for reference in _REFERENCE.finditer(data):
        code = int(reference[1], 16) if reference[1] else int(reference[2])
        allowed = code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD
        if not allowed and not 0x10000 <= code <= 0x10FFFF:
            yield reference


def _doctype(data: bytes) -> int | None:
    """The position of a DOCTYPE in the prolog. Later on, similar text is only text."""
    place = 0
    while True:
        start = data.find(b"<", place)
        if start < 0:
            return None
        if data.startswith(b"<!--", start):
            place = data.find(b"-->", start + 4)
        elif data.startswith(b"<?", start):
            place = data.find(b"?>", start + 2)
        else:
            return start if data.startswith(b"<!DOCTYPE", start) else None
        if place < 0:
            return None


def _line(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1
