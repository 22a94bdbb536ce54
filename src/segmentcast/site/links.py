"""Addresses on the pages: relative between our own files, checked when they come from elsewhere."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from segmentcast.model import PackageFile

_ALLOWED = frozenset({"http", "https", "mailto"})
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\<>\"^`{|}]")
_MAX_LENGTH = 2048


@dataclass(frozen=True, slots=True)
class AppLink:
    """A button that hands the feed to a podcast app."""

    name: str
    href: str


def safe(url: str) -> str:
    """The address if a page may link to it, otherwise an empty string.

    Only absolute http, https and mailto addresses pass; what a browser could read in another way
    than we do (blanks, control characters, backslashes) does not.
    """
    url = url.strip()
    if not url or len(url) > _MAX_LENGTH or _UNSAFE.search(url):
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme not in _ALLOWED:
        return ""
    return url if parts.scheme == "mailto" or host else ""


def relative(target: str, page: str) -> str:
    """The address of the file `target` as seen from the file `page`; both relative to the root."""
    return quote(posixpath.relpath(target, posixpath.dirname(page) or "."), safe="/")


def file_address(file: PackageFile, page: str) -> str:
    """The address of a package's file as seen from the file `page`; its own when others host it."""
    return safe(file.url) if file.url else relative(file.path, page)


def app_links(feed_url: str, title: str) -> tuple[AppLink, ...]:
    """The links by which podcast apps accept a feed's address.

    An app that has a web address for this gets that, as it also works where the app is not
    installed; the others have a scheme of their own.
    """
    bare = feed_url.partition("://")[2]
    whole = quote(feed_url, safe="")
    return (
        AppLink("Apple Podcasts", f"podcast://{bare}"),
        AppLink("Overcast", f"overcast://x-callback-url/add?url={whole}"),
        AppLink("Pocket Casts", f"pktc://subscribe/{bare}"),
        AppLink(
            "AntennaPod",
            f"https://antennapod.org/deeplink/subscribe?url={whole}&title={quote(title, safe='')}",
        ),
        AppLink("Podcast Addict", f"https://podcastaddict.com/feed/{whole}"),
        AppLink("gPodder", f"gpodder:{feed_url}"),
        AppLink("Castbox", f"castbox://subscribe?url={whole}"),
    )
