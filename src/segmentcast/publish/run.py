"""One publish of a show, from its folders to its feed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from segmentcast.cache import open_cache
from segmentcast.config import ShowConfig
from segmentcast.model import Finding
from segmentcast.ports import Progress
from segmentcast.publish.bookkeeping import Bookkeeping
from segmentcast.publish.cache_settings import cache_plan, note_use
from segmentcast.publish.changes import show_settings
from segmentcast.publish.changes.detection import ChangeDetector
from segmentcast.publish.changes.folder_inventory import take_inventory
from segmentcast.publish.changes.input_changes import ChangedMeanwhile
from segmentcast.publish.identity.ledger_session import UNFINISHED, LedgerSession
from segmentcast.publish.inventory import Inventory
from segmentcast.publish.options import Options
from segmentcast.publish.published_files import PublishedFiles
from segmentcast.publish.release.edition import RELEASED, Edition, cast_digest
from segmentcast.publish.release.removals import Removals, SubscribedFeed
from segmentcast.publish.report import Report, keep_failure
from segmentcast.records import Records
from segmentcast.workspace.episode_folder import EpisodeFolder
from segmentcast.workspace.show_files import read_cast
from segmentcast.workspace.show_folder import ShowFolder

if TYPE_CHECKING:
    from segmentcast.provenance.session import SigningSession
    from segmentcast.publish.changes.heard_words import EarProof
    from segmentcast.publish.planner import Planner
    from segmentcast.publish.recovery.stored_copy import StoredCopy
    from segmentcast.publish.release.show_cover import PublishedCover


class PublishRun:
    """The steps of a publish in order: changes, identity, plan, workers, release.

    With `options.dry_run` nothing is written, and the ledger changes only in memory.
    """

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
        from segmentcast.publish.plan.sound_source import around_marks
        from segmentcast.publish.toolchain import recipe
        from segmentcast.workspace.show_voices import ShowVoices

        self.show_folder = show_folder
        self.options = options
        self.progress = progress
        self.show = show
        self.records = records
        self.elsewhere = elsewhere
        self.findings: tuple[Finding, ...] = ()
        self.copy = copy
        self.recipe = recipe(show.content, around_marks(show, show_folder))
        self.show_voices = ShowVoices(show.engines, show.where)
        self.cache = open_cache(cache_plan(show_folder, show, options.cache))
        self.published = PublishedFiles(show_folder.output, records)
        # Last, after all that may raise: the ledger's index would stay open otherwise.
        self.ledger_session = LedgerSession(show_folder, show, records, dry_run=options.dry_run)
        self.ledger = self.ledger_session.ledger
        self._session: tuple[SigningSession | None] | None = None
        self.is_first = (
            bool(show.provenance) and next(self.ledger_session.published(), None) is None
        )
        """Whether the show signs, and none of its episodes was published before."""

    def _published_cover(self) -> PublishedCover:
        from functools import partial

        from segmentcast.publish.recovery import show_picture
        from segmentcast.publish.release.show_cover import PublishedCover
        from segmentcast.store import DirectoryStore

        output = DirectoryStore(self.show_folder.output)
        return PublishedCover(
            output,
            partial(show_picture.published_show_picture, self.show, output, self.copy),
            partial(show_picture.published_show_picture_path, output, self.copy),
            self.is_first,
        )

    def _published_document(self, path: str) -> bytes | None:
        from segmentcast.publish.recovery.show_picture import published_documents
        from segmentcast.store import DirectoryStore

        output = DirectoryStore(self.show_folder.output)
        return next(published_documents(output, self.copy, path), None)

    def close(self) -> None:
        self.ledger_session.close()

    def run(self) -> Report:
        """Publishes the show, and returns a report.

        The method is long because it is the table of contents: each step with its arguments.
        """
        from segmentcast.publish.toolchain import edition_recipe

        cast = read_cast(self.show_folder)
        cast_before = dict(cast)
        # After an interrupted publish, the records may be ahead of the ledger.
        stopped = bool(self.records.state(UNFINISHED))
        finished = bool(self.records.state(RELEASED)) and not stopped
        same_cast = self.records.state("cast") == cast_digest(cast)

        # Changes: find the folders, and those that were touched.
        inventory, misnamed = take_inventory(self.show_folder, self.records, self.options)
        self.published.spot_check()
        detector = ChangeDetector(
            self.show_folder,
            self.options,
            self.records,
            self.ledger_session,
            self.recipe,
            self.cache,
            self.published,
            self.show_voices,
            provenance=self.show.provenance,
            show_content=self.show.content,
        )
        if same_cast and not stopped and not self.options.force:
            detector.keep_unchanged(inventory)
        removals = Removals(
            self.show_folder,
            self.records,
            self.ledger,
            inventory,
            self.options.now,
            finished,
            self.elsewhere,
        )
        touched = inventory.pending()
        if not (self.options.allow_removals or self.options.dry_run):
            removals.refuse_lost_folders(touched)

        # Identity: find the published episode of each touched folder.
        dates = self._published_dates()
        if touched:
            renamed = self._identify(touched, inventory)
            detector = replace(detector, renamed=renamed)

        # Plan the touched episodes, and let workers produce their files.
        planner = self._planner(inventory, detector, cast) if touched else None
        stated: tuple[Finding, ...] = ()
        if planner and self.options.dry_run:
            planner.preview(touched)
        elif planner:
            signing = self._signing(touched, planner)
            self._produce(touched, planner, inventory, signing)
            # Before the release clears the mark of an interrupted publish: after a crash in
            # between, the next publish looks at these folders again.
            stated = self._state_guids(touched)

        # Release: write the pages, the ledger and, last, the feed.
        report = Edition(
            self.show_folder,
            self.options,
            self.show,
            self.records,
            self.ledger_session,
            detector,
            edition_recipe(self.recipe),
            cast,
            cast != cast_before,
            inventory,
            misnamed,
            removals,
            self._published_cover,
            self._signing_session,
            self._published_document,
        ).release()
        findings = [
            *stated,
            *self.ledger_session.findings,
            *self.findings,
            *report.findings,
            *self.cache.findings(),
        ]
        if planner:
            from segmentcast.publish.identity.stated_guids import show_guid_unstated
            from segmentcast.workspace import show_faults

            findings += show_guid_unstated(self.show, self.ledger)
            findings += (*show_faults.address_findings(self.show), *planner.voices_for_nobody())
        dates_now = self._published_dates()
        unsigned, unsigned_files = detector.unsigned() if self.options.dry_run else (0, 0)
        if self.options.dry_run and self.show.provenance:
            unsigned_files += self._published_cover().is_unsigned()
        return replace(
            report,
            moved=sum(dates_now.get(guid) != date for guid, date in dates.items()),
            outdated=detector.outdated() if self.options.dry_run else 0,
            unsigned=unsigned,
            unsigned_files=unsigned_files,
            findings=tuple(findings),
        )

    def _identify(
        self, touched: Mapping[str, EpisodeFolder], inventory: Inventory
    ) -> Mapping[str, str]:
        """Maps the current id of each renamed episode to its previous id."""
        from segmentcast.publish.identity.resolution import Identities

        return Identities(
            self.show_folder,
            self.show,
            self.records,
            self.ledger_session,
            inventory,
            self.options,
        ).settle(touched)

    def _state_guids(self, touched: Mapping[str, EpisodeFolder]) -> tuple[Finding, ...]:
        from segmentcast.publish.identity.stated_guids import state_guids

        return state_guids(touched, self.show, self.ledger)

    def _published_dates(self) -> dict[str, datetime]:
        """For a dry run, the dates of all published episodes by GUID."""
        if not self.options.dry_run:
            return {}
        return {entry.guid: entry.published for entry in self.ledger if entry.versions}

    def _planner(
        self, inventory: Inventory, detector: ChangeDetector, cast: dict[str, str]
    ) -> Planner:
        from segmentcast.publish.planner import Planner
        from segmentcast.publish.recovery.published_episode import Recovery
        from segmentcast.store import DirectoryStore

        recovery = Recovery(
            DirectoryStore(self.show_folder.output),
            self.show,
            self.records,
            self.published,
            self.copy,
            is_remade=detector.is_remade,
            dry_run=self.options.dry_run,
        )
        return Planner(
            self.show,
            self.options,
            self.records,
            self.ledger_session,
            inventory,
            self.show_voices,
            detector,
            recovery,
            cast,
        )

    def _signing(
        self, touched: Mapping[str, EpisodeFolder], planner: Planner
    ) -> SigningSession | None:
        """What signs the new files. Raises ConfigError if there are any, but no usable key."""
        session = self._signing_session()
        if session is None or session.config is None:
            return session
        if session.fault and session.config.required and planner.has_new_audio(touched):
            raise session.fault
        self.findings += session.findings(self.options.now)
        return session

    def _signing_session(self) -> SigningSession | None:
        """The key and the kept credentials, read once; None for a show that never signed."""
        from segmentcast.provenance.session import open_session

        if self._session is None:
            self._session = (
                open_session(
                    self.show.provenance,
                    self.show_folder.ledger.path,
                    self.show_folder.path,
                    self.show.where,
                    now=self.options.now,
                ),
            )
        return self._session[0]

    def _ear_proof(self) -> EarProof | None:
        """What hears the narrations, where that is asked for. Raises RecogniserError."""
        if not self.options.listen:
            return None
        from segmentcast.listening.recogniser import SpeechRecogniser
        from segmentcast.publish.changes.heard_words import EarProof

        recogniser = SpeechRecogniser(workers=self.options.workers)
        return EarProof(self.show_folder, self.records, recogniser, self.progress)

    def _produce(
        self,
        touched: Mapping[str, EpisodeFolder],
        planner: Planner,
        inventory: Inventory,
        signing: SigningSession | None,
    ) -> None:
        """Has workers produce each planned episode, and records the results."""
        from segmentcast.publish.produce.production import Produced
        from segmentcast.publish.workers.opening import open_workers
        from segmentcast.publish.workers.pipeline import produce_in_order

        show_settings.remember(self.records, self.recipe, self.show.content)
        input_changes = ChangedMeanwhile(
            self.show_folder, self.records, self.ledger, self.published, inventory
        )
        books = Bookkeeping(
            self.show,
            self.options,
            self.records,
            self.ledger_session,
            inventory,
            self.published,
            self.recipe,
            input_changes,
            self._ear_proof(),
        )
        opening = open_workers(
            self.show_folder,
            self.options,
            self.show,
            self.cache,
            self.progress,
            len(touched),
            signing,
        )
        try:
            with input_changes.compared(), opening as workers:
                jobs = planner.jobs(touched, workers.progress.skip)
                for job, result in produce_in_order(jobs, workers):
                    try:
                        if not isinstance(result, Produced):
                            raise result
                        books.enter(job, result)
                    except Exception as error:  # noqa: BLE001 - other episodes must not fail with this one
                        self.ledger.restore(job.entry)
                        keep_failure(inventory, self.records, job.plan.id, job.plan.folder, error)
                    self.cache.tidy()
        finally:
            self.cache.close()
            note_use(self.cache)
