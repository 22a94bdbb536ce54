"""A page and its picture, fetched through the guarded client, within bounds."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from email.message import Message
from pathlib import PurePosixPath
from urllib.parse import unquote, urldefrag, urlsplit

from segmentcast.errors import Problem, StoreError
from segmentcast.visitor import HttpVisitor, NoAnswer, shown

PAGE_BYTES = 64 << 20
PICTURE_BYTES = 20 << 20
_DECLARED = re.compile(rb"<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s*=", re.I)
_UTF = re.compile(r"utf-?(?:8|16|32)", re.I)


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """What an address gave: the bytes, the address after redirects, and how it was altered, if it was.

    `name` is the file's name in the address, for messages and as a hint of the format.
    """

    url: str
    name: str
    data: bytes
    note: str = ""


def fetch_page(url: str, visitor: HttpVisitor) -> FetchedPage:
    """The document at an address, as it came.

    Only where the server alone says in which character set a text is, the text is written anew as
    UTF-8, as no file could say it. Raises StoreError when there is no whole answer.
    """
    data, final, kind = _fetched(url, visitor, PAGE_BYTES)
    name = PurePosixPath(unquote(urlsplit(final).path)).name or "page"
    content, note = _with_character_set(data, kind)
    return FetchedPage(urldefrag(final)[0], name, content, note)


def fetch_picture(url: str, visitor: HttpVisitor) -> bytes:
    """The bytes at a picture's address. Raises StoreError."""
    return _fetched(url, visitor, PICTURE_BYTES)[0]


def _fetched(url: str, visitor: HttpVisitor, limit: int) -> tuple[bytes, str, str]:
    """The bytes, the address after redirects, what the server says they are."""
    fix = "Look at the address in a browser; save the page and add the file."
    try:
        with visitor.exchange("GET", url, compressed=True) as answer:
            if answer.status >= 400:
                reason = f"the server answers {answer.status} {answer.reason[:100]}".rstrip()
                raise StoreError(Problem(shown(url)[:300], f"{reason}.", fix))
            data, whole = answer.content(limit + 1)
            if len(data) > limit or answer.body.over:
                what = f"larger than {limit >> 20} MB; it was not read further."
                raise StoreError(Problem(shown(url)[:300], what, "Is this the right address?"))
            if not whole:
                raise StoreError(Problem(shown(url)[:300], "the answer broke off.", "Try again."))
            return data, answer.url, answer.headers.get("content-type", "")
    except NoAnswer as none:
        raise StoreError(Problem(shown(url)[:300], f"no answer: {none}.", fix)) from None


def _with_character_set(data: bytes, content_type: str) -> tuple[bytes, str]:
    header = Message()
    header["content-type"] = content_type
    named = str(header.get_param("charset") or "")
    if not named or _UTF.match(named) or _DECLARED.search(data[:4096]):
        return data, ""
    if not header.get_content_type().startswith("text/"):
        return data, ""
    try:
        codec = codecs.lookup(named)
        text = data.decode(codec.name)
    except (LookupError, UnicodeError, ValueError):
        return data, ""
    if data.isascii():
        return data, ""
    return text.encode("utf-8"), f"the text came in {named}; it is kept as UTF-8"
