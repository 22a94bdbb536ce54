"""Findings: what checks and readers report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from segmentcast.errors import with_remedy

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of a check or a reader: where, what, which rule, how to fix it."""

    severity: Severity
    rule: str
    where: str
    what: str
    mend: str = ""

    def as_json(self) -> dict[str, str]:
        """The five parts, for JSON."""
        return {
            "severity": self.severity,
            "rule": self.rule,
            "where": self.where,
            "what": self.what,
            "mend": self.mend,
        }

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{self.severity}: {place}{with_remedy(self.what, self.mend, self.rule)}"
