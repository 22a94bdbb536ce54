"""One publish of one show, from its folders to its feed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from segmentcast import cast, files, layout
from segmentcast import ledger as ledgers
from segmentcast.cache import Record, Records, SpeechCache, digest
from segmentcast.config import ShowConfig
from segmentcast.errors import (
    ConfigError,
    LedgerError,
    Problem,
    SegmentcastError,
    UsageError,
)
from segmentcast.model import Correction, Finding, Package
from segmentcast.ports import Progress
from segmentcast.publish.corrections import changes_of_words, in_the_open, unexplained
from segmentcast.publish.foresight import Foresight
from segmentcast.publish.options import Options
from segmentcast.publish.place import EpisodeFolder, ShowPlace, episode_folders
from segmentcast.publish.report import EpisodeOutcome, Report
from segmentcast.publish.show import read_cast

if TYPE_CHECKING:
    from segmentcast.publish.bench import Workshop
    from segmentcast.publish.desk import VoiceDesk
    from segmentcast.publish.hosted import HostedPlan
    from segmentcast.publish.planning import EpisodePlan

    Plan: TypeAlias = EpisodePlan | HostedPlan

_STATE = "release"
_DOCUMENTS = "documents"
_UNFINISHED = "unfinished"


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
        self.ledger = _read_ledger(place, show, records)
        self.kept_cast = read_cast(place)
        self.outcomes: dict[str, EpisodeOutcome] = {}
        self.misnamed: list[EpisodeOutcome] = []

    def run(self) -> Report:
        from segmentcast.publish.software import recipe
        from segmentcast.publish.sources import around_marks

        marks = around_marks(self.show, self.place.folder)
        self.recipe = recipe(files.read(self.place.show_file), marks)
        folders = self._folders()
        chosen = self._chosen(folders)
        self.foresight = Foresight(
            self.place, self.options, self.records, self.ledger, self.recipe, folders.keys()
        )
        same_cast = self.records.state("cast") == _cast_digest(self.kept_cast)
        # Records of a publish that was stopped may say more than its ledger does.
        finished = not self.records.state(_UNFINISHED)
        if same_cast and finished and not self.options.force:
            for id_, folder in chosen.items():
                outcome = self.foresight.untouched(id_, folder)
                if outcome is not None:
                    self.outcomes[id_] = outcome
        plans = self._plan({id_: f for id_, f in chosen.items() if id_ not in self.outcomes})
        if self.options.dry_run:
            for plan in plans:
                self.outcomes[plan.id] = self.foresight.foresee(plan, self.desk)
        elif plans:
            self._produce(plans)
        return self._release(folders, looked_at=bool(plans))

    # --- which episodes there are, and which were touched ------------------------------------

    def _folders(self) -> dict[str, EpisodeFolder]:
        """The show's folders by episode id; those that can have none are failures of their own."""
        folders: dict[str, EpisodeFolder] = {}
        for folder in episode_folders(self.place):
            try:
                folder.name.encode()
                id_ = layout.episode_id(folder.name)
            except (UnicodeEncodeError, ConfigError):
                shown = folder.name.encode("utf-8", "replace").decode()
                self._misnamed(shown, "no address can be made of this folder's name")
                continue
            if id_ in folders:
                what = f'has the same name as "{folders[id_].name}" once it is part of an address'
                self._misnamed(folder.name, what)
            else:
                folders[id_] = folder
        return folders

    def _misnamed(self, name: str, what: str) -> None:
        problem = Problem(f"{self.place.folder}/{name}", what, "rename the folder")
        self.misnamed.append(
            EpisodeOutcome(name, name, "failed", reasons=("not in the feed",), problems=(problem,))
        )

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
            self.foresight.follow_rename(plan)
            plan = self.foresight.as_first_published(plan)
            try:
                held = self.foresight.held_back(plan)
            except SegmentcastError as error:
                self._failed(id_, folder, error)
                continue
            if held:
                self.outcomes[id_] = held
            else:
                plans.append(plan)
        return plans

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
        self.records.set_state(_UNFINISHED, "yes")
        for plan in plans:
            try:
                self._produce_one(plan, shop)
            except SegmentcastError as error:
                self.ledger.withdraw(plan.id)
                self._failed(plan.id, plan.folder, error)

    def _produce_one(self, plan: Plan, shop: Workshop) -> None:
        from segmentcast.publish.cast_file import with_cast_file
        from segmentcast.publish.extras import with_extras
        from segmentcast.publish.hosted import HostedPlan, produce_hosted
        from segmentcast.publish.production import produce

        record = self.records.get(plan.id)
        reasons = self.foresight.reasons(plan, record)
        entry = self.ledger.admit(
            plan.id, title=plan.title, published=plan.published, fingerprint=plan.fingerprint
        )
        if isinstance(plan, HostedPlan):
            made = produce_hosted(plan, self.show, shop.store, guid=entry.guid)
        else:
            made = produce(
                plan, self.show, self.desk.for_reading(plan.spoken), shop, record, guid=entry.guid
            )
            plan = with_cast_file(plan)
        package = with_extras(self._in_the_open(plan, made.package, entry), plan.config, self.show)
        # A notice in the place of a retracted segment is no change of its words.
        self._note(package, "; ".join(reasons), "" if package.retracted else plan.words)
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
            changes = ()  # the retraction says more than a change of words
        elif self.options.require_notes and self.options.now in unexplained(noted, changes):
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

    def _release(self, folders: Mapping[str, EpisodeFolder], *, looked_at: bool) -> Report:
        from segmentcast.publish.look import look

        removed = [id_ for id_ in self.records.ids() if id_ not in folders]
        looked_over = (self.outcomes[id_] for id_ in folders if id_ in self.outcomes)
        outcomes = (*looked_over, *self.misnamed)
        report = Report(
            output=str(self.place.output),
            feed_url=self.show.show.feed_url,
            outcomes=outcomes,
            removed=tuple(removed),
            dry_run=self.options.dry_run,
        )
        if self.options.dry_run:
            return report
        self._refuse_to_lose(folders)
        for id_ in removed:
            self.records.delete(id_)
        own = look(self.show, self.place)
        state = digest([self.recipe, own, self.records.digest(), *sorted(self._held())])
        unreleased = self._ledger_differs() if looked_at else not self.place.ledger_file.is_file()
        if (
            state == self.records.state(_STATE)
            and not unreleased
            and not self.options.force
            and not any(o.status == "made" for o in outcomes)
            and self._released_whole()
        ):
            self.records.set_state(_UNFINISHED, "")
            return report
        report = self._write(report, state)
        self.records.set_state(_UNFINISHED, "")
        return report

    def _refuse_to_lose(self, folders: Mapping[str, EpisodeFolder]) -> None:
        """Raises LedgerError when an episode that subscribers have would leave the feed unasked.

        That is so when its folder is there and nothing is known of what was made of it: it was
        published elsewhere, or the records are gone, and now it failed or was not looked at.
        """
        problems: list[Problem] = []
        for entry in self.ledger:
            outcome = self.outcomes.get(entry.id)
            if not entry.versions or entry.id not in folders:
                continue
            if (outcome and outcome.status == "held") or self.records.brief(entry.id) is not None:
                continue
            problems += outcome.problems if outcome else ()
            mend = "mend what is said above; or take the folder away if the episode shall go"
            problems.append(
                Problem(
                    folders[entry.id].name,
                    "was published before and is not made here, so the feed was left as it is",
                    mend if outcome else "publish once without --only",
                )
            )
        if problems:
            raise LedgerError(problems)

    def _released_whole(self) -> bool:
        """Whether the documents of the last release are there in their lengths."""
        released = self.records.state(_DOCUMENTS)
        page = self.place.output / layout.show_page()
        return (
            bool(released)
            and page.is_file()
            and self.foresight.missing_file(json.loads(released)) is None
        )

    def _ledger_differs(self) -> bool:
        """Whether the ledger on disk lacks what this publish found to be published."""
        path = self.place.ledger_file
        return not path.is_file() or files.read(path, limit_bytes=1 << 30) != (
            self.ledger.render().encode()
        )

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
        # Before the feed, so that no crash between the two lets somebody lose a voice.
        kept = cast.render_cast(self.kept_cast).encode()
        files.write_if_changed(self.place.cast_file, kept)
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
        self.records.set_state("cast", _cast_digest(self.kept_cast))
        self.records.set_state(_STATE, state)
        self.records.set_state(_DOCUMENTS, json.dumps(writer.documents()))
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


