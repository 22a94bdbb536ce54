"""One publish of one show, from its folders to its feed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from segmentcast import cast, files, layout
from segmentcast import ledger as ledgers
from segmentcast.cache import Record, Records, SpeechCache, digest
from segmentcast.config import ShowConfig
from segmentcast.errors import ConfigError, Problem, SegmentcastError, UsageError
from segmentcast.model import Correction, Finding, Package
from segmentcast.ports import Progress
from segmentcast.publish.corrections import changes_of_words, in_the_open
from segmentcast.publish.options import Options
from segmentcast.publish.place import EpisodeFolder, ShowPlace, episode_folder, episode_folders
from segmentcast.publish.report import EpisodeOutcome, Report
from segmentcast.publish.show import read_cast

if TYPE_CHECKING:
    from segmentcast.publish.bench import Workshop
    from segmentcast.publish.desk import VoiceDesk
    from segmentcast.publish.hosted import HostedPlan
    from segmentcast.publish.planning import EpisodePlan

    Plan: TypeAlias = EpisodePlan | HostedPlan

_STATE = "release"


class Publication:
    """Decides what is touched, makes it, and releases the whole."""

    def __init__(
        self,
        place: ShowPlace,
        options: Options,
        progress: Progress,
        show: ShowConfig,
        records: Records,
    ) -> None:
        self.place = place
        self.options = options
        self.progress = progress
        self.show = show
        self.records = records
        self.ledger = _read_ledger(place, show)
        self.kept_cast = read_cast(place)
        self.outcomes: dict[str, EpisodeOutcome] = {}

    def run(self) -> Report:
        from segmentcast.publish.software import recipe
        from segmentcast.publish.sources import around_marks

        marks = around_marks(self.show, self.place.folder)
        self.recipe = recipe(files.read(self.place.show_file), marks)
        folders = self.folders = self._folders()
        chosen = self._chosen(folders)
        self._skip_untouched(chosen)
        plans = self._plan({id_: f for id_, f in chosen.items() if id_ not in self.outcomes})
        if self.options.dry_run:
            for plan in plans:
                self._foresee(plan)
        elif plans:
            self._produce(plans)
        return self._release(folders)

    # --- which episodes there are, and which were touched ------------------------------------

    def _folders(self) -> dict[str, EpisodeFolder]:
        """The show's folders by episode id. Raises ConfigError when two would share one."""
        folders: dict[str, EpisodeFolder] = {}
        problems: list[Problem] = []
        for folder in episode_folders(self.place):
            id_ = layout.episode_id(folder.name)
            if id_ in folders:
                what = f'has the same name as "{folders[id_].name}" once it is part of an address'
                problems.append(Problem(str(folder.path), what, "rename one of the two folders"))
            else:
                folders[id_] = folder
        if problems:
            raise ConfigError(problems)
        return folders

    def _chosen(self, folders: Mapping[str, EpisodeFolder]) -> dict[str, EpisodeFolder]:
        if not self.options.only:
            return dict(folders)
        wanted = {name.rstrip("/").rsplit("/", 1)[-1] for name in self.options.only}
        chosen = {id_: folder for id_, folder in folders.items() if folder.name in wanted}
        missing = sorted(wanted - {folder.name for folder in chosen.values()})
        if missing:
            raise UsageError(
                Problem(
                    f"--only {name}",
                    "there is no such episode folder",
                    f"look in {self.place.folder}",
                )
                for name in missing
            )
        return chosen

    def _skip_untouched(self, chosen: Mapping[str, EpisodeFolder]) -> None:
        """Notes the episodes whose files are as they were; nothing of them is read."""
        same_cast = self.records.state("cast") == _cast_digest(self.kept_cast)
        if self.options.force or not same_cast:
            return
        for id_, folder in chosen.items():
            known = self.records.brief(id_)
            if known is None or (known.signature, known.recipe) != (folder.signature, self.recipe):
                continue
            if self._missing_file(known.files) is not None:
                continue
            outcome = EpisodeOutcome(
                id_,
                folder.name,
                "unchanged",
                known.title,
                duration_ms=known.duration_ms,
                loudness=known.loudness,
                voices=known.voices,
                due=known.remove_at,
            )
            if known.remove_at and known.remove_at <= self.options.now:
                ended = (_ended(known.remove_at),)
                outcome = replace(outcome, status="held", reasons=ended, due=None)
            self.outcomes[id_] = outcome

    def _missing_file(self, expected: Iterable[tuple[str, int]]) -> str | None:
        """The first of the published files that is not there with its length."""
        root = str(self.place.output)
        for path, length_bytes in expected:
            try:
                if os.stat(f"{root}/{path}").st_size != length_bytes:  # noqa: PTH116 - half the time
                    return path
            except OSError:
                return path
        return None

    # --- what they will be --------------------------------------------------------------------

    def _plan(self, touched: Mapping[str, EpisodeFolder]) -> list[Plan]:
        """Plans in the order of the folders' names, so that the cast grows in the same order."""
        if not touched:
            return []
        from segmentcast.publish.desk import VoiceDesk
        from segmentcast.publish.hosted import plan_hosted
        from segmentcast.publish.planning import plan_episode

        self.desk: VoiceDesk = VoiceDesk(self.show.engines, self.show.where)
        usable = self.desk.usable()
        plans: list[Plan] = []
        for id_, folder in touched.items():
            try:
                plan: Plan = plan_hosted(folder, self.show) or plan_episode(
                    folder, self.show, self.desk, self.kept_cast, usable, now=self.options.now
                )
            except SegmentcastError as error:
                self._failed(id_, folder, error)
                continue
            self.kept_cast |= plan.newly_cast
            self._follow_rename(plan)
            plan = self._as_first_published(plan)
            try:
                held = self._held_back(plan)
            except SegmentcastError as error:
                self._failed(id_, folder, error)
                continue
            if held:
                self.outcomes[id_] = held
            else:
                plans.append(plan)
        return plans

    def _held_back(self, plan: Plan) -> EpisodeOutcome | None:
        """Why the episode is not to be published now, or None. Raises ConfigError."""
        config, now = plan.config, self.options.now
        entry = self.ledger.get(plan.id)
        due = max(plan.published, config.publish_at or plan.published)
        if config.draft and entry is not None and entry.versions:
            raise ConfigError(
                Problem(
                    config.where,
                    "draft = true, but subscribers have this episode already",
                    "take it back with a [retraction], or take the draft line out",
                )
            )
        if config.draft:
            reason, when = "it is a draft", None
        elif config.remove_at and config.remove_at <= now:
            reason, when = _ended(config.remove_at), None
        elif due > now:
            reason, when = "its time has not come", due
        else:
            return None
        return EpisodeOutcome(plan.id, plan.folder.name, "held", plan.title, (reason,), due=when)

    def _follow_rename(self, plan: Plan) -> None:
        """A folder that was renamed keeps its GUID and date: it is known by its transcript."""
        if plan.id in self.ledger:
            return
        gone = [
            entry for entry in self.ledger.find(plan.fingerprint) if entry.id not in self.folders
        ]
        if len(gone) == 1:
            self.ledger.rename(gone[0].id, plan.id)

    def _as_first_published(self, plan: Plan) -> Plan:
        """The plan with the date that subscribers were given, whatever was written since."""
        entry = self.ledger.get(plan.id)
        if entry is None or entry.published == plan.published:
            return plan
        finding = Finding(
            "warning",
            "published-date",
            str(plan.folder.path),
            f"the date is now {plan.published.isoformat()}, but it was published as {entry.published.isoformat()}; that date is kept",
            "write the first date back, or leave it: podcast apps sort by it",
        )
        return replace(plan, published=entry.published, findings=(*plan.findings, finding))

    def _reasons(self, plan: Plan, record: Record | None) -> tuple[str, ...]:
        """What made it necessary to look at this episode again."""
        if record is None:
            return ("new",)
        reasons = [
            f"{name} changed" if name in record.inputs else f"{name} is new"
            for name, value in plan.inputs.items()
            if record.inputs.get(name) != value
        ]
        reasons += [f"{name} is gone" for name in record.inputs if name not in plan.inputs]
        missing = self._missing_file(
            (file.path, file.length_bytes) for file in record.package.files if not file.url
        )
        if missing:
            reasons.append(f"{missing} was missing or damaged")
        before = {credit.name: credit.voice for credit in record.package.credits}
        if any(before.get(name, voice) != voice for name, voice in plan.spoken_by):
            reasons.append("voices changed")
        if record.recipe != self.recipe:
            reasons.append("show.toml or the software changed")
        if self.options.force:
            reasons.append("asked for by --force")
        return tuple(reasons) or ("its files were touched",)

    def _foresee(self, plan: Plan) -> None:
        from segmentcast import narration
        from segmentcast.publish.hosted import HostedPlan

        record = self.records.get(plan.id)
        speech = SpeechCache(self.place.work / "speech")
        keys: tuple[str, ...] = ()
        if not isinstance(plan, HostedPlan):
            keys = tuple(narration.sentence_keys(plan.spoken, self.desk.for_reading(plan.spoken)))
        unspoken = sum(not speech.has(key) for key in keys)
        self.outcomes[plan.id] = EpisodeOutcome(
            plan.id,
            plan.folder.name,
            "made",
            plan.title,
            self._reasons(plan, record),
            duration_ms=record.package.duration_ms if record else 0,
            voices=plan.spoken_by,
            spoken=unspoken,
            reused=len(keys) - unspoken,
            findings=plan.findings,
        )

    # --- making it ------------------------------------------------------------------------------

    def _produce(self, plans: list[Plan]) -> None:
        from segmentcast.publish.bench import Workshop
        from segmentcast.store import DirectoryStore

        shop = Workshop(
            speech=SpeechCache(self.place.work / "speech"),
            store=DirectoryStore(self.place.output),
            work=self.place.work,
            workers=self.options.workers,
            progress=self.progress,
        )
        for plan in plans:
            try:
                self._produce_one(plan, shop)
            except SegmentcastError as error:
                self.ledger.withdraw(plan.id)
                self._failed(plan.id, plan.folder, error)

    def _produce_one(self, plan: Plan, shop: Workshop) -> None:
        from segmentcast.publish.extras import with_extras
        from segmentcast.publish.hosted import HostedPlan, produce_hosted
        from segmentcast.publish.production import produce

        record = self.records.get(plan.id)
        reasons = self._reasons(plan, record)
        entry = self.ledger.admit(
            plan.id, title=plan.title, published=plan.published, fingerprint=plan.fingerprint
        )
        if isinstance(plan, HostedPlan):
            made = produce_hosted(plan, self.show, shop.store, guid=entry.guid)
        else:
            made = produce(
                plan, self.show, self.desk.for_reading(plan.spoken), shop, record, guid=entry.guid
            )
        package = with_extras(self._in_the_open(plan, made.package, entry), plan.config, self.show)
        self._note(package, "; ".join(reasons), plan.words)
        if package.retracted:
            self.ledger.retract(plan.id, package.retracted.date)
        elif entry.retracted:
            self.ledger.retract(plan.id, None)
        fresh = Record(
            id=plan.id,
            folder=plan.folder.name,
            # The folder is looked at again: reading may have written cast.toml into it.
            signature=episode_folder(plan.folder.path).signature,
            inputs=plan.inputs,
            recipe=self.recipe,
            products=made.products,
            package=package,
            remove_at=plan.config.remove_at,
            withdrawn=bool(plan.config.retraction and plan.config.retraction.sound == "withdrawn"),
        )
        self.records.put(fresh)
        if not isinstance(plan, HostedPlan):
            self.records.put_reading(plan.id, plan.transcript, plan.reading)
        same = record is not None and replace(record, signature=fresh.signature) == fresh
        self.outcomes[plan.id] = replace(
            _outcome(fresh, plan.folder, "unchanged" if same else "made"),
            reasons=() if same else reasons,
            due=plan.config.remove_at,
            spoken=made.spoken,
            reused=made.reused,
            findings=(*plan.findings, *made.findings),
        )

    def _in_the_open(self, plan: Plan, package: Package, entry: ledgers.Entry) -> Package:
        """The package with its corrections and its retraction.

        Raises ConfigError when the words changed without a note and notes are required.
        """
        taken_back = plan.config.retraction
        retracted = Correction(taken_back.date, taken_back.note) if taken_back else None
        changes = changes_of_words(entry, plan.words, self.options.now)
        noted = plan.config.corrections
        if retracted:
            changes = changes[: len(noted)]
        elif self.options.require_notes and len(changes) > len(noted):
            raise ConfigError(
                Problem(
                    plan.config.where,
                    "the words changed after they were published, and no correction says why",
                    f'add: [[corrections]] date = {self.options.now:%Y-%m-%d}, note = "..."',
                )
            )
        return replace(
            package,
            corrections=in_the_open(noted, changes, package.language),
            retracted=retracted,
        )

    def _note(self, package: Package, why: str, words: str) -> None:
        """Notes in the ledger which sound stands at which address from now on."""
        audio = package.file("audio")
        if audio is None:
            return
        url = audio.url or layout.url(self.show.show.base_url, audio.path)
        known = self.ledger.get(package.id)
        date = self.options.now if known and known.versions else package.published
        self.ledger.record(
            package.id,
            ledgers.Version(
                url, audio.path, audio.sha256, audio.length_bytes, audio.mime, date, why, words
            ),
        )

    def _failed(self, id_: str, folder: EpisodeFolder, error: SegmentcastError) -> None:
        still = self.records.get(id_)
        self.outcomes[id_] = EpisodeOutcome(
            id_,
            folder.name,
            "failed",
            still.package.title if still else "",
            ("the version published before stays in the feed",) if still else ("not in the feed",),
            problems=tuple(
                problem if problem.where else replace(problem, where=str(folder.path))
                for problem in error.problems
            ),
        )

    # --- letting it out -------------------------------------------------------------------------

    def _release(self, folders: Mapping[str, EpisodeFolder]) -> Report:
        from segmentcast.publish.look import look

        removed = [id_ for id_ in self.records.ids() if id_ not in folders]
        outcomes = tuple(self.outcomes[id_] for id_ in folders if id_ in self.outcomes)
        report = Report(
            output=str(self.place.output),
            feed_url=self.show.show.feed_url,
            outcomes=outcomes,
            removed=tuple(removed),
            dry_run=self.options.dry_run,
        )
        if self.options.dry_run:
            return report
        for id_ in removed:
            self.records.delete(id_)
        own = look(self.show, self.place)
        state = digest([self.recipe, own, self.records.digest(), *sorted(self._held())])
        if (
            state == self.records.state(_STATE)
            and not self.options.force
            and not any(o.status == "made" for o in outcomes)
            and (self.place.output / "feed.xml").is_file()
        ):
            return report
        return self._write(report, state)

    def _held(self) -> set[str]:
        return {outcome.id for outcome in self.outcomes.values() if outcome.status == "held"}

    def _write(self, report: Report, state: str) -> Report:
        from segmentcast.publish.appearance import dressed
        from segmentcast.publish.release import Writer, release, show_artwork
        from segmentcast.publish.side_feeds import side_feeds
        from segmentcast.store import DirectoryStore

        held, now = self._held(), self.options.now
        in_feed: list[Package] = []
        withdrawn: list[Package] = []
        for record in self.records.all():
            if record.id not in held and not (record.remove_at and record.remove_at <= now):
                (withdrawn if record.withdrawn else in_feed).append(record.package)
        if not in_feed and not (self.place.output / "feed.xml").is_file():
            return replace(report, findings=(_nothing_to_publish(self.place),))
        writer = Writer(DirectoryStore(self.place.output))
        show = replace(
            self.show.show,
            guid=self.ledger.guid,
            artwork=show_artwork(self.show, self.place, writer),
        )
        show = dressed(self.show, show, self.place, writer.store)
        sides = side_feeds(self.show, show, self.place)
        findings = release(
            show,
            in_feed,
            self.ledger,
            self.place,
            writer,
            withdrawn=withdrawn,
            sides=sides,
            now=now,
        )
        kept = cast.render_cast(self.kept_cast).encode()
        files.write_if_changed(self.place.cast_file, kept)
        self.records.set_state("cast", _cast_digest(self.kept_cast))
        self.records.set_state(_STATE, state)
        return replace(report, findings=findings, written=writer.written)


