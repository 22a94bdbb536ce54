"""Admits planned episodes to the ledger: as jobs to do, or to preview what a publish would make of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from segmentcast.config import ShowConfig
from segmentcast.ledger import Entry, Ledger
from segmentcast.publish.changes.detection import ChangeDetector
from segmentcast.publish.changes.estimate import estimate
from segmentcast.publish.identity.ledger_session import UNFINISHED
from segmentcast.publish.identity.open_corrections import require_note
from segmentcast.publish.inventory import Inventory
from segmentcast.publish.job import Job
from segmentcast.publish.options import Options
from segmentcast.publish.plan.episode_plan import Plan
from segmentcast.publish.recovery.published_episode import Recovery
from segmentcast.publish.report import keep_failure
from segmentcast.records import Record, Records
from segmentcast.workspace.show_voices import ShowVoices


@dataclass(frozen=True, slots=True)
class Admission:
    """Admits one episode after the other; a failure in one goes into the inventory."""

    show: ShowConfig
    options: Options
    records: Records
    ledger: Ledger
    inventory: Inventory
    show_voices: ShowVoices
    detector: ChangeDetector
    recovery: Recovery

    def preview(self, plans: Iterator[Plan]) -> None:
        """Keeps what would become of each plan; the ledger changes in memory alone."""
        for plan in plans:
            try:
                record = self.records.get(plan.id)
                entry = self._admit(plan, record)
                previous = self.recovery.previous(plan, record, entry)
                outcome = self.detector.preview_outcome(plan, previous, self.show_voices)
                if outcome.status == "made":
                    expected = estimate(plan, previous, entry, self.show)
                    outcome = replace(outcome, forecast=expected)
            except Exception as error:  # noqa: BLE001 - whatever goes wrong in it, the others are previewed
                keep_failure(self.inventory, self.records, plan.id, plan.folder, error)
                continue
            self.inventory.keep(outcome)

    def jobs(self, plans: Iterator[Plan], skipped: Callable[[], None]) -> Iterator[Job]:
        """A job for each plan, admitted when its turn comes; `skipped` is called for a failure."""
        for number, plan in enumerate(plans):
            if not number:
                self.records.set_state(UNFINISHED, "yes")
            record = self.records.get(plan.id)
            try:
                reasons = self.detector.reasons(plan, record)
                entry = self._admit(plan, record)
                episode = plan.sound_plan
                engines = self.show_voices.for_reading(episode.spoken) if episode else {}
                previous = self.recovery.previous(plan, record, entry)
            except Exception as error:  # noqa: BLE001 - whatever goes wrong in it, the others are published
                self.ledger.withdraw(plan.id)
                keep_failure(self.inventory, self.records, plan.id, plan.folder, error)
                skipped()
                continue
            previous = None if self.options.force else previous
            yield Job(plan, record, reasons, entry, engines, previous)

    def _admit(self, plan: Plan, record: Record | None) -> Entry:
        """The ledger's entry of a planned episode. Raises a SegmentcastError."""
        entry = self.ledger.admit(
            plan.id, title=plan.title, published=plan.published, fingerprint=plan.fingerprint
        )
        require_note(plan, entry, record, self.options)
        return entry