def _read_ledger(place: ShowPlace, show: ShowConfig, records: Records) -> ledgers.Ledger:
    """The ledger as it stands; that of a new show; or, when it was lost, what the records remember.

    Raises LedgerError with every line that cannot be read.
    """
    if not place.ledger_file.is_file():
        return _remembered(ledgers.Ledger.mint(show.show.feed_url, show.show.guid), show, records)
    data = files.read(place.ledger_file, limit_bytes=1 << 30)
    try:
        return ledgers.parse(data.decode(), str(place.ledger_file))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise LedgerError(
            Problem(
                f"{place.ledger_file}:{line}",
                "this line is not UTF-8",
                "restore the line from version control or from a backup",
            )
        ) from error


def _remembered(ledger: ledgers.Ledger, show: ShowConfig, records: Records) -> ledgers.Ledger:
    """GUIDs, dates and current sounds from the records; earlier sounds are forgotten with the ledger."""
    for record in records.all():
        package = record.package
        ledger.admit(
            package.id, title=package.title, published=package.published, guid=package.guid
        )
        audio = package.file("audio")
        if audio is not None:
            url = audio.url or layout.url(show.show.base_url, audio.path)
            ledger.record(
                package.id,
                ledgers.Version(
                    url, audio.path, audio.sha256, audio.length_bytes, audio.mime,
                    package.published, "from the records",
                ),
            )  # fmt: skip
    return ledger


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
