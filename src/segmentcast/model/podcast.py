"""The podcast as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from segmentcast.model.package import Credit, PackageFile


@dataclass(frozen=True, slots=True)
class Owner:
    """The contact person (itunes:owner)."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class SiteStyle:
    """How the pages look: colours as `#rrggbb`. Pictures and fonts are files of the Show."""

    accent: str = "#8a1c2b"
    background: str = "#ffffff"
    text: str = "#1a1a1a"
    footer: str = ""


@dataclass(frozen=True, slots=True)
class Show:
    """The podcast, as configured; the data behind feed and site.

    `base_url` ends with a slash; the feed is at `base_url + feed_path`. `texts` are purpose and text
    of podcast:txt, `value` is podcast:value as XML, `podroll` has GUID, feed URL and title of shows.
    `publisher` is GUID and feed URL of the publisher's feed (podcast:publisher); `elements` are further
    elements of the podcast namespace as XML. `artwork_url` is a cover hosted elsewhere: the feed has
    it in place of `artwork`, which pages show.
    """

    title: str
    description: str
    author: str
    base_url: str
    link: str
    language: str = "en"
    category: tuple[str, ...] = ("News",)
    more_categories: tuple[tuple[str, ...], ...] = ()
    explicit: bool = False
    copyright: str = ""
    owner: Owner | None = None
    type: Literal["episodic", "serial"] = "episodic"
    guid: str = ""
    locked: bool = True
    complete: bool = False
    block: bool = False
    medium: str = "podcast"
    funding: tuple[tuple[str, str], ...] = ()
    license: str = ""
    license_url: str = ""
    location: str = ""
    update_frequency: str = ""
    people: tuple[Credit, ...] = ()
    hub: str = ""
    statistics_prefix: str = ""
    statistics_on_pages: bool = False
    new_feed_url: str = ""
    podroll: tuple[tuple[str, str, str], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    value: str = ""
    publisher: tuple[str, str] = ("", "")
    elements: tuple[str, ...] = ()
    feed_path: str = "feed.xml"
    side_feeds: tuple[tuple[str, str], ...] = ()
    artwork: PackageFile | None = None
    artwork_url: str = ""
    thumbnail: PackageFile | None = None
    small: PackageFile | None = None
    logo: PackageFile | None = None
    font: PackageFile | None = None
    heading_font: PackageFile | None = None
    site: SiteStyle = field(default_factory=SiteStyle)

    @property
    def feed_url(self) -> str:
        return f"{self.base_url}{self.feed_path}"
