"""Converts texts of a feed: HTML to paragraphs, dates, durations, URLs, booleans."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from lxml import etree

from segmentcast.vocabulary.web_addresses import is_web_address

_TAG = re.compile(r"<(?:/?[a-zA-Z][a-zA-Z0-9]*[\s/>]|!--)")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
_SURROGATES = re.compile(r"(?:&#(?:5[5-7]\d{3}|[xX][dD][89a-fA-F][0-9a-fA-F]{2});)+")
_CODE = re.compile(r"&#([xX]?[0-9a-fA-F]+);")
_BLANKS = re.compile(r"[ \t\r\f\v\u00a0]+")
_BLOCKS = frozenset(
    "p div section article header footer h1 h2 h3 h4 h5 h6 ul ol table blockquote figure pre hr".split()
)
_LINES = frozenset("br li tr dt dd".split())
_SILENT = frozenset("script style template noscript iframe object svg head".split())
_MAX_HTML = 500_000


def text_of(node: Any) -> str:
    """All text inside an element, without outer spaces; empty for None."""
    return "" if node is None else "".join(node.itertext()).strip()


def attribute(node: Any, key: str) -> str:
    """An attribute, also if a host writes its name in capitals; empty without one."""
    value = node.get(key) or node.get(key.upper()) or node.get(key.capitalize())
    return str(value or "")


def first_text(elements: dict[str, list[Any]], *names: str) -> str:
    """The text of the first non-empty element, trying the names in order."""
    for name in names:
        for node in elements.get(name, ()):
            text = text_of(node)
            if text:
                return text
    return ""


def plain(text: str) -> str:
    """One line without HTML."""
    return " ".join(paragraphs(text).split())


def paragraphs(text: str) -> str:
    """The words of a text that may be HTML, in paragraphs, with links as `words (address)`."""
    text = _SURROGATES.sub(_joined, text[:_MAX_HTML]).strip()
    if not _TAG.search(text):
        text = html.unescape(text) if _REFERENCE.search(text) else text
        lines = (_BLANKS.sub(" ", line).strip() for line in text.splitlines())
        return _tidied("\n".join(lines))
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(f"<html><body>{_without_nulls(text)}</body></html>", parser)
    return "" if root is None else _tidied("".join(_words(root)))


def _joined(match: re.Match[str]) -> str:
    """The characters that surrogates stand for in pairs, as old systems write emoji; no others."""
    codes = [
        int(f"0{part}", 16) if part[0] in "xX" else int(part) for part in _CODE.findall(match[0])
    ]
    units = b"".join(code.to_bytes(2, "little") for code in codes)
    return units.decode("utf-16-le", "ignore")


def _words(root: Any) -> list[str]:
    """The words with line breaks around blocks. Not recursive, so any depth is fine."""
    out: list[str] = []
    silent = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        name = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            silent += name in _SILENT
            if name in _BLOCKS:
                out.append("\n\n")
            elif name in _LINES:
                out.append("\n- " if name == "li" else "\n")
            if not silent:
                out.append(_flat(node.text))
            continue
        silent -= name in _SILENT
        if not silent:
            if name == "a":
                out.append(_link(node))
            elif name in _BLOCKS:
                out.append("\n\n")
        if not silent:
            out.append(_flat(node.tail))
    return out


def _link(node: Any) -> str:
    href = str(node.get("href") or "").strip()
    words = "".join(node.itertext()).strip()
    bare = href.partition("://")[2].rstrip("/")
    return "" if not is_web_address(href) or bare in words else f" ({href})"


def _flat(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""


def _tidied(text: str) -> str:
    text = re.sub(r" *\n *", "\n", _BLANKS.sub(" ", text))
    text = re.sub(r"\n(?:- ?\n)+", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _without_nulls(text: str) -> str:
    return text.replace("\0", "")


def cut(text: str, max_bytes: int) -> tuple[str, bool]:
    """The text limited to this many bytes of UTF-8, and whether it was shortened."""
    if len(text.encode()) <= max_bytes:
        return text, False
    short = text.encode()[: max_bytes - 3].decode("utf-8", "ignore")
    at_word = short.rpartition(" ")[0]
    return (at_word if len(at_word) > len(short) // 2 else short).rstrip() + "…", True


def address(text: str, base: str = "") -> str:
    """The URL as ASCII and absolute; empty if it is not valid.

    Spaces and non-ASCII letters are percent-encoded and host names converted by IDNA: the same URL,
    in the form that every podcast app accepts.
    """
    text = text.strip()
    if not text or len(text) > 2000 or any(ord(c) < 0x20 for c in text):
        return ""
    try:
        parts = urlsplit(urljoin(base, text) if base else text)
        host = parts.hostname or ""
        if not host.isascii():
            port = f":{parts.port}" if parts.port else ""
            parts = parts._replace(netloc=host.encode("idna").decode() + port)
        joined = urlunsplit(parts._replace(netloc=parts.netloc))
    except (ValueError, UnicodeError):
        return ""
    encoded = quote(joined, safe="%/:=&?~#+!$,;'@()*[]-._")
    return encoded if is_web_address(encoded) else ""


def yes(text: str) -> bool | None:
    """The meaning of `yes`, `true`, `explicit` and their opposites; None for anything else."""
    word = text.strip().lower()
    if word in ("yes", "true", "explicit", "1"):
        return True
    return False if word in ("no", "false", "clean", "0") else None


def whole(text: str) -> int | None:
    """A positive integer, or None."""
    return int(text) if re.fullmatch(r"\s*0*[1-9]\d{0,5}\s*", text) else None
