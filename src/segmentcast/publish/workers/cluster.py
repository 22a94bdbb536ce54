"""Sentences spoken by a Dask cluster: any scheduler's address, or processes of this machine.

Batches go out under the hash of what they hold. A worker that dies loses its batch alone: the
scheduler gives it to another, and after too many deaths it comes back and is sent again. A batch
that a worker keeps too long is sent to another one.
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

from segmentcast import optional_packages
from segmentcast.cache import CachePlan, KeptSpeech, SpeechCache
from segmentcast.digest import digest
from segmentcast.errors import EngineError, Problem, SegmentcastError, UsageError
from segmentcast.model import Utterance
from segmentcast.ports import Engine
from segmentcast.publish.workers.cluster_watch import BATCH_WITHIN_S, Sent, Watch
from segmentcast.publish.workers.cluster_worker import Batch, bare, software, speak_batch
from segmentcast.publish.workers.speaking_ahead import Heard, SpeechRequests

if TYPE_CHECKING:
    from distributed import Client

LOCAL = "local"
"""The address that means processes on this machine, one a core."""

_CHARACTERS = 600
"""A batch is about so much text: some seconds of work, so that its scheduling costs nothing to
speak of and a worker that dies loses little."""
_BATCHES_A_CORE = 4
"""What is left is cut into so many for each core, so that the last ones are small and all cores end at
about the same time."""
_LOOK_AND_AGAIN = (
    "look at the workers' logs and memory, then publish again: what was spoken is kept"
)
_ANSWER_WITHIN_S = 20
_WORKERS_WITHIN_S = 60
_TIMES = 8
"""How often a batch is sent out whose workers die, each time after the scheduler gave it up."""
_CORES_FOR_S = 5.0
_NO_PAGES: dict[str, list[str]] = {
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}
"""Pages for people about what a cluster does; they are neither encrypted nor needed."""


@contextlib.contextmanager
def connected(address: str, workers: int, folder: Path) -> Iterator[Client]:
    """A client of the cluster, as long as the block lasts.

    For LOCAL, or an empty address, `workers` processes are started and stopped again; they keep
    their files in `folder`. Raises UsageError when dask is not installed, nobody answers, there
    are no workers, or they have other software.
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
            # A port of this machine is open to all who use it, and a scheduler runs what it is sent:
            # only who has the certificate of this publish, which is in memory alone, is let in.
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
            what = f"no scheduler answers at {address}: {error or type(error).__name__}"
            mend = "start one with `dask scheduler`, and workers with `dask worker ADDRESS`"
            raise UsageError(Problem("--cluster", what, mend)) from error
        _check_workers(client, address)
        yield client


def _certificates() -> Any:
    from distributed.security import Security

    try:
        return Security.temporary()
    except ModuleNotFoundError as error:
        what = "the library for certificates is not installed (cryptography is missing)"
        mend = optional_packages.install_command("cluster")
        raise UsageError(Problem("--cluster", what, mend)) from error


def _check_workers(client: Client, address: str) -> None:
    """Raises UsageError unless there is a worker and all of them have the software of here."""
    try:
        client.wait_for_workers(1, timeout=_WORKERS_WITHIN_S)
    except TimeoutError as error:
        what = f"the scheduler at {address} has no workers, also after {_WORKERS_WITHIN_S} s"
        mend = f"start some: dask worker {address}"
        raise UsageError(Problem("--cluster", what, mend)) from error
    here, problems = software(), []
    for worker, there in client.run(software, on_error="return").items():
        if isinstance(there, BaseException):
            what = f"segmentcast cannot be loaded there: {type(there).__name__}: {there}"
        elif there != here:
            what = f"has other software and would make other bytes. There: {there}, here: {here}"
        else:
            continue
        mend = "install the same versions on every worker as on this machine"
        problems.append(Problem(f"worker {worker}", what, mend))
    if problems:
        raise UsageError(problems)


