"""Writes that hang, that arrive twice, too late, or in another order than they were sent."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from segmentcast.errors import Overtaken, SegmentcastError, StoreBusy
from segmentcast.ports import AS_IT_IS, Delivery, Store, StoredFile
from segmentcast.retry import Retry
from segmentcast.store import MemoryStore, RetryingStore, VerifyingStore

OLD = {"ferry": b"ferry" * 50, "harbour": b"harbour" * 40}
NEW = {"ferry": b"ferry, corrected" * 30, "harbour": OLD["harbour"], "tides": b"tides" * 60}
NEWER = {**NEW, "tides": b"tides, corrected" * 50}
TIMEOUT_SECONDS = 0.01
WAYS = {
    "stalls": "nothing happens until the time-out, and nothing is done",
    "stalls, done": "it is done, and the answer does not come before the time-out",
    "reordered": "it is said to be done, and is done after the next write",
    "late": "the time-out passes, and it is done after the next write",
    "straggling": "the time-out passes, and it is done after the next publish",
    "twice": "it is done, and once more after the next write",
    "twice, straggling": "it is done, and once more after the next publish",
}


class SlowStore:
    """A store that goes wrong in one of the WAYS at the n-th operation."""

    def __init__(self, inner: MemoryStore, way: str, at: int) -> None:
        self.inner = inner
        self.way = way
        self.at = at
        self.count = 0
        self.waiting: list[Callable[[], None]] = []

    def settle(self) -> None:
        """What is still on its way arrives; the service refuses what is conditional and too late."""
        while self.waiting:
            try:
                self.waiting.pop(0)()
            except Overtaken:
                continue

    def _due(self) -> bool:
        self.count += 1
        return self.count == self.at

    def _time_out(self, path: str) -> None:
        # Really blocks, as a socket does until its time-out.
        threading.Event().wait(TIMEOUT_SECONDS)
        raise StoreBusy.at(path, "no answer", "try again")

    def _read(self, path: str = "store") -> None:
        if self._due() and not self.way.startswith(("reordered", "twice")):
            self._time_out(path)

    def _write(self, path: str, act: Callable[[], None]) -> None:
        if not self._due():
            act()
            if "straggling" not in self.way:
                self.settle()
            return
        if self.way in ("stalls, done", "twice", "twice, straggling"):
            act()
        if self.way not in ("stalls", "stalls, done"):
            self.waiting.append(act)
        if not self.way.startswith(("reordered", "twice")):
            self._time_out(path)

    def put(
        self,
        path: str,
        data: bytes | Path,
        *,
        mime: str,
        delivery: Delivery = AS_IT_IS,
        if_version: str | None = None,
    ) -> None:
        body = data.read_bytes() if isinstance(data, Path) else data
        keep: dict[str, Any] = {"mime": mime, "delivery": delivery, "if_version": if_version}
        self._write(path, lambda: self.inner.put(path, body, **keep))

    def delete(self, path: str) -> None:
        self._write(path, lambda: self.inner.delete(path))

    def head(self, path: str) -> StoredFile | None:
        self._read(path)
        return self.inner.head(path)

    def get(self, path: str) -> bytes:
        self._read(path)
        return self.inner.get(path)

    def paths(self) -> Iterator[str]:
        self._read()
        return self.inner.paths()

    def entries(self) -> Iterator[StoredFile]:
        self._read()
        return self.inner.entries()

    def digest(self, path: str) -> str:
        self._read(path)
        return self.inner.digest(path)


def around(store: Store, *, attempts: int = 1) -> Store:
    """The wrappers that open_store puts around a store on the network."""
    return RetryingStore(VerifyingStore(store), Retry(attempts, sleep=lambda _: None))


@pytest.mark.parametrize(
    ("way", "attempts"),
    [*((way, 1) for way in WAYS), ("stalls, done", 4), ("reordered", 4), ("straggling", 4)],
)
def test_a_slow_operation_harms_nobody(
    publisher: Any,
    subscribed: Callable[[Store], dict[str, bytes] | None],
    way: str,
    attempts: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """At every operation in turn, with and without retries: subscribers see the old feed or the new
    one, whole, also when what was on its way arrives in the end, and the next publish completes."""
    one = publisher("one")
    one.write(OLD)
    first = MemoryStore()
    one.deploy(first)
    one.write(NEW)
    at = 0
    while True:
        at += 1
        store = MemoryStore()
        for path, file in first.files.items():
            store.put(path, file.data, mime=file.mime)
        slow = SlowStore(store, way, at)
        here = f"{way} at operation {at}"
        try:
            one.deploy(around(slow, attempts=attempts))
        except SegmentcastError:
            assert attempts == 1, here
            assert subscribed(store) in (OLD, NEW), here
        else:
            assert subscribed(store) == NEW, here
            if slow.count < at:
                break
        if "straggling" not in way:
            slow.settle()
            assert subscribed(store) in (OLD, NEW), f"{here}, when all had arrived"
        one.deploy(around(store))
        assert subscribed(store) == NEW, f"{here}, after the next publish"
        if slow.waiting:
            later = publisher("later")
            later.ledger = one.ledger
            later.write(NEWER)
            later.deploy(around(store))
            slow.settle()
            assert subscribed(store) == NEWER, f"{here}, when the last had arrived"
    with capsys.disabled():
        sys.stdout.write(f" [{way}, {attempts} attempts: {at - 1} points] ")
    assert at > 20
