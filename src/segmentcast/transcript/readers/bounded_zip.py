"""Documents that are ZIP archives of XML (.docx, .odt), read with bounds on what is unpacked.

No entity is resolved, no DTD is loaded, nothing is fetched; XML with a DOCTYPE is refused.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from lxml import etree

from segmentcast.errors import TranscriptError

MOST_UNPACKED_BYTES = 128 * 1024 * 1024
MOST_PARAGRAPHS = 1_000_000
BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, KeyError, EOFError, NotImplementedError,
    RuntimeError, ValueError, OSError, etree.XMLSyntaxError, UnicodeError, OverflowError,
)  # fmt: skip
"""What a broken archive, or XML in it, can raise."""


def unpacked(archive: zipfile.ZipFile, member: str, name: str) -> bytes:
    """One file of the archive. Raises TranscriptError when it is too large, and what BROKEN lists."""
    with archive.open(member) as part:
        data = part.read(MOST_UNPACKED_BYTES + 1)
    if len(data) > MOST_UNPACKED_BYTES:
        raise TranscriptError.at(
            name,
            f"{member} unpacks to more than {MOST_UNPACKED_BYTES:,} bytes.",
            "Is it the right file?",
        )
    return data


def events(data: bytes) -> Iterator[tuple[str, Any]]:
    """(start or end, element) in document order.

    Raises lxml's XMLSyntaxError, and ValueError for a DOCTYPE: no word processor writes one.
    """
    first = True
    for event, element in etree.iterparse(
        io.BytesIO(data), events=("start", "end"), resolve_entities=False, no_network=True,
        load_dtd=False, huge_tree=False, recover=False,
    ):  # fmt: skip
        # Asked of the parser, for the bytes may be in any encoding.
        if first and element.getroottree().docinfo.internalDTD is not None:
            raise ValueError("its XML has a DOCTYPE")
        first = False
        yield event, element


def let_go(element: Any) -> None:
    """Frees an element that has been read and those before it, so that memory stays flat."""
    element.clear()
    parent = element.getparent()
    while parent is not None and (before := element.getprevious()) is not None:
        parent.remove(before)
