"""One edition of a show: decides whether a release is due, and releases it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from segmentcast import cast, files, layout
from segmentcast.config import ShowConfig
from segmentcast.digest import digest
from segmentcast.errors import LedgerError, Problem
from segmentcast.model import Finding
from segmentcast.publish.changes.detection import ChangeDetector
from segmentcast.publish.changes.site_inputs import (
    changed_site_inputs,
    leaving,
    read_site_inputs,
    remember,
)
from segmentcast.publish.identity.ledger_session import LEDGER_SIGNATURE, UNFINISHED, LedgerSession
from segmentcast.publish.inventory import Inventory, Outcomes
from segmentcast.publish.merge_join import missing_in
from segmentcast.publish.options import Options
from segmentcast.publish.outcome import EpisodeOutcome
from segmentcast.publish.release.removals import Removals, refuse
from segmentcast.publish.report import Report
from segmentcast.records import Records
from segmentcast.vocabulary.private_paths import FOLDER as PRIVATE
from segmentcast.vocabulary.private_paths import is_private, private_path
from segmentcast.workspace.episode_folder import loose_recordings
from segmentcast.workspace.private_feeds import FILE as SUBSCRIBERS
from segmentcast.workspace.private_feeds import read_subscribers
from segmentcast.workspace.show_folder import ShowFolder

if TYPE_CHECKING:
    from segmentcast.provenance.session import SigningSession
    from segmentcast.publish.release.show_cover import PublishedCover

RELEASED = "release"
"""State key: what the last finished release was made of; absent before the first one."""
_DOCUMENTS = "documents"
_PRIVATE = "private documents"
_ANYBODY = "*"
"""Replaces the token, so that the records identify no subscriber."""


@dataclass(frozen=True, slots=True)
class Edition:
    """The result of a publish before its release; `inventory` has the folders and their outcomes."""

    show_folder: ShowFolder
    options: Options
    show: ShowConfig
    records: Records
    ledger_session: LedgerSession
    detector: ChangeDetector
    recipe: str
    kept_cast: Mapping[str, str]
    newly_cast: bool
    inventory: Inventory
    misnamed: Sequence[EpisodeOutcome]
    removals: Removals
    show_picture: Callable[[], PublishedCover]
    signing: Callable[[], SigningSession | None]
    published_document: Callable[[str], bytes | None]

    def release(self) -> Report:
        """Releases what was produced, unless nothing changed.

        Raises LedgerError, RemovalsRefused or CheckFailed; the subscribers' feeds then stay
        unchanged.
        """
        removed = list(missing_in(self.records.ids(), self.inventory.ids()))
        outcomes = Outcomes(self.inventory, self.misnamed)
        report = Report(
            output=str(self.show_folder.output),
            feed_url=self.show.show.feed_url,
            outcomes=outcomes,
            removed=tuple(removed),
            dry_run=self.options.dry_run,
        )
        self._refuse_to_lose(list(missing_in(self.inventory.ids(), self.records.ids())))
        own = read_site_inputs(self.show, self.show_folder)
        report = replace(
            report,
            leaving=leaving(self.records, self._held()),
            changes=tuple(self._changes(own)),
        )
        refused = self._refused(removed, here=self._is_due(report, own))
        if self.options.dry_run:
            return replace(report, findings=tuple(map(_would_be_refused, refused)))
        refuse(refused)
        for id_ in removed:
            self.records.delete(id_)
        state = self._state(own)
        if self._is_due(report, own):
            report = self._write(report, state)
            remember(self.records, own, self._held())
        self._finish(outcomes)
        return report

    def _state(self, own: Mapping[str, str]) -> str:
        return digest(
            [self.recipe, sorted(own.items()), self.records.version(), *sorted(self._held())]
        )

    def _signs_cover(self) -> bool:
        """Whether the show's cover is to be signed on request, though no episode is."""
        remade = self.options.remake and not self.options.only
        return remade and bool(self.show.provenance) and self.show_picture().is_unsigned()

    def _is_due(self, report: Report, own: Mapping[str, str]) -> bool:
        """Whether the feeds in the output folder will be written."""
        return (
            report.something_to_do
            or self.options.force
            or self._signs_cover()
            or self._state(own) != self._released()
            or not self.detector.published.noted
        )

    def _refused(self, removed: Sequence[str], *, here: bool) -> tuple[Problem, ...]:
        """Problems for feeds, here or at the store, that too many episodes would leave."""
        if self.options.allow_removals or not (here or self.removals.elsewhere):
            return ()
        from segmentcast.publish.release.extra_feeds import FOLDER

        gone = {*self._held(), *removed}
        rules = {f"{FOLDER}/{feed.name}.xml": feed.rule for feed in self.show.feeds}
        if read_subscribers(self.show_folder):
            rules[PRIVATE] = self.show.private.rule
        packages = self.records.packages(now=self.options.now, without=gone)
        foreseen = (
            {id_ for id_, outcome in self.inventory.looked_at.items() if outcome.status == "made"}
            if self.options.dry_run
            else ()
        )
        return self.removals.from_feeds(packages, rules, here=here, foreseen=foreseen)

    def _finish(self, outcomes: Outcomes) -> None:
        """Records what is now published, so that the next publish can skip unchanged files."""
        self.records.set_state(UNFINISHED, "")
        # The ledger may not match the record of a failed episode.
        failed = any(
            outcome.status == "failed" or outcome.waits for outcome in outcomes.looked_at()
        )
        signature = "" if failed else self.ledger_session.folder.signature()
        if self.records.state(LEDGER_SIGNATURE) != signature:
            self.records.set_state(LEDGER_SIGNATURE, signature)
        self.detector.published.finish()

    def _changes(self, own: Mapping[str, str]) -> Iterator[str]:
        """Reasons for a release other than changed episodes."""
        if not self._released():
            if any(self.records.ids()):
                yield "the last publish was not finished"
            return
        if self.options.dry_run and self.records.state(UNFINISHED):
            yield "the last publish was not finished"
        changes = list(changed_site_inputs(self.records, own))
        yield from changes
        if not self.ledger_session.folder.exists():
            yield "the ledger is missing"
        elif not self.options.dry_run and self.ledger_session.differ():
            yield "the ledger lacks published episodes"
        lost = self.detector.published.lost()
        if not self._released_whole():
            yield "the feed or its first page is missing or damaged"
        elif lost:
            more = f" and {len(lost) - 1} more" if len(lost) > 1 else ""
            yield f"{lost[0]}{more}: missing or damaged"
        if not any(SUBSCRIBERS in change for change in changes) and self._private_feed_lost():
            yield "a private feed is missing or damaged"

    def _private_feed_lost(self) -> bool:
        shapes = json.loads(self.records.state(_PRIVATE) or "[]") or [private_path(_ANYBODY)]
        return not self.detector.published.as_written(
            shape.replace(_ANYBODY, token)
            for token in read_subscribers(self.show_folder).values()
            for shape in shapes
        )

    def _released(self) -> str:
        """The state recorded by the last release; empty before the first."""
        return self.records.state(RELEASED)

    def _refuse_to_lose(self, unrecorded: Sequence[str]) -> None:
        """Raises LedgerError if a published episode would leave the feed unintentionally.

        `unrecorded` episodes have a folder but no record: they were published elsewhere or the
        records are gone, and in this run they failed or were not checked.
        """
        problems: list[Problem] = []
        for id_ in unrecorded:
            entry, outcome = self.ledger_session.ledger.get(id_), self.inventory.looked_at.get(id_)
            settled = (
                outcome is not None and outcome.status in ("held", "made") and not outcome.waits
            )
            if entry is None or not entry.versions or settled:
                continue
            if self.removals.any_feed:
                if not self.removals.is_published(entry.guid):
                    continue  # no subscriber has it
            elif not any(version.path for version in entry.versions):
                continue  # imported, and never published from here
            problems += outcome.problems if outcome else ()
            mend = "fix the problems above, or remove the folder to remove the episode"
            problems.append(
                Problem(
                    self.inventory[id_].name,
                    "was published but could not be made now, so the feed was left unchanged",
                    mend if outcome else "publish without --only",
                )
            )
        if problems:
            raise LedgerError(problems)

    def _released_whole(self) -> bool:
        """Whether the last release's feed documents and the first page are intact."""
        released = json.loads(self.records.state(_DOCUMENTS) or "[]")
        return bool(released) and self.detector.published.as_written(
            [layout.show_page(), *(row[0] for row in released)]
        )

    def _held(self) -> set[str]:
        outcomes = self.inventory.looked_at.values()
        return {
            outcome.id for outcome in outcomes if outcome.status == "held" and not outcome.waits
        }

    def _write(self, report: Report, state: str) -> Report:
        from segmentcast.publish.identity.existing_feed import refuse_unknown_guids
        from segmentcast.publish.release.branding import dressed
        from segmentcast.publish.release.extra_feeds import side_feeds
        from segmentcast.publish.release.kept_pictures import KeptPictures
        from segmentcast.publish.release.release import release, with_page
        from segmentcast.publish.release.show_cover import show_artwork
        from segmentcast.publish.release.writer import Writer
        from segmentcast.publish.toolchain import PAGES, versions
        from segmentcast.site import card
        from segmentcast.store import DirectoryStore

        held, now = self._held(), self.options.now
        in_feed = self.records.packages(now=now, without=held, dress=with_page)
        withdrawn = self.records.withdrawn(now=now, without=held)
        if not in_feed and not (self.show_folder.output / "feed.xml").is_file():
            return replace(report, findings=(_no_feed(self.show_folder, report),))
        published = self.detector.published
        ours = bool(published.recorded("feed.xml"))
        refuse_unknown_guids(
            self.show_folder.output / "feed.xml", self.ledger_session.ledger, ours=ours
        )
        writer = Writer(DirectoryStore(self.show_folder.output), published, self.published_document)
        kept = KeptPictures(self.records, writer)
        show = replace(
            self.show.show,
            guid=self.ledger_session.ledger.guid,
            artwork=show_artwork(
                self.show,
                self.show_folder,
                writer,
                kept,
                self.show_picture(),
                self.signing(),
                self.ledger_session.ledger.guid,
                anew=self.options.remake and not self.options.only,
            ),
        )
        show = dressed(self.show, show, self.show_folder, writer, kept)
        sides = side_feeds(self.show, show, self.show_folder)
        # Before the feed: after a crash in between, the speakers still keep their voices.
        if self.newly_cast or not self.show_folder.cast_file.is_file():
            self._keep_cast()
        findings = release(
            show,
            in_feed,
            self.records.cards(in_feed, card, versions(PAGES)),
            self.ledger_session,
            self.show_folder,
            writer,
            withdrawn=withdrawn,
            sides=sides,
            now=now,
        )
        self.records.set_state("cast", cast_digest(self.kept_cast))
        self.records.set_state(RELEASED, state)
        documents = writer.documents()
        public = [row for row in documents if not is_private(row[0])]
        self.records.set_state(_DOCUMENTS, json.dumps(public))
        shapes = {
            f"{PRIVATE}/{_ANYBODY}/{path.split('/', 2)[2]}"
            for path, _ in documents
            if is_private(path)
        }
        self.records.set_state(_PRIVATE, json.dumps(sorted(shapes)))
        return replace(report, findings=findings, written=writer.written)

    def _keep_cast(self) -> None:
        """Adds new speakers to the show's cast file, preserving manual edits."""
        path = self.show_folder.cast_file
        if not path.is_file():
            files.write(path, cast.render_cast(self.kept_cast).encode())
            return
        before = files.read(path)
        after = cast.extend_cast(before, self.kept_cast, str(path))
        if after != before:
            files.write(path, after)


