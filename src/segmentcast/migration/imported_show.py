"""The contents of a running feed as plain values: show, episodes, and linked files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from segmentcast.model import Credit, Finding, Interaction, Soundbite

UNDATED = datetime(1, 1, 1, tzinfo=UTC)
"""The date of an item that states none; `feed_order.dated` puts another in its place."""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file on the web. `length_bytes` is 0 if the feed doesn't state it."""

    url: str
    mime: str = ""
    length_bytes: int = 0
    language: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A chapter in the feed itself: its start in milliseconds, and its title."""

    start_ms: int
    title: str


@dataclass(frozen=True, slots=True)
class FeedEpisode:
    """A feed item. `duration_ms` is 0 and `explicit` None if the feed doesn't state them."""

    guid: str
    title: str
    summary: str
    published: datetime
    enclosure: RemoteFile
    duration_ms: int = 0
    link: str = ""
    comments: str = ""
    byline: str = ""
    season: int | None = None
    number: int | None = None
    kind: str = "full"
    explicit: bool | None = None
    synthetic: bool = False
    tags: tuple[str, ...] = ()
    people: tuple[Credit, ...] = ()
    transcripts: tuple[RemoteFile, ...] = ()
    chapters_url: str = ""
    marks: tuple[Mark, ...] = ()
    artwork_url: str = ""
    soundbites: tuple[Soundbite, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    value: str = ""
    short_title: str = ""
    season_name: str = ""
    number_shown: str = ""
    hidden: bool = False
    license: str = ""
    license_url: str = ""
    location: str = ""
    elements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedShow:
    """A feed's channel. Missing values are empty."""

    title: str
    description: str
    author: str
    link: str = ""
    language: str = "en"
    category: tuple[str, ...] = ("News",)
    more_categories: tuple[tuple[str, ...], ...] = ()
    explicit: bool = False
    copyright: str = ""
    owner: tuple[str, str] | None = None
    type: str = "episodic"
    guid: str = ""
    locked: bool | None = None
    complete: bool = False
    block: bool = False
    medium: str = ""
    funding: tuple[tuple[str, str], ...] = ()
    license: str = ""
    license_url: str = ""
    location: str = ""
    update_frequency: str = ""
    people: tuple[Credit, ...] = ()
    hub: str = ""
    artwork_url: str = ""
    podroll: tuple[tuple[str, str, str], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    value: str = ""
    publisher: tuple[str, str] = ("", "")
    elements: tuple[str, ...] = ()
    generator: str = ""


@dataclass(frozen=True, slots=True)
class ReadFeed:
    """A whole feed: the show, its episodes in the feed's order, and what was lost."""

    show: FeedShow
    episodes: tuple[FeedEpisode, ...]
    self_url: str = ""
    findings: tuple[Finding, ...] = ()
    documents: int = 1


@dataclass(slots=True)
class Losses:
    """Findings about reading a feed, and a count of each unknown element."""

    where: str
    findings: list[Finding] = field(default_factory=list)
    unknown: dict[str, int] = field(default_factory=dict)

    def warn(self, rule: str, what: str, mend: str = "", where: str = "") -> None:
        """Reports something that was lost."""
        self.findings.append(Finding("warning", rule, where or self.where, what, mend))

    def note(self, rule: str, what: str, mend: str = "", where: str = "") -> None:
        """Reports something that was changed."""
        self.findings.append(Finding("note", rule, where or self.where, what, mend))

    def passed_over(self, name: str) -> None:
        """Counts an element that is not supported."""
        self.unknown[name] = self.unknown.get(name, 0) + 1

    def all(self) -> tuple[Finding, ...]:
        """All findings, unknown elements last."""
        elements = tuple(
            Finding("note", "not-kept", self.where, f"<{name}> is not kept ({count} times)")
            for name, count in sorted(self.unknown.items())
        )
        return (*self.findings, *elements)
