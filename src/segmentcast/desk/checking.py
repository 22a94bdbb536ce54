"""Checks the published feed beside the requests, as `segmentcast check` does."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, datetime

from segmentcast import defects
from segmentcast.desk.clock import now
from segmentcast.errors import Problem, SegmentcastError
from segmentcast.model import Finding
from segmentcast.model.finding_groups import grouped
from segmentcast.queries.published_checks import inspect
from segmentcast.workspace.show_faults import address_findings
from segmentcast.workspace.show_files import read_show
from segmentcast.workspace.show_folder import ShowFolder

_BY_ITSELF = 200
"""A feed of more episodes is read, every byte, only when somebody asks for it."""


class FeedCheck:
    """The last check of the feed. `at` is when it ended; `findings` are grouped by kind."""

    def __init__(self, place: ShowFolder) -> None:
        self._place = place
        self._guard = threading.Condition()
        self._seen = 0
        self.checking = False
        self.at: datetime | None = None
        self.findings: tuple[Finding, ...] = ()
        self.problems: tuple[Problem, ...] = ()

    def published(self) -> datetime | None:
        """When the feed was last written; None if there is none."""
        try:
            return datetime.fromtimestamp(self._feed_time() / 1e9, UTC)
        except OSError:
            return None

    @property
    def current(self) -> bool:
        """Whether the check is of the feed as it is now."""
        try:
            return self._seen == self._feed_time()
        except OSError:
            return False

    def counts(self) -> Counter[str]:
        """How many findings there are by severity."""
        return Counter(finding.severity for finding in self.findings)

    def ask(self, episodes: int, *, anyway: bool = False) -> None:
        """Starts a check of a feed that has changed since the last one; `anyway` any feed."""
        if self.published() is None or (not anyway and (self.current or episodes > _BY_ITSELF)):
            return
        with self._guard:
            if self.checking:
                return
            self.checking = True
        threading.Thread(target=self._check, daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Waits until no check is going on. Returns False if that takes longer."""
        with self._guard:
            return self._guard.wait_for(lambda: not self.checking, seconds)

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
            self.findings, self.problems, self._seen = findings, problems, seen
            self.at = now()
            self.checking = False
            self._guard.notify_all()
