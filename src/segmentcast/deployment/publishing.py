"""Publishes and uploads, in an order that loses nothing."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from segmentcast import files, layout
from segmentcast.config import ShowConfig
from segmentcast.deployment.announcing import announce, memory_of
from segmentcast.deployment.conditions import with_conditions
from segmentcast.deployment.delivery import FEED, hashed
from segmentcast.deployment.feed_changes import Deployment
from segmentcast.deployment.remote_state import RemoteState, common_part, plain, survey
from segmentcast.deployment.transaction import Transaction
from segmentcast.deployment.unused_files import Unused, find_broken_off, find_unused
from segmentcast.errors import Problem, StoreError
from segmentcast.ledger import Ledger
from segmentcast.model import Finding
from segmentcast.ports import Progress, Store, Visitor
from segmentcast.publish import Options, Report, publish, read_show
from segmentcast.publish.memories import RECORDS
from segmentcast.publish.published_files import PublishedFiles, damaged_media, sounds_of
from segmentcast.publish.recovery.stored_copy import StoredCopy
from segmentcast.publish.release.removals import SubscribedFeed, feed_of, guids_in
from segmentcast.records import Records
from segmentcast.store import DryRunStore, StoreSettings, open_store, parse_address
from segmentcast.vocabulary.private_paths import FOLDER as PRIVATE
from segmentcast.vocabulary.private_paths import concealed
from segmentcast.workspace.episode_folder import episode_folders
from segmentcast.workspace.private_feeds import FILE as SUBSCRIBERS
from segmentcast.workspace.private_feeds import private_path, read_subscribers
from segmentcast.workspace.show_folder import ShowFolder, check_store_folder

_ARCHIVE = re.compile(r"archive/\d+\.xml")


def publish_to(
    place: ShowFolder,
    options: Options,
    progress: Progress,
    address: str,
    *,
    drop_unknown: bool = False,
    verify: bool = False,
    opening: Callable[[str, StoreSettings], Store] = open_store,
    visitor: Visitor | None = None,
) -> tuple[Report, Deployment | None]:
    """Publishes the show and uploads it. The deployment is None if there is nothing to upload.

    Then notifies hub and hook; their failures are findings of the deployment. With `verify`, all
    files at the store are compared byte for byte; otherwise only those of episodes that were
    damaged here or forced. With `options.dry_run` nothing is written anywhere.

    Raises Overtaken if someone else published meanwhile or has an episode that is unknown here, and
    StoreError if the store fails permanently. What subscribers see is then unchanged.
    """
    show = read_show(place)
    progress.say(f"Checking {address}")
    target = _target(place, address, show, opening, dry_run=options.dry_run)
    standing = survey(target, mend=verify)
    # Before the merge, so that others' episodes stay unknown however often this runs.
    known = _known(place)
    lost = not place.ledger.exists() and (place.output / "feed.xml").is_file()
    if not options.dry_run:
        _take_promises(place, standing)
    report = publish(
        place,
        options,
        progress,
        show,
        elsewhere=_subscribed(place, target, standing, address),
        copy=_stored_copy(target, standing),
    )
    if not (place.output / "feed.xml").is_file():
        if not options.dry_run:
            findings = _announced(place, show, Deployment(), report, visitor)
            report = replace(report, findings=(*report.findings, *findings))
        return report, None
    if lost and place.ledger.exists() and standing.ledger is not None:
        report = replace(report, findings=(*report.findings, _ledger_from(place, address)))
    if verify and not options.dry_run:
        report = replace(report, findings=(*report.findings, *_take_back(place, target, standing)))
    memory = place.work / f"seen-{hashlib.sha256(address.encode()).hexdigest()[:12]}.json"
    seen = _read_seen(memory)
    remade = {
        outcome.id for outcome in report.looked_at if options.force or verify or outcome.mended
    }
    done = deploy(
        place,
        show,
        target,
        standing,
        progress,
        known=known,
        drop_unknown=drop_unknown,
        seen=seen,
        reread=lambda path: verify or _belongs(path, remade),
        dry_run=options.dry_run,
    )
    if options.dry_run:
        return report, done
    files.write(memory, json.dumps(seen).encode(), durable=False)
    return report, replace(done, findings=_announced(place, show, done, report, visitor))


def _target(
    place: ShowFolder,
    address: str,
    show: ShowConfig,
    opening: Callable[[str, StoreSettings], Store],
    *,
    dry_run: bool,
) -> Store:
    """The store, tested for conditional writes; in a dry run, wrapped so that nothing is written."""
    settings = settings_of(show)
    target = open_target(place, address, settings, opening)
    if dry_run:
        return DryRunStore(target)
    return with_conditions(
        target,
        address,
        settings,
        place.work / "conditional-writes.json",
        single_writer=show.publish.single_writer,
    )


def _announced(
    place: ShowFolder, show: ShowConfig, done: Deployment, report: Report, visitor: Visitor | None
) -> tuple[Finding, ...]:
    return announce(
        show.show, done, show.publish.hook, place.path, visitor,
        passed=show.publish.hook_environment, report=report, memory=memory_of(place),
    )  # fmt: skip


def _ledger_from(place: ShowFolder, address: str) -> Finding:
    return Finding(
        "warning",
        "ledger-rebuilt",
        str(place.ledger.path),
        f"the ledger was missing, although there is a feed here; it was restored from {address}",
        "if version control or a backup has a copy, restore it and publish again",
    )


def _take_back(place: ShowFolder, target: Store, standing: RemoteState) -> Iterator[Finding]:
    """Replaces damaged media here by the store's, if those are intact."""
    ledger = place.ledger.read()
    sounds = sounds_of(ledger) if ledger is not None else {}
    for path, expected in damaged_media(place.output, sounds):
        there = standing.listing.get(path)
        if there is None or not target.digest(path).startswith(expected):
            continue
        data = target.get(path)
        if hashlib.sha256(data).hexdigest().startswith(expected):
            files.write(files.inside(place.output, path), data)
            what = "was damaged here and has been restored from the store"
            yield Finding("warning", "taken-back", path, what, "no action is needed")


