"""Progress of work within a benchmark: nobody is shown it."""

from __future__ import annotations


class _Quiet:
    def start(self, task: str, total: float, unit: str) -> None:
        """Nothing to show."""

    def advance(self, task: str, amount: float) -> None:
        """Nothing to show."""

    def finish(self, task: str) -> None:
        """Nothing to show."""

    def say(self, message: str) -> None:
        """Nothing to show."""


QUIET = _Quiet()
