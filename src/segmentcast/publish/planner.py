"""Turns touched folders into jobs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from segmentcast import layout
from segmentcast.config import ShowConfig
from segmentcast.errors import ConfigError, Problem, VoiceError, VoiceMissing
from segmentcast.ledger import Entry
from segmentcast.model import Finding, VoiceInfo
from segmentcast.publish.changes.detection import ChangeDetector
from segmentcast.publish.changes.estimate import estimate
from segmentcast.publish.identity.ledger_session import UNFINISHED, LedgerSession
from segmentcast.publish.identity.open_corrections import (
    NOTE_MISSING,
    is_published,
    new_notes,
    with_note_asked_for,
)
from segmentcast.publish.identity.reattribution import (
    is_reattributed,
    passages_of,
    passages_of_cues,
)
from segmentcast.publish.inventory import Inventory
from segmentcast.publish.job import Job
from segmentcast.publish.options import Options
from segmentcast.publish.plan.episode_plan import EpisodePlan, Plan
from segmentcast.publish.plan.hosted_planning import plan_hosted
from segmentcast.publish.plan.own_inputs import read_own_inputs
from segmentcast.publish.plan.planning import plan_episode
from segmentcast.publish.recovery.published_episode import Recovery
from segmentcast.publish.report import keep_failure
from segmentcast.records import Record, Records
from segmentcast.workspace import show_faults
from segmentcast.workspace.episode_folder import EpisodeFolder
from segmentcast.workspace.show_voices import ShowVoices
from segmentcast.workspace.transcript_source import source_file


@dataclass(slots=True)
class Planner:
    """Plans episodes in folder order, so that the cast grows in that order.

    Episodes are planned one at a time to keep few plans in memory. Those that fail or are held go
    to the inventory. `cast` is the show's cast; each plan adds its new speakers.
    """

    show: ShowConfig
    options: Options
    records: Records
    ledger_session: LedgerSession
    inventory: Inventory
    show_voices: ShowVoices
    detector: ChangeDetector
    recovery: Recovery
    cast: dict[str, str]
    _names: set[str] = field(default_factory=set)

    def preview(self, folders: Mapping[str, EpisodeFolder]) -> None:
        """Stores the foreseeable outcome of each episode. The ledger changes only in memory.

        Raises ConfigError for a fault in show.toml.
        """
        for plan in self._plans(folders, lambda: None):
            try:
                record = self.records.get(plan.id)
                plan, entry, _ = self._admit(plan, record)  # noqa: PLW2901
                previous = self.recovery.previous(plan, record, entry)
                self._refuse_unreadable(plan, previous)
                outcome = self.detector.preview_outcome(plan, previous, self.show_voices)
                if outcome.status == "made":
                    expected = estimate(plan, previous, entry, self.show)
                    missing = any(one.rule == NOTE_MISSING for one in plan.findings)
                    expected = replace(
                        expected, note_missing=missing, notes=new_notes(plan, record)
                    )
                    outcome = replace(outcome, forecast=expected)
            except Exception as error:  # noqa: BLE001 - other episodes must not fail with this one
                keep_failure(self.inventory, self.records, plan.id, plan.folder, error)
                continue
            self.inventory.keep(outcome)

    def jobs(
        self, folders: Mapping[str, EpisodeFolder], skipped: Callable[[], None]
    ) -> Iterator[Job]:
        """The episodes to produce. Each is admitted to the ledger when its turn comes.

        `skipped` is called for each episode that fails or is held. Raises ConfigError for a fault
        in show.toml.
        """
        for number, plan in enumerate(self._plans(folders, skipped)):
            if not number:
                self.records.set_state(UNFINISHED, "yes")
            record = self.records.get(plan.id)
            try:
                reasons = self.detector.reasons(plan, record)
                plan, entry, reattributed = self._admit(plan, record)  # noqa: PLW2901
                episode = plan.sound_plan
                engines = self.show_voices.for_reading(episode.spoken) if episode else {}
                previous = self.recovery.previous(plan, record, entry)
                self._refuse_unreadable(plan, previous)
            except Exception as error:  # noqa: BLE001 - whatever goes wrong in it, the others are published
                self.ledger_session.ledger.withdraw(plan.id)
                keep_failure(self.inventory, self.records, plan.id, plan.folder, error)
                skipped()
                continue
            previous = None if self.options.force else previous
            # Without a record, nobody knows with which software it was made.
            remade = self.options.remake and (record is None or self.detector.is_remade(plan.id))
            yield Job(plan, record, reasons, entry, engines, previous, remade, reattributed)

    def has_new_audio(self, folders: Mapping[str, EpisodeFolder]) -> bool:
        """Whether any episode gets new audio or tags. Has no effect on the cast and the ledger."""
        asked = replace(self, cast=dict(self.cast), _names=set())
        for plan in asked._plans(folders, lambda: None):
            episode = plan.sound_plan
            if episode is None:
                continue
            entry = self.ledger_session.ledger.get(plan.id)
            current = entry.current if entry else None
            if entry is None or current is None or self.detector.is_remade(plan.id):
                return True
            previous = self.recovery.previous(plan, self.records.get(plan.id), entry)
            known = episode.own.holds("tags", read_own_inputs(current.inputs))
            if not (known or episode.keeps_files(previous)):
                return True
        return False

    def _refuse_unreadable(self, plan: Plan, previous: Record | None) -> None:
        """Raises VoiceError for words that would be spoken now by a voice that cannot read them."""
        episode = plan.sound_plan
        if episode is None or (episode.keeps_sound(previous) and not self.options.force):
            return
        unreadable = self.show_voices.unreadable(episode.spoken)
        if unreadable:
            raise VoiceError(
                Problem(f"{plan.folder.path}: {row.where}", row.what, row.mend)
                for row in unreadable
            )

    def _admit(self, plan: Plan, record: Record | None) -> tuple[Plan, Entry, bool]:
        """The plan, with a missing note among its findings; its ledger entry; whether others say its words now.

        Raises a SegmentcastError.
        """
        entry = self.ledger_session.ledger.admit(
            plan.id,
            title=plan.title,
            published=plan.published,
            guid=plan.config.guid,
            fingerprint=plan.fingerprint,
        )
        reattributed = self._is_reattributed(plan, entry, record)
        asked = with_note_asked_for(plan, entry, record, self.options, reattributed=reattributed)
        return asked, entry, reattributed

    def _is_reattributed(self, plan: Plan, entry: Entry, record: Record | None) -> bool:
        """Whether words that subscribers have would be said by another person."""
        episode = plan.sound_plan
        if episode is None or not entry.versions or plan.config.retraction or not plan.words:
            return False
        after = passages_of(episode.transcript)
        if record is None or not is_published(record, entry):
            cues = self.recovery.published_cues(entry.guid)
            return is_reattributed(passages_of_cues(cues), after)
        stored = self.records.get_reading(plan.id)
        before = passages_of(stored[0]) if stored else passages_of_cues(record.package.cues)
        return is_reattributed(before, after)

    def _plans(
        self, folders: Mapping[str, EpisodeFolder], skipped: Callable[[], None]
    ) -> Iterator[Plan]:
        show_faults.check_show(self.show, self.show_voices)
        self._refuse_unnumbered(folders)
        usable = self.show_voices.usable()
        for id_, folder in folders.items():
            try:
                plan = self._plan(folder, usable)
                self.cast |= plan.newly_cast
                plan = self.detector.as_first_published(plan)
                self._names.update(show_faults.speakers_of(plan))
                held = self.detector.held_back(plan)
                faults = [] if held else show_faults.unnumbered(self.show, plan.config)
                if faults:
                    raise ConfigError(faults)
            except VoiceMissing:
                raise  # of the show's cast: another voice in its place would be heard
            except Exception as error:  # noqa: BLE001 - whatever goes wrong in it, the others are published
                keep_failure(self.inventory, self.records, id_, folder, error)
                skipped()
                continue
            if held:
                self.inventory.keep(held)
                skipped()
            else:
                yield plan

    def _plan(self, folder: EpisodeFolder, usable: tuple[VoiceInfo, ...]) -> Plan:
        now, newest = self.options.now, self.ledger_session.newest
        known = self.ledger_session.ledger.get(layout.episode_id(folder.name))

        def planned(*, by_sex: bool) -> EpisodePlan:
            return plan_episode(
                folder,
                self.show,
                self.show_voices,
                self.cast,
                usable,
                known=known,
                now=now,
                newest=newest,
                by_sex=by_sex,
            )

        try:
            hosted = plan_hosted(folder, self.show, now=now, newest=newest)
            if hosted:
                return hosted
            plan = planned(by_sex=True)
            published = known.current if known else None
            if published is None or not plan.newly_cast:
                return plan
            # Published, and in no cast file: the voices of then, which were chosen by part alone.
            before = read_own_inputs(published.inputs)
            if plan.own.holds("sound", before):
                return plan
            by_part = planned(by_sex=False)
            return by_part if not published.inputs or by_part.own.holds("sound", before) else plan
        finally:
            folder.drop_cache()

    def _refuse_unnumbered(self, folders: Mapping[str, EpisodeFolder]) -> None:
        """Raises ConfigError if a serial show would have published episodes without numbers."""
        if self.show.show.type != "serial":
            return
        problems: list[Problem] = []
        for id_, folder in folders.items():
            if self.records.known_of(id_) is None:
                continue
            try:
                problems += show_faults.unnumbered(self.show, source_file(folder, self.show)[0])
            except Exception:  # noqa: BLE001, S112 - planning the episode reports the error
                continue
        if problems:
            raise ConfigError(problems)

    def voices_for_nobody(self) -> Iterator[Finding]:
        """Findings for names in [voices] that match no speaker; none unless all episodes were read."""
        outcomes = self.inventory.looked_at.values()
        failed = any(outcome.status == "failed" for outcome in outcomes)
        unknown = show_faults.unknown(self.show.voices, {*self._names, *self.cast})
        if not unknown or not self._names or failed or self.options.only:
            return
        names = set(self._names)
        for package in self.records.packages(now=self.options.now):
            names.update(credit.name for credit in package.credits)
        for who in show_faults.unknown(unknown, names):
            yield show_faults.unknown_voice(who, sorted(names), self.show.where)
