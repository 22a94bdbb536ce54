"""The threads of a publish: one per core, most urgent job first.

Engines and encoders release the GIL while they compute, so threads use all cores with a single copy
of each model.
"""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

Done = TypeVar("Done")
Urgency = tuple[int, ...]
"""Compared element by element; lower comes first."""


class Stopped(Exception):
    """Raised in jobs after the publish was stopped, at their next step."""


class PriorityPool:
    """A pool that starts threads as jobs arrive. Jobs must never wait for each other."""

    def __init__(self, workers: int) -> None:
        self.workers = max(1, workers)
        self.stopped = threading.Event()
        self._waiting: list[tuple[Urgency, int, Future[Any], Callable[[], Any]]] = []
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._idle = 0

    def submit(self, urgency: Urgency, job: Callable[[], Done]) -> Future[Done]:
        """Queues a job and returns its future, which is cancelled if the pool has stopped."""
        future: Future[Done] = Future()
        with self._changed:
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
        with self._changed:
            begun = len(self._threads) - self._idle
            return max(0, self.workers - begun - len(self._waiting))

    def stop(self) -> None:
        """Starts no more jobs, and waits for running ones, which check `stopped`."""
        with self._changed:
            self.stopped.set()
            dropped, self._waiting = self._waiting, []
            self._changed.notify_all()
        for _, _, future, _ in dropped:
            future.cancel()
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while True:
            with self._changed:
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
