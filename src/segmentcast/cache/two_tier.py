"""The two-tier cache: a local tier, backed by a shared one.

Values found in the shared tier are copied here. New values are uploaded there in the background. If
the shared tier fails, the publish continues with the local one and reports a single warning.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, astuple, dataclass

from segmentcast.cache.backends import FolderBackend
from segmentcast.cache.pruning import number_of_parts, sweep
from segmentcast.cache.remote_tier import Shared
from segmentcast.cache.sealed_values import (
    HERE_HEAD_BYTES,
    KINDS,
    LOCAL_LIMIT_BYTES,
    MADE_HERE,
    Origin,
    Trust,
    kept_here,
    kind_of,
    origin_of,
    read_here,
    seal_of,
    sealed,
    unsealed,
)
from segmentcast.errors import Problem, StoreError
from segmentcast.model import Finding

_AT_ONCE = 16
"""Concurrent requests to the shared tier, which mostly wait."""

_WAITING = 64
"""Values waiting for upload. Beyond that, writers wait too."""

_LATELY = 20_000
"""Names remembered so that each counts once: more than the episodes in progress have."""


@dataclass(slots=True)
class Counters:
    """The requests to a cache for one kind of value.

    `found` were local, `fetched` came from the shared tier, `absent` were in neither. `made` new
    values with `made_bytes` were stored; `brought` of them were uploaded. `damaged` values were
    cut, altered or misplaced; they were not used and are replaced.
    """

    found: int = 0
    fetched: int = 0
    absent: int = 0
    made: int = 0
    made_bytes: int = 0
    brought: int = 0
    damaged: int = 0

    def as_json(self) -> dict[str, int]:
        return asdict(self)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Hold:
    """Protects the values with these names from pruning while it exists."""

    names: frozenset[str]


@dataclass(slots=True)
class _Limits:
    """The limits of both tiers, and what was written since they were last checked."""

    here_bytes: int | None
    there_bytes: int | None
    written_bytes: int = 0
    brought_bytes: int = 0

    def due(self, at_least: int) -> tuple[bool, bool]:
        """Whether enough was written to check a part, locally and in the shared tier."""
        return (
            _enough(self.here_bytes, self.written_bytes, at_least),
            _enough(self.there_bytes, self.brought_bytes, at_least),
        )


def _enough(limit_bytes: int | None, written_bytes: int, at_least: int) -> bool:
    if limit_bytes is None or not written_bytes:
        return False
    return at_least > 0 or 2 * written_bytes * number_of_parts(limit_bytes) >= limit_bytes


_TRUST = Trust()


class Cache:
    """Values by name, in two tiers. Thread-safe."""

    def __init__(
        self,
        local: FolderBackend,
        shared: Shared | None = None,
        *,
        limit_bytes: int | None = None,
        shared_limit_bytes: int | None = None,
        trust: Trust = _TRUST,
    ) -> None:
        """`trust` decides which local values are believed; others count as absent."""
        self._trust = trust
        self.local = local
        self.shared = shared
        self._trouble_here: Problem | None = None
        self._limits = _Limits(limit_bytes, shared_limit_bytes)
        self.counters: Mapping[str, Counters] = {kind: Counters() for kind in KINDS}
        self._lock = threading.Lock()
        self._holds: weakref.WeakSet[Hold] = weakref.WeakSet()
        self._to_replace: set[str] = set()
        self._lately: dict[str, None] = {}
        self._couriers: ThreadPoolExecutor | None = None
        self._room = threading.BoundedSemaphore(_WAITING)
        self._under_way: set[Future[None]] = set()

    # --- reading --------------------------------------------------------------------------------

    def get(
        self,
        name: str,
        *,
        again: bool = False,
        credible: Callable[[memoryview], bool] | None = None,
    ) -> memoryview | None:
        """The value, from the local tier or else the shared one; None if there is no intact one.

        `again` says that it was gathered, and counted, before. `credible` must accept a value from
        the shared tier. Raises StoreError if the local folder cannot be read.
        """
        data = self.local.get(name, LOCAL_LIMIT_BYTES)
        here = read_here(name, data) if data is not None else None
        if here is not None and self._trust.believes(here[1]):
            self._count(name, found=not again)
            return here[0]
        if data is not None and here is None:
            self._count(name, damaged=1)
        value = self._fetch(name, credible)
        self._count(name, absent=value is None, fetched=value is not None)
        return value

    def has(self, name: str) -> bool:
        """Whether a believed value exists locally. It may still turn out to be damaged."""
        if self._trust.everybody:
            return self.local.has(name)
        start = self.local.start(name, HERE_HEAD_BYTES)
        origin = origin_of(start) if start is not None else None
        return origin is not None and self._trust.believes(origin)

    def gather(
        self, names: Iterable[str], credible: Callable[[memoryview], bool] | None = None
    ) -> frozenset[str]:
        """The names that are available locally, after fetching missing ones from the shared tier.

        `credible` must accept a value from the shared tier.
        """
        wanted = tuple(dict.fromkeys(names))
        here = {name for name in wanted if self.has(name)}
        away = [name for name in wanted if name not in here]
        arrived = self._query(lambda name: self._fetch(name, credible) is not None, away)
        for name in self._first_asked(wanted):
            away_still = name not in here and name not in arrived
            self._count(name, found=name in here, fetched=name in arrived, absent=away_still)
        here |= arrived
        return frozenset(here)

    def missing(self, names: Iterable[str]) -> tuple[str, ...]:
        """The names that are in neither tier. Nothing is fetched."""
        away = [name for name in dict.fromkeys(names) if not self.has(name)]
        there = self._query(self.shared.has, away) if self.shared else frozenset()
        return tuple(name for name in away if name not in there)

    def hold(self, names: Collection[str]) -> Hold:
        """Protects these values from pruning by this process while the returned hold exists."""
        hold = Hold(frozenset(names))
        with self._lock:
            self._holds.add(hold)
        return hold

    def held(self) -> frozenset[str]:
        """The names that are held."""
        with self._lock:
            return frozenset().union(*(hold.names for hold in self._holds))

    # --- writing --------------------------------------------------------------------------------

    def put(self, name: str, payload: bytes) -> None:
        """Stores the value locally, and uploads it to the shared tier in the background.

        Raises StoreError if the local folder is not writable.
        """
        self._keep(name, payload, MADE_HERE)

    def keep_as(self, name: str, other: str) -> bool:
        """Copies a local value to another name. Returns whether it could be read.

        The copy keeps the origin, so it is believed no more than the original.
        """
        data = self.local.get(name, LOCAL_LIMIT_BYTES)
        here = read_here(name, data) if data is not None else None
        if here is None or not self._trust.believes(here[1]):
            return False
        self._keep(other, *here)
        return True

    def _keep(self, name: str, payload: bytes | memoryview, origin: Origin) -> None:
        data = kept_here(name, payload, origin)
        self._put_here(name, data)
        self._count(name, made=1, made_bytes=len(data))
        if self.shared and self.shared.writable:
            with self._lock:
                replacing = name in self._to_replace
                self._to_replace.discard(name)
            there = sealed(name, payload, self.shared.secret)
            self._bring_later(name, there, replacing=replacing)

    def offer(self, name: str, payload: bytes) -> None:
        """Stores a value that is not essential: a failure is only a finding."""
        try:
            self.put(name, payload)
        except StoreError as error:
            self._trouble_here = error.problems[0]

    def refuse(self, name: str) -> None:
        """Rejects a value that doesn't match its name; the next one stored replaces it everywhere."""
        self._count(name, damaged=1)
        with self._lock:
            self._to_replace.add(name)

    def flush(self) -> None:
        """Waits for pending uploads, then enforces the limits.

        A cluster worker lives long and never closes its cache, so it calls this instead.
        """
        with self._lock:
            waiting = tuple(self._under_way)
        for future in waiting:
            future.result()
        self.tidy()

    def close(self) -> None:
        """Finishes the uploads and ends the background threads. The cache remains usable."""
        with self._lock:
            couriers, self._couriers = self._couriers, None
        if couriers:
            couriers.shutdown(wait=True)
        self.tidy(at_least=1)

    def tidy(self, *, at_least: int = 0) -> None:
        """Enforces the limits. Costs almost nothing if little was written since the last time.

        Never removes values that are held or were used within the hour. Failures are findings.
        """
        limits = self._limits
        with self._lock:
            here, there = limits.written_bytes, limits.brought_bytes
            due_here, due_there = limits.due(at_least)
            limits.written_bytes = 0 if due_here else here
            limits.brought_bytes = 0 if due_there else there
        if limits.here_bytes is not None and due_here:
            held = self.held()
            needed = lambda entry: entry.name in held  # noqa: E731
            try:
                sweep(self.local, limits.here_bytes, here, needed, at_least=at_least)
            except StoreError as error:
                self._trouble_here = error.problems[0]
        if self.shared and limits.there_bytes is not None and due_there:
            # Every worker has a local copy of what it needs.
            self.shared.sweep(limits.there_bytes, there, at_least)

    def findings(self) -> tuple[Finding, ...]:
        """Why the shared tier was abandoned, and why a limit could not be enforced."""
        findings: list[Finding] = []
        if self._trouble_here:
            where, what, mend = astuple(self._trouble_here)
            what = f"the cache is not writable: {what}"
            findings.append(Finding("warning", "cache", where, what, mend))
        if self.shared and self.shared.trouble:
            where, what, mend = astuple(self.shared.trouble)
            what = f"the shared cache was not used: {what}"
            mend = mend or "nothing is lost: new values are kept on this machine"
            where = where or self.shared.name
            findings.append(Finding("warning", "shared-cache", where, what, mend))
        return tuple(findings)

    # --- the shared place -------------------------------------------------------------------------

    def _query(self, question: Callable[[str], bool], names: list[str]) -> frozenset[str]:
        """The names for which `question` is true in the shared tier, queried concurrently."""
        if not (names and self.shared and self.shared.readable):
            return frozenset()
        if len(names) == 1:
            return frozenset(filter(question, names))
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            answers = pool.map(question, names)
            return frozenset(name for name, yes in zip(names, answers, strict=True) if yes)

    def _fetch(
        self, name: str, credible: Callable[[memoryview], bool] | None = None
    ) -> memoryview | None:
        """The value from the shared tier, copied to the local one."""
        data = self.shared.get(name) if self.shared else None
        if self.shared is None or data is None:
            return None
        secret = self.shared.secret
        value = unsealed(name, data, secret)
        if value is None or (credible is not None and not credible(value)):
            self.refuse(name)
            return None
        self._put_here(name, kept_here(name, value, Origin(local=False, seal=seal_of(secret))))
        return value

    def _put_here(self, name: str, data: bytes) -> None:
        self.local.put(name, data)
        with self._lock:
            self._limits.written_bytes += len(data)

    def _bring_later(self, name: str, data: bytes, *, replacing: bool) -> None:
        self._room.acquire()
        try:
            with self._lock:
                if self._couriers is None:
                    self._couriers = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="cache")
                future = self._couriers.submit(self._bring, name, data, replacing)
                self._under_way.add(future)
        except BaseException:
            self._room.release()
            raise
        future.add_done_callback(self._arrived)

    def _bring(self, name: str, data: bytes, replacing: bool) -> None:
        if self.shared and self.shared.put(name, data, replacing=replacing):
            self._count(name, brought=1)
            with self._lock:
                self._limits.brought_bytes += len(data)

    def _arrived(self, future: Future[None]) -> None:
        self._room.release()
        with self._lock:
            self._under_way.discard(future)

    def _first_asked(self, names: Iterable[str]) -> list[str]:
        """Those names that were not requested recently; a sentence is requested several times."""
        with self._lock:
            first = [name for name in names if name not in self._lately]
            self._lately.update(dict.fromkeys(first))
            while len(self._lately) > _LATELY:
                del self._lately[next(iter(self._lately))]
        return first

    def _count(self, name: str, **amounts: int) -> None:
        counters = self.counters[kind_of(name)]
        with self._lock:
            for what, amount in amounts.items():
                setattr(counters, what, getattr(counters, what) + amount)
