"""Keeps the overview of the show fresh, beside the requests, one look at a time."""

from __future__ import annotations

import os
import threading
import time

from segmentcast import defects
from segmentcast.desk.clock import now
from segmentcast.errors import Problem, SegmentcastError
from segmentcast.queries.show_overview import look_over
from segmentcast.workspace.show_folder import ShowFolder

_PATIENCE = 5.0
"""After a look that took a second, the next page may start one again after five."""


class OverviewRefresh:
    """Looks the show over when it is asked to. `problems` are why the last look came to no end."""

    def __init__(self, place: ShowFolder) -> None:
        self._place = place
        self._guard = threading.Condition()
        self._looking = False
        self._again = False
        self._next_at = 0.0
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
            if not written and time.monotonic() < self._next_at:
                return
            self._looking = True
        threading.Thread(target=self._look, daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Waits until no look is going on. Returns False if that takes longer."""
        with self._guard:
            return self._guard.wait_for(lambda: not self._looking, seconds)

    def _look(self) -> None:
        while True:
            begun = time.monotonic()
            try:
                cache = os.environ.get("SEGMENTCAST_CACHE", "")
                look_over(self._place, now=now(), cache=cache)
                problems: tuple[Problem, ...] = ()
            except SegmentcastError as error:
                problems = error.problems
            except Exception as error:  # noqa: BLE001 - the last line of defence of this thread
                problems = defects.explain(error).problems
            with self._guard:
                self.problems = problems
                if not self._again:
                    ended = time.monotonic()
                    self._next_at = ended + _PATIENCE * (ended - begun)
                    self._looking = False
                    self._guard.notify_all()
                    return
                self._again = False
