"""An index of the ledger's files, updated for those that changed.

The files are authoritative. The index is a copy in SQLite that may be deleted at any time. It saves
a publish from reading unchanged months, however many years there are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

from segmentcast.errors import LedgerError, Problem, StoreError
from segmentcast.ledger import (
    RESTORE,
    Entry,
    Ledger,
    entry_line,
    entry_of,
    month_of,
    numbered,
    render_month,
)
from segmentcast.ledger_folder.folder import LedgerFolder
from segmentcast.sqlite_file import DamagedFile, Schema, SqliteFile

_SCHEMA = Schema(
    2,
    """
CREATE TABLE IF NOT EXISTS month (name TEXT PRIMARY KEY, signature TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entry (
    id TEXT NOT NULL UNIQUE, guid TEXT NOT NULL UNIQUE, month TEXT NOT NULL,
    fingerprint TEXT NOT NULL, sounds INTEGER NOT NULL, line TEXT NOT NULL,
    crc INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS entry_month ON entry (month);
CREATE INDEX IF NOT EXISTS entry_fingerprint ON entry (fingerprint);
CREATE TABLE IF NOT EXISTS sound (
    url TEXT PRIMARY KEY, id TEXT NOT NULL, sha256 TEXT NOT NULL, month TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sound_month ON sound (month);
""",
)


class LedgerIndex:
    """The contents of a ledger's files, as the `StoredEntries` of a Ledger."""

    def __init__(self, folder: LedgerFolder, path: Path) -> None:
        """Opens or creates the index at `path`, and updates it from the files.

        Raises LedgerError with every bad line, and StoreError if the index cannot be written.
        """
        self.folder = folder
        self.head = folder.head()
        self._file = SqliteFile(path, _SCHEMA)
        self._refresh_or_begin_anew()

    @classmethod
    def reading(cls, folder: LedgerFolder, path: Path) -> LedgerIndex:
        """An index in memory; nothing is written, not even a lock."""
        index = cls.__new__(cls)
        index.folder = folder
        index.head = folder.head()
        index._file = SqliteFile.copy_of(path, _SCHEMA)
        index._refresh_or_close()
        return index

    def close(self) -> None:
        self._file.close()

    # --- keeping up with the files ------------------------------------------------------------

    def _refresh_or_begin_anew(self) -> None:
        try:
            self._refresh_or_close()
        except DamagedFile:
            self._file.remove()
            self._file = SqliteFile(self._file.path, _SCHEMA)
            self._refresh_or_close()

    def _refresh_or_close(self) -> None:
        try:
            self._refresh()
        except BaseException:
            self.close()
            raise

    def _refresh(self) -> None:
        """Reads the months whose files changed. Raises LedgerError."""
        run = self._file.run
        now = self.folder.months()
        before = dict(run("SELECT name, signature FROM month"))
        changed = [month for month in now if before.get(month) != now[month]]
        gone = [month for month in before if month not in now]
        if not changed and not gone:
            return
        problems: list[Problem] = []
        with self._file.at_once():
            for month in (*changed, *gone):
                for table in ("entry", "sound"):
                    run(f"DELETE FROM {table} WHERE month = ?", (month,))  # noqa: S608 - two words
                run("DELETE FROM month WHERE name = ?", (month,))
            for month in changed:
                self._take_month(month, problems)
                run("INSERT INTO month VALUES (?, ?)", (month, now[month]))
            if problems:
                raise LedgerError(problems)

    def _take_month(self, month: str, problems: list[Problem]) -> None:
        ledger = Ledger("", "", stored=self)
        where = str(self.folder.file(month))
        for number, line in numbered(self.folder.text(month)):
            try:
                entry = entry_of(line, month)
                if entry.id in ledger:
                    raise ValueError(f"{entry.id} has a second line")
                ledger.take(entry)
                self._insert(entry, month)
            except LedgerError as error:
                what = f"{entry.id} {error.problems[0].what}"
                problems.append(Problem(f"{where}:{number}", what, RESTORE))
            except ValueError as error:
                problems.append(Problem(f"{where}:{number}", str(error), RESTORE))

    def _insert(self, entry: Entry, month: str) -> None:
        line = entry_line(entry)
        self._file.run(
            "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                entry.id,
                entry.guid,
                month,
                entry.fingerprint,
                len(entry.versions),
                line,
                crc32(line.encode()),
            ),
        )
        for version in entry.versions:
            self._file.run(
                "INSERT INTO sound VALUES (?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET"
                " sha256 = CASE sha256 WHEN '' THEN excluded.sha256 ELSE sha256 END",
                (version.url, entry.id, version.sha256, month),
            )

    # --- what a Ledger asks -------------------------------------------------------------------

    def __len__(self) -> int:
        return int(self._one("SELECT count(*) FROM entry")[0])

    def __iter__(self) -> Iterator[Entry]:
        for row in self._file.run("SELECT line, crc FROM entry ORDER BY id"):
            yield self._entry_of(*row)

    def entry(self, id_: str, /) -> Entry | None:
        row = self._one("SELECT line, crc FROM entry WHERE id = ?", id_)
        return self._entry_of(*row) if row else None

    def find(self, fingerprint: str, /) -> Iterable[Entry]:
        rows = self._file.run(
            "SELECT line, crc FROM entry WHERE fingerprint = ? ORDER BY id", (fingerprint,)
        )
        return [self._entry_of(*row) for row in rows]

    def owner(self, guid: str, /) -> str | None:
        row = self._one("SELECT id FROM entry WHERE guid = ?", guid)
        return row[0] if row else None

    def sound_at(self, url: str, /) -> tuple[str, str] | None:
        row = self._one("SELECT id, sha256 FROM sound WHERE url = ?", url)
        return (row[0], row[1]) if row else None

    def published(self) -> Iterator[tuple[str, str]]:
        """Id and GUID of every episode with audio, by id."""
        yield from self._file.run("SELECT id, guid FROM entry WHERE sounds ORDER BY id")

    def _entry_of(self, line: str, crc: int) -> Entry:
        """Decodes an entry of the index. Raises DamagedFile if it doesn't match its checksum."""
        try:
            return entry_of(self._verified(line, crc))
        except ValueError as error:
            raise DamagedFile(self._file.path) from error

    def _verified(self, line: str, crc: int) -> str:
        """The line, safe to write to a file of the ledger. Raises DamagedFile."""
        if not isinstance(line, str) or crc32(line.encode()) != crc:
            raise DamagedFile(self._file.path)
        return line

    def _one(self, statement: str, *values: str) -> tuple[Any, ...]:
        return self._file.run(statement, values).fetchone() or ()

    # --- writing ------------------------------------------------------------------------------

    def write(self, ledger: Ledger) -> bool:
        """Writes the months in which the ledger differs. Returns whether anything changed.

        The index is updated too, so the ledger may `settle`. Raises StoreError if someone changed
        one of the months meanwhile.
        """
        changes = ledger.changes()
        ids: dict[str, dict[str, str]] = {}
        moved = False
        for id_, entry in changes.items():
            before = self.entry(id_)
            if before is not None:
                self._lines(month_of(before), ids).pop(id_)
                moved = moved or entry is None or month_of(entry) != month_of(before)
        for id_, entry in changes.items():
            if entry is not None:
                self._lines(month_of(entry), ids)[id_] = entry_line(entry)
        self._refuse_if_changed(ids)
        texts = {month: render_month(lines.items()) for month, lines in ids.items()}
        written = self.folder.write_months(ledger, texts, at_once=moved, head=self.head)
        self.head = (ledger.guid, ledger.feed_url)
        self._refresh()
        return written

    def _lines(self, month: str, months: dict[str, dict[str, str]]) -> dict[str, str]:
        if month not in months:
            rows = self._file.run("SELECT id, line, crc FROM entry WHERE month = ?", (month,))
            months[month] = {id_: self._verified(line, crc) for id_, line, crc in rows}
        return months[month]

    def _refuse_if_changed(self, months: Iterable[str]) -> None:
        now = self.folder.months()
        before = dict(self._file.run("SELECT name, signature FROM month"))
        problems = [
            Problem(
                str(self.folder.file(month)),
                "someone changed it during this publish, so it was not overwritten",
                "run the same command again",
            )
            for month in months
            if now.get(month) != before.get(month)
        ]
        if problems:
            raise StoreError(problems)


def lines_fit(database: sqlite3.Connection) -> bool:
    """Whether every line of an index matches its checksum. Raises sqlite3.Error."""
    return all(
        isinstance(line, str) and crc32(line.encode()) == crc
        for line, crc in database.execute("SELECT line, crc FROM entry")
    )
