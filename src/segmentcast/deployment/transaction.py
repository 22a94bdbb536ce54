"""Uploads the finished output folder: media, pages, documents, and the feed last.

The feed is replaced only if it is still the one that this publish started from. Until then,
everything that subscribers see keeps its meaning. After an interruption, the old feed and its files
are intact, and the next run sends only what is missing.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from segmentcast import files, layout
from segmentcast import ledger as ledgers
from segmentcast.deployment.delivery import FEED, LEDGER, UploadPhase, hashed, turn_of
from segmentcast.deployment.feed_changes import Deployment
from segmentcast.deployment.outgoing import Outgoing, in_parallel, zipped
from segmentcast.deployment.remote_items import FeedItem, path_below, read_items
from segmentcast.deployment.remote_state import RemoteState, named_as, plain
from segmentcast.errors import LedgerError, Overtaken, Problem, StoreError
from segmentcast.ledger import Ledger
from segmentcast.ports import Progress, Store
from segmentcast.publish.identity.retractions import taken_back
from segmentcast.vocabulary.private_paths import concealed, is_private, masked_path

T = TypeVar("T")
_TASK = "Uploading"
_MENDS = 3
_SIDE_FEED = re.compile(r"feeds/.+\.xml")
_TAKEN_BACK = ("audio/", "captions/", "chapters/", "waveforms/")


@dataclass(slots=True)
class Transaction:
    """One deployment of one output folder.

    `known` are all GUIDs that were ever known here. Without `subscribers_known`, because there is
    no private.toml on this machine, private feeds at the target are left alone. `seen` maps paths
    to the SHA-256 and version of their content at the target, to save requests in the next publish;
    it is updated, and may be lost. `compress` stores feed and texts gzipped, for stores that serve
    files directly. `recorded` returns the SHA-256 that a file was written with, if known; a file
    that has changed since is not sent but added to `damaged`, and stops the deployment if it is
    `needed`. `reread` selects files at the target to compare byte for byte even if their length
    matches.
    """

    output: Path
    target: Store
    standing: RemoteState
    ledger: Ledger
    base_url: str
    known: frozenset[str]
    progress: Progress
    workers: int = 8
    compress: bool = False
    drop_unknown: bool = False
    subscribers_known: bool = True
    seen: dict[str, list[str]] = field(default_factory=dict)
    recorded: Callable[[str], str] = lambda _: ""
    needed: Callable[[Collection[str]], Collection[str]] = lambda paths: paths
    reread: Callable[[str], bool] = lambda _: False
    damaged: list[str] = field(default_factory=list)
    uploaded: list[str] = field(default_factory=list)
    uploaded_bytes: int = 0
    unchanged: int = 0
    _files: Outgoing = field(init=False)

    def __post_init__(self) -> None:
        self._files = Outgoing(self.output, self.compress)

    @concealed()
    def run(self) -> Deployment:
        """Deploys. Raises Overtaken if someone else published meanwhile, or StoreError."""
        local = self._files.paths()
        if FEED not in local or LEDGER in local:
            raise StoreError(Problem(str(self.output), "has no finished feed", "publish again"))
        self._refuse_damaged(path for path in local if path.endswith(".xml"))
        items = self._read_documents(local)
        self._refuse_to_lose(items)
        merged = self._merged_ledger()
        turns: dict[UploadPhase, list[str]] = {turn: [] for turn in UploadPhase}
        for path in local:
            turns[turn_of(path)].append(path)
        missing = self._missing(turns[UploadPhase.MEDIA])
        self.unchanged += len(turns[UploadPhase.MEDIA]) - len(missing)
        self._require_enclosures(items, {*self._send(missing)})
        self._refuse_if_overtaken()
        self._send(self._differing(turns[UploadPhase.PAGES]))
        self._send(self._differing(turns[UploadPhase.DOCUMENTS]))
        self._swap(LEDGER, merged, self.standing.ledger_text, self.standing.ledger_version)
        feed = files.read(self.output / FEED, limit_bytes=1 << 28)
        changed = self._swap(FEED, feed, self.standing.feed, self.standing.feed_version)
        deleted = self._remove_gone({*local})
        before = self.standing.items
        return Deployment(
            uploaded=tuple(sorted(self.uploaded)),
            uploaded_bytes=self.uploaded_bytes,
            unchanged=self.unchanged,
            deleted=tuple(map(masked_path, deleted)),
            feed_changed=changed,
            added=tuple(item for guid, item in items.items() if guid not in before),
            changed=tuple(item for guid, item in items.items() if before.get(guid, item) != item),
            removed=tuple(item for guid, item in before.items() if guid not in items),
        )

    # --- before anything is written -----------------------------------------------------------

    def _read_documents(self, local: Iterable[str]) -> dict[str, FeedItem]:
        """The items of all local documents by GUID; checks the lengths of their enclosures."""
        items: dict[str, FeedItem] = {}
        problems: list[Problem] = []
        for path in local:
            if not path.endswith(".xml"):
                continue
            data = files.read(self.output / path, limit_bytes=1 << 28)
            for item in read_items(data, path) or ():
                items[item.guid] = item
                below = path_below(self.base_url, item.url)
                if below is None:
                    continue
                there = files.inside(self.output, below)
                length = there.stat().st_size if there.is_file() else None
                if length is None or length != item.length_bytes:
                    actual = "it is missing" if length is None else f"it has {length}"
                    what = f"{path} says that {below} has {item.length_bytes} bytes, but {actual}"
                    problems.append(Problem(str(there), what, "publish again"))
        if problems:
            raise StoreError(problems)
        return items

    def _refuse_to_lose(self, items: Mapping[str, FeedItem]) -> None:
        """Raises Overtaken for episodes at the store that were never known here: someone else's."""
        if self.drop_unknown:
            return
        lost = [
            item
            for guid, item in self.standing.items.items()
            if guid not in items and guid not in self.known
        ]
        if lost:
            raise Overtaken(
                Problem(
                    f"{FEED} in the store",
                    f'has "{item.title}" ({item.guid}), which is unknown here: someone else published it',
                    "fetch its folder and the ledger (git pull), then publish again; or, to remove it from"
                    " the feed, publish with --drop-unknown",
                )
                for item in lost
            )

    def _merged_ledger(self) -> bytes:
        theirs = self.standing.ledger
        if theirs is None:
            return self.ledger.render().encode()
        merged = ledgers.merge(self.ledger, named_as(self.ledger, theirs))
        return merged.render().encode()

    def _is_there(self, path: str) -> bool:
        there = self.standing.listing.get(path)
        return there is not None and there.length_bytes == self._files.length(path)

    # --- damage -----------------------------------------------------------------------------------

    def _missing(self, media: Iterable[str]) -> list[str]:
        """Media that are missing at the target, or differ if they are to be compared."""
        media = list(media)
        there = [path for path in media if self._is_there(path) and self.reread(path)]
        other = {
            path for path, differs in self._in_parallel(self._reads_otherwise, there) if differs
        }
        return [path for path in media if path in other or not self._is_there(path)]

    def _reads_otherwise(self, path: str) -> bool:
        return self.target.digest(path) != self._files.digest(path)

    def _refuse_damaged(self, paths: Iterable[str]) -> list[str]:
        """The files that may be sent, without damaged ones that nothing needs.

        Raises StoreError if needed files have changed since they were written.
        """
        paths = list(paths)
        sounds = self._sounds(paths)
        expected = {path: sounds.get(path) or self.recorded(path) for path in paths}
        known = [path for path, sha256 in expected.items() if sha256]
        read = self._in_parallel(self._files.source_digest, known)
        damaged = [path for path, sha256 in read if sha256 != expected[path]]
        needed = self.needed(damaged) if damaged else ()
        self.damaged += [path for path in damaged if path in needed]
        if self.damaged:
            raise StoreError(
                Problem(
                    str(self.output / path),
                    "has changed since it was published, so nothing is uploaded",
                    "run the same command again, which rebuilds damaged files",
                )
                for path in self.damaged
            )
        return [path for path in paths if path not in damaged]

    def _sounds(self, paths: Iterable[str]) -> dict[str, str]:
        """The SHA-256 of those files that the ledger lists as audio."""
        wanted = {path for path in paths if path.startswith("audio/")}
        if not wanted:
            return {}
        return {
            version.path: version.sha256
            for entry in self.ledger
            for version in entry.versions
            if version.path in wanted
        }

    # --- sending ----------------------------------------------------------------------------------

    def _differing(self, paths: Iterable[str]) -> list[str]:
        """The files whose content at the target differs."""
        differences = self._in_parallel(self._differs, paths)
        differing = [path for path, differs in differences if differs]
        self.unchanged += len(differences) - len(differing)
        return differing

    def _differs(self, path: str) -> bool:
        if not self._is_there(path):
            return True
        ours = self._files.digest(path)
        version = self.standing.listing[path].version
        if self.reread(path):
            return self.target.digest(path) != ours
        if version and self.seen.get(_remembered(path)) == [ours, version]:
            return False
        there = self.target.head(path)
        if there is None:
            return True
        differs = (there.sha256 or self.target.digest(path)) != ours
        if not differs:
            self.seen[_remembered(path)] = [ours, there.version]
        return differs

    def _send(self, paths: list[str]) -> list[str]:
        """Sends the files except damaged ones that nothing needs, and returns those sent."""
        if not paths:
            return []
        paths = self._refuse_damaged(paths)
        self.progress.start(_TASK, sum(map(self._files.source_length, paths)), "bytes")
        try:
            for path, length in self._in_parallel(self._send_one, paths):
                self.uploaded.append(masked_path(path))
                self.uploaded_bytes += length
        finally:
            self.progress.finish(_TASK)
        return paths

    def _send_one(self, path: str) -> int:
        """Sends the file, and returns the number of bytes."""
        body = self._files.body(path)
        self.target.put(
            path, body, mime=layout.media_type(path), delivery=self._files.delivery(path)
        )
        self.progress.advance(_TASK, self._files.source_length(path))
        return body.stat().st_size if isinstance(body, Path) else len(body)

    def _in_parallel(self, act: Callable[[str], T], paths: Iterable[str]) -> list[tuple[str, T]]:
        return in_parallel(act, paths, self.workers)

    def _require_enclosures(self, items: Mapping[str, FeedItem], sent: set[str]) -> None:
        """Checks, right before the feed is replaced, that every enclosure is at the target."""
        for item in items.values():
            path = path_below(self.base_url, item.url)
            if path is None or path in sent:
                continue
            there = self.standing.listing.get(path)
            if there is None or there.length_bytes != item.length_bytes:
                raise StoreError(
                    Problem(path, "the feed links to it, but it is missing", "publish again")
                )

    def _refuse_if_overtaken(self) -> None:
        """Protects the pages of someone who published while the media were being uploaded."""
        there = self.target.head(FEED)
        if (there.version if there else "") != self.standing.feed_version:
            raise _overtaken()

    def _swap(self, path: str, data: bytes, before: bytes, version: str) -> bool:
        """Replaces the given version; True if the content changed."""
        if data == before:
            self.unchanged += 1
            return False
        body = zipped(data) if self.compress else data
        try:
            self.target.put(
                path,
                body,
                mime=_mime(path),
                delivery=self._files.delivery(path),
                if_version=version,
            )
        except Overtaken:
            # If the response to a swap was lost, the retry finds our own content there.
            if self.target.head(path) is None or self.target.get(path) != body:
                raise _overtaken() from None
        self._require_whole(path, body, version)
        self.uploaded.append(path)
        self.uploaded_bytes += len(body)
        return True

    def _require_whole(self, path: str, body: bytes, before: str) -> None:
        """Reads the swapped file back, and writes it again if it is damaged or missing.

        Another intact document was published by someone else right afterwards, and stays.
        """
        for _ in range(_MENDS):
            there = self.target.head(path)
            if there is not None and self.target.get(path) == body:
                return
            if there is not None and there.version != before and self._reads(path):
                return
            with contextlib.suppress(Overtaken):
                self.target.put(
                    path,
                    body,
                    mime=_mime(path),
                    delivery=self._files.delivery(path),
                    if_version=there.version if there else "",
                )
        if self.target.get(path) != body:
            raise StoreError(Problem(path, "reads back differently than written", "publish again"))

    def _reads(self, path: str) -> bool:
        """Whether the file there is an intact ledger or feed."""
        try:
            data = plain(self.target.get(path))
            if path == LEDGER:
                return bool(len(ledgers.parse(ledgers.decoded(data, path), path)))
            return read_items(data, path) is not None
        except (StoreError, LedgerError):
            return False

    def _remove_gone(self, local: set[str]) -> tuple[str, ...]:
        """Removes retracted audio and captions, and stale feeds. Returns their paths."""
        back = taken_back(self.ledger)
        gone = [
            path
            for path in self.standing.listing
            if path not in local
            and path not in back.spared
            and (
                (is_private(path) and self.subscribers_known)
                or _SIDE_FEED.fullmatch(path)
                or (path.startswith(_TAKEN_BACK) and hashed(path) in back.names)
            )
        ]
        for path in gone:
            self.target.delete(path)
        return tuple(gone)


def _mime(path: str) -> str:
    return "application/jsonl" if path == LEDGER else layout.media_type(path)


def _remembered(path: str) -> str:
    """The key of a path in `seen`, which must not reveal a private feed's address."""
    return hashlib.sha256(path.encode()).hexdigest() if is_private(path) else path


def _overtaken() -> Overtaken:
    return Overtaken(
        Problem(
            f"{FEED} in the store",
            "someone else published at the same time; their version is live",
            "fetch their changes (git pull), then run the same command again",
        )
    )
