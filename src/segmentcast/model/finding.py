"""What a check or a reader has to say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check or a reader has to say: where, what, which rule, how to mend it."""

    severity: Severity
    rule: str
    where: str
    what: str
    mend: str = ""

    def as_json(self) -> dict[str, str]:
        """Its five parts, for machines."""
        return {
            "severity": self.severity,
            "rule": self.rule,
            "where": self.where,
            "what": self.what,
            "mend": self.mend,
        }

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        remedy = f" Fix: {self.mend}" if self.mend else ""
        return f"{self.severity}: {place}{self.what} [{self.rule}]{remedy}"
