"""Text documents as served: with this server's URL in them, and compressed.

The files contain the show's public URL. So that apps load everything from this server, it is
replaced by the URL of the request wherever it refers to a file that is served here.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import stat
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from urllib.parse import quote, unquote

FEED = "feed.xml"
_SMALLEST_GZIP_BYTES = 512
_ADDRESS_END = rb"([^\s\"'<>\\,;)\]]*)"


@dataclass(frozen=True, slots=True)
class ServedText:
    """A text file as served at one base URL."""

    data: bytes
    zipped: bytes
    digest: str


def find(root: Path, path: str) -> tuple[Path, os.stat_result] | None:
    """The file at a path (`index.html` for `folder/`), or the folder itself without the slash.

    Never anything outside the root, whatever links say.
    """
    target = root / path / "index.html" if not path or path.endswith("/") else root / path
    try:
        real = target.resolve(strict=True)
        status = real.stat()
        if not real.is_relative_to(root) or any(
            part.startswith(".") for part in real.relative_to(root).parts
        ):
            return None
        if stat.S_ISDIR(status.st_mode):
            return (real, status) if (real / "index.html").is_file() else None
        if not stat.S_ISREG(status.st_mode) or not os.access(real, os.R_OK):
            return None
    except (OSError, RuntimeError, ValueError):
        return None
    return real, status


@lru_cache(maxsize=256)
def read_document(
    root: Path, file: Path, version: tuple[int, int], base_url: str, here: str
) -> ServedText:
    """The file as served at the base URL `here`.

    `version` is its time (ns) and size, so that a rewritten file is read again.
    """
    del version
    data = file.read_bytes()
    return make_document(readdress(data, root, base_url, here) if base_url else data)


def make_document(data: bytes) -> ServedText:
    """The bytes, also compressed if that is worthwhile."""
    zipped = gzip.compress(data, 6, mtime=0) if len(data) >= _SMALLEST_GZIP_BYTES else b""
    return ServedText(data, zipped, hashlib.sha256(data).hexdigest()[:32])


def readdress(data: bytes, root: Path, base_url: str, here: str) -> bytes:
    """Replaces `base_url` by `here` wherever it refers to something in `root`.

    URLs on the same host that are not served here (the newsroom's article) stay.
    """
    known: dict[bytes, bool] = {}

    def served(tail: bytes) -> bool:
        if tail not in known:
            path = unquote(re.split(rb"[?#&]", tail)[0].decode("utf-8", "replace"))
            safe = not any(part.startswith(".") for part in path.split("/"))
            known[tail] = not path or (safe and find(root, path) is not None)
        return known[tail]

    def replace(match: re.Match[bytes]) -> bytes:
        return here.encode() + match[1] if served(match[1]) else match[0]

    for written in dict.fromkeys((base_url, escape(base_url), base_url.replace("/", "\\/"))):
        data = re.sub(re.escape(written.encode()) + _ADDRESS_END, replace, data)
    return _readdress_app_links(data, base_url, here)


def _readdress_app_links(data: bytes, base_url: str, here: str) -> bytes:
    """Replaces the feed's URL in podcast app links, where it has no scheme or is quoted."""
    feed, own = base_url + FEED, here + FEED
    bare, own_bare = (url.partition("://")[2].encode() for url in (feed, own))
    for before in (b"podcast://", b"pktc://subscribe/"):
        data = data.replace(before + bare, before + own_bare)
    return data.replace(quote(feed, safe="").encode(), quote(own, safe="").encode())
