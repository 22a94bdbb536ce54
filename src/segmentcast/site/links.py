"""URLs on the pages: relative between our own files, validated otherwise."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from segmentcast.model import PackageFile, Show
from segmentcast.vocabulary.web_addresses import counted_url, file_url

_ALLOWED = frozenset({"http", "https", "mailto"})
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\<>\"^`{|}]")
_MAX_LENGTH = 2048
_ORIGIN = re.compile(r"(https?://[A-Za-z0-9.-]{1,253}(?::\d{1,5})?)(?:[/?#]|$)")


@dataclass(frozen=True, slots=True)
class AppLink:
    """A button that opens the feed in a podcast app."""

    name: str
    href: str


def safe(url: str) -> str:
    """The URL if a page may link to it, otherwise an empty string.

    Only absolute http, https and mailto URLs are allowed. Characters that a browser may interpret
    differently (blanks, control characters, backslashes) are not.
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


def safe_picture(url: str) -> str:
    """The address of a picture if a page may show it: on the web, from a host that a policy can name."""
    url = safe(url)
    return url if _ORIGIN.match(url) else ""


def picture_origin(url: str) -> str:
    """`https://pictures.example.org` of an address that `safe_picture` let through."""
    match = _ORIGIN.match(url)
    return match[1].lower() if match else ""


def relative(target: str, page: str) -> str:
    """The URL of the file `target` relative to the file `page`; both are relative to the root."""
    return quote(posixpath.relpath(target, posixpath.dirname(page) or "."), safe="/")


def file_address(file: PackageFile, page: str) -> str:
    """The URL of a package's file relative to the file `page`; absolute if it is hosted elsewhere."""
    return safe(file.url) if file.url else relative(file.path, page)


def listening_address(show: Show, file: PackageFile, page: str) -> str:
    """The URL that the page `page` plays a sound from: direct, unless the show counts on pages.

    A statistics service is a third party to a reader, so `[analytics] prefix` alone is only for
    the feed's enclosures; `pages = true` puts it here too.
    """
    if not counted_by(show):
        return file_address(file, page)
    return safe(counted_url(show.statistics_prefix, file_url(show.base_url, file)))


def counted_by(show: Show) -> str:
    """The host that counts what is played on the show's pages; empty if nobody does."""
    prefix = show.statistics_prefix if show.statistics_on_pages else ""
    return urlsplit(prefix).hostname or ""


def app_links(feed_url: str, title: str) -> tuple[AppLink, ...]:
    """Links that open a feed in podcast apps.

    An app's web URL is preferred, since it also works without the app; others have a scheme of
    their own.
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
