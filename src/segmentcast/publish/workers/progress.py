"""The progress of a publish over all its episodes, in seconds of audio.

A sentence that needs speaking counts mostly when it is spoken; the rest of its length counts when
its episode is mastered. Cached sentences count only for mastering. Episodes that have not been read
yet are assumed to be as long as the average so far.
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
"""The total is reported again after it has changed by this share."""


class PublishProgress:
    """Reports to a Progress. Thread-safe."""

    def __init__(self, progress: Progress, episodes: int) -> None:
        self._progress = progress
        self._left = episodes
        self._read = 0
        self._known = self._reported = 0.0
        self._lock = threading.Lock()
        progress.start(EPISODES, episodes, "episodes")

    def read(self, seconds: float, unspoken_seconds: float) -> None:
        """Adds an episode: its length, and the part of it that needs speaking."""
        with self._lock:
            self._left = max(0, self._left - 1)
            self._read += 1
            self._known += _SPEAKING * unspoken_seconds + _MASTERING * seconds
            total = self._known * (1 + self._left / self._read)
            if abs(total - self._reported) <= _RETELL * self._reported and self._left:
                return
            self._reported = total
        self._progress.start(SOUND, total, "s of sound")

    def skip(self) -> None:
        """Removes an episode that is not produced: held, or failed before its audio."""
        with self._lock:
            self._left = max(0, self._left - 1)
        self._progress.advance(EPISODES, 1)

    def spoken(self, utterance: Utterance) -> None:
        """Counts a spoken sentence."""
        self._progress.advance(SOUND, _SPEAKING * seconds_of(utterance))

    def mastered(self, seconds: float) -> None:
        """Counts mastered audio."""
        self._progress.advance(SOUND, _MASTERING * seconds)

    def finished(self) -> None:
        """Counts an episode whose files are complete."""
        self._progress.advance(EPISODES, 1)

    def end(self) -> None:
        """Ends the display."""
        self._progress.finish(SOUND)
        self._progress.finish(EPISODES)

    def within(self, pool: PriorityPool, seconds: float) -> EpisodeProgress:
        """A Progress for an episode of this length."""
        return EpisodeProgress(self, self._progress, pool, seconds)


class EpisodeProgress:
    """A Progress for one episode: counts mastering, and ends the work when the pool stops."""

    def __init__(
        self, account: PublishProgress, progress: Progress, pool: PriorityPool, seconds: float
    ) -> None:
        self._account = account
        self._progress = progress
        self._pool = pool
        self._seconds = self._left = seconds
        self._total = 1.0

    def start(self, task: str, total: float, unit: str) -> None:  # noqa: ARG002 - a Progress has it
        """Starts a step, which covers the whole episode."""
        self._total = total or 1.0

    def advance(self, task: str, amount: float) -> None:  # noqa: ARG002 - a Progress has it
        """Counts part of the step. Raises Stopped if the publish was stopped."""
        if self._pool.stopped.is_set():
            raise Stopped
        part = min(self._left, self._seconds * amount / self._total / 2)
        self._left -= part
        self._account.mastered(part)

    def finish(self, task: str) -> None:
        """Does nothing: a step is not the whole episode."""

    def say(self, message: str) -> None:
        """Passes the message on."""
        self._progress.say(message)

    def end(self) -> None:
        """Counts the remaining part."""
        left, self._left = self._left, 0.0
        self._account.mastered(left)


def seconds_of(utterance: Utterance) -> float:
    """The estimated length of a sentence before it is spoken."""
    return len(utterance.spoken.text) / _CHARACTERS_A_SECOND
