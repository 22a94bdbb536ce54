"""What is at the target when a publish starts: the version that the swap at its end compares with."""

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
    """The target's listing, its feed and its ledger, each with its version (empty: there is none).

    `items` are those of every feed document there but private ones, which hold the same; by GUID.
    `documents` has the GUIDs in each of them by path.
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
    """Reads what is there. Raises StoreError when it cannot be read or is no feed of ours.

    With `mend` a feed document that is damaged holds what the ledger there says.
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
    """Our ledger with what the target's knows of the episodes that are here (known, or a folder).

    Episodes of others are left out: that they are not known here is what protects them from being
    published away. Raises LedgerError when the two contradict each other.
    """
    if theirs is None:
        return ours
    base = ours if ours is not None else Ledger(theirs.guid, theirs.feed_url)
    renamed = named_as(base, theirs)
    shared = [entry for entry in renamed if entry.id in base or entry.id in here]
    return ledgers.merge(base, Ledger(theirs.guid, theirs.feed_url, shared))


def named_as(ours: Ledger, theirs: Ledger) -> Ledger:
    """Their ledger with our names for the episodes that both know, by GUID.

    Folders were renamed on one of the two sides: that is no contradiction. Raises LedgerError when a
    name that is used here is that of an episode which was published elsewhere and is not known here.
    """
    names = {entry.guid: entry.id for entry in ours}
    renamed = {entry.guid: replace(entry, id=names.get(entry.guid, entry.id)) for entry in theirs}
    claims = Counter(entry.id for entry in renamed.values())
    problems = [
        Problem(
            entry.id,
            "is the name of one episode here and of another one in the store, which is not known here",
            "rename the folder here, then publish again",
        )
        for entry in renamed.values()
        if claims[entry.id] > 1 and entry.guid not in names
    ]
    if problems:
        raise LedgerError(problems)
    return Ledger(theirs.guid, theirs.feed_url, renamed.values())


def plain(data: bytes) -> bytes:
    """The text, whether it was stored compressed or not. Raises StoreError when it is neither."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            content = files.read_at_most(stream, _UNZIPPED_BYTES)
    except (OSError, EOFError, zlib.error):
        raise StoreError(Problem(FEED, "cannot be decompressed", "check what is there")) from None
    if len(content) > _UNZIPPED_BYTES:
        what = f"holds more than {_UNZIPPED_BYTES >> 20} MB when it is decompressed"
        raise StoreError(Problem(FEED, what, "check what is there"))
    return content


def _read(target: Store, path: str) -> tuple[bytes, str]:
    """A file and the version that these very bytes have."""
    for _ in range(_READS):
        before = target.head(path)
        if before is None:
            return b"", ""
        data = target.get(path)
        after = target.head(path)
        if after is not None and after.version == before.version:
            return plain(data), after.version
    raise StoreBusy(Problem(path, "is being written again and again", "try again in a minute"))


def _by_guid(path: str, data: bytes, instead: dict[str, FeedItem] | None) -> dict[str, FeedItem]:
    """The items of a feed document; `instead`, where there is one, when it cannot be read."""
    try:
        return {item.guid: item for item in read_items(plain(data), path) or ()}
    except StoreError as error:
        if instead is not None:
            return instead
        remedy = "send it again: publish with --verify-store"
        raise StoreError(replace(problem, mend=remedy) for problem in error.problems) from None


def _by_ledger(ledger: Ledger) -> dict[str, FeedItem]:
    """Every episode that was ever in the feed: enough to know whose it is."""
    return {
        entry.guid: FeedItem(entry.guid, entry.id, entry.versions[-1].url, None)
        for entry in ledger
        if entry.versions
    }
