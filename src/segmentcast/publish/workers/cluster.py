"""Speaks sentences on a Dask cluster: any scheduler, or local processes.

Each batch is submitted under a hash of its contents. If a worker dies, only its batch is lost: the
scheduler reassigns it, and if too many workers die it is submitted again. A batch that a worker
holds for too long goes to another one.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segmentcast.cache import CachePlan, KeptSpeech, SpeechCache
from segmentcast.digest import digest
from segmentcast.errors import EngineError, Problem, SegmentcastError, UsageError
from segmentcast.libraries import optional_packages
from segmentcast.model import Utterance
from segmentcast.ports import Engine
from segmentcast.publish.workers.cluster_watch import BATCH_WITHIN_S, Sent, Watch
from segmentcast.publish.workers.cluster_worker import Batch, bare, software, speak_batch
from segmentcast.publish.workers.speaking_ahead import Heard, SpeechRequests

if TYPE_CHECKING:
    from distributed import Client

LOCAL = "local"
"""The address that stands for local processes, one per core."""

_CHARACTERS = 600
"""Text length of a batch: seconds of work, so that scheduling costs little and so does a dead
worker."""
_BATCHES_A_CORE = 4
"""The remaining text makes this many batches per core, so that the last are short and all cores
end together."""
_LOOK_AND_AGAIN = (
    "check the workers' logs and memory, then publish again; spoken sentences are kept"
)
_ANSWER_WITHIN_S = 20
_WORKERS_WITHIN_S = 60
_TIMES = 8
"""How often a batch is submitted again after the scheduler gave up because its workers died."""
_CORES_FOR_S = 5.0
_NO_PAGES: dict[str, list[str]] = {
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}
"""Disables Dask's dashboards, which are unencrypted and not needed."""


@contextlib.contextmanager
def connected(address: str, workers: int, folder: Path) -> Iterator[Client]:
    """Context manager for a client of the cluster.

    For LOCAL or an empty address, starts `workers` processes and stops them afterwards; they keep
    their files in `folder`. Raises UsageError if dask is not installed, the scheduler is
    unreachable, it has no workers, or their software differs.
    """
    try:
        import dask.config
        from distributed import Client, LocalCluster
    except ModuleNotFoundError as error:
        what = f"the cluster library is not installed ({error.name} is missing)"
        mend = optional_packages.install_command("cluster")
        raise UsageError(Problem("--cluster", what, mend)) from error
    with contextlib.ExitStack() as stack:
        target: Any = address
        if address in ("", LOCAL):
            # Any local user can reach the port, and a scheduler runs whatever it is sent. So only
            # clients with this publish's certificate, which exists only in memory, are accepted.
            stack.enter_context(dask.config.set(_NO_PAGES))
            target = stack.enter_context(
                LocalCluster(
                    n_workers=workers,
                    threads_per_worker=1,
                    processes=True,
                    memory_limit=0,
                    dashboard_address="127.0.0.1:0",
                    local_directory=str(folder),
                    silence_logs=50,
                    security=_certificates(),
                )
            )
        try:
            client = stack.enter_context(Client(target, timeout=_ANSWER_WITHIN_S))
        except (OSError, TimeoutError, ValueError) as error:
            what = f"the scheduler at {address} is unreachable: {error or type(error).__name__}"
            mend = "start one with `dask scheduler`, and workers with `dask worker ADDRESS`"
            raise UsageError(Problem("--cluster", what, mend)) from error
        _check_workers(client, address)
        yield client


def _certificates() -> Any:
    from distributed.security import Security

    try:
        return Security.temporary()
    except ModuleNotFoundError as error:
        what = "the certificate library is not installed (cryptography is missing)"
        mend = optional_packages.install_command("cluster")
        raise UsageError(Problem("--cluster", what, mend)) from error


def _check_workers(client: Client, address: str) -> None:
    """Raises UsageError unless there are workers and all have the same software as this machine."""
    try:
        client.wait_for_workers(1, timeout=_WORKERS_WITHIN_S)
    except TimeoutError as error:
        what = f"the scheduler at {address} still has no workers after {_WORKERS_WITHIN_S} s"
        mend = f"start some: dask worker {address}"
        raise UsageError(Problem("--cluster", what, mend)) from error
    here, problems = software(), []
    for worker, there in client.run(software, on_error="return").items():
        if isinstance(there, BaseException):
            what = f"it cannot import segmentcast: {type(there).__name__}: {there}"
        elif there != here:
            what = (
                f"its software differs and would produce other bytes. There: {there}, here: {here}"
            )
        else:
            continue
        mend = "install the versions of this machine on every worker"
        problems.append(Problem(f"worker {worker}", what, mend))
    if problems:
        raise UsageError(problems)