def deploy(
    place: ShowFolder,
    show: ShowConfig,
    target: Store,
    standing: RemoteState,
    progress: Progress,
    *,
    known: frozenset[str] = frozenset(),
    drop_unknown: bool = False,
    seen: dict[str, list[str]] | None = None,
    reread: Callable[[str], bool] = lambda _: False,
    dry_run: bool = False,
) -> Deployment:
    """Uploads the finished output folder to the target; see Transaction.

    The next publish reads all files that were found damaged.
    """
    ledger = place.ledger.read() or Ledger.mint(show.show.feed_url, show.show.guid)
    transaction = Transaction(
        place.output,
        target,
        standing,
        ledger,
        show.show.base_url,
        known,
        progress,
        workers=show.publish.uploads,
        compress=show.publish.compress,
        drop_unknown=drop_unknown,
        subscribers_known=(place.path / SUBSCRIBERS).is_file(),
        seen={} if seen is None else seen,
        reread=reread,
    )
    path = place.work / RECORDS
    if dry_run or not path.is_file():
        return transaction.run()
    with contextlib.closing(Records(path)) as records:
        published = PublishedFiles(place.output, records)
        transaction.recorded, transaction.needed = published.recorded, published.needed
        try:
            return transaction.run()
        finally:
            published.suspect(transaction.damaged)


def _belongs(path: str, episodes: Collection[str]) -> bool:
    """Whether a file belongs to one of these episodes. Thumbnails have their width after the name."""
    name = hashed(path) or ""
    return name in episodes or name.rpartition("-")[0] in episodes


