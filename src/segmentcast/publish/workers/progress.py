"""How far a publish is: one account over all its episodes, in seconds of sound.

A sentence that is to be spoken counts for most of its length when it is spoken, and every
sentence for the rest when its episode is mastered; what the cache holds already counts for that
rest alone. Episodes that have not been read yet are expected to be as long as those before them.
"""

from __future__ import annotations

import threading

from segmentcast.model import Utterance
from segmentcast.ports import Progress
from segmentcast.publish.workers.thread_pool import PriorityPool, Stopped

SOUND, EPISODES = "Sound", "Episodes"
_CHARACTERS_A_SECOND = 15.0
_SPEAKING, _MASTERING = 0.8, 0.2
_RETELL = 0.02
"""The total is reported again when it has changed by this share."""


class PublishProgress:
    """The account, reported to a Progress. The pool's threads call it as well."""

    def __init__(self, progress: Progress, episodes: int) -> None:
        self._progress = progress
        self._left = episodes
        self._read = 0
        self._known = self._told = 0.0
        self._lock = threading.Lock()
        progress.start(EPISODES, episodes, "episodes")

    def read(self, seconds: float, unspoken_seconds: float) -> None:
        """One more episode has been read: so long, and so much of it still to be spoken."""
        with self._lock:
            self._left = max(0, self._left - 1)
            self._read += 1
            self._known += _SPEAKING * unspoken_seconds + _MASTERING * seconds
            total = self._known * (1 + self._left / self._read)
            if abs(total - self._told) <= _RETELL * self._told and self._left:
                return
            self._told = total
        self._progress.start(SOUND, total, "s of sound")

    def skip(self) -> None:
        """One episode is not made after all: held back, or failed before its sound."""
        with self._lock:
            self._left = max(0, self._left - 1)
        self._progress.advance(EPISODES, 1)

    def spoken(self, utterance: Utterance) -> None:
        """This sentence has been spoken."""
        self._progress.advance(SOUND, _SPEAKING * seconds_of(utterance))

    def mastered(self, seconds: float) -> None:
        """So much has been mastered."""
        self._progress.advance(SOUND, _MASTERING * seconds)

    def finished(self) -> None:
        """One episode has its files."""
        self._progress.advance(EPISODES, 1)

    def end(self) -> None:
        """Nothing is under way any more."""
        self._progress.finish(SOUND)
        self._progress.finish(EPISODES)

    def within(self, pool: PriorityPool, seconds: float) -> EpisodeProgress:
        """A Progress for the work on one episode of that length."""
        return EpisodeProgress(self, self._progress, pool, seconds)


class EpisodeProgress:
    """A Progress that adds encoding to the account, and ends the work when the pool stops."""

    def __init__(
        self, account: PublishProgress, progress: Progress, pool: PriorityPool, seconds: float
    ) -> None:
        self._account = account
        self._progress = progress
        self._pool = pool
        self._seconds = self._left = seconds
        self._total = 1.0

    def start(self, task: str, total: float, unit: str) -> None:  # noqa: ARG002 - a Progress has it
        """A step begins; its total is the whole episode."""
        self._total = total or 1.0

    def advance(self, task: str, amount: float) -> None:  # noqa: ARG002 - a Progress has it
        """Raises Stopped when the publish was stopped."""
        if self._pool.stopped.is_set():
            raise Stopped
        part = min(self._left, self._seconds * amount / self._total / 2)
        self._left -= part
        self._account.mastered(part)

    def finish(self, task: str) -> None:
        """Nothing: a step is not the episode."""

    def say(self, message: str) -> None:
        """Passed on."""
        self._progress.say(message)

    def end(self) -> None:
        """What was not counted yet."""
        left, self._left = self._left, 0.0
        self._account.mastered(left)


def seconds_of(utterance: Utterance) -> float:
    """About how long a sentence will be, before it is spoken."""
    return len(utterance.spoken.text) / _CHARACTERS_A_SECOND