class ClusterSpeakers:
    """Implements Speakers on a cluster."""

    def __init__(
        self,
        client: Client,
        cache: SpeechCache,
        heard: Heard,
        settings: Mapping[str, Mapping[str, object]],
        shared: CachePlan | None = None,
        *,
        within_s: float = BATCH_WITHIN_S,
    ) -> None:
        self._client = client
        self._watch = Watch(client, within_s, self._late, self._silent)
        self._cache = cache
        self._heard = heard
        self._settings = {
            name: json.dumps(values, sort_keys=True) for name, values in settings.items()
        }
        self._shared = shared
        self._under_way: dict[str, Future[None]] = {}
        self._lock = threading.Lock()
        self._closed = False
        self._cores, self._counted = 0, 0.0

    @property
    def cores(self) -> int:
        """The total threads of all workers, cached for a few seconds."""
        if time.monotonic() - self._counted > _CORES_FOR_S:
            # While the scheduler is silent, keep the last count; the watch ends the wait.
            with contextlib.suppress(OSError, RuntimeError):
                threads, stuck = self._threads(), self._watch.stuck
                self._cores = sum(threads[name] for name in threads if name not in stuck)
            self._counted = time.monotonic()
        return max(1, self._cores)

    def _threads(self) -> Mapping[str, int]:
        """The threads of each worker. Raises OSError if the scheduler doesn't respond in time."""
        within_s = min(_ANSWER_WITHIN_S, self._watch.within_s)
        threads: Mapping[str, int] = self._client.sync(
            self._client.scheduler.ncores, workers=None, callback_timeout=within_s
        )
        return threads

    def speak(
        self,
        order: int,
        wanted: Mapping[str, Utterance],
        engines: Mapping[str, Engine],  # noqa: ARG002 - the workers have their own
    ) -> SpeechRequests:
        """See Speakers."""
        futures, fresh = [], {}
        for key, utterance in wanted.items():
            with self._lock:
                future = self._under_way.get(key)
            if future is not None:
                futures.append(future)
            elif not self._cache.has(key):
                fresh[key] = utterance
        for batch in self._batches(fresh):
            done: Future[None] = Future()
            with self._lock:
                self._under_way.update(dict.fromkeys(batch.keys, done))
            done.add_done_callback(partial(self._forget, batch.keys))
            futures.append(done)
            self._send(Sent(batch, fresh, order, done, _TIMES))
        return SpeechRequests(tuple(dict.fromkeys(futures)), tuple(fresh.values()))

    def close(self) -> None:
        """Cancels the remaining batches."""
        with self._lock:
            self._closed = True
        for sent in self._watch.close():
            if sent.future is not None:
                sent.future.release()  # unlike cancel(), this doesn't wait for the scheduler

    def _batches(self, wanted: Mapping[str, Utterance]) -> Iterator[Batch]:
        """Splits the sentences into batches, longest first: the last to finish sets the total time."""
        in_turn = sorted(wanted.items(), key=lambda item: (-len(item[1].spoken.text), item[0]))
        left = sum(len(utterance.spoken.text) for utterance in wanted.values())
        share = _BATCHES_A_CORE * self.cores if wanted else 1
        batch: list[tuple[str, Utterance]] = []
        size = 0
        for key, utterance in in_turn:
            batch.append((key, utterance))
            size += len(utterance.spoken.text)
            if size >= min(_CHARACTERS, left / share):
                yield self._batch(batch)
                left -= size
                batch, size = [], 0
        if batch:
            yield self._batch(batch)

    def _batch(self, sentences: Sequence[tuple[str, Utterance]]) -> Batch:
        names = sorted({utterance.voice.engine for _, utterance in sentences})
        return Batch(
            tuple(key for key, _ in sentences),
            tuple(bare(utterance) for _, utterance in sentences),
            tuple((name, self._settings.get(name, "{}")) for name in names),
            software(),
            self._shared,
        )

    def _send(self, sent: Sent) -> None:
        batch = sent.batch
        name = f"speak-{digest([*batch.keys, batch.software, batch.cache, sent.times])}"
        try:
            stuck = self._watch.stuck
            workers = sorted(set(self._threads()) - stuck) if stuck else None
            if workers == []:
                what = f"no remaining worker returns sentences within {self._watch.within_s:g} s"
                _fail(sent.done, EngineError(Problem("--cluster", what, _LOOK_AND_AGAIN)))
                return
            self._watch.add(name, sent)
            sent.future = self._client.submit(
                speak_batch, batch, key=name, priority=-sent.order, pure=True, workers=workers
            )
        except (RuntimeError, OSError) as error:
            self._watch.take(sent)
            _fail(sent.done, _lost(error))
            return
        sent.future.add_done_callback(partial(self._came, sent))

    def _came(self, sent: Sent, future: Any) -> None:
        """Handles a returned batch: spoken, failed, or given up because its workers died."""
        from distributed import KilledWorker

        if not self._watch.take(sent) or self._closed or sent.done.cancelled():
            if self._closed:
                sent.done.cancel()
            future.release()
            return
        try:
            if not self._take(sent.batch, future.result()):
                # The worker has another shared cache or lacks our secret: send the audio through dask.
                plain = replace(sent.batch, cache=None)
                self._send(Sent(plain, sent.wanted, sent.order, sent.done, sent.times))
                return
        except KilledWorker as error:
            what = f"a batch of sentences was given up because its workers died: {error}"
            self._again(sent, what)
        except SegmentcastError as error:
            _fail(sent.done, error)
        except Exception as error:  # noqa: BLE001 - every failure of the cluster is reported
            _fail(sent.done, _lost(error))
        else:
            for key in sent.batch.keys:
                self._heard(sent.wanted[key])
            if sent.done.set_running_or_notify_cancel():
                sent.done.set_result(None)
        finally:
            future.release()

    def _again(self, sent: Sent, what: str) -> None:
        """Submits the batch again, or gives it up."""
        if sent.times > 1:
            again = Sent(sent.batch, sent.wanted, sent.order, sent.done, sent.times - 1)
            self._send(again)
        else:
            _fail(sent.done, EngineError(Problem("--cluster", what, _LOOK_AND_AGAIN)))

    def _late(self, sent: Sent) -> None:
        """Sends a batch that one worker held too long to another; that worker gets no more batches."""
        if sent.future is not None:
            sent.future.release()
        within = f"{self._watch.within_s:g} s"
        self._again(sent, f"workers (last: {sent.worker}) returned no sentences within {within}")

    def _silent(self, sent: Sent) -> None:
        what = f"the scheduler has not responded for {self._watch.within_s:g} s"
        _fail(sent.done, EngineError(Problem("--cluster", what, _LOOK_AND_AGAIN)))

    def _take(self, batch: Batch, answer: Any) -> bool:
        """Whether the sentences of a batch are in the cache now. Raises EngineError for any others."""
        if batch.cache is not None:
            return self._cache.gather(batch.keys) == frozenset(batch.keys)
        if not _is_answer(batch, answer):
            what = "a worker returned something other than the requested sentences"
            mend = (
                "check who can reach the scheduler and its workers; nothing of the reply was kept"
            )
            raise EngineError(Problem("--cluster", what, mend))
        for key, speech in answer:
            self._cache.put(key, speech)
        return True

    def _forget(self, keys: tuple[str, ...], _: Future[None]) -> None:
        with self._lock:
            for key in keys:
                self._under_way.pop(key, None)


def _is_answer(batch: Batch, answer: Any) -> bool:
    """Whether the answer has exactly one sound for each key of the batch, in order."""
    import numpy as np

    if not isinstance(answer, tuple) or len(answer) != len(batch.keys):
        return False
    for key, pair in zip(batch.keys, answer, strict=True):
        if not (isinstance(pair, tuple) and len(pair) == 2 and pair[0] == key):
            return False
        speech = pair[1]
        if not isinstance(speech, KeptSpeech) or not isinstance(speech.samples, np.ndarray):
            return False
        if speech.samples.dtype != np.int16 or speech.samples.ndim != 1 or not speech.samples.size:
            return False
    return True


def _fail(done: Future[None], error: SegmentcastError) -> None:
    if done.set_running_or_notify_cancel():
        done.set_exception(error)


def _lost(error: BaseException) -> EngineError:
    what = f"the cluster did not return its sentences: {type(error).__name__}: {error}"
    mend = "publish again; spoken sentences are kept"
    return EngineError(Problem("--cluster", what, mend))
