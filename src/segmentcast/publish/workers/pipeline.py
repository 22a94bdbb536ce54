"""Episodes made side by side and handed back in their order.

The sentences of the next episodes are spoken while finished ones are mastered, so that every core
has something to do from the first sentence to the last file. How far it goes ahead is bounded, by
what the cores need and not by how many episodes there are.
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
from segmentcast.ledger import Entry
from segmentcast.ports import Engine
from segmentcast.publish.failure import stops_publish
from segmentcast.publish.plan.episode_plan import EpisodePlan
from segmentcast.publish.plan.hosted_plan import HostedPlan
from segmentcast.publish.produce.context import Resources
from segmentcast.publish.produce.episode import Produced, produce
from segmentcast.publish.produce.hosted import produce_hosted
from segmentcast.publish.produce.mastering import sound_holds
from segmentcast.publish.workers.progress import PublishProgress, seconds_of
from segmentcast.publish.workers.speech import Asked, Speakers
from segmentcast.publish.workers.thread_pool import PriorityPool
from segmentcast.records import Record

_SENTENCES_A_CORE = 24
"""So many unspoken sentences are asked for ahead, for each core that speaks."""
_EPISODES, _EPISODES_A_CORE = 2, 2
"""At least so many episodes are under way."""
_MOST_EPISODES_A_CORE = 32


@dataclass(frozen=True, slots=True)
class Job:
    """An episode that is to be made: its plan, what is known of it, and who speaks in it.

    `previous` is what is published and may be kept: as a rule that of the record, None for nothing.
    """

    plan: EpisodePlan | HostedPlan
    record: Record | None
    reasons: tuple[str, ...]
    entry: Entry
    engines: dict[str, Engine] = field(default_factory=dict)
    previous: Record | None = None


@dataclass(frozen=True, slots=True)
class Workers:
    """Where episodes are made."""

    show: ShowConfig
    shop: Resources
    crew: PriorityPool
    speakers: Speakers
    standing: PublishProgress


@dataclass(slots=True)
class _UnderWay:
    """An episode between its order and its files."""

    order: Job
    made: Future[Produced] = field(default_factory=Future)
    asked: Asked = field(default_factory=Asked)
    hold: Hold | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


def produce_in_order(
    orders: Iterable[Job], floor: Workers
) -> Iterator[tuple[Job, Produced | Exception]]:
    """Each order with what was made, or with why it failed, in the order they came in.

    When it is interrupted, or something stops every episode, what is finished already is still handed back before the interruption
    is passed on; what was spoken is in the cache.
    """
    waiting: deque[_UnderWay] = deque()
    coming = iter(orders)
    number = 0
    more = True
    try:
        while more or waiting:
            while more and not _enough(waiting, floor):
                order = next(coming, None)
                more = order is not None
                if order is not None:
                    waiting.append(_begin(order, number, floor))
                    number += 1
            if waiting:
                made = _result(waiting[0].made)
                yield waiting.popleft().order, made
    except (KeyboardInterrupt, PublishStopped):
        floor.crew.stop()
        for each in waiting:
            if each.made.done() and not each.made.cancelled() and not each.made.exception():
                yield each.order, each.made.result()
        raise
    finally:
        floor.crew.stop()


def _result(made: Future[Produced]) -> Produced | Exception:
    """What was made, or the episode's own failure. Raises PublishStopped."""
    try:
        return made.result()
    except Exception as error:
        stopped = stops_publish(error)
        if stopped is not None:
            raise stopped from error
        return error


def _enough(waiting: Collection[_UnderWay], floor: Workers) -> bool:
    """Whether so much is under way that no core will be without work for want of orders."""
    under_way = [each for each in waiting if not each.made.done()]
    cores = max(floor.crew.workers, floor.speakers.cores)
    if len(waiting) >= _MOST_EPISODES_A_CORE * cores:
        return True
    unspoken = sum(not future.done() for each in under_way for future in each.asked.futures)
    return len(under_way) >= _EPISODES + _EPISODES_A_CORE * cores and (
        unspoken >= _SENTENCES_A_CORE * cores
    )


def _begin(order: Job, number: int, floor: Workers) -> _UnderWay:
    """Asks for the sentences that nobody has spoken yet; the last of them lets the rest be made."""
    begun = _UnderWay(order)
    try:
        _ask(begun, number, floor)
    except Exception as error:  # noqa: BLE001 - whatever went wrong, the other episodes are made
        begun.made.set_exception(error)
    return begun


def _ask(begun: _UnderWay, number: int, floor: Workers) -> None:
    order = begun.order
    plan = order.plan
    if isinstance(plan, HostedPlan):
        floor.standing.read(0.0, 0.0)
        _finish_when_spoken(begun, number, floor, 0.0)
        return
    wanted = {}
    if not sound_holds(plan, floor.show, floor.shop.store, order.previous):
        # Held until the files are there, as others may prune what they share.
        keys = narration.sentence_keys(plan.spoken, order.engines)
        begun.hold = floor.shop.speech.hold(keys)
        wanted = narration.unspoken(plan.spoken, order.engines, floor.shop.speech)
    seconds = sum(map(seconds_of, plan.reading.utterances))
    begun.asked = floor.speakers.speak(number, wanted, order.engines)
    floor.standing.read(seconds, sum(map(seconds_of, begun.asked.own)))
    _finish_when_spoken(begun, number, floor, seconds)


def _finish_when_spoken(begun: _UnderWay, number: int, floor: Workers, seconds: float) -> None:
    left = len(begun.asked.futures)

    def one_spoken(future: Future[None]) -> None:
        nonlocal left
        with begun.lock:
            left -= 1
            last = left <= 0
            if begun.made.done():
                return
            error = None if future.cancelled() else future.exception()
            if error is not None:
                begun.made.set_exception(error)
        if error is not None:
            # An engine that cannot be reached is not to be asked for every sentence. One that
            # another episode wanted too is spoken when that one is made.
            for other in begun.asked.futures:
                other.cancel()
            return
        if last:
            _finish(begun, number, floor, seconds)

    if not begun.asked.futures:
        _finish(begun, number, floor, seconds)
    for future in begun.asked.futures:
        future.add_done_callback(one_spoken)


def _finish(begun: _UnderWay, number: int, floor: Workers, seconds: float) -> None:
    """Lets the crew make the files. Before any sentence of its and later episodes."""

    def hand_over(future: Future[Produced]) -> None:
        if future.cancelled():
            begun.made.cancel()
        elif error := future.exception():
            begun.made.set_exception(error)
        else:
            begun.made.set_result(future.result())

    job = partial(_make, begun.order, len(begun.asked.own), floor, seconds)
    floor.crew.submit((number, 0, 0), job).add_done_callback(hand_over)


def _make(order: Job, unspoken: int, floor: Workers, seconds: float) -> Produced:
    """Runs in a thread of the crew, with as many more as have nothing to do."""
    plan, shop = order.plan, floor.shop
    if isinstance(plan, HostedPlan):
        made = produce_hosted(plan, floor.show, shop.store, guid=order.entry.guid)
    else:
        progress = floor.standing.within(floor.crew, seconds)
        mine = replace(shop, workers=1 + floor.crew.spare(), progress=progress)
        made = produce(plan, floor.show, order.engines, mine, order.previous, guid=order.entry.guid)
        progress.end()
        # What was spoken ahead is found in the cache, and was spoken for this episode.
        made = replace(made, spoken=made.spoken + unspoken, reused=made.reused - unspoken)
    floor.standing.finished()
    return made
