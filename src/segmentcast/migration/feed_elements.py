"""Parses a feed into its channel, with uniform element names.

No document type, entities or network, and bounded size: the cost of an untrusted feed is limited.
"""

from __future__ import annotations

import re
import zlib
from typing import Any

from lxml import etree

from segmentcast.errors import FeedError, Problem
from segmentcast.migration.feed_dialects import channel_in
from segmentcast.migration.feed_names import name_of
from segmentcast.migration.feed_repair import parsed
from segmentcast.migration.imported_show import Losses

MAX_BYTES = 64 * 1024 * 1024
MAX_ITEMS = 200_000


def channel_of(data: bytes, where: str, losses: Losses) -> Any:
    """The `<channel>` element of an RSS 2.0 document.

    Raises FeedError if it is too large, has a document type, is not well-formed or in another
    encoding than declared, or is not RSS.
    """
    if data.startswith(b"\x1f\x8b"):
        data = _unzipped(data, where)
    if len(data) > MAX_BYTES:
        raise _refused(
            where,
            f"the feed is larger than {MAX_BYTES // (1024 * 1024)} MB",
            "split it into several files, or ask its host for a paged feed",
        )
    if not data.strip():
        raise _refused(where, "the feed is empty", "check the address in a browser")
    root = _root(data, where, losses)
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise _refused(
            where,
            "the feed declares entities of its own, which can hide an attack",
            "remove <!DOCTYPE ...> from it, or ask its host to",
        )
    channel = channel_in(root)
    if channel is None:
        if name_of(root).lower() in ("rss", "rdf:rdf"):
            raise _refused(where, "the feed has no <channel>", "check the address in a browser")
        kind = etree.QName(root).localname if isinstance(root.tag, str) else "something else"
        raise _refused(
            where,
            f"this is not a feed (it starts with <{kind[:40]}>)",
            "use the address of the podcast's RSS feed, not of its page",
        )
    return channel


def _unzipped(data: bytes, where: str) -> bytes:
    """A saved feed.xml.gz, up to one byte more than a feed may have."""
    engine = zlib.decompressobj(wbits=31)
    try:
        content = engine.decompress(data, MAX_BYTES + 1)
    except zlib.error:
        content = b""
    if content and (engine.eof or len(content) > MAX_BYTES):
        return content
    raise _refused(where, "the gzip file is damaged", "save the feed again")


def _root(data: bytes, where: str, losses: Losses) -> Any:
    if re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html)\b", data[:300], re.I):
        raise _refused(
            where, "this is a web page, not a feed", "give the address of the podcast's RSS feed"
        )
    try:
        return parsed(data, losses.warn)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        line = getattr(error, "lineno", None)
        reason = getattr(error, "msg", None) or str(error)
        raise _refused(
            f"{where}:{line}" if line else where,
            f"the feed is not well-formed XML: {' '.join(reason.split())[:300]}",
            "fix the XML, or ask the feed's host to; check that its encoding is the declared one",
        ) from None


def _refused(where: str, what: str, mend: str) -> FeedError:
    return FeedError(Problem(where, what, mend))
