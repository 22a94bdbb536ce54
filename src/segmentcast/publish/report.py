"""The report of a publish: an outcome for each episode, with reasons."""

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
    """The result of a publish.

    `written` counts the files of the output that changed. `changes` are reasons to rewrite feed or
    pages other than changed episodes. `leaving` are episodes whose time in the feed has ended since
    the last publish. In a dry run, `moved` counts the episodes whose GUID or date would change, and
    `outdated` those that `--remake` would rebuild, and `unsigned` those of them that it would sign,
    with the number of their unsigned files.
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
    unsigned: int = 0
    unsigned_files: int = 0

    @property
    def looked_at(self) -> tuple[EpisodeOutcome, ...]:
        """The outcomes of touched episodes."""
        return tuple(self.outcomes.looked_at())

    @property
    def unchanged(self) -> int:
        """The number of unchanged episodes."""
        same = sum(outcome.status == "unchanged" for outcome in self.looked_at)
        return self.outcomes.untouched + same

    @property
    def counts(self) -> dict[Status, int]:
        """The number of episodes by status."""
        touched = Counter(outcome.status for outcome in self.looked_at)
        return {
            "made": touched["made"],
            "unchanged": self.unchanged,
            "held": touched["held"],
            "failed": touched["failed"],
        }

    @property
    def something_to_do(self) -> bool:
        """Whether a publish would change anything that subscribers see."""
        any_made = any(outcome.status == "made" for outcome in self.looked_at)
        return any_made or bool(self.removed or self.changes or self.leaving)

    @property
    def upload_bytes(self) -> int:
        """The estimated bytes to upload for episodes."""
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
        """The estimated time for speaking on two cores."""
        return self.sentences_to_speak * _SECONDS_OF_WORK_A_SENTENCE

    @property
    def next_due(self) -> datetime | None:
        """When the next publish has something to do even if no file changes, or None."""
        return self.outcomes.next_due

    @property
    def failed(self) -> tuple[EpisodeOutcome, ...]:
        return tuple(outcome for outcome in self.looked_at if outcome.status == "failed")

    def as_json(self) -> dict[str, Any]:
        """The report in JSON types, with stable keys."""
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
            "without_content_credentials": self.unsigned,
            "files_without_content_credentials": self.unsigned_files,
            "upload_bytes_estimated": self.upload_bytes,
            "sentences_to_speak": self.sentences_to_speak,
            "sent_to_servers": [use.as_json() for use in self.servers],
            "narration_seconds_estimated": round(self.narration_seconds, 1),
        }


def keep_failure(
    inventory: Inventory, records: Records, id_: str, folder: EpisodeFolder, error: Exception
) -> None:
    """Stores the failure of an episode. Raises PublishStopped if the error affects every episode."""
    failure = failure_of(error, str(folder.path))
    record = records.get(id_)
    title = record.package.title if record else None
    inventory.keep(failed_outcome(id_, folder.name, str(folder.path), title, failure.problems))


def failed_outcome(
    id_: str, folder: str, where: str, title: str | None, problems: Sequence[Problem]
) -> EpisodeOutcome:
    """The outcome of a failed episode. `title` is that of the published version, if there is one."""
    reason = "not in the feed" if title is None else "the published version stays in the feed"
    located = (problem if problem.where else replace(problem, where=where) for problem in problems)
    return EpisodeOutcome(id_, folder, "failed", title or "", (reason,), problems=tuple(located))