def cast_digest(voices: Mapping[str, str]) -> str:
    return digest(sorted(voices.items()))


def _would_be_refused(problem: Problem) -> Finding:
    return Finding("error", "removals", problem.where, problem.what, problem.mend)


def _no_feed(show_folder: ShowFolder, report: Report) -> Finding:
    """The reason why there is no feed yet: all episodes failed or are held, or there is none."""
    failed, held = len(report.failed), sum(outcome.status == "held" for outcome in report.looked_at)
    if failed:
        count = "the only episode" if failed == 1 else f"all {failed} episodes"
        what = (
            f"{count} failed, so no feed was written"
            if not held
            else (
                f"{failed} of {failed + held} episodes failed and the others are held, so no feed was written"
            )
        )
        mend = "fix the problems above, then publish again"
    elif held:
        what = "every episode is held, so no feed was written"
        mend = "publish again when the first is due, or remove its draft or publish_at line"
    else:
        what = "there is nothing to publish yet, so no feed was written"
        mend = "add a folder with a transcript, such as 2026-03-14-harbour/transcript.txt"
        for folder, sound in loose_recordings(show_folder):
            what = f"{what}: no file in {folder.name} is called recording"
            mend = f"rename {sound} there to recording{Path(sound).suffix}"
            break
    return Finding("warning", "no-episodes", str(show_folder.path), what, mend)
