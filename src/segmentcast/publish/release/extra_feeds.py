"""Feeds besides feed.xml: rule feeds with some of the episodes, and a private one per subscriber.

Their items have the same GUIDs and the same audio as in feed.xml. Each feed has its own GUID, title
and address.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from segmentcast import feed
from segmentcast.config import ShowConfig
from segmentcast.config.podcasting import EpisodeFilter
from segmentcast.model import Finding, Package, Show
from segmentcast.publish.release.feed_documents import Documents, Tokens
from segmentcast.records import Packages
from segmentcast.vocabulary.private_paths import MASK
from segmentcast.workspace.private_feeds import private_path, read_subscribers
from segmentcast.workspace.show_folder import ShowFolder

if TYPE_CHECKING:
    from segmentcast.publish.release.writer import Writer

FOLDER = "feeds"
_PLACEHOLDER = "x" * 32
"""Stands for a subscriber's token, the only difference between private feeds."""


@dataclass(frozen=True, slots=True)
class SideFeeds:
    """The feeds besides feed.xml: rule feeds as shows with their rules, and the subscribers."""

    ruled: tuple[tuple[Show, EpisodeFilter], ...] = ()
    private: tuple[Show, EpisodeFilter] | None = None
    subscribers: Mapping[str, str] | None = None


def side_feeds(config: ShowConfig, show: Show, show_folder: ShowFolder) -> SideFeeds:
    """The feeds configured in show.toml and private.toml. Raises ConfigError."""
    ruled = tuple(
        (
            replace(
                show,
                title=rule_feed.title,
                description=rule_feed.description or show.description,
                # Derived from the show's GUID, not its address, so that it survives a move.
                guid=rule_feed.guid or feed.episode_guid(show.guid, f"{FOLDER}/{rule_feed.name}"),
                feed_path=f"{FOLDER}/{rule_feed.name}.xml",
                new_feed_url="",
            ),
            rule_feed.rule,
        )
        for rule_feed in config.feeds
    )
    subscribers = read_subscribers(show_folder)
    private = replace(
        show,
        title=config.private.title or show.title,
        guid=feed.episode_guid(show.guid, "private"),
        feed_path=private_path(_PLACEHOLDER),
        block=True,
        # A hub would make the address public.
        hub="",
        new_feed_url="",
    )
    return SideFeeds(ruled, (private, config.private.rule) if subscribers else None, subscribers)


def add_side_feeds(documents: Documents, sides: SideFeeds, packages: Packages) -> None:
    """Adds the documents of all side feeds. Findings show a private feed without its token."""
    for show, rule in sides.ruled:
        chosen = _chosen(packages, rule)
        if not chosen:
            documents.findings.append(
                Finding(
                    "warning",
                    "feed-empty",
                    show.feed_path,
                    "no episode matches this feed's rule",
                    "correct its [[feeds]] entry in show.toml",
                )
            )
        documents.add(show, chosen)
    if sides.private is not None:
        show, rule = sides.private
        tokens = Tokens(_PLACEHOLDER, tuple((sides.subscribers or {}).values()))
        documents.add(show, _chosen(packages, rule), tokens=tokens, shown_as=MASK)


def _chosen(packages: Packages, rule: EpisodeFilter) -> Packages:
    return packages.only(package.id for package in packages if belongs(package, rule))


def remove_stale(writer: Writer, written: Collection[str]) -> tuple[Finding, ...]:
    """Removes the rule feeds that are no longer in show.toml, and reports them."""
    root = writer.store.root
    xml_files = sorted((root / FOLDER).rglob("*.xml"))
    paths = [path.relative_to(root).as_posix() for path in xml_files]
    stale = [path for path in paths if path not in written]
    for path in stale:
        writer.remove(path)
    return tuple(
        Finding(
            "warning",
            "feed-removed",
            path,
            "this feed was removed: it is no longer in show.toml",
            "its subscribers get no new episodes; add its [[feeds]] entry again to restore it",
        )
        for path in stale
    )


def belongs(package: Package, rule: EpisodeFilter) -> bool:
    """Whether an episode meets every condition of a rule."""
    names = {credit.name.casefold() for credit in package.credits}
    tags = {tag.casefold() for tag in package.tags}
    return (
        (not rule.speakers or any(name.casefold() in names for name in rule.speakers))
        and (not rule.tags or any(tag.casefold() in tags for tag in rule.tags))
        and (not rule.seasons or package.season in rule.seasons)
        and (not rule.years or package.published.year in rule.years)
    )
