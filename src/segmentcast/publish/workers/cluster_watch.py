"""Which batches are out, since when a worker has had each, and which workers do not give theirs back.

A worker that dies is noticed by the scheduler. One that hangs lives on and says so: without a time limit
a publish would wait for it for ever.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from segmentcast.model import Utterance
from segmentcast.publish.workers.cluster_worker import Batch

if TYPE_CHECKING:
    from distributed import Client

BATCH_WITHIN_S = 600.0
"""A batch is some seconds of work; the longest of models is loaded by then, and a server was asked again."""
_LOOKS_PER_LIMIT = 20
_LONGEST_LOOK_S = 5.0
_ANSWER_WITHIN_S = 20.0


@dataclass(eq=False, slots=True)
class Sent:
    """A batch that is out: what is wanted of it, who waits for it, how often it may be sent again."""

    batch: Batch
    wanted: Mapping[str, Utterance]
    order: int
    done: Future[None]
    times: int
    future: Any = None
    started: float | None = None
    worker: str = ""


class Watch:
    """Looks at the scheduler from time to time; calls `late` for a batch that a worker kept too long,
    and `silent` for all when the scheduler itself says nothing for that long."""

    def __init__(
        self,
        client: Client,
        within_s: float,
        late: Callable[[Sent], None],
        silent: Callable[[Sent], None],
    ) -> None:
        self.within_s = within_s
        self._client = client
        self._late = late
        self._silent = silent
        self._out: dict[str, Sent] = {}
        self._stuck: set[str] = set()
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._heard = time.monotonic()

    def add(self, name: str, sent: Sent) -> None:
        """From now on the batch is out, under the name that the scheduler knows."""
        with self._lock:
            if not self._out:
                self._heard = time.monotonic()
            self._out[name] = sent
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True)
                self._thread.start()

    def take(self, sent: Sent) -> bool:
        """The batch is out no more; False when it was not, as it came too late or was taken back."""
        with self._lock:
            for name, batch in self._out.items():
                if batch is sent:
                    del self._out[name]
                    return True
        return False

    def close(self) -> list[Sent]:
        """Ends the watch; what was still out."""
        self._ended.set()
        with self._lock:
            left, self._out = list(self._out.values()), {}
        return left

    @property
    def stuck(self) -> frozenset[str]:
        """The workers that kept a batch too long; they get no further one."""
        with self._lock:
            return frozenset(self._stuck)

    def _run(self) -> None:
        pause_s = min(_LONGEST_LOOK_S, self.within_s / _LOOKS_PER_LIMIT)
        while not self._ended.wait(pause_s):
            with self._lock:
                waiting = bool(self._out)
            if waiting:
                self._look()

    def _look(self) -> None:
        now = time.monotonic()
        try:
            processing = self._client.sync(
                self._client.scheduler.processing, workers=None, callback_timeout=_ANSWER_WITHIN_S
            )
        except Exception:  # noqa: BLE001 - whatever keeps the scheduler from answering, it did not
            if now - self._heard > self.within_s:
                self._end(self._silent, self.close())
            return
        self._heard = time.monotonic()
        at = {key: worker for worker, keys in processing.items() for key in keys}
        late: list[Sent] = []
        with self._lock:
            for name, sent in list(self._out.items()):
                worker = at.get(name, "")
                if worker != sent.worker:
                    sent.worker, sent.started = worker, now if worker else None
                elif sent.started is not None and now - sent.started > self.within_s:
                    self._stuck.add(worker)
                    del self._out[name]
                    late.append(sent)
        self._end(self._late, late)

    @staticmethod
    def _end(call: Callable[[Sent], None], batches: list[Sent]) -> None:
        for sent in batches:
            call(sent)
