"""Refuses to remove many episodes from a feed at once unless `--allow-removals` is given.

An unmounted disk, a wrong branch or a mistake in a rule look like a request to remove everything.
What subscribers have is read from the feed documents, here and at the store, or from the records of
a finished publish, which is faster.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from html import unescape
from pathlib import Path

from segmentcast import files
from segmentcast.config.podcasting import EpisodeFilter
from segmentcast.errors import Problem, RemovalsRefused, StoreError
from segmentcast.ledger import Ledger
from segmentcast.publish.inventory import Inventory
from segmentcast.publish.merge_join import missing_in
from segmentcast.records import Packages, Records
from segmentcast.vocabulary.private_paths import FOLDER as PRIVATE
from segmentcast.workspace.private_feeds import FILE as SUBSCRIBERS
from segmentcast.workspace.show_folder import ShowFolder

FEED_PATH = "feed.xml"
_FEW = 3
_SHARE = 0.10
_NAMED = 10
_GUID = re.compile(rb"<guid\b[^>]*>([^<]*)</guid>")
_DOCUMENT_BYTES = 1 << 28
ALLOW = "--allow-removals"


@dataclass(frozen=True, slots=True)
class SubscribedFeed:
    """A feed as its subscribers have it.

    `name` is the path of its first document, or `private`. `where` is its location for messages.
    `guids` reads the GUIDs of its items anew at each call.
    """

    name: str
    where: str
    guids: Callable[[], Iterable[str]]


def too_many(leaving: int, total: int) -> bool:
    """Whether so many items must not leave a feed unasked: all of them, or over 3 and over 10 %."""
    return bool(leaving) and (leaving == total or (leaving > _FEW and leaving > _SHARE * total))


def feed_of(path: str) -> str:
    """The name of the feed that a document belongs to, as in SubscribedFeed; empty for other files.

    Archives of the main feed are in `archive/`; those of other feeds are in a folder named after
    them.
    """
    first, _, rest = path.partition("/")
    if path == FEED_PATH or first == "archive":
        return FEED_PATH
    if first == "feeds" and rest:
        return f"feeds/{rest.partition('/')[0].removesuffix('.xml')}.xml"
    return PRIVATE if first == PRIVATE else ""


def guids_in(document: bytes) -> Iterator[str]:
    """The GUIDs in a feed document, found without an XML parser so that damaged documents work too."""
    for guid in _GUID.findall(document):
        yield unescape(guid.decode("utf-8", "replace")).strip()


def feeds_here(output: Path) -> Mapping[str, SubscribedFeed]:
    """The feeds in the output folder by name. Private feeds are alike, so only the first is listed."""
    documents: dict[str, list[Path]] = {}
    private = next(iter(sorted((output / PRIVATE).glob("*/feed.xml"))), None)
    beside = [output / FEED_PATH, *sorted((output / "archive").glob("*.xml"))]
    beside += sorted((output / "feeds").rglob("*.xml"))
    if private is not None:
        beside += [private, *sorted(private.with_suffix("").rglob("*.xml"))]
    for path in beside:
        if path.is_file():
            name = feed_of(path.relative_to(output).as_posix())
            documents.setdefault(name, []).append(path)
    return {
        name: SubscribedFeed(name, name, partial(_guids_of, tuple(paths)))
        for name, paths in documents.items()
    }


def _guids_of(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        try:
            document = files.read(path, limit_bytes=_DOCUMENT_BYTES)
        except StoreError:
            if path.name == FEED_PATH and path.parent.parent.name != PRIVATE:
                raise  # never guess what the main feed's subscribers have
            continue  # a damaged archive is rewritten
        yield from guids_in(document)


@dataclass(slots=True)
class Removals:
    """Finds what a publish would remove from feeds.

    `elsewhere` are the feeds at the store that the show is uploaded to. `finished` says that the
    records match the last release.
    """

    show_folder: ShowFolder
    records: Records
    ledger: Ledger
    inventory: Inventory
    now: datetime
    finished: bool
    elsewhere: tuple[SubscribedFeed, ...] = ()
    _here: Mapping[str, SubscribedFeed] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._here = feeds_here(self.show_folder.output)
        if self.finished and FEED_PATH in self._here:
            # The records say the same as a hundred archives.
            self._here = {
                **self._here,
                FEED_PATH: SubscribedFeed(FEED_PATH, FEED_PATH, self._recorded),
            }

    def is_published(self, guid: str) -> bool:
        """Whether subscribers have an item with this GUID in the main feed, here or at the store."""
        return any(
            guid in feed.guids()
            for feed in (*feeds_here(self.show_folder.output).values(), *self.elsewhere)
            if feed.name == FEED_PATH
        )

    @property
    def any_feed(self) -> bool:
        """Whether a main feed exists, here or at the store."""
        return any(feed.name == FEED_PATH for feed in (*self._here.values(), *self.elsewhere))

    def refuse_lost_folders(self, touched: Collection[str]) -> None:
        """Raises RemovalsRefused if too many folders are gone, even if every new one is a rename.

        Runs before anything is produced: the records show whether a folder is gone.
        """
        if (
            self.finished
            and next(missing_in(self.records.ids(), self.inventory.ids()), None) is None
        ):
            return
        refuse(self._without_folders(sum(id_ not in self.ledger for id_ in touched)))

    def _without_folders(self, new: int) -> tuple[Problem, ...]:
        """Problems for feeds that would lose too many episodes even if all `new` folders were
        renames."""
        return tuple(
            problem
            for feed in (*self._here.values(), *self.elsewhere)
            if feed.name == FEED_PATH
            for problem in self._refused(feed, self.inventory.__contains__, spare=new)
        )

    def from_feeds(
        self,
        packages: Packages,
        rules: Mapping[str, EpisodeFilter],
        *,
        here: bool,
        foreseen: Collection[str] = (),
    ) -> tuple[Problem, ...]:
        """Problems for feeds that would lose too many episodes.

        `packages` are those of the main feed; `rules` are those of the other feeds. Feeds that are
        no longer configured are skipped, since they were removed on purpose. `here` says that the
        feeds in the output folder will be written. `foreseen` are episodes that a dry run would
        make: they have no package yet, but stay in the feed.
        """

        from segmentcast.publish.release.extra_feeds import belongs

        def stays(rule: EpisodeFilter | None) -> Callable[[str], bool]:
            return lambda id_: (
                (rule is None or belongs(packages.light(id_), rule))
                if packages.has(id_)
                else id_ in foreseen
            )

        feeds = (*(self._here.values() if here else ()), *self.elsewhere)
        problems = [
            problem
            for feed in feeds
            if feed.name == FEED_PATH or feed.name in rules
            for problem in self._refused(feed, stays(rules.get(feed.name)))
        ]
        if here and PRIVATE in self._here and not (self.show_folder.path / SUBSCRIBERS).is_file():
            problems.append(
                Problem(
                    str(self.show_folder.path / SUBSCRIBERS),
                    "file not found: without it every private feed would be removed",
                    f"restore it from a backup, or remove the feeds with {ALLOW}",
                )
            )
        return tuple(problems)

    def _recorded(self) -> Iterator[str]:
        for known in self.records.known():
            brief = known.brief()
            if brief is not None:
                yield brief.guid

    def _refused(
        self, feed: SubscribedFeed, stays: Callable[[str], bool], spare: int = 0
    ) -> Iterator[Problem]:
        leaving = total = 0
        first: list[str] = []
        for guid in feed.guids():
            id_ = self.ledger.owner(guid)
            if id_ is None:
                continue  # unknown to the ledger, which other checks report
            gone = not stays(id_)
            if gone and self._is_meant_to_leave(id_):
                continue
            total += 1
            leaving += gone
            if gone and len(first) < _NAMED:
                first.append(self._named(id_))
        if too_many(leaving - spare, total):
            more = ", ..." if leaving > len(first) else ""
            yield Problem(
                feed.where,
                f"{leaving:,} of {total:,} episodes would leave this feed: {', '.join(first)}{more}."
                " Nothing was changed",
                "restore their folders (is the disk mounted, is it the right branch?);"
                f" or allow the removal: {self.show_folder.command('publish', ALLOW)}",
            )

    def _is_meant_to_leave(self, id_: str) -> bool:
        """Whether the episode leaves on purpose: it was retracted, or its `remove_at` has passed.

        A draft does not count: everything on a wrong branch may be a draft.
        """
        entry = self.ledger.get(id_)
        outcome = self.inventory.looked_at.get(id_)
        if (entry and entry.retracted) or (outcome and outcome.ended):
            return True
        known = self.records.known_of(id_)
        brief = known.brief() if known else None
        return bool(brief and brief.remove_at and brief.remove_at <= self.now)

    def _named(self, id_: str) -> str:
        entry = self.ledger.get(id_)
        return f'"{entry.title}" ({id_})' if entry and entry.title else id_


def refuse(problems: Iterable[Problem]) -> None:
    """Raises RemovalsRefused with these problems, if there are any."""
    refused = tuple(problems)
    if refused:
        raise RemovalsRefused(refused)
