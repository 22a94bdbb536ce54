"""One publish of one show, from its folders to its feed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from segmentcast import layout
from segmentcast.cache import open_cache
from segmentcast.config import ShowConfig
from segmentcast.errors import (
    ConfigError,
    Problem,
    UsageError,
)
from segmentcast.model import Finding
from segmentcast.ports import Progress
from segmentcast.publish.cache_settings import cache_plan, note_use
from segmentcast.publish.changes.detection import ChangeDetector
from segmentcast.publish.changes.input_changes import ChangedMeanwhile, MadeFrom, outcome_of
from segmentcast.publish.failure import failure_of
from segmentcast.publish.identity.ledger_session import UNFINISHED, LedgerSession
from segmentcast.publish.identity.open_corrections import require_note, told_openly
from segmentcast.publish.identity.retractions import NOTICE
from segmentcast.publish.inventory import Inventory
from segmentcast.publish.merge_join import missing_in
from segmentcast.publish.options import Options
from segmentcast.publish.outcome import DAMAGED, EpisodeOutcome
from segmentcast.publish.plan.own_inputs import HOSTED, NOTHING_KNOWN
from segmentcast.publish.published_files import PublishedFiles
from segmentcast.publish.release.edition import RELEASED, Edition, cast_digest
from segmentcast.publish.release.removals import Removals, SubscribedFeed, refuse
from segmentcast.publish.report import Report, failed_outcome
from segmentcast.records import Record, Records
from segmentcast.workspace.episode_folder import EpisodeFolder, episode_folders
from segmentcast.workspace.show_files import read_cast
from segmentcast.workspace.show_folder import ShowFolder

if TYPE_CHECKING:
    from segmentcast.publish.plan.episode_plan import EpisodePlan
    from segmentcast.publish.plan.hosted_plan import HostedPlan
    from segmentcast.publish.produce.episode import Produced
    from segmentcast.publish.recovery.episode import Recovery
    from segmentcast.publish.recovery.stored_copy import StoredCopy
    from segmentcast.publish.workers.pipeline import Job
    from segmentcast.publish.workers.progress import PublishProgress

    Plan: TypeAlias = EpisodePlan | HostedPlan


class PublishRun:
    """Decides what is touched, makes it, and releases the whole."""

    def __init__(
        self,
        show_folder: ShowFolder,
        options: Options,
        progress: Progress,
        show: ShowConfig,
        records: Records,
        elsewhere: tuple[SubscribedFeed, ...] = (),
        copy: StoredCopy | None = None,
    ) -> None:
        self.show_folder = show_folder
        self.options = options
        self.progress = progress
        self.show = show
        self.records = records
        self.copy = copy
        self.kept_cast = read_cast(show_folder)
        self.cache = open_cache(cache_plan(show_folder, show, options.cache))
        # After what may be refused: nobody could close the ledger's index then.
        self.promises = LedgerSession(show_folder, show, records, dry_run=options.dry_run)
        self.ledger = self.promises.ledger
        self._cast_before = dict(self.kept_cast)
        self.roll = Inventory(str(show_folder.path))
        self.misnamed: list[EpisodeOutcome] = []
        self.planned = 0
        self.heard: set[str] = set()
        self.elsewhere = elsewhere
        self._unlisted: dict[str, EpisodeFolder] = {}
        self.published = PublishedFiles(show_folder.output, records)

    def close(self) -> None:
        self.promises.close()

    def run(self) -> Report:
        from segmentcast.publish.plan.sound_source import around_marks
        from segmentcast.publish.toolchain import edition_recipe, recipe
        from segmentcast.workspace.voices import ShowVoices

        marks = around_marks(self.show, self.show_folder)
        self.recipe = recipe(self.show.content, marks)
        self._call_roll()
        self.published.spot_check()
        self.desk = ShowVoices(self.show.engines, self.show.where)
        self.foresight = ChangeDetector(
            self.show_folder,
            self.options,
            self.records,
            self.promises,
            self.recipe,
            self.cache,
            self.published,
            self.desk,
        )
        same_cast = self.records.state("cast") == cast_digest(self.kept_cast)
        # Records of a publish that was stopped may say more than its ledger does.
        self.finished = bool(self.records.state(RELEASED)) and not self.records.state(UNFINISHED)
        if same_cast and not self.records.state(UNFINISHED) and not self.options.force:
            self.foresight.keep_unchanged(self.roll)
        self.removals = Removals(
            self.show_folder,
            self.records,
            self.ledger,
            self.roll,
            self.options.now,
            self.finished,
            self.elsewhere,
        )
        touched = self.roll.open()
        self._refuse_lost_folders(touched)
        moved = 0
        if self.options.dry_run:
            promised = self._promised()
            recovery = self._recovery()
            for plan in self._plans(touched):
                self._foresee(plan, recovery)
            after = self._promised()
            moved = sum(after.get(guid) != date for guid, date in promised.items())
        elif touched:
            self.meanwhile = ChangedMeanwhile(
                self.show_folder, self.records, self.ledger, self.published, self.roll
            )
            try:
                with self.meanwhile.compared():
                    self._produce(touched)
            finally:
                self.cache.close()
                note_use(self.cache)
        edition = Edition(
            self.show_folder,
            self.options,
            self.show,
            self.records,
            self.promises,
            self.foresight,
            edition_recipe(self.recipe),
            self.kept_cast,
            self.kept_cast != self._cast_before,
            self.roll,
            self.misnamed,
            self.removals,
        )
        report = edition.release()
        findings = [*self.promises.findings, *report.findings, *self.cache.findings()]
        if touched:
            from segmentcast.workspace import show_faults

            findings += (*show_faults.address_findings(self.show), *self._voices_for_nobody())
        outdated = self.foresight.outdated() if self.options.dry_run else 0
        return replace(report, moved=moved, outdated=outdated, findings=tuple(findings))

    def _promised(self) -> dict[str, datetime]:
        """The date by GUID of everything that was published."""
        return {entry.guid: entry.published for entry in self.ledger if entry.versions}

    # --- which episodes there are, and which were touched ------------------------------------

    def _call_roll(self) -> None:
        """Takes down the show's folders; those that can have no id are failures of their own."""
        self.roll.call(
            self._identified(),
            lambda name, first: self._misnamed(
                name, f'has the same name as "{first}" once it is part of an address'
            ),
        )
        if not self.options.only:
            self._fail_unlisted()
            return
        wanted = {name.rstrip("/").rsplit("/", 1)[-1] for name in self.options.only}
        missing = self.roll.ask_only(wanted)
        if missing:
            raise UsageError(
                Problem(
                    f"--only {name}",
                    "there is no such episode folder",
                    f"look in {self.show_folder.path}",
                )
                for name in sorted(missing)
            )
        self._fail_unlisted(wanted)

    def _fail_unlisted(self, wanted: Collection[str] | None = None) -> None:
        """Folders that could not be listed fail by themselves; of `wanted` names alone where given."""
        for id_, folder in self._unlisted.items():
            if folder.fault and (wanted is None or folder.name in wanted):
                self._failed(id_, folder, folder.fault)

    def _identified(self) -> Iterator[tuple[str, EpisodeFolder]]:
        for folder in episode_folders(self.show_folder):
            try:
                folder.name.encode()
                id_ = layout.episode_id(folder.name)
            except (UnicodeEncodeError, ConfigError):
                shown = folder.name.encode("utf-8", "replace").decode()
                self._misnamed(shown, "no address can be made of this folder's name")
                continue
            if folder.fault:
                self._unlisted.setdefault(id_, folder)
            yield id_, folder

    def _misnamed(self, name: str, what: str) -> None:
        problem = Problem(f"{self.show_folder.path}/{name}", what, "rename the folder")
        self.misnamed.append(
            EpisodeOutcome(name, name, "failed", reasons=("not in the feed",), problems=(problem,))
        )

    def _refuse_lost_folders(self, touched: Mapping[str, EpisodeFolder]) -> None:
        """Raises RemovalsRefused before anything is made, where too many folders are gone."""
        if self.options.allow_removals or self.options.dry_run:
            return
        if next(missing_in(self.records.ids(), self.roll.ids()), None) is None and self.finished:
            return
        new = sum(id_ not in self.ledger for id_ in touched)
        refuse(self.removals.without_folders(new))

    # --- what they will be --------------------------------------------------------------------

    def _plans(
        self, touched: Mapping[str, EpisodeFolder], skipped: Callable[[], None] = lambda: None
    ) -> Iterator[Plan]:
        """Plans in the order of the folders' names, so that the cast grows in the same order.

        One after the other as they are asked for, so that few are in memory at a time. `skipped`
        hears of episodes that failed or are held back.
        """
        if not touched:
            return
        from segmentcast.publish.identity.resolution import Identities
        from segmentcast.workspace import show_faults

        identities = Identities(
            self.show_folder,
            self.show,
            self.records,
            self.promises,
            self.roll,
            self.options,
        )
        self.foresight = replace(self.foresight, before=identities.settle(touched))
        show_faults.check_show(self.show, self.desk)
        self._refuse_unnumbered(touched)
        self.usable = self.desk.usable()
        for id_, folder in touched.items():
            try:
                plan = self._plan(folder, self.kept_cast)
                self.kept_cast |= plan.newly_cast
                plan = self.foresight.as_first_published(plan)
                self.heard.update(show_faults.speakers_of(plan))
                held = self.foresight.held_back(plan)
                faults = [] if held else show_faults.unnumbered(self.show, plan.config)
                if faults:
                    raise ConfigError(faults)
            except Exception as error:  # noqa: BLE001 - whatever goes wrong in it, the others are published
                self._failed(id_, folder, error)
                skipped()
                continue
            if held:
                self.roll.keep(held)
                skipped()
            else:
                self.planned += 1
                yield plan

    def _refuse_unnumbered(self, touched: Mapping[str, EpisodeFolder]) -> None:
        """Raises ConfigError where the feed of a serial show would hold published episodes without numbers."""
        if self.show.show.type != "serial":
            return
        from segmentcast.publish.plan.episode import source_file
        from segmentcast.workspace import show_faults

        problems: list[Problem] = []
        for id_, folder in touched.items():
            if self.records.known_of(id_) is None:
                continue
            try:
                problems += show_faults.unnumbered(self.show, source_file(folder, self.show)[0])
            except Exception:  # noqa: BLE001, S112 - what else is wrong with it is told when it is planned
                continue
        if problems:
            raise ConfigError(problems)

    def _voices_for_nobody(self) -> Iterator[Finding]:
        """Names in the show's [voices] that no episode knows; nothing where not all could be read."""
        from segmentcast.workspace import show_faults

        failed = any(each.status == "failed" for each in self.roll.looked_at.values())
        left = show_faults.unknown(self.show.voices, {*self.heard, *self.kept_cast})
        if not left or not self.heard or failed or self.options.only:
            return
        names = set(self.heard)
        for package in self.records.packages(now=self.options.now):
            names.update(credit.name for credit in package.credits)
        for who in show_faults.unknown(left, names):
            yield show_faults.unknown_voice(who, sorted(names), self.show.where)

    def _plan(self, folder: EpisodeFolder, kept: Mapping[str, str]) -> Plan:
        from segmentcast.publish.plan.episode import plan_episode
        from segmentcast.publish.plan.hosted import plan_hosted

        try:
            now, newest = self.options.now, self.promises.newest
            return plan_hosted(folder, self.show, now=now, newest=newest) or plan_episode(
                folder,
                self.show,
                self.desk,
                kept,
                self.usable,
                known=self.ledger.get(layout.episode_id(folder.name)),
                now=now,
                newest=newest,
            )
        finally:
            folder.forget()

    def _recovery(self) -> Recovery:
        from segmentcast.publish.recovery.episode import Recovery
        from segmentcast.store import DirectoryStore

        return Recovery(
            DirectoryStore(self.show_folder.output),
            self.show,
            self.records,
            self.published,
            self.copy,
            is_remade=self.foresight.is_remade,
            dry_run=self.options.dry_run,
        )

    def _foresee(self, plan: Plan, recovery: Recovery) -> None:
        """What would become of the plan; the ledger is changed in memory alone."""
        from segmentcast.publish.changes.estimate import forecast

        try:
            entry = self.ledger.admit(
                plan.id, title=plan.title, published=plan.published, fingerprint=plan.fingerprint
            )
            record = self.records.get(plan.id)
            require_note(plan, entry, record, self.options)
            previous = recovery.previous(plan, record, entry)
            outcome = self.foresight.preview_outcome(plan, previous, self.desk)
            if outcome.status == "made":
                ahead = forecast(plan, previous, entry, self.show)
                outcome = replace(outcome, forecast=ahead)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong in it, the others are foreseen
            self._failed(plan.id, plan.folder, error)
            return
        self.roll.keep(outcome)

    # --- making it ------------------------------------------------------------------------------

    def _produce(self, touched: Mapping[str, EpisodeFolder]) -> None:
        from segmentcast.publish.produce.episode import Produced
        from segmentcast.publish.workers.opening import open_workers
        from segmentcast.publish.workers.pipeline import produce_in_order

        with open_workers(
            self.show_folder, self.options, self.show, self.cache, self.progress, len(touched)
        ) as floor:
            for order, made in produce_in_order(self._orders(touched, floor.standing), floor):
                try:
                    if not isinstance(made, Produced):
                        raise made
                    self._keep(order, made)
                except Exception as error:  # noqa: BLE001 - whatever goes wrong in it, the others are published
                    self.ledger.restore(order.entry)
                    self._failed(order.plan.id, order.plan.folder, error)
                self.cache.tidy()

    def _orders(
        self, touched: Mapping[str, EpisodeFolder], standing: PublishProgress
    ) -> Iterator[Job]:
        """The episodes to make, each admitted to the ledger when its turn comes."""
        from segmentcast.publish.plan.hosted_plan import HostedPlan
        from segmentcast.publish.workers.pipeline import Job

        recovery = self._recovery()
        for plan in self._plans(touched, standing.skip):
            if self.planned == 1:
                self.records.set_state(UNFINISHED, "yes")
            record = self.records.get(plan.id)
            try:
                reasons = self.foresight.reasons(plan, record)
                entry = self.ledger.admit(
                    plan.id,
                    title=plan.title,
                    published=plan.published,
                    fingerprint=plan.fingerprint,
                )
                require_note(plan, entry, record, self.options)
                engines = {} if isinstance(plan, HostedPlan) else self.desk.for_reading(plan.spoken)
                previous = recovery.previous(plan, record, entry)
            except Exception as error:  # noqa: BLE001 - whatever goes wrong in it, the others are published
                self.ledger.withdraw(plan.id)
                self._failed(plan.id, plan.folder, error)
                standing.skip()
                continue
            previous = None if self.options.force else previous
            yield Job(plan, record, reasons, entry, engines, previous)

    def _keep(self, order: Job, made: Produced) -> None:
        """Takes an episode's files into the ledger and the records."""
        from segmentcast.publish.plan.hosted_plan import HostedPlan
        from segmentcast.publish.produce.cast_file import with_cast_file
        from segmentcast.publish.produce.extras import with_extras

        plan, record, reasons, entry = order.plan, order.record, order.reasons, order.entry
        made_from = MadeFrom.of(plan, entry, self.meanwhile.fresh(made.package, entry, record))
        if self.meanwhile.hold_if_changed(plan.id, made_from):
            return
        if not isinstance(plan, HostedPlan):
            plan = with_cast_file(plan)
        told = told_openly(plan, made.package, entry, self.options.now)
        package = with_extras(told, plan.config, self.show)
        # A notice in the place of a retracted segment is no change of its words.
        words = f"{NOTICE}{plan.words}" if package.retracted else plan.words
        own = NOTHING_KNOWN if isinstance(plan, HostedPlan) else plan.own
        self.promises.note_sound(package, "; ".join(reasons), words, own, self.options.now)
        if package.retracted:
            self.ledger.retract(plan.id, package.retracted.date)
        elif entry.retracted:
            self.ledger.retract(plan.id, None)
        fresh = Record(
            id=plan.id,
            folder=plan.folder.name,
            signature=plan.folder.signature,
            inputs=plan.inputs,
            recipe=self.recipe,
            products=made.products,
            package=package,
            remove_at=plan.config.remove_at,
            withdrawn=bool(plan.config.retraction and plan.config.retraction.sound == "withdrawn"),
            own=HOSTED if isinstance(plan, HostedPlan) else str(plan.own),
            software=made.software,
        )
        self.records.replaced.keep(plan.id, made_from.note())
        self.records.put(fresh, self.published.marks_of(package.files))
        if not isinstance(plan, HostedPlan):
            self.records.put_reading(plan.id, plan.transcript, plan.reading)
        damaged = any(reason.endswith(DAMAGED) for reason in reasons)
        same = (
            record is not None
            and not damaged
            and replace(record, signature=fresh.signature) == fresh
        )
        self.roll.keep(
            replace(
                outcome_of(fresh, plan.folder, "unchanged" if same else "made"),
                reasons=() if same else reasons,
                due=plan.config.remove_at,
                spoken=made.spoken,
                reused=made.reused,
                findings=(*plan.findings, *made.findings),
            )
        )

    def _failed(self, id_: str, folder: EpisodeFolder, error: Exception) -> None:
        """Takes down the episode's failure. Raises PublishStopped for what stops every episode."""
        failure = failure_of(error, str(folder.path))
        still = self.records.get(id_)
        title = still.package.title if still else None
        self.roll.keep(failed_outcome(id_, folder.name, str(folder.path), title, failure.problems))
