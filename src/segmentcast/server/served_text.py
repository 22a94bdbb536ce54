"""Text documents as they are sent: with this server's address in them, and compressed.

The files name the show's public address. So that an app gets everything from here, that address is
replaced by the one that the request came in by, wherever it leads to a file that is served here.
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
    """A text file as it is sent to those who came by one address."""

    data: bytes
    zipped: bytes
    digest: str


def find(root: Path, path: str) -> tuple[Path, os.stat_result] | None:
    """The file that the path names (a folder's `index.html` for `folder/`), or the folder itself
    where the slash is missing; nothing outside the root, whatever links say."""
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
    """The file as it is sent to those who came by the address `here`.

    `version` is its time (ns) and size: a file that was written again is read again.
    """
    del version
    data = file.read_bytes()
    return make_document(readdress(data, root, base_url, here) if base_url else data)


def make_document(data: bytes) -> ServedText:
    """The bytes, compressed as well where that is worth it."""
    zipped = gzip.compress(data, 6, mtime=0) if len(data) >= _SMALLEST_GZIP_BYTES else b""
    return ServedText(data, zipped, hashlib.sha256(data).hexdigest()[:32])


def readdress(data: bytes, root: Path, base_url: str, here: str) -> bytes:
    """The document with `base_url` replaced by `here` where it leads to something in `root`.

    An address below the same host that is not served here (the newsroom's article) is left alone.
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
    """The same for the feed's address as podcast apps' links hold it: without scheme, or quoted."""
    feed, own = base_url + FEED, here + FEED
    bare, own_bare = (url.partition("://")[2].encode() for url in (feed, own))
    for before in (b"podcast://", b"pktc://subscribe/"):
        data = data.replace(before + bare, before + own_bare)
    return data.replace(quote(feed, safe="").encode(), quote(own, safe="").encode())
