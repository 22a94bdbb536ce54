"""The cache: what is kept on this machine first, then what is kept in a place that others share.

What is found in the shared place is copied here, and what is made here is brought there behind the
work. A shared place that fails costs one warning: the publish goes on with what is here.
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
"""Requests to a shared place at a time; each is mostly waiting."""

_WAITING = 64
"""Values that wait to be brought there; whoever makes more waits as well."""

_LATELY = 20_000
"""Names that are remembered so that each is counted once: more than the episodes under way have."""


@dataclass(slots=True)
class Counters:
    """What was asked of a cache of one kind: `found` here, `fetched` from the shared place, `absent`.

    `made` values were kept, `made_bytes` in all; `brought` of them to the shared place. `damaged`
    values were cut, altered or another's: each was left unused and replaced.
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
    """As long as it lives, the values of these names stay in the cache that gave it."""

    names: frozenset[str]


@dataclass(slots=True)
class _Limits:
    """How much may be kept here and there, and what was written since that was last checked."""

    here_bytes: int | None
    there_bytes: int | None
    written_bytes: int = 0
    brought_bytes: int = 0

    def due(self, at_least: int) -> tuple[bool, bool]:
        """Whether here and there enough was written to look at a part."""
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
    """Values by name, in two places. Called from several threads at once."""

    def __init__(
        self,
        local: FolderBackend,
        shared: Shared | None = None,
        *,
        limit_bytes: int | None = None,
        shared_limit_bytes: int | None = None,
        trust: Trust = _TRUST,
    ) -> None:
        """`trust` says which values on this machine are believed; the others are absent."""
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
        """The value, from here or else from the shared place; None when there is none that is whole.

        `again` says that it was gathered before, and counted; `credible` is asked before something of
        the shared place is taken. Raises StoreError when the folder on this machine cannot be read.
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
        """Whether there is a value on this machine that is believed; it may yet turn out to be damaged."""
        if self._trust.everybody:
            return self.local.has(name)
        start = self.local.start(name, HERE_HEAD_BYTES)
        origin = origin_of(start) if start is not None else None
        return origin is not None and self._trust.believes(origin)

    def gather(
        self, names: Iterable[str], credible: Callable[[memoryview], bool] | None = None
    ) -> frozenset[str]:
        """Which of the values are on this machine, after fetching from the shared place what is not.

        `credible` is asked before something of the shared place is taken.
        """
        wanted = tuple(dict.fromkeys(names))
        here = {name for name in wanted if self.has(name)}
        away = [name for name in wanted if name not in here]
        arrived = self._asked(lambda name: self._fetch(name, credible) is not None, away)
        for name in self._first_asked(wanted):
            away_still = name not in here and name not in arrived
            self._count(name, found=name in here, fetched=name in arrived, absent=away_still)
        here |= arrived
        return frozenset(here)

    def missing(self, names: Iterable[str]) -> tuple[str, ...]:
        """Which of the values are in neither place; nothing is fetched."""
        away = [name for name in dict.fromkeys(names) if not self.has(name)]
        there = self._asked(self.shared.has, away) if self.shared else frozenset()
        return tuple(name for name in away if name not in there)

    def hold(self, names: Collection[str]) -> Hold:
        """Keeps these values from being pruned by this process for as long as the hold lives."""
        hold = Hold(frozenset(names))
        with self._lock:
            self._holds.add(hold)
        return hold

    def held(self) -> frozenset[str]:
        """The names that somebody holds."""
        with self._lock:
            return frozenset().union(*(hold.names for hold in self._holds))

    # --- writing --------------------------------------------------------------------------------

    def put(self, name: str, payload: bytes) -> None:
        """Keeps the value here, and brings it to the shared place in the background.

        Raises StoreError when the folder on this machine cannot be written to.
        """
        self._keep(name, payload, MADE_HERE)

    def keep_as(self, name: str, other: str) -> bool:
        """Keeps a value that is on this machine under another name as well; whether it could be read.

        Where it came from is kept with it: a copy is believed no more than what it is a copy of.
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
        """The same for what can be done without: that it could not be kept is a finding."""
        try:
            self.put(name, payload)
        except StoreError as error:
            self._trouble_here = error.problems[0]

    def refuse(self, name: str) -> None:
        """The value is not what its name says: what is put next takes its place everywhere."""
        self._count(name, damaged=1)
        with self._lock:
            self._to_replace.add(name)

    def flush(self) -> None:
        """Waits until all that was made is in the shared place, or could not be brought there.

        Then keeps the limits, as a worker that lives for long never closes its cache.
        """
        with self._lock:
            waiting = tuple(self._under_way)
        for future in waiting:
            future.result()
        self.tidy()

    def close(self) -> None:
        """Ends the work in the background after it is done; the cache may still be used."""
        with self._lock:
            couriers, self._couriers = self._couriers, None
        if couriers:
            couriers.shutdown(wait=True)
        self.tidy(at_least=1)

    def tidy(self, *, at_least: int = 0) -> None:
        """Keeps the limits. Costs next to nothing where little was written since the last time.

        Never removes what somebody holds or what was used within the hour. What cannot be removed
        is a finding.
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
            # Whoever works has a copy of its own of what it needs.
            self.shared.sweep(limits.there_bytes, there, at_least)

    def findings(self) -> tuple[Finding, ...]:
        """What is to be said: why the shared place was left alone, and why a limit was not kept."""
        findings: list[Finding] = []
        if self._trouble_here:
            where, what, mend = astuple(self._trouble_here)
            what = f"the cache could not be written to: {what}"
            findings.append(Finding("warning", "cache", where, what, mend))
        if self.shared and self.shared.trouble:
            where, what, mend = astuple(self.shared.trouble)
            what = f"the shared cache was left alone: {what}"
            mend = mend or "nothing is lost; what was made is kept on this machine"
            where = where or self.shared.name
            findings.append(Finding("warning", "shared-cache", where, what, mend))
        return tuple(findings)

    # --- the shared place -------------------------------------------------------------------------

    def _asked(self, question: Callable[[str], bool], names: list[str]) -> frozenset[str]:
        """The names for which the shared place says yes; several are asked at a time."""
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
        """The value from the shared place, copied here."""
        data = self.shared.get(name) if self.shared else None
        if self.shared is None or data is None:
            return None
        secret = self.shared.secret
        value = unsealed(name, data, secret)
        if value is None or (credible is not None and not credible(value)):
            self.refuse(name)
            return None
        self._put_here(name, kept_here(name, value, Origin(made=False, seal=seal_of(secret))))
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
        """Those that were not asked for lately: a sentence is looked for again on its way, and counts once."""
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
