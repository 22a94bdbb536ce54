"""Keeps the overview of the show fresh, beside the requests, one look at a time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from itertools import islice

from segmentcast import defects
from segmentcast.desk.clock import now
from segmentcast.errors import Problem, SegmentcastError
from segmentcast.queries.show_overview import OVERVIEW, look_over
from segmentcast.workspace.show_folder import ShowFolder

_PATIENCE = 5.0
"""After a look that took a second, the next page may start one again after five."""

SMALL = 1000
"""A show of more folders is looked over in a process of its own; pages would be slow beside it."""


_GLANCE_SECONDS = 0.15
AFTER_WRITING_SECONDS = 3.0


class OverviewRefresh:
    """Looks the show over when it is asked to. `problems` are why the last look came to no end."""

    def __init__(
        self, place: ShowFolder, *, small: int = SMALL, seconds: float = AFTER_WRITING_SECONDS
    ) -> None:
        """`small`: a show of more folders is looked over in a process of its own. `seconds`: how long
        a page that is to show what was written waits for the look."""
        self._place = place
        self._small = small
        self._seconds = seconds
        self._guard = threading.Condition()
        self._looking = False
        self._again = False
        self._next_at = 0.0
        self._took: float | None = None
        self._feed = 0
        self.problems: tuple[Problem, ...] = ()

    @property
    def looking(self) -> bool:
        """Whether a look is going on."""
        return self._looking

    def ask(self, *, written: bool = False) -> None:
        """Starts a look if none is going on. `written`: something was, so even if the last one
        was a moment ago, and once more if one is going on."""
        with self._guard:
            if self._looking:
                self._again = self._again or written
                return
            feed = self._feed_time()  # a publish from the command line counts as something written
            if not written and feed == self._feed and time.monotonic() < self._next_at:
                return
            self._looking, self._feed = True, feed
        threading.Thread(target=self._look, daemon=True).start()

    def glance(self, *, written: bool) -> None:
        """Waits a moment for the look that is going on, so that a page shows the end of it.

        A large show isn't waited for if an earlier look is known: the page then comes at once, and
        shows the new list later. `written`: something was, and the page is to show it.
        """
        known = (self._place.work / OVERVIEW).is_file()
        quick = self._took < _GLANCE_SECONDS if self._took is not None else not known
        self.wait(self._seconds if written else _GLANCE_SECONDS if quick else 0.0)

    def wait(self, seconds: float) -> bool:
        """Waits until no look is going on. Returns False if that takes longer."""
        with self._guard:
            return self._guard.wait_for(lambda: not self._looking, seconds)

    def _looked(self) -> tuple[Problem, ...]:
        """One look, of a large show in a process of its own. Returns what stops the show."""
        if self._is_small():
            cache = os.environ.get("SEGMENTCAST_CACHE", "")
            look_over(self._place, now=now(), cache=cache)
            return ()
        place = self._place
        folders = [str(folder.absolute()) for folder in (place.path, place.output, place.work)]
        with subprocess.Popen(
            [sys.executable, "-P", "-m", "segmentcast.desk.jobs.look_process", *folders],
            stdin=subprocess.PIPE,  # its end says that the desk is gone
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        ) as process:
            assert process.stdout is not None
            lines = process.stdout.readlines()
        if not process.returncode:
            return ()
        try:
            return tuple(Problem(**problem) for problem in json.loads(lines[-1])["problems"])
        except (ValueError, TypeError, LookupError):
            what = "the episodes could not be looked through"
            return (Problem(str(place.path), what, f"see: {place.command('diff')}"),)

    def _feed_time(self) -> int:
        try:
            return (self._place.output / "feed.xml").stat().st_mtime_ns
        except OSError:
            return 0

    def _is_small(self) -> bool:
        """Whether a look is over in a moment. Only counts up to the bound."""
        try:
            with os.scandir(self._place.path) as entries:
                return sum(1 for _ in islice(entries, self._small + 1)) <= self._small
        except OSError:
            return True

    def _look(self) -> None:
        while True:
            begun = time.monotonic()
            try:
                problems = self._looked()
            except SegmentcastError as error:
                problems = error.problems
            except Exception as error:  # noqa: BLE001 - the last line of defence of this thread
                problems = defects.explain(error).problems
            with self._guard:
                self.problems = problems
                if not self._again:
                    ended = time.monotonic()
                    self._took = ended - begun
                    self._next_at = ended + _PATIENCE * (ended - begun)
                    self._looking = False
                    self._guard.notify_all()
                    return
                self._again = False
