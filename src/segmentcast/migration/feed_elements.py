"""Bytes of a feed -> its channel, in whichever form and however broken.

No entities, no network, no unbounded size: what a stranger's feed may cost is known beforehand.
"""

from __future__ import annotations

import re
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
    """The `<channel>` element of RSS 2.0; of Atom and RSS 1.0 one that has the same elements.

    What is not well-formed is repaired, and told. Raises FeedError: too large, entities of its
    own in it, beyond repair, or no feed.
    """
    if len(data) > MAX_BYTES:
        raise _refused(
            where,
            f"the feed is larger than {MAX_BYTES // (1024 * 1024)} MB",
            "save it as several files, or ask its host for a paged feed",
        )
    if not data.strip():
        raise _refused(where, "the feed is empty", "open the address in a browser")
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
            raise _refused(where, "the feed has no <channel>", "open the address in a browser")
        kind = etree.QName(root).localname if isinstance(root.tag, str) else "something else"
        raise _refused(
            where,
            f"this is no feed (it starts with <{kind[:40]}>)",
            "use the address of the podcast's RSS feed, not of its page",
        )
    return channel


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
