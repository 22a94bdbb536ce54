"""From the finished output folder to the target: media, pages, documents, and the feed last.

The feed is swapped in only if it is still the one that this publish started from. Until then nothing
that subscribers see has changed its meaning, so a break at any point leaves the old feed and all that it
names whole; the next run finds what has arrived already and sends the rest.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from segmentcast import files, layout
from segmentcast import ledger as ledgers
from segmentcast.deployment.delivery import (
    FEED,
    LEDGER,
    Turn,
    delivery_of,
    hashed,
    is_text,
    turn_of,
)
from segmentcast.deployment.documents import FeedItem, path_below, read_items
from segmentcast.deployment.outcome import Deployment
from segmentcast.deployment.standing import Standing, named_as, plain
from segmentcast.errors import LedgerError, Overtaken, Problem, StoreError
from segmentcast.ledger import Ledger
from segmentcast.ports import Delivery, Progress, Store
from segmentcast.publish.retraction import taken_back
from segmentcast.store import DirectoryStore
from segmentcast.vocabulary.private_paths import concealed, is_private, masked_path

_TASK = "Uploading"
_MENDS = 3
_SIDE_FEED = re.compile(r"feeds/.+\.xml")
_TAKEN_BACK = ("audio/", "captions/", "chapters/", "waveforms/")


@dataclass(slots=True)
class Transaction:
    """One deployment of one output folder. `known` are the GUIDs that were ever known here.

    Without `subscribers_known` (a machine that has no private.toml) private feeds at the target are
    left as they are: nobody here can say who was taken off the list. `seen` remembers which content (SHA-256) had which version at the target, so that the next publish
    need not ask for it; it is filled here and may be lost. `compress` stores feed and texts gzipped, for stores that serve by themselves.
    """

    output: Path
    target: Store
    standing: Standing
    ledger: Ledger
    base_url: str
    known: frozenset[str]
    progress: Progress
    workers: int = 8
    compress: bool = False
    drop_unknown: bool = False
    subscribers_known: bool = True
    seen: dict[str, list[str]] = field(default_factory=dict)
    uploaded: list[str] = field(default_factory=list)
    uploaded_bytes: int = 0
    unchanged: int = 0
    _bodies: dict[str, bytes | Path] = field(default_factory=dict)

    @concealed()
    def run(self) -> Deployment:
        """Does it. Raises Overtaken when somebody else published meanwhile, StoreError for the rest."""
        local = tuple(entry.path for entry in DirectoryStore(self.output).entries())
        local = tuple(path for path in local if not _is_hidden(path))
        if FEED not in local or LEDGER in local:
            raise StoreError(
                Problem(str(self.output), "holds no finished feed", "run: segmentcast publish")
            )
        items = self._read_documents(local)
        self._refuse_to_lose(items)
        merged = self._merged_ledger()
        turns: dict[Turn, list[str]] = {turn: [] for turn in Turn}
        for path in local:
            turns[turn_of(path)].append(path)
        missing = [path for path in turns[Turn.MEDIA] if not self._is_there(path)]
        self.unchanged += len(turns[Turn.MEDIA]) - len(missing)
        self._send(missing)
        self._require_enclosures(items, {*missing})
        self._refuse_if_overtaken()
        self._send(self._differing(turns[Turn.PAGES]))
        self._send(self._differing(turns[Turn.DOCUMENTS]))
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
        """Every item of the output by GUID; each enclosure of ours stands in it with its length."""
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
                    what = (
                        f"{path} names {below} with {item.length_bytes} bytes; there are {length}"
                    )
                    problems.append(Problem(str(there), what, "run: segmentcast publish"))
        if problems:
            raise StoreError(problems)
        return items

    def _refuse_to_lose(self, items: Mapping[str, FeedItem]) -> None:
        """Episodes that are out there and were never known here are somebody else's, not removed ones."""
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
                    f'holds "{item.title}" ({item.guid}), which is not here: somebody else published it',
                    "fetch their folder and the ledger (git pull), then publish again",
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
        return there is not None and there.length_bytes == self._length(path)

    # --- sending ----------------------------------------------------------------------------------

    def _differing(self, paths: Iterable[str]) -> list[str]:
        """The files whose content at the target is another one."""
        found = self._in_parallel(self._differs, paths)
        differing = [path for path, differs in found if differs]
        self.unchanged += len(found) - len(differing)
        return differing

    def _differs(self, path: str) -> bool:
        if not self._is_there(path):
            return True
        body = self._body(path)
        ours = files.sha256_of(body) if isinstance(body, Path) else hashlib.sha256(body).hexdigest()
        version = self.standing.listing[path].version
        if version and self.seen.get(_remembered(path)) == [ours, version]:
            self._bodies.pop(path, None)
            return False
        there = self.target.head(path)
        if there is None:
            return True
        differs = (there.sha256 or self.target.digest(path)) != ours
        if not differs:
            self.seen[_remembered(path)] = [ours, there.version]
            self._bodies.pop(path, None)
        return differs

    def _send(self, paths: list[str]) -> None:
        if not paths:
            return
        lengths = {path: self._length(path) for path in paths}
        self.progress.start(_TASK, sum(lengths.values()), "bytes")
        try:
            for path, _ in self._in_parallel(self._send_one, paths):
                self.uploaded.append(masked_path(path))
                self.uploaded_bytes += lengths[path]
        finally:
            self.progress.finish(_TASK)

    def _send_one(self, path: str) -> None:
        body = self._body(path)
        self.target.put(path, body, mime=layout.media_type(path), delivery=self._delivery(path))
        self._bodies.pop(path, None)
        self.progress.advance(_TASK, self._length(path))

    def _in_parallel(
        self, act: Callable[[str], Any], paths: Iterable[str]
    ) -> list[tuple[str, Any]]:
        """What `act` gives for each path; the first failure ends it, when what is under way has ended."""
        paths = list(paths)
        with ThreadPoolExecutor(max(1, self.workers), "upload") as pool:
            futures = [pool.submit(act, path) for path in paths]
            wait(futures, return_when=FIRST_EXCEPTION)
            for future in futures:
                future.cancel()
        failures = [
            error for each in futures if not each.cancelled() and (error := each.exception())
        ]
        if failures:
            raise failures[0]
        return [(path, future.result()) for path, future in zip(paths, futures, strict=True)]

    def _require_enclosures(self, items: Mapping[str, FeedItem], sent: set[str]) -> None:
        """The last look before anything names them: every enclosure is at the target."""
        for item in items.values():
            path = path_below(self.base_url, item.url)
            if path is None or path in sent:
                continue
            there = self.standing.listing.get(path)
            if there is None or there.length_bytes != item.length_bytes:
                raise StoreError(
                    Problem(path, "the feed would name it, and it is not there", "publish again")
                )

    def _refuse_if_overtaken(self) -> None:
        """Spares the pages of somebody who published while the media went up."""
        there = self.target.head(FEED)
        if (there.version if there else "") != self.standing.feed_version:
            raise _overtaken()

    def _swap(self, path: str, data: bytes, before: bytes, version: str) -> bool:
        """Puts the file in the place of the version that stood there; True when it changed."""
        if data == before:
            self.unchanged += 1
            return False
        body = _zipped(data) if self.compress else data
        try:
            self.target.put(
                path,
                body,
                mime=_mime(path),
                delivery=self._delivery(path),
                if_version=version,
            )
        except Overtaken:
            # A swap whose answer was lost on the way is tried again, and then finds itself there.
            if self.target.head(path) is None or self.target.get(path) != body:
                raise _overtaken() from None
        self._require_whole(path, body, version)
        self.uploaded.append(path)
        self.uploaded_bytes += len(body)
        return True

    def _require_whole(self, path: str, body: bytes, before: str) -> None:
        """Reads the swapped file back, and writes it again when it arrived damaged or not at all.

        Another whole document is the work of somebody who published right after, and stands.
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
                    delivery=self._delivery(path),
                    if_version=there.version if there else "",
                )
        if self.target.get(path) != body:
            raise StoreError(Problem(path, "was written, and reads differently", "publish again"))

    def _reads(self, path: str) -> bool:
        """Whether what stands there is a whole ledger or feed."""
        try:
            data = plain(self.target.get(path))
            if path == LEDGER:
                return bool(len(ledgers.parse(data.decode("utf-8", "replace"), path)))
            return read_items(data, path) is not None
        except (StoreError, LedgerError):
            return False

    def _remove_gone(self, local: set[str]) -> tuple[str, ...]:
        """What must not stay: sound and captions from before a retraction, feeds taken back."""
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

    # --- files of the output ------------------------------------------------------------------

    def _body(self, path: str) -> bytes | Path:
        source = files.inside(self.output, path)
        if not self._zips(path):
            return source
        if path not in self._bodies:
            self._bodies[path] = _zipped(files.read(source, limit_bytes=1 << 28))
        return self._bodies[path]

    def _length(self, path: str) -> int:
        if self._zips(path):
            return len(self._body(path))  # type: ignore[arg-type]
        return files.inside(self.output, path).stat().st_size

    def _zips(self, path: str) -> bool:
        return self.compress and is_text(layout.media_type(path))

    def _delivery(self, path: str) -> Delivery:
        return delivery_of(path, gzip=self.compress and (path == LEDGER or self._zips(path)))


def _mime(path: str) -> str:
    return "application/jsonl" if path == LEDGER else layout.media_type(path)


def _is_hidden(path: str) -> bool:
    """Whether it stays here: .gitignore, what is in .git; not what hosts ask for (RFC 8615)."""
    parts = path.removeprefix(".well-known/").split("/")
    return any(part.startswith(".") for part in parts)


def _remembered(path: str) -> str:
    """The key of a path in `seen`, which must not give a private feed away."""
    return hashlib.sha256(path.encode()).hexdigest() if is_private(path) else path


def _zipped(data: bytes) -> bytes:
    return gzip.compress(data, 6, mtime=0)


def _overtaken() -> Overtaken:
    return Overtaken(
        Problem(
            f"{FEED} in the store",
            "somebody else published while this publish was at work; theirs stands",
            "fetch what they added (git pull), then run the same command again",
        )
    )
