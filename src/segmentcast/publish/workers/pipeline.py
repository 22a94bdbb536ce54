"""Produces episodes in parallel and returns them in order.

Sentences of later episodes are spoken while earlier ones are mastered, so that all cores stay busy.
How far it works ahead depends on the number of cores, not on the number of episodes.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import partial

from segmentcast import narration
from segmentcast.cache.two_tier import Hold
from segmentcast.config import ShowConfig
from segmentcast.errors import PublishStopped
from segmentcast.publish.failure import stops_publish
from segmentcast.publish.job import Job
from segmentcast.publish.produce.context import Resources
from segmentcast.publish.produce.hosted_production import produce_hosted
from segmentcast.publish.produce.mastering import sound_holds
from segmentcast.publish.produce.production import Produced, produce
from segmentcast.publish.workers.earlier_audio import earlier_audio
from segmentcast.publish.workers.progress import PublishProgress, seconds_of
from segmentcast.publish.workers.speaking_ahead import Speakers, SpeechRequests
from segmentcast.publish.workers.thread_pool import PriorityPool

_SENTENCES_A_CORE = 24
"""Unspoken sentences to queue for each core that speaks."""
_EPISODES, _EPISODES_A_CORE = 2, 2
"""The pipeline keeps at least this many episodes in progress, plus so many per core."""
_MOST_EPISODES_A_CORE = 32


@dataclass(frozen=True, slots=True)
class Workers:
    """The show, the pool, the speakers and the resources that produce episodes."""

    show: ShowConfig
    resources: Resources
    pool: PriorityPool
    speakers: Speakers
    progress: PublishProgress


@dataclass(slots=True)
class _UnderWay:
    """An episode in production."""

    job: Job
    produced: Future[Produced] = field(default_factory=Future)
    requests: SpeechRequests = field(default_factory=SpeechRequests)
    hold: Hold | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


def produce_in_order(
    jobs: Iterable[Job], workers: Workers
) -> Iterator[tuple[Job, Produced | Exception]]:
    """Yields each job with its product, or with the exception that made it fail, in order.

    On KeyboardInterrupt or PublishStopped, the finished episodes are still yielded before the
    exception is raised. Sentences spoken so far are in the cache.
    """
    pending: deque[_UnderWay] = deque()
    coming = iter(jobs)
    number = 0
    more = True
    try:
        while more or pending:
            while more and not _enough(pending, workers):
                job = next(coming, None)
                more = job is not None
                if job is not None:
                    pending.append(_begin(job, number, workers))
                    number += 1
            if pending:
                produced = _result(pending[0].produced)
                yield pending.popleft().job, produced
    except GeneratorExit:  # interrupted while an episode was recorded
        workers.pool.abandon()
        raise
    except (KeyboardInterrupt, PublishStopped):
        workers.pool.abandon()
        for episode in pending:
            if (
                episode.produced.done()
                and not episode.produced.cancelled()
                and not episode.produced.exception()
            ):
                yield episode.job, episode.produced.result()
        raise
    finally:
        workers.pool.stop()


def _result(produced: Future[Produced]) -> Produced | Exception:
    """The product, or the episode's own failure. Raises PublishStopped."""
    try:
        return produced.result()
    except Exception as error:
        stopped = stops_publish(error)
        if stopped is not None:
            raise stopped from error
        return error


def _enough(pending: Collection[_UnderWay], workers: Workers) -> bool:
    """Whether enough is in progress to keep every core busy."""
    under_way = [episode for episode in pending if not episode.produced.done()]
    cores = max(workers.pool.workers, workers.speakers.cores)
    if len(pending) >= _MOST_EPISODES_A_CORE * cores:
        return True
    unspoken = sum(
        not future.done() for episode in under_way for future in episode.requests.futures
    )
    return len(under_way) >= _EPISODES + _EPISODES_A_CORE * cores and (
        unspoken >= _SENTENCES_A_CORE * cores
    )


def _begin(job: Job, number: int, workers: Workers) -> _UnderWay:
    """Requests the missing sentences. When the last is spoken, the files are produced."""
    begun = _UnderWay(job)
    try:
        _ask(begun, number, workers)
    except Exception as error:  # noqa: BLE001 - other episodes must not fail with this one
        begun.produced.set_exception(error)
    return begun


def _ask(begun: _UnderWay, number: int, workers: Workers) -> None:
    job = begun.job
    plan = job.plan.sound_plan
    if plan is None:
        workers.progress.read(0.0, 0.0)
        _finish_when_spoken(begun, number, workers, 0.0)
        return
    wanted = {}
    if not sound_holds(plan, workers.show, workers.resources.store, job.previous):
        # Hold the entries until the files exist: others may prune a shared cache.
        keys = narration.sentence_keys(plan.spoken, job.engines)
        begun.hold = workers.resources.speech.hold(keys)
        wanted = narration.unspoken(plan.spoken, job.engines, workers.resources.speech)
    seconds = sum(map(seconds_of, plan.reading.utterances))
    begun.requests = workers.speakers.speak(number, wanted, job.engines)
    workers.progress.read(seconds, sum(map(seconds_of, begun.requests.own)))
    _finish_when_spoken(begun, number, workers, seconds)


def _finish_when_spoken(begun: _UnderWay, number: int, workers: Workers, seconds: float) -> None:
    left = len(begun.requests.futures)

    def one_spoken(future: Future[None]) -> None:
        nonlocal left
        with begun.lock:
            left -= 1
            last = left <= 0
            if begun.produced.done():
                return
            error = None if future.cancelled() else future.exception()
            if error is not None:
                begun.produced.set_exception(error)
        if error is not None:
            # Don't query an unreachable engine for every sentence. Sentences that another
            # episode shares are spoken when that episode is produced.
            for other in begun.requests.futures:
                other.cancel()
            return
        if last:
            _finish(begun, number, workers, seconds)

    if not begun.requests.futures:
        _finish(begun, number, workers, seconds)
    for future in begun.requests.futures:
        future.add_done_callback(one_spoken)


def _finish(begun: _UnderWay, number: int, workers: Workers, seconds: float) -> None:
    """Queues the production of the files ahead of any sentence of later episodes."""

    def hand_over(future: Future[Produced]) -> None:
        if future.cancelled():
            begun.produced.cancel()
        elif error := future.exception():
            begun.produced.set_exception(error)
        else:
            begun.produced.set_result(future.result())

    task = partial(_make, begun.job, len(begun.requests.own), workers, seconds)
    workers.pool.submit((number, 0, 0), task).add_done_callback(hand_over)


def _make(job: Job, unspoken: int, workers: Workers, seconds: float) -> Produced:
    """Produces the files on a pool thread, plus as many idle ones as there are."""
    plan, resources = job.plan, workers.resources
    if plan.enclosure:
        produced = produce_hosted(
            plan, plan.enclosure, workers.show, resources.store, guid=job.entry.guid
        )
    elif episode := plan.sound_plan:
        progress = workers.progress.within(workers.pool, seconds)
        mine = replace(resources, workers=1 + workers.pool.spare(), progress=progress)
        produced = produce(
            episode,
            workers.show,
            job.engines,
            mine,
            job.previous,
            guid=job.entry.guid,
            earlier=earlier_audio(job, episode, resources.store),
        )
        progress.end()
        # Count sentences spoken ahead as spoken for this episode, though they come from the cache.
        produced = replace(
            produced, spoken=produced.spoken + unspoken, reused=produced.reused - unspoken
        )
    workers.progress.finished()
    return produced