class ClusterSpeakers:
    """See the module; as speaking.Speakers."""

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
        """The threads of all workers, as they were some seconds ago."""
        if time.monotonic() - self._counted > _CORES_FOR_S:
            # A scheduler that is silent has the cores that it had; the watch ends the waiting for it.
            with contextlib.suppress(OSError, RuntimeError):
                threads, stuck = self._threads(), self._watch.stuck
                self._cores = sum(threads[name] for name in threads if name not in stuck)
            self._counted = time.monotonic()
        return max(1, self._cores)

    def _threads(self) -> Mapping[str, int]:
        """The threads of each worker. Raises OSError when the scheduler does not answer in time."""
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
        """Takes back what is not needed any more."""
        with self._lock:
            self._closed = True
        for sent in self._watch.close():
            if sent.future is not None:
                sent.future.release()  # unlike cancel(), it does not wait for a scheduler

    def _batches(self, wanted: Mapping[str, Utterance]) -> Iterator[Batch]:
        """Longest sentences first, as the last to end decides when all have ended."""
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
                what = f"no worker is left that gives its sentences back within {self._watch.within_s:g} s"
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
        """A batch came back: spoken, failed, or given up as its workers died."""
        from distributed import KilledWorker

        if not self._watch.take(sent) or self._closed or sent.done.cancelled():
            if self._closed:
                sent.done.cancel()
            future.release()
            return
        try:
            if not self._take(sent.batch, future.result()):
                # The worker's shared place is not ours, or it lacks our secret: by way of dask.
                plain = replace(sent.batch, cache=None)
                self._send(Sent(plain, sent.wanted, sent.order, sent.done, sent.times))
                return
        except KilledWorker as error:
            what = f"a batch of sentences was given up, as its workers died: {error}"
            self._again(sent, what)
        except SegmentcastError as error:
            _fail(sent.done, error)
        except Exception as error:  # noqa: BLE001 - whatever a cluster does is a failure that is reported
            _fail(sent.done, _lost(error))
        else:
            for key in sent.batch.keys:
                self._heard(sent.wanted[key])
            if sent.done.set_running_or_notify_cancel():
                sent.done.set_result(None)
        finally:
            future.release()

    def _again(self, sent: Sent, what: str) -> None:
        """Sends the batch out once more, or gives it up."""
        if sent.times > 1:
            again = Sent(sent.batch, sent.wanted, sent.order, sent.done, sent.times - 1)
            self._send(again)
        else:
            _fail(sent.done, EngineError(Problem("--cluster", what, _LOOK_AND_AGAIN)))

    def _late(self, sent: Sent) -> None:
        """A worker kept the batch too long: it gets no further one, another gets this."""
        if sent.future is not None:
            sent.future.release()
        within = f"{self._watch.within_s:g} s"
        self._again(sent, f"workers, {sent.worker} at last, gave no sentence back within {within}")

    def _silent(self, sent: Sent) -> None:
        what = f"the scheduler has not answered for {self._watch.within_s:g} s"
        _fail(sent.done, EngineError(Problem("--cluster", what, _LOOK_AND_AGAIN)))

    def _take(self, batch: Batch, answer: Any) -> bool:
        """Whether the sentences of a batch are in the cache now. Raises EngineError for other ones."""
        if batch.cache is not None:
            return self._cache.gather(batch.keys) == frozenset(batch.keys)
        if not _is_answer(batch, answer):
            what = "a worker sent back something else than the sentences that it was asked for"
            mend = "look at who can reach the scheduler and its workers; nothing of it was kept"
            raise EngineError(Problem("--cluster", what, mend))
        for key, speech in answer:
            self._cache.put(key, speech)
        return True

    def _forget(self, keys: tuple[str, ...], _: Future[None]) -> None:
        with self._lock:
            for key in keys:
                self._under_way.pop(key, None)


def _is_answer(batch: Batch, answer: Any) -> bool:
    """Whether this is a sound for each key of the batch, in its order, and nothing else."""
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
    what = f"the cluster did not give its sentences back: {type(error).__name__}: {error}"
    mend = "publish again: what was spoken is kept"
    return EngineError(Problem("--cluster", what, mend))