def unused_of(
    place: ShowFolder, address: str | None, *, now: datetime, grace: timedelta
) -> tuple[Store, tuple[Unused, ...]]:
    """The removable files, and the store: `address`, else `[publish] to`, else the output folder."""
    show = read_show(place)
    to = address or show.publish.to
    if to and not _is_output(place, to):
        target = published_target(place, to, show)
    else:
        target = open_store(str(place.output))
    ledger = place.ledger.read() or Ledger.mint(show.show.feed_url, show.show.guid)
    standing = survey(target)
    unused = find_unused(place.output, standing, ledger, now=now, grace=grace)
    return target, (*unused, *find_broken_off(target, now=now))


def published_target(place: ShowFolder, to: str, show: ShowConfig) -> Store:
    """The store at an address that something was published to. Raises StoreError otherwise.

    A mistyped address thus gives one message instead of one per missing file.
    """
    target = open_target(place, to, settings_of(show))
    if next(iter(target.entries()), None) is None:
        mend = f"check the spelling, or publish to it first: {place.command('publish', '--to', to)}"
        raise StoreError(Problem(to, "nothing is published there", mend))
    return target


def settings_of(show: ShowConfig) -> StoreSettings:
    """The store settings in show.toml."""
    settings = show.publish
    return StoreSettings(
        settings.endpoint,
        settings.region,
        settings.path_style,
        settings.encryption,
        settings.kms_key,
    )


def _stored_copy(target: Store, standing: RemoteState) -> StoredCopy:
    """The published files at the target."""
    archives = sorted(path for path in standing.listing if _ARCHIVE.fullmatch(path))
    feed = [FEED] if standing.feed else []
    return StoredCopy(lambda path: plain(target.get(path)), (*archives, *feed))


def open_target(
    place: ShowFolder,
    address: str,
    settings: StoreSettings,
    opening: Callable[[str, StoreSettings], Store] = open_store,
) -> Store:
    """The store at an address. Raises UsageError for a folder that must not be a store."""
    named = parse_address(address)
    if named.kind == "directory":
        check_store_folder(place, Path(named.path), address)
    return opening(address, settings)


def _is_output(place: ShowFolder, address: str) -> bool:
    """Whether the address is the output folder."""
    named = parse_address(address)
    return named.kind == "directory" and Path(named.path).resolve() == place.output.resolve()


@concealed()
def _subscribed(
    place: ShowFolder, target: Store, standing: RemoteState, address: str
) -> tuple[SubscribedFeed, ...]:
    """The feeds that subscribers get from the store. Private ones are all alike and count as one."""
    guids: dict[str, list[str]] = {}
    for path, inside in standing.documents.items():
        guids.setdefault(feed_of(path), []).extend(inside)
    for token in read_subscribers(place).values():
        home = private_path(token)
        if home in standing.listing:
            archives = home.removesuffix(".xml") + "/"
            paths = [home, *(path for path in standing.listing if path.startswith(archives))]
            guids[PRIVATE] = [guid for path in paths for guid in guids_in(plain(target.get(path)))]
            break
    return tuple(
        SubscribedFeed(name, f"{name} at {address}", partial(iter, tuple(inside)))
        for name, inside in sorted(guids.items())
        if name
    )


def _known(place: ShowFolder) -> frozenset[str]:
    ledger = place.ledger.read()
    return frozenset(entry.guid for entry in ledger) if ledger is not None else frozenset()


def _take_promises(place: ShowFolder, standing: RemoteState) -> None:
    """Adds what the store's ledger has about local episodes to ours, before they are produced."""
    if standing.ledger is None:
        return
    here = {layout.episode_id(folder.name) for folder in episode_folders(place)}
    with files.only_one(files.ensure_folder(place.work) / "lock", "publish"):
        merged = common_part(place.ledger.read(), standing.ledger, here)
        if merged is not None:
            place.ledger.write(merged)


def _read_seen(memory: Path) -> dict[str, list[str]]:
    """What earlier publishes found at the target; empty if lost or damaged."""
    if not memory.is_file():
        return {}
    try:
        record = json.loads(files.read(memory, limit_bytes=1 << 28))
    except ValueError:
        return {}
    return record if isinstance(record, dict) else {}
