"""The threads of a publish: one per core, most urgent job first.

Engines and encoders release the GIL while they compute, so threads use all cores with a single copy
of each model.
"""

from __future__ import annotations

import heapq
import itertools
import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from segmentcast.interruption import GRACE_SECONDS

Done = TypeVar("Done")
Urgency = tuple[int, ...]
"""Compared element by element; lower comes first."""


_GRACE_SECONDS = 1.0
"""For answers that are on their way when a publish is interrupted: they may have been paid for."""
_MOST_SECONDS = 0.6 * GRACE_SECONDS
"""For jobs to come to their next step then; one that does not ends with the process."""


class Stopped(Exception):
    """Raised in jobs after the publish was stopped, at their next step."""


class PriorityPool:
    """A pool that starts threads as jobs arrive. Jobs must never wait for each other."""

    def __init__(self, workers: int, *, most_seconds: float = _MOST_SECONDS) -> None:
        """`most_seconds`: how long `abandon` waits for a thread that comes to no step."""
        self._most_seconds = most_seconds
        self.workers = max(1, workers)
        self.stopped = threading.Event()
        self.abandoned = threading.Event()
        self._waiting: list[tuple[Urgency, int, Future[Any], Callable[[], Any]]] = []
        self._numbers = itertools.count()
        # Taken as it is and not through the condition, which is written in Python: an interruption
        # there would leave it taken by a thread that never gives it back.
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._threads: list[threading.Thread] = []
        self._at_servers: set[threading.Thread] = set()
        self._idle = 0
        self._leaving = math.inf

    def at_server(self, request: Callable[[], Done]) -> Callable[[], Done]:
        """A job that mostly waits for a server, so that `abandon` doesn't wait for it."""

        def job() -> Done:
            thread = threading.current_thread()
            self._at_servers.add(thread)
            try:
                return request()
            finally:
                self._at_servers.discard(thread)

        return job

    def submit(self, urgency: Urgency, job: Callable[[], Done]) -> Future[Done]:
        """Queues a job and returns its future, which is cancelled if the pool has stopped."""
        future: Future[Done] = Future()
        with self._lock:
            if self.stopped.is_set():
                future.cancel()
                return future
            heapq.heappush(self._waiting, (urgency, next(self._numbers), future, job))
            if self._idle < len(self._waiting) and len(self._threads) < self.workers:
                name = f"segmentcast-{len(self._threads) + 1}"
                thread = threading.Thread(target=self._work, name=name, daemon=True)
                self._threads.append(thread)
                thread.start()
            self._changed.notify()
        return future

    def spare(self) -> int:
        """How many more threads could work now without exceeding the number of cores."""
        with self._lock:
            begun = len(self._threads) - self._idle
            return max(0, self.workers - begun - len(self._waiting))

    def stop(self) -> None:
        """Starts no more jobs, and waits for running ones, which check `stopped`."""
        with self._lock:
            self.stopped.set()
            dropped, self._waiting = self._waiting, []
            self._changed.notify_all()
        for _, _, future, _ in dropped:
            future.cancel()
        for thread in self._threads:
            while thread.is_alive() and not self._is_left_alone(thread):
                thread.join(_GRACE_SECONDS)

    def _is_left_alone(self, thread: threading.Thread) -> bool:
        return self.abandoned.is_set() and (
            thread in self._at_servers or time.monotonic() > self._leaving
        )

    def abandon(self) -> None:
        """As `stop`, but leaves alone what still waits for a server after a moment of grace.

        Such a thread ends with the process; nothing waits for it and its job keeps nothing. Nor does
        anything wait longer than `most_seconds` for a thread that comes to no step.
        """
        with self._lock:
            self.stopped.set()
        ending = time.monotonic() + _GRACE_SECONDS
        for thread in self._threads:
            if thread in self._at_servers:
                thread.join(max(0.0, ending - time.monotonic()))
        self._leaving = time.monotonic() + self._most_seconds
        self.abandoned.set()
        self.stop()

    def _work(self) -> None:
        while True:
            with self._lock:
                self._idle += 1
                while not self._waiting and not self.stopped.is_set():
                    self._changed.wait()
                self._idle -= 1
                if not self._waiting:
                    return
                _, _, future, job = heapq.heappop(self._waiting)
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = job()
            except BaseException as error:  # noqa: BLE001 - passed on to the job's future
                future.set_exception(error)
            else:
                future.set_result(result)
            del future, job
