"""Speaks sentences ahead of the episodes that need them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from segmentcast import narration
from segmentcast.cache import SpeechCache
from segmentcast.engines import ONLINE
from segmentcast.model import Utterance
from segmentcast.ports import Engine
from segmentcast.publish.workers.thread_pool import PriorityPool, Stopped

Heard = Callable[[Utterance], None]


@dataclass(frozen=True, slots=True)
class SpeechRequests:
    """The pending sentences of an episode: one future per sentence or batch, and its own sentences.

    The others were requested by an earlier episode. A future raises VoiceError or EngineError.
    """

    futures: tuple[Future[None], ...] = ()
    own: tuple[Utterance, ...] = ()


class Speakers(Protocol):
    """Speaks sentences: the pool of this machine, or a cluster."""

    @property
    def cores(self) -> int:
        """How many sentences can be spoken at once."""
        ...

    def speak(
        self, order: int, wanted: Mapping[str, Utterance], engines: Mapping[str, Engine]
    ) -> SpeechRequests:
        """Starts to speak the wanted sentences, given by key.

        When all futures are done, the sentences are in the cache. Episodes with a lower `order`
        come first.
        """
        ...

    def close(self) -> None:
        """Ends speaking."""
        ...


class PoolSpeakers:
    """Speaks on the pool, longest sentence first, each only once even if several episodes need it."""

    def __init__(self, pool: PriorityPool, cache: SpeechCache, heard: Heard) -> None:
        self.cores = pool.workers
        self._pool = pool
        self._cache = cache
        self._heard = heard
        self._under_way: dict[str, Future[None]] = {}
        self._lock = threading.Lock()

    def speak(
        self, order: int, wanted: Mapping[str, Utterance], engines: Mapping[str, Engine]
    ) -> SpeechRequests:
        """See Speakers."""
        futures, own = [], []
        for key, utterance in wanted.items():
            with self._lock:
                future = self._under_way.get(key)
            if future is None:
                if self._cache.has(key):
                    continue  # finished since the first look
                engine = engines[utterance.voice.engine]
                urgency = (order, 1, -len(utterance.spoken.text))
                say: Callable[[], None] = partial(self._say, key, utterance, engine)
                if utterance.voice.engine in ONLINE:
                    say = self._pool.at_server(say)
                future = self._pool.submit(urgency, say)
                with self._lock:
                    self._under_way[key] = future
                future.add_done_callback(partial(self._forget, key))
                own.append(utterance)
            futures.append(future)
        return SpeechRequests(tuple(futures), tuple(own))

    def close(self) -> None:
        """Does nothing: there is nothing to release."""

    def _say(self, key: str, utterance: Utterance, engine: Engine) -> None:
        speech = narration.say(utterance, engine)
        if self._pool.abandoned.is_set():
            raise Stopped
        self._cache.put(key, speech)
        self._heard(utterance)

    def _forget(self, key: str, _: Future[None]) -> None:
        with self._lock:
            self._under_way.pop(key, None)
