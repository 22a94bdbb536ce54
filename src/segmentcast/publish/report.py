"""What a publish did: an outcome for each episode, with the reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from segmentcast.errors import Problem
from segmentcast.model import Finding
from segmentcast.publish.failure import failure_of
from segmentcast.publish.inventory import Inventory, Outcomes
from segmentcast.publish.outcome import EpisodeOutcome, ServerUse, Status, outcome_json
from segmentcast.records import Records
from segmentcast.workspace.episode_folder import EpisodeFolder

_SECONDS_OF_WORK_A_SENTENCE = 0.2


@dataclass(frozen=True, slots=True)
class Report:
    """What a publish did to a show. `written` counts the files of the output that changed.

    `changes` say why feed or pages must be rewritten apart from the episodes' own changes,
    `leaving` names episodes whose time in the feed has ended since the last publish. `moved` counts
    episodes whose GUID or date would change; `outdated` those that `--remake` would make again with
    today's software. Both are counted in a dry run alone.
    """

    output: str
    feed_url: str
    outcomes: Outcomes
    findings: tuple[Finding, ...] = ()
    written: int = 0
    removed: tuple[str, ...] = ()
    dry_run: bool = False
    changes: tuple[str, ...] = ()
    leaving: tuple[str, ...] = ()
    moved: int = 0
    outdated: int = 0

    @property
    def looked_at(self) -> tuple[EpisodeOutcome, ...]:
        """What became of those episodes that somebody had touched; of the others nothing did."""
        return tuple(self.outcomes.looked_at())

    @property
    def unchanged(self) -> int:
        """How many episodes are as they were."""
        same = sum(outcome.status == "unchanged" for outcome in self.looked_at)
        return self.outcomes.untouched + same

    @property
    def counts(self) -> dict[Status, int]:
        """How many episodes are made, unchanged, held and failed."""
        touched = Counter(outcome.status for outcome in self.looked_at)
        return {
            "made": touched["made"],
            "unchanged": self.unchanged,
            "held": touched["held"],
            "failed": touched["failed"],
        }

    @property
    def something_to_do(self) -> bool:
        """Whether a publish would change what subscribers see."""
        any_made = any(outcome.status == "made" for outcome in self.looked_at)
        return any_made or bool(self.removed or self.changes or self.leaving)

    @property
    def upload_bytes(self) -> int:
        """About how much of the episodes would have to be uploaded."""
        return sum(outcome.forecast.upload_bytes for outcome in self.looked_at if outcome.forecast)

    @property
    def sentences_to_speak(self) -> int:
        return sum(outcome.spoken for outcome in self.looked_at)

    @property
    def servers(self) -> tuple[ServerUse, ...]:
        """How many characters each engine over a network would be sent, and what that costs."""
        sums: dict[str, ServerUse] = {}
        for use in (use for outcome in self.looked_at for use in outcome.servers):
            so_far = sums.get(use.engine, ServerUse(use.engine, 0, use.cost and 0.0))
            cost = None if use.cost is None else use.cost + (so_far.cost or 0.0)
            sums[use.engine] = ServerUse(use.engine, so_far.characters + use.characters, cost)
        return tuple(sums.values())

    @property
    def narration_seconds(self) -> float:
        """About how long speaking takes on two cores."""
        return self.sentences_to_speak * _SECONDS_OF_WORK_A_SENTENCE

    @property
    def next_due(self) -> datetime | None:
        """When the next publish has something to do although nobody touches a file."""
        return self.outcomes.next_due

    @property
    def failed(self) -> tuple[EpisodeOutcome, ...]:
        return tuple(outcome for outcome in self.looked_at if outcome.status == "failed")

    def as_json(self) -> dict[str, Any]:
        """The report for machines: plain values, stable keys."""
        return {
            "feed": self.feed_url,
            "output": self.output,
            "dry_run": self.dry_run,
            "counts": dict(self.counts),
            "written": self.written,
            "removed": list(self.removed),
            "leaving": list(self.leaving),
            "changes": list(self.changes),
            **(self._foreseen() if self.dry_run else {}),
            "next_due": self.next_due.isoformat() if self.next_due else None,
            "episodes": [outcome_json(outcome) for outcome in self.outcomes],
            "findings": [finding.as_json() for finding in self.findings],
        }

    def _foreseen(self) -> dict[str, Any]:
        return {
            "something_to_do": self.something_to_do,
            "moved_guids_or_dates": self.moved,
            "made_with_other_software": self.outdated,
            "upload_bytes_estimated": self.upload_bytes,
            "sentences_to_speak": self.sentences_to_speak,
            "sent_to_servers": [use.as_json() for use in self.servers],
            "narration_seconds_estimated": round(self.narration_seconds, 1),
        }


def keep_failure(
    inventory: Inventory, records: Records, id_: str, folder: EpisodeFolder, error: Exception
) -> None:
    """Keeps the failure of an episode. Raises PublishStopped for what stops every episode."""
    failure = failure_of(error, str(folder.path))
    record = records.get(id_)
    title = record.package.title if record else None
    inventory.keep(failed_outcome(id_, folder.name, str(folder.path), title, failure.problems))


def failed_outcome(
    id_: str, folder: str, where: str, title: str | None, problems: Sequence[Problem]
) -> EpisodeOutcome:
    """The outcome of an episode that failed; `title` is that of what was published before, if anything was."""
    reason = (
        "not in the feed" if title is None else "the version published before stays in the feed"
    )
    located = (problem if problem.where else replace(problem, where=where) for problem in problems)
    return EpisodeOutcome(id_, folder, "failed", title or "", (reason,), problems=tuple(located))
