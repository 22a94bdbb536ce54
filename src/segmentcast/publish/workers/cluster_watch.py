"""Tracks submitted batches, and detects workers and schedulers that hang.

The scheduler detects dead workers. A worker that hangs stays connected, so without a time limit a
publish would wait for it forever.
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
"""Batches take seconds; the limit allows for loading a large model and for a server's retries."""
_LOOKS_PER_LIMIT = 20
_LONGEST_LOOK_S = 5.0
_ANSWER_WITHIN_S = 20.0


@dataclass(eq=False, slots=True)
class Sent:
    """A submitted batch: the sentences requested, the future to complete, and the attempts left."""

    batch: Batch
    wanted: Mapping[str, Utterance]
    order: int
    done: Future[None]
    times: int
    future: Any = None
    started: float | None = None
    worker: str = ""


class Watch:
    """Polls the scheduler.

    Calls `late` for each batch that a worker holds for more than `within_s` seconds, and `silent`
    for all batches if the scheduler doesn't respond for that long.
    """

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
        """Starts to watch a batch that was submitted under `name`."""
        with self._lock:
            if not self._out:
                self._heard = time.monotonic()
            self._out[name] = sent
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True)
                self._thread.start()

    def take(self, sent: Sent) -> bool:
        """Stops watching the batch; False if it was not watched: it was late or cancelled."""
        with self._lock:
            for name, batch in self._out.items():
                if batch is sent:
                    del self._out[name]
                    return True
        return False

    def close(self) -> list[Sent]:
        """Ends the watch, and returns the batches that are still out."""
        self._ended.set()
        with self._lock:
            left, self._out = list(self._out.values()), {}
        return left

    @property
    def stuck(self) -> frozenset[str]:
        """Workers that held a batch for too long; they get no more batches."""
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
        except Exception:  # noqa: BLE001 - no response, whatever the reason
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
