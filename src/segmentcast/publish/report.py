"""What a publish did: an outcome for each episode, with the reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from segmentcast.errors import Problem
from segmentcast.model import Finding, Loudness
from segmentcast.timing import seconds

Status = Literal["made", "unchanged", "held", "failed"]


@dataclass(frozen=True, slots=True)
class EpisodeOutcome:
    """What became of one episode. `reasons` say what made a remake necessary."""

    id: str
    folder: str
    status: Status
    title: str = ""
    reasons: tuple[str, ...] = ()
    duration_ms: int = 0
    loudness: Loudness | None = None
    voices: tuple[tuple[str, str], ...] = ()
    spoken: int = 0
    reused: int = 0
    due: datetime | None = None
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a publish did to a show. `written` counts the files of the output that changed."""

    output: str
    feed_url: str
    outcomes: tuple[EpisodeOutcome, ...]
    findings: tuple[Finding, ...] = ()
    written: int = 0
    removed: tuple[str, ...] = ()
    dry_run: bool = False

    @property
    def next_due(self) -> datetime | None:
        """When the next publish has something to do although nobody touches a file."""
        return min((outcome.due for outcome in self.outcomes if outcome.due), default=None)

    @property
    def failed(self) -> tuple[EpisodeOutcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.status == "failed")

    def as_json(self) -> dict[str, Any]:
        """The report for machines: plain values, stable keys."""
        return {
            "feed": self.feed_url,
            "output": self.output,
            "dry_run": self.dry_run,
            "written": self.written,
            "removed": list(self.removed),
            "next_due": self.next_due.isoformat() if self.next_due else None,
            "episodes": [_outcome_json(outcome) for outcome in self.outcomes],
            "findings": [_finding_json(finding) for finding in self.findings],
        }


def _outcome_json(outcome: EpisodeOutcome) -> dict[str, Any]:
    loudness = outcome.loudness
    return {
        "id": outcome.id,
        "folder": outcome.folder,
        "title": outcome.title,
        "status": outcome.status,
        "reasons": list(outcome.reasons),
        "duration_seconds": seconds(outcome.duration_ms),
        "integrated_lufs": round(loudness.integrated_lufs, 2) if loudness else None,
        "true_peak_dbtp": round(loudness.true_peak_dbtp, 2) if loudness else None,
        "voices": dict(outcome.voices),
        "sentences_spoken": outcome.spoken,
        "sentences_reused": outcome.reused,
        "due": outcome.due.isoformat() if outcome.due else None,
        "findings": [_finding_json(finding) for finding in outcome.findings],
        "problems": [
            {"where": problem.where, "what": problem.what, "mend": problem.mend}
            for problem in outcome.problems
        ],
    }


def _finding_json(finding: Finding) -> dict[str, str]:
    return {
        "severity": finding.severity,
        "rule": finding.rule,
        "where": finding.where,
        "what": finding.what,
        "mend": finding.mend,
    }
