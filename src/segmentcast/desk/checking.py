"""Checks the published feed beside the requests, as `segmentcast check` does."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from segmentcast import defects
from segmentcast.desk.clock import now
from segmentcast.errors import Problem, SegmentcastError
from segmentcast.model import Finding
from segmentcast.model.finding_groups import grouped
from segmentcast.queries.published.checks import inspect
from segmentcast.workspace.show_faults import address_findings
from segmentcast.workspace.show_files import read_show
from segmentcast.workspace.show_folder import ShowFolder

_BY_ITSELF = 200
"""A feed of more episodes is read, every byte, only when somebody asks for it."""


@dataclass(frozen=True, slots=True)
class FeedStanding:
    """The feed and its last check at one moment.

    `published` is when the feed was last written, None without one; `at` is when the check ended;
    `current` says whether it is of the feed as it is now; `findings` are grouped by kind.
    """

    published: datetime | None = None
    checking: bool = False
    at: datetime | None = None
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    current: bool = False


class FeedCheck:
    """Checks the feed, one check at a time."""

    def __init__(self, place: ShowFolder) -> None:
        self._place = place
        self._guard = threading.Condition()
        self._seen = 0
        self._last = FeedStanding()

    def standing(self) -> FeedStanding:
        """Where it stands now. An answer reads it once."""
        with self._guard:
            last, seen = self._last, self._seen
        try:
            feed = self._feed_time()
        except OSError:
            return last
        published = datetime.fromtimestamp(feed / 1e9, UTC)
        return replace(last, published=published, current=seen == feed)

    def ask(self, episodes: int, *, anyway: bool = False) -> None:
        """Starts a check of a feed that has changed since the last one; `anyway` any feed."""
        standing = self.standing()
        if standing.published is None:
            return
        if not anyway and (standing.current or episodes > _BY_ITSELF):
            return
        with self._guard:
            if self._last.checking:
                return
            self._last = replace(self._last, checking=True)
        threading.Thread(target=self._check, daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Waits until no check is going on. Returns False if that takes longer."""
        with self._guard:
            return self._guard.wait_for(lambda: not self._last.checking, seconds)

    def _feed_time(self) -> int:
        return (self._place.output / "feed.xml").stat().st_mtime_ns

    def _check(self) -> None:
        findings: tuple[Finding, ...] = ()
        problems: tuple[Problem, ...] = ()
        seen = 0
        try:
            seen = self._feed_time()
            every = inspect(self._place, now=now())
            findings = grouped((*every, *address_findings(read_show(self._place))))
        except SegmentcastError as error:
            problems = error.problems
        except Exception as error:  # noqa: BLE001 - the last line of defence of this thread
            problems = defects.explain(error).problems
        with self._guard:
            self._last = FeedStanding(at=now(), findings=findings, problems=problems)
            self._seen = seen
            self._guard.notify_all()
