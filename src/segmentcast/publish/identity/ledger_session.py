"""What subscribers have: the show's ledger, or what can be rebuilt of it."""

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
"""Set while episodes are made, so that a publish that was stopped is known by the next."""
LEDGER_SIGNATURE = "told"
"""The ledger's signature when every record was in it."""


class LedgerSession:
    """The ledger at the start of this publish: a new one, the files', or a rebuilt one.

    A lost one is rebuilt from the records, else from the published feed; `findings` say so.

    What is changed in `ledger` is written by `save`. Raises LedgerError with every line that cannot
    be read. With `dry_run` nothing is written.
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
                # Reading XML is heavy to import, and hardly any publish needs it.
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
        """Restores from the records what the files have lost: a month, or a line of one.

        Not while a publish is unfinished: then the records have episodes that nobody has yet.
        """
        if records.state(UNFINISHED):
            return
        guids = MergeJoin(self.published())
        for known in records.known():
            if guids.at(known.id) is not None or known.id in self.ledger:
                continue
            brief = known.brief()
            # The GUID is there under another name where a folder was renamed and the files are older.
            if brief is None or self.ledger.owner(brief.guid) is not None:
                continue
            record = records.get(known.id)
            if record is not None:
                _remember(self.ledger, show, record)

    def note_sound(
        self, package: Package, why: str, words: str, own: OwnInputs, now: datetime
    ) -> None:
        """Notes the address of the sound from now on, and what it was made from."""
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
                inputs,
            ),
        )  # fmt: skip

    def close(self) -> None:
        if self._index is not None:
            self._index.close()

    def published(self) -> Iterator[tuple[str, str]]:
        """Id and GUID of every episode that has sound."""
        if self._index is not None:
            yield from self._index.published()
        else:
            yield from ((entry.id, entry.guid) for entry in self.ledger if entry.versions)

    def newest(self) -> datetime:
        """The newest date at which something of the show was published; reads the whole ledger once.

        Corrections without a change of words count as far as the records have them.
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
        """Writes what changed, before the feed names it."""
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
        f"the ledger is missing; it is rebuilt from the feed: {episodes}, without their earlier sounds",
        "if there is a copy in version control or a backup, put that back and publish again",
    )


def _remembered(ledger: Ledger, show: ShowConfig, records: Records) -> Ledger:
    """GUIDs, dates and current sounds from the records; earlier sounds are lost with the ledger."""
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