def _outcome(record: Record, folder: EpisodeFolder, status: str) -> EpisodeOutcome:
    package = record.package
    return EpisodeOutcome(
        record.id,
        folder.name,
        status,  # type: ignore[arg-type]
        package.title,
        duration_ms=package.duration_ms,
        loudness=package.loudness,
        voices=tuple((credit.name, credit.voice) for credit in package.credits if credit.voice),
    )


def _ended(moment: datetime) -> str:
    return f"its time ended {moment:%Y-%m-%d %H:%M %Z}"


def _read_ledger(place: ShowPlace, show: ShowConfig) -> ledgers.Ledger:
    """The ledger as it stands, or that of a new show."""
    if not place.ledger_file.is_file():
        return ledgers.Ledger.mint(show.show.feed_url, show.show.guid)
    data = files.read(place.ledger_file, limit_bytes=1 << 30)
    return ledgers.parse(data.decode("utf-8", "replace"), str(place.ledger_file))


def _cast_digest(kept: Mapping[str, str]) -> str:
    return digest(sorted(kept.items()))


def _nothing_to_publish(place: ShowPlace) -> Finding:
    return Finding(
        "warning",
        "no-episodes",
        str(place.folder),
        "there is nothing to publish yet, so no feed was written",
        "put a folder with a transcript here, such as 2026-03-14-harbour/transcript.txt",
    )
