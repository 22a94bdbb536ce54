"""The results of benchmarks: rows, one for each way of doing some work."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One way of doing a piece of work.

    `processor_s` counts all threads and child processes; `wall_s` is the elapsed time. `amount` of
    `unit` is the work. `ratio` is the processor time relative to the row named `against`, the
    median of rounds in which both took turns.
    """

    benchmark: str
    way: str
    processor_s: float
    wall_s: float
    amount: float
    unit: str
    against: str = ""
    ratio: float | None = None
    note: str = ""

    @property
    def rate(self) -> float:
        """Units of work per second of one core."""
        return self.amount / self.processor_s if self.processor_s > 0 else 0.0

    def as_json(self) -> dict[str, Any]:
        """The row in JSON types, with stable keys."""
        return {
            "benchmark": self.benchmark,
            "way": self.way,
            "processor_seconds": round(self.processor_s, 4),
            "wall_seconds": round(self.wall_s, 4),
            "amount": round(self.amount, 3),
            "unit": self.unit,
            "per_core_second": round(self.rate, 3),
            "against": self.against or None,
            "ratio": None if self.ratio is None else round(self.ratio, 4),
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one benchmark: its rows, or why there are none. `peak_mb` is its process's."""

    benchmark: str
    rows: tuple[Row, ...] = ()
    peak_mb: float | None = None
    left_out: str = ""
    failed: str = ""

    def as_json(self) -> dict[str, Any]:
        """The outcome in JSON types, with stable keys."""
        return {
            "benchmark": self.benchmark,
            "peak_megabytes": None if self.peak_mb is None else round(self.peak_mb, 1),
            "left_out": self.left_out or None,
            "failed": self.failed or None,
            "rows": [row.as_json() for row in self.rows],
        }


@dataclass(frozen=True, slots=True)
class Results:
    """A whole run: when and where it was, and the outcomes. `at` is ISO 8601."""

    at: str
    machine: dict[str, str] = field(default_factory=dict)
    outcomes: tuple[Outcome, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for outcome in self.outcomes for row in outcome.rows)

    def as_json(self) -> dict[str, Any]:
        """The results in JSON types, with stable keys."""
        return {
            "schema": 1,
            "made": self.at,
            "machine": self.machine,
            "benchmarks": [outcome.as_json() for outcome in self.outcomes],
        }
