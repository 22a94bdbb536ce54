"""Long work on recordings that the desk has started: one job for each episode and kind of work.

Each job takes all processors, and a page that is opened starts a look: so there is one of a kind at
a time.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Literal

from segmentcast.desk.jobs.background_job import BackgroundJob
from segmentcast.workspace.show_folder import ShowFolder

Work = Literal["look", "transcribe"]
_MOST_KNOWN = 200
_WAITS: dict[Work, str] = {
    "look": "Waiting for the look at another recording",
    "transcribe": "Waiting for the draft of another recording",
}


class RecordingWork:
    """The jobs, and for which state of an episode's files each was started."""

    def __init__(
        self, place: ShowFolder, *, begin: Callable[[], None], end: Callable[[], None]
    ) -> None:
        """`begin` and `end` are called when a job begins and ends."""
        self._place = place
        self._begin, self._end = begin, end
        self._jobs: OrderedDict[tuple[str, Work], tuple[BackgroundJob, str]] = OrderedDict()
        self._lines: dict[Work, deque[BackgroundJob]] = {work: deque() for work in _WAITS}
        self._at_work: dict[Work, BackgroundJob] = {}
        self._guard = threading.Lock()

    def start(self, name: str, id_: str, work: Work, key: str) -> BackgroundJob:
        """Starts the work on an episode's folder, unless it is going on. `key` identifies its files.

        It waits until the work of its kind that began before it is over.
        """
        with self._guard:
            known = self._jobs.get((id_, work))
            if known is not None and known[0].standing.running:
                return known[0]
            job = BackgroundJob(
                self._place,
                begin=self._begin,
                end=lambda: self._ended(work),
                program="recording_process",
                arguments=(name, id_, work),
            )
            job.wait_in_line(_WAITS[work])
            self._lines[work].append(job)
            self._take_turn(work)
            self._jobs[id_, work] = job, key
            done = [one for one, (other, _) in self._jobs.items() if not other.standing.running]
            for one in done[: max(0, len(self._jobs) - _MOST_KNOWN)]:
                del self._jobs[one]
            return job

    def job(self, id_: str, work: Work, key: str = "") -> BackgroundJob | None:
        """The job of an episode if it runs, or if it was for these files."""
        known = self._jobs.get((id_, work))
        if known is None or not (known[0].standing.running or known[1] == key):
            return None
        return known[0]

    def _ended(self, work: Work) -> None:
        with self._guard:
            self._take_turn(work)
        self._end()

    def _take_turn(self, work: Work) -> None:
        """Starts the next work of this kind in line, unless one is going on."""
        known = self._at_work.get(work)
        if known is not None and known.standing.running:
            return
        self._at_work.pop(work, None)
        line = self._lines[work]
        while line and work not in self._at_work:
            job = line.popleft()
            if job.take_turn():
                self._at_work[work] = job
