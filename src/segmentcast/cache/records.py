"""The record of each episode since it was last made, in one SQLite file.

What every publish asks of every episode (is it untouched, are its files there) stands in a row of
its own that is small to read; packages are read one at a time, with their cues or without.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from segmentcast import files
from segmentcast.cache import cards, file_marks
from segmentcast.cache.cards import Cards, refresh
from segmentcast.cache.file_marks import FileMark, FileMarks
from segmentcast.cache.packages import Packages, Record, numbered, whole
from segmentcast.errors import Problem, StoreError
from segmentcast.model import Loudness, Package, Reading, Transcript

if TYPE_CHECKING:
    from segmentcast.site.catalogue import Card


@dataclass(frozen=True, slots=True)
class Brief:
    """What a publish with nothing to do has to say of an episode."""

    guid: str
    title: str
    duration_ms: int
    loudness: Loudness | None
    voices: tuple[tuple[str, str], ...]
    remove_at: datetime | None


@dataclass(frozen=True, slots=True)
class Known:
    """The small part of a record as it is stored, decoded when it is asked for."""

    id: str
    signature: str
    recipe: str
    stored: bytes
    _files: Callable[[str], bytes]

    def brief(self) -> Brief | None:
        """None for a damaged row: then the episode is looked at again."""
        return brief_of(self.stored)

    def files(self) -> tuple[tuple[str, int], ...]:
        """Path and length in bytes of each published file that is here; a damaged row names none that is."""
        try:
            return _FILES.decode(self._files(self.id))
        except msgspec.DecodeError:
            return (("", -1),)


def brief_of(stored: bytes) -> Brief | None:
    """What a record says in brief, from the bytes that it is stored as; None when they are damaged."""
    try:
        return _BRIEF.decode(stored)
    except msgspec.DecodeError:
        return None


_BRIEF = msgspec.json.Decoder(Brief)
_FILES = msgspec.json.Decoder(tuple[tuple[str, int], ...])


_TABLES = """
CREATE TABLE IF NOT EXISTS episode (
    id TEXT PRIMARY KEY, signature TEXT NOT NULL, recipe TEXT NOT NULL, published TEXT NOT NULL,
    remove_at TEXT NOT NULL, withdrawn INTEGER NOT NULL, narrated INTEGER NOT NULL,
    kind TEXT NOT NULL, retracted INTEGER NOT NULL, seal TEXT NOT NULL, brief BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS episode_published ON episode (published, id);
CREATE TABLE IF NOT EXISTS package (
    id TEXT PRIMARY KEY, files BLOB NOT NULL, record BLOB NOT NULL, cues BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS reading (
    id TEXT PRIMARY KEY, transcript BLOB NOT NULL, reading BLOB NOT NULL
);
"""
_NEVER = ""
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _explained(error: sqlite3.Error, path: Path) -> StoreError:
    """What SQLite could not do with the file, and what a person can do about it."""
    busy = error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    mend = "wait until the other program has ended" if busy else "look at the disk and try again"
    return StoreError(Problem(str(path), str(error), mend))


def _as_it_is(package: Package) -> Package:
    return package


class Records:
    """The records of a show. A damaged file is made anew: it is only a memory."""

    _SCHEMA = 4

    def __init__(self, path: Path) -> None:
        files.ensure_folder(path.parent)
        self._path = path
        try:
            self._open(str(path))
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode not in _DAMAGED:
                raise _explained(error, path) from error
            for suffix in ("", "-wal", "-shm"):
                files.remove(path.with_name(path.name + suffix))
            self._open(str(path))

    @classmethod
    def reading(cls, path: Path) -> Records:
        """The records as they stand, copied into memory: nothing is written, not even a lock.

        No file, or a damaged one, gives empty records.
        """
        records = cls.__new__(cls)
        records._path = path
        records._open(":memory:")
        if not path.is_file():
            return records
        try:
            with contextlib.closing(_opened_to_read(path)) as source:
                source.backup(records._database)
            records._open_tables()
        except sqlite3.DatabaseError:
            records._open(":memory:")
        return records

    def _open(self, path: str) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._open_tables()

    def _open_tables(self) -> None:
        version = self._database.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, self._SCHEMA):
            for table in ("episode", "package", "state", "reading", "card", "heard", "mark"):
                self._database.execute(f"DROP TABLE IF EXISTS {table}")
        self._database.execute(f"PRAGMA user_version = {self._SCHEMA}")
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.executescript(_TABLES + cards.TABLES + file_marks.TABLES)

    def _run(self, statement: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """Runs one statement. Raises StoreError when the file cannot be read or written."""
        try:
            return self._database.execute(statement, values)
        except sqlite3.Error as error:
            raise _explained(error, self._path) from error

    def close(self) -> None:
        self._database.close()

    # --- one episode --------------------------------------------------------------------------

    def get(self, id_: str) -> Record | None:
        """The whole record, cues included, or None when there is none."""
        row = self._run("SELECT record, cues FROM package WHERE id = ?", (id_,)).fetchone()
        try:
            return whole(row[0], row[1]) if row else None
        except msgspec.DecodeError:
            return None

    @property
    def marks(self) -> FileMarks:
        """What is known of each published file."""
        return FileMarks(self._run)

    def put(self, record: Record, marks: Iterable[FileMark] = ()) -> None:
        """Keeps the record in place of the one before, and the marks of its files."""
        package = record.package
        brief = Brief(
            package.guid,
            package.title,
            package.duration_ms,
            package.loudness,
            tuple((credit.name, credit.voice) for credit in package.credits if credit.voice),
            record.remove_at,
        )
        here = [(file.path, file.length_bytes) for file in package.files if not file.url]
        light = replace(package, cues=())
        cues = msgspec.json.encode(package.cues)
        seal = hashlib.blake2b(msgspec.json.encode(light) + cues, digest_size=10)
        with self._changing():
            self._run(
                "INSERT OR REPLACE INTO episode VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    record.id,
                    record.signature,
                    record.recipe,
                    _sortable(package.published),
                    _sortable(record.remove_at) if record.remove_at else _NEVER,
                    record.withdrawn,
                    package.narrated,
                    package.kind,
                    package.retracted is not None,
                    seal.hexdigest(),
                    msgspec.json.encode(brief),
                ),
            )
            self._run(
                "INSERT OR REPLACE INTO package VALUES (?, ?, ?, ?)",
                (
                    record.id,
                    msgspec.json.encode(here),
                    msgspec.json.encode(replace(record, package=light)),
                    cues,
                ),
            )
            self.marks.put(marks)

    @contextlib.contextmanager
    def _changing(self) -> Iterator[None]:
        """All of the block or nothing; then `version` is another one."""
        self._run("BEGIN IMMEDIATE")
        try:
            yield
            self._run("INSERT OR REPLACE INTO state VALUES ('version', ?)", (self.version() + 1,))
        except BaseException:
            self._run("ROLLBACK")
            raise
        self._run("COMMIT")

    def delete(self, id_: str) -> None:
        with self._changing():
            for table in ("episode", "package", "reading"):
                self._run(f"DELETE FROM {table} WHERE id = ?", (id_,))  # noqa: S608 - ours

    def put_reading(self, id_: str, transcript: Transcript, reading: Reading) -> None:
        """Keeps what was said and how it was read, for the proof that both are the same words."""
        self._run(
            "INSERT OR REPLACE INTO reading VALUES (?, ?, ?)",
            (id_, msgspec.json.encode(transcript), msgspec.json.encode(reading)),
        )

    def get_reading(self, id_: str) -> tuple[Transcript, Reading] | None:
        """The transcript and the reading of an episode as it was last made."""
        row = self._run("SELECT transcript, reading FROM reading WHERE id = ?", (id_,)).fetchone()
        if row is None:
            return None
        return (
            msgspec.json.decode(row[0], type=Transcript),
            msgspec.json.decode(row[1], type=Reading),
        )

    # --- all of them --------------------------------------------------------------------------

    def ids(self) -> Iterator[str]:
        """Every episode's id, in order."""
        for (id_,) in self._run("SELECT id FROM episode ORDER BY id"):
            yield id_

    def all(self) -> Iterator[Record]:
        """Every record, cues included, one at a time, by id."""
        for record, cues in self._run("SELECT record, cues FROM package ORDER BY id"):
            yield whole(record, cues)

    def known(self) -> Iterator[Known]:
        """The small part of every record, by id, one at a time."""
        rows = self._run("SELECT id, signature, recipe, brief FROM episode ORDER BY id")
        return (
            Known(id_, signature, recipe, brief, self._files_of)
            for id_, signature, recipe, brief in rows
        )

    def known_of(self, id_: str) -> Known | None:
        """The small part of one record, or None when there is none."""
        row = self._run(
            "SELECT id, signature, recipe, brief FROM episode WHERE id = ?", (id_,)
        ).fetchone()
        return Known(row[0], row[1], row[2], row[3], self._files_of) if row else None

    def _files_of(self, id_: str) -> bytes:
        row = self._run("SELECT files FROM package WHERE id = ?", (id_,)).fetchone()
        return row[0] if row else b""

    def packages(
        self,
        *,
        now: datetime,
        without: Collection[str] = (),
        dress: Callable[[Package], Package] = _as_it_is,
    ) -> Packages:
        """The packages that are in the feed at `now`, oldest first; read when they are asked for.

        `dress` is applied to each that is read.
        """
        self._run("CREATE TEMP TABLE IF NOT EXISTS without (id TEXT PRIMARY KEY) WITHOUT ROWID")
        self._run("DELETE FROM without")
        for id_ in without:
            self._run("INSERT OR IGNORE INTO without VALUES (?)", (id_,))
        try:
            table = numbered(
                self._database,
                "SELECT id FROM episode WHERE withdrawn = 0 AND (remove_at = '' OR remove_at > ?)"
                " AND id NOT IN (SELECT id FROM without) ORDER BY published, id",
                (_sortable(now),),
            )
        except sqlite3.Error as error:
            raise _explained(error, self._path) from error
        return Packages(self._database, table, dress)

    def cards(self, packages: Packages, describe: Callable[[Package], Card], recipe: str) -> Cards:
        """The catalogue of these packages; `describe` makes what it keeps of one, and `recipe` tells its version."""
        try:
            refresh(self._database, packages, describe, recipe)
        except sqlite3.Error as error:
            raise _explained(error, self._path) from error
        return Cards(packages)

    def withdrawn(self, *, now: datetime, without: Collection[str] = ()) -> tuple[Package, ...]:
        """The packages that were taken out of the feed and still have a page."""
        rows = self._run(
            "SELECT record, cues FROM episode JOIN package USING (id)"
            " WHERE withdrawn = 1 AND (remove_at = '' OR remove_at > ?) ORDER BY id",
            (_sortable(now),),
        )
        found = (whole(record, cues).package for record, cues in rows)
        return tuple(package for package in found if package.id not in without)

    def version(self) -> int:
        """A number that is another one when any record was written or removed since."""
        return int(self.state("version") or 0)

    def state(self, name: str) -> str:
        """A remembered value of the whole show, empty when there is none."""
        row = self._run("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def set_state(self, name: str, value: str) -> None:
        self._run("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))


def _opened_to_read(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing, also where the folder cannot be written to."""
    address = f"file:{quote(str(path.resolve()))}"
    mode = "mode=ro" if os.access(path.parent, os.W_OK) else "immutable=1"
    return sqlite3.connect(f"{address}?{mode}", uri=True, isolation_level=None)


def _sortable(moment: datetime) -> str:
    """A time as text whose order is that of time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
