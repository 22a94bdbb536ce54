"""Reads what is at the target when a publish starts, to compare with when the feed is replaced."""

from __future__ import annotations

import gzip
import io
import zlib
from collections import Counter
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from segmentcast import files
from segmentcast import ledger as ledgers
from segmentcast.deployment.delivery import FEED, LEDGER
from segmentcast.deployment.remote_items import FeedItem, read_items
from segmentcast.errors import LedgerError, Problem, StoreBusy, StoreError
from segmentcast.ledger import Ledger
from segmentcast.ports import Store, StoredFile
from segmentcast.vocabulary.private_paths import concealed, is_private

_READS = 5
_READERS = 8
_UNZIPPED_BYTES = 256 << 20


@dataclass(frozen=True, slots=True)
class RemoteState:
    """The target's listing, feed and ledger, each with its version; empty if missing.

    `items` maps GUIDs to the items of all feed documents except private ones, which have the same.
    `documents` maps each document's path to its GUIDs.
    """

    listing: dict[str, StoredFile]
    feed: bytes
    feed_version: str
    items: dict[str, FeedItem]
    ledger: Ledger | None
    ledger_text: bytes
    ledger_version: str
    documents: dict[str, tuple[str, ...]] = field(default_factory=dict)


@concealed()
def survey(target: Store, *, mend: bool = False) -> RemoteState:
    """Reads the target. Raises StoreError if it cannot be read or the feed is not ours.

    With `mend`, the items of a damaged feed document are taken from the target's ledger.
    """
    feed, feed_version = _read(target, FEED)
    ledger_text, ledger_version = _read(target, LEDGER)
    listing = {entry.path: entry for entry in target.entries()}
    items: dict[str, FeedItem] = {}
    documents: dict[str, tuple[str, ...]] = {}
    older = [
        path for path in listing if path.endswith(".xml") and path != FEED and not is_private(path)
    ]
    ledger = None
    if ledger_text:
        where = f"{LEDGER} in the store"
        ledger = ledgers.parse(ledgers.decoded(ledger_text, where), where)
    instead = _by_ledger(ledger) if mend and ledger is not None else None
    with ThreadPoolExecutor(_READERS, "survey") as pool:
        for path, data in zip(older, pool.map(target.get, older), strict=True):
            inside = _by_guid(path, data, instead)
            documents[path] = tuple(inside)
            items |= inside
    if feed:
        inside = _by_guid(FEED, feed, instead)
        documents[FEED] = tuple(inside)
        items |= inside
    return RemoteState(
        listing, feed, feed_version, items, ledger, ledger_text, ledger_version, documents
    )


def common_part(ours: Ledger | None, theirs: Ledger | None, here: Collection[str]) -> Ledger | None:
    """Our ledger plus what the target's has about local episodes (in our ledger, or with a folder).

    Others' episodes are left out: they must stay unknown here, or the next publish would remove
    them. Raises LedgerError if the two ledgers contradict each other.
    """
    if theirs is None:
        return ours
    base = ours if ours is not None else Ledger(theirs.guid, theirs.feed_url)
    renamed = named_as(base, theirs)
    shared = [entry for entry in renamed if entry.id in base or entry.id in here]
    return ledgers.merge(base, Ledger(theirs.guid, theirs.feed_url, shared))


def named_as(ours: Ledger, theirs: Ledger) -> Ledger:
    """Their ledger with our names for the episodes that both know, matched by GUID.

    A folder renamed on one side is no contradiction. Raises LedgerError if a name used here belongs
    to an episode that was published elsewhere and is unknown here.
    """
    names = {entry.guid: entry.id for entry in ours}
    renamed = {entry.guid: replace(entry, id=names.get(entry.guid, entry.id)) for entry in theirs}
    claims = Counter(entry.id for entry in renamed.values())
    problems = [
        Problem(
            entry.id,
            "is the name of an episode here and of another one in the store, which is unknown here",
            "rename the folder here, then publish again",
        )
        for entry in renamed.values()
        if claims[entry.id] > 1 and entry.guid not in names
    ]
    if problems:
        raise LedgerError(problems)
    return Ledger(theirs.guid, theirs.feed_url, renamed.values())


def plain(data: bytes) -> bytes:
    """The text, decompressed if necessary. Raises StoreError if it can't be."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            content = files.read_at_most(stream, _UNZIPPED_BYTES)
    except (OSError, EOFError, zlib.error):
        raise StoreError(
            Problem(FEED, "cannot be decompressed", "check what is stored there")
        ) from None
    if len(content) > _UNZIPPED_BYTES:
        what = f"decompresses to more than {_UNZIPPED_BYTES >> 20} MB"
        raise StoreError(Problem(FEED, what, "check what is stored there"))
    return content


def _read(target: Store, path: str) -> tuple[bytes, str]:
    """A file, and the version of exactly these bytes."""
    for _ in range(_READS):
        before = target.head(path)
        if before is None:
            return b"", ""
        data = target.get(path)
        after = target.head(path)
        if after is not None and after.version == before.version:
            return plain(data), after.version
    raise StoreBusy(Problem(path, "keeps being rewritten", "try again in a minute"))


def _by_guid(path: str, data: bytes, instead: dict[str, FeedItem] | None) -> dict[str, FeedItem]:
    """The items of a feed document by GUID. If it cannot be read, `instead` is used, if given."""
    try:
        return {item.guid: item for item in read_items(plain(data), path) or ()}
    except StoreError as error:
        if instead is not None:
            return instead
        remedy = "upload it again: publish with --verify-store"
        raise StoreError(replace(problem, mend=remedy) for problem in error.problems) from None


def _by_ledger(ledger: Ledger) -> dict[str, FeedItem]:
    """Items for all episodes that were ever in the feed, enough to know whose they are."""
    return {
        entry.guid: FeedItem(entry.guid, entry.id, entry.versions[-1].url, None)
        for entry in ledger
        if entry.versions
    }
