"""Records produced episodes in the ledger, the records and the inventory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from segmentcast.config import ShowConfig
from segmentcast.publish.changes.heard_words import EarProof, for_published, reason_to_hold
from segmentcast.publish.changes.incomplete_recordings import incomplete_recording
from segmentcast.publish.changes.input_changes import ChangedMeanwhile, MadeFrom, outcome_of
from segmentcast.publish.identity.ledger_session import LedgerSession
from segmentcast.publish.identity.open_corrections import with_corrections
from segmentcast.publish.identity.retractions import NOTICE
from segmentcast.publish.inventory import Inventory
from segmentcast.publish.options import Options
from segmentcast.publish.outcome import DAMAGED, EpisodeOutcome
from segmentcast.publish.published_files import PublishedFiles
from segmentcast.records import Record, Records

if TYPE_CHECKING:
    from segmentcast.publish.job import Job
    from segmentcast.publish.produce.production import Produced


@dataclass(frozen=True, slots=True)
class Bookkeeping:
    """The books of one publish. `recipe` is a hash of the show settings that affect every episode."""

    show: ShowConfig
    options: Options
    records: Records
    ledger_session: LedgerSession
    inventory: Inventory
    published: PublishedFiles
    recipe: str
    input_changes: ChangedMeanwhile
    ear_proof: EarProof | None = None

    def enter(self, job: Job, produced: Produced) -> None:
        """Records an episode, or holds it if its input files changed while it was produced.

        Long, because the order of these steps is what a crash between two of them relies on.
        """
        from segmentcast.publish.produce.cast_file import with_cast_file
        from segmentcast.publish.produce.extras import with_extras

        plan, record, reasons, entry = job.plan, job.record, job.reasons, job.entry
        new_files = self.input_changes.fresh(produced.package, entry, record)
        made_from = MadeFrom.of(plan, entry, new_files)
        if self.input_changes.hold_if_changed(plan.id, made_from):
            return
        by_ear = self.ear_proof.findings(plan, produced.package) if self.ear_proof else ()
        if entry.versions:
            by_ear = for_published(by_ear)
        elif reason := reason_to_hold(by_ear) or incomplete_recording(plan, produced.findings):
            held = EpisodeOutcome(
                plan.id, plan.folder.name, "held", plan.title, (reason,), hold="heard"
            )
            findings = (*plan.findings, *produced.findings, *by_ear)
            self.input_changes.hold(made_from, replace(held, findings=findings))
            return
        if plan.sound_plan:
            plan = with_cast_file(plan.sound_plan)
        package = with_corrections(
            plan, produced.package, entry, self.options.now, reattributed=job.is_reattributed
        )
        package = with_extras(package, plan.config, self.show)
        # The notice of a retraction is not a change of the segment's words.
        words = f"{NOTICE}{plan.words}" if package.retracted else plan.words
        why = "; ".join(reasons)
        self.ledger_session.note_sound(
            package, why, words, plan.own, self.options.now, reattributed=job.is_reattributed
        )
        if package.retracted:
            self.ledger_session.ledger.retract(plan.id, package.retracted.date)
        elif entry.retracted:
            self.ledger_session.ledger.retract(plan.id, None)
        entered = Record(
            id=plan.id,
            folder=plan.folder.name,
            signature=plan.folder.signature,
            inputs=plan.inputs,
            recipe=self.recipe,
            products=produced.products,
            package=package,
            remove_at=plan.config.remove_at,
            withdrawn=bool(plan.config.retraction and plan.config.retraction.sound == "withdrawn"),
            own=plan.own_note,
            software=produced.software,
        )
        self.records.replaced.keep(plan.id, made_from.note())
        self.records.put(entered, self.published.marks_of(package.files))
        if plan.sound_plan:
            self.records.put_reading(plan.id, plan.sound_plan.transcript, plan.sound_plan.reading)
        damaged = any(reason.endswith(DAMAGED) for reason in reasons)
        same = (
            record is not None
            and not damaged
            and replace(record, signature=entered.signature) == entered
        )
        self.inventory.keep(
            replace(
                outcome_of(entered, plan.folder, "unchanged" if same else "made"),
                reasons=() if same else reasons,
                due=plan.config.remove_at,
                spoken=produced.spoken,
                reused=produced.reused,
                findings=(*plan.findings, *produced.findings, *by_ear),
            )
        )
