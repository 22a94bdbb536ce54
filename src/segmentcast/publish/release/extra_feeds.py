"""Feeds beside feed.xml: by rule over some of the episodes, and one for each private subscriber.

They hold the same items with the same GUIDs and the same sound; each has a GUID, a title and an
address of its own.
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
"""Stands where a subscriber's token comes: private feeds differ in nothing else."""


@dataclass(frozen=True, slots=True)
class SideFeeds:
    """What there is beside feed.xml: the shows of rule feeds with their rules, and the subscribers."""

    ruled: tuple[tuple[Show, EpisodeFilter], ...] = ()
    private: tuple[Show, EpisodeFilter] | None = None
    subscribers: Mapping[str, str] | None = None


def side_feeds(config: ShowConfig, show: Show, show_folder: ShowFolder) -> SideFeeds:
    """The feeds that show.toml and private.toml ask for. Raises ConfigError."""
    ruled = tuple(
        (
            replace(
                show,
                title=rule_feed.title,
                description=rule_feed.description or show.description,
                # Of the show's GUID and not of the address: it stays when the show moves.
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
        # A hub would give the address to anybody.
        hub="",
        new_feed_url="",
    )
    return SideFeeds(ruled, (private, config.private.rule) if subscribers else None, subscribers)


def add_side_feeds(documents: Documents, sides: SideFeeds, packages: Packages) -> None:
    """Every document of the feeds beside feed.xml; messages name a private one without any token."""
    for show, rule in sides.ruled:
        chosen = _chosen(packages, rule)
        if not chosen:
            documents.findings.append(
                Finding(
                    "warning",
                    "feed-empty",
                    show.feed_path,
                    "no episode fulfils the rule of this feed",
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
    """Removes the rule feeds that show.toml asks for no more, and says which."""
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
            "this feed was removed: show.toml does not ask for it any more",
            "whoever subscribed to it gets nothing new; its [[feeds]] entry brings it back",
        )
        for path in stale
    )


def belongs(package: Package, rule: EpisodeFilter) -> bool:
    """Whether an episode fulfils every condition of a rule."""
    names = {credit.name.casefold() for credit in package.credits}
    tags = {tag.casefold() for tag in package.tags}
    return (
        (not rule.speakers or any(name.casefold() in names for name in rule.speakers))
        and (not rule.tags or any(tag.casefold() in tags for tag in rule.tags))
        and (not rule.seasons or package.season in rule.seasons)
        and (not rule.years or package.published.year in rule.years)
    )
