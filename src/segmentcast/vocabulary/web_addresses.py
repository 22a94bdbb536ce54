"""Web addresses: built from a base and a path, and validated if they come from elsewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from segmentcast.patterns import compile_late

if TYPE_CHECKING:
    from segmentcast.model import PackageFile

MAX_URL_CHARACTERS = 2048
_EMAIL = compile_late(r"[^\s@<>]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,10}")
_UNSAFE = compile_late(r"[^\x21-\x7e]|[<>\"\\^`{|}]")


def url(base_url: str, path: str) -> str:
    """The public address of a file below `base_url`, ASCII only, everything else percent-encoded.

    `base_url` ends with a slash. Raises ValueError for a path that is absolute or leads upwards.
    """
    if path.startswith("/") or ".." in path.split("/"):
        raise ValueError(f"not a path below the feed's root: {path!r}")
    return base_url + quote(path, safe="/-._~")


def file_url(base_url: str, file: PackageFile) -> str:
    """The public address of a package's file: its own `url` if it is hosted elsewhere."""
    return file.url or url(base_url, file.path)


def counted_url(prefix: str, address: str) -> str:
    """An enclosure's address behind a statistics service, which counts and redirects to it.

    Such prefixes repeat the address without `https://` (OP3, Podtrac, and others).
    """
    return prefix + address.removeprefix("https://") if prefix else address


def page_url(base_url: str, path: str) -> str:
    """The public address of a page: its folder if it is an `index.html`."""
    return url(base_url, path.removesuffix("index.html"))


def is_web_address(text: str) -> bool:
    """Whether this is an absolute http or https URL in ASCII, as RSS and Apple require."""
    if len(text) > MAX_URL_CHARACTERS or _UNSAFE.search(text):
        return False
    try:
        parts = urlsplit(text)
        # reading an invalid port raises
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


CHECK_SPELLING = "check the spelling"
_HOST_AND_PATH = compile_late(
    r"(?:localhost|\[[0-9a-f:.]+\]|[\w-]+(?:\.[\w-]+)+)(?::\d{1,5}(?:/|$)|/)|www\.", re.I
)


def spelling_advice(source: str) -> str:
    """What to do about a path that does not exist; it may be an address without its scheme."""
    if _HOST_AND_PATH.match(source):
        return (
            f"{CHECK_SPELLING}; if it is a page's address, write http:// before it: http://{source}"
        )
    return CHECK_SPELLING


def is_email(text: str) -> bool:
    """Whether the text is an email address that directories accept."""
    return bool(_EMAIL.fullmatch(text))
