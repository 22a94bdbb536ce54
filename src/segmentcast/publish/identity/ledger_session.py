"""Opens the show's ledger for a publish, restoring what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from segmentcast import layout
from segmentcast.config import ShowConfig
from segmentcast.ledger import Ledger, Version
from segmentcast.ledger_folder import LedgerIndex
from segmentcast.model import Finding, Package
from segmentcast.publish.identity.retractions import NOTICE
from segmentcast.publish.memories import LEDGER_INDEX
from segmentcast.publish.merge_join import MergeJoin
from segmentcast.publish.plan.own_inputs import HOSTED, OwnInputs
from segmentcast.records import Record, Records
from segmentcast.workspace.show_folder import ShowFolder

UNFINISHED = "unfinished"
"""State key: set while episodes are produced, so that the next publish detects an interruption."""
LEDGER_SIGNATURE = "told"
"""State key: the ledger's signature when it last held every record."""


class LedgerSession:
    """The ledger of a publish: a new one, the stored one, or a restored one.

    A lost ledger is restored from the records, else from the published feed; `findings` report it.
    Changes to `ledger` are written by `save`, except with `dry_run`. Raises LedgerError with every
    line that cannot be read.
    """

    def __init__(
        self, show_folder: ShowFolder, show: ShowConfig, records: Records, *, dry_run: bool
    ) -> None:
        self.folder = show_folder.ledger
        self._show = show
        self._records = records
        self._newest: datetime | None = None
        self._index: LedgerIndex | None = None
        self.findings: tuple[Finding, ...] = ()
        self.minted = False
        """Whether there was neither a ledger nor anything to rebuild it from."""
        if not dry_run:
            self.folder.finish()
        if not self.folder.exists():
            ledger = Ledger.mint(show.show.feed_url, show.show.guid)
            self.ledger = _remembered(ledger, show, records)
            if not len(self.ledger):
                # The XML parser is slow to import and rarely needed.
                from segmentcast.publish.identity.feed_ledger import ledger_of_feed

                known = ledger_of_feed(show_folder.output, show)
                if known is not None:
                    self.ledger = known
                    self.findings = (_rebuilt(self.folder.path, len(known)),)
            self.minted = not len(self.ledger)
        elif dry_run and self.folder.pending():
            self.ledger = self.folder.read() or Ledger.mint(show.show.feed_url, show.show.guid)
        else:
            path = show_folder.work / LEDGER_INDEX
            opened = LedgerIndex.reading if dry_run else LedgerIndex
            self._index = opened(self.folder, path)
            self.ledger = Ledger(*self._index.head, stored=self._index)
        try:
            if self.folder.exists() and records.state(LEDGER_SIGNATURE) != self.folder.signature():
                self._remember_lost(show, records)
        except BaseException:
            self.close()
            raise

    def _remember_lost(self, show: ShowConfig, records: Records) -> None:
        """Restores missing months or lines from the records.

        Skipped after an interrupted publish, whose records have episodes that were never released.
        """
        if records.state(UNFINISHED):
            return
        guids = MergeJoin(self.published())
        for known in records.known():
            if guids.at(known.id) is not None or known.id in self.ledger:
                continue
            brief = known.brief()
            # After a folder was renamed, older files have the GUID under another name.
            if brief is None or self.ledger.owner(brief.guid) is not None:
                continue
            record = records.get(known.id)
            if record is not None:
                _remember(self.ledger, show, record)

    def note_sound(
        self,
        package: Package,
        why: str,
        words: str,
        own: OwnInputs,
        now: datetime,
        *,
        reattributed: bool = False,
    ) -> None:
        """Records the new address of an episode's audio and its own inputs."""
        audio = package.file("audio")
        if audio is None:
            return
        url = audio.url or layout.url(self._show.show.base_url, audio.path)
        known = self.ledger.get(package.id)
        date = now if known and known.versions else package.published
        inputs = own.in_place_of(known.current.inputs if known and known.current else "")
        self.ledger.record(
            package.id,
            Version(
                url, audio.path, audio.sha256, audio.length_bytes, audio.mime, date, why, words,
                inputs, reattributed,
            ),
        )  # fmt: skip

    def close(self) -> None:
        if self._index is not None:
            self._index.close()

    def published(self) -> Iterator[tuple[str, str]]:
        """Id and GUID of every episode with audio."""
        if self._index is not None:
            yield from self._index.published()
        else:
            yield from ((entry.id, entry.guid) for entry in self.ledger if entry.versions)

    def newest(self) -> datetime:
        """The newest publication date in the show. Reads the whole ledger once.

        Corrections that changed no words are included as far as the records have them.
        """
        if self._newest is None:
            dates = [version.date for entry in self.ledger for version in entry.versions]
            dates += [entry.retracted for entry in self.ledger if entry.retracted]
            dates += [
                correction.date
                for record in self._records.all()
                for correction in record.package.corrections
            ]
            self._newest = max(dates, default=datetime.min.replace(tzinfo=UTC))
        return self._newest

    def differ(self) -> bool:
        """Whether the files lack something that is published."""
        return self._index is None or bool(self.ledger.changes())

    def save(self) -> None:
        """Writes the changes. Must run before the feed is written."""
        if self._index is None:
            self.folder.write(self.ledger)
        elif self.ledger.changes():
            self._index.write(self.ledger)
            self.ledger.settle()


def _rebuilt(where: Path, count: int) -> Finding:
    episodes = "1 episode" if count == 1 else f"{count} episodes"
    return Finding(
        "warning",
        "ledger-rebuilt",
        str(where),
        f"the ledger is missing and was rebuilt from the feed: {episodes}, without their earlier audio",
        "if version control or a backup has a copy, restore it and publish again",
    )


def _remembered(ledger: Ledger, show: ShowConfig, records: Records) -> Ledger:
    """Adds GUIDs, dates and current audio from the records. Earlier audio cannot be recovered."""
    for record in records.all():
        _remember(ledger, show, record)
    return ledger


def _remember(ledger: Ledger, show: ShowConfig, record: Record) -> None:
    package = record.package
    ledger.admit(package.id, title=package.title, published=package.published, guid=package.guid)
    audio = package.file("audio")
    if audio is not None:
        url = audio.url or layout.url(show.show.base_url, audio.path)
        ledger.record(
            package.id,
            Version(
                url, audio.path, audio.sha256, audio.length_bytes, audio.mime,
                package.published, "from the records", NOTICE if package.retracted else "",
                "" if record.own == HOSTED else record.own,
            ),
        )  # fmt: skip
    if package.retracted:
        ledger.retract(package.id, package.retracted.date)
