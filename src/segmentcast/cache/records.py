"""The record of each episode since it was last made, in one SQLite file.

What every publish asks of every episode (is it untouched, are its files there) stands in a row of
its own that is small to read; packages are read one at a time, with their cues or without.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import overload
from urllib.parse import quote

import msgspec

from segmentcast import files
from segmentcast.errors import Problem, StoreError
from segmentcast.model import Cue, Loudness, Package, Reading, Transcript


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of an episode since it was last made.

    `signature` tells whether its files are untouched (sizes and times), `inputs` whether their
    content is, `recipe` what of the show and the software went in; `products` holds the key of
    each product (`sound`, `tags`, `artwork`), so that what is not touched is not made again.
    `remove_at` is when it leaves the feed, `withdrawn` that it was taken out of it.
    """

    id: str
    folder: str
    signature: str
    inputs: dict[str, str]
    recipe: str
    products: dict[str, str]
    package: Package
    remove_at: datetime | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Brief:
    """What a publish with nothing to do has to know of an episode; `files` are path and length in bytes."""

    signature: str
    recipe: str
    guid: str
    title: str
    duration_ms: int
    loudness: Loudness | None
    voices: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, int], ...]
    remove_at: datetime | None


_TABLES = """
CREATE TABLE IF NOT EXISTS episode (
    id TEXT PRIMARY KEY, signature TEXT NOT NULL, recipe TEXT NOT NULL, published TEXT NOT NULL,
    remove_at TEXT NOT NULL, withdrawn INTEGER NOT NULL, brief BLOB NOT NULL, record BLOB NOT NULL,
    cues BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS episode_published ON episode (published, id);
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


class Records:
    """The records of a show. A damaged file is made anew: it is only a memory."""

    _SCHEMA = 3

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
            for table in ("episode", "state", "reading"):
                self._database.execute(f"DROP TABLE IF EXISTS {table}")
        self._database.execute(f"PRAGMA user_version = {self._SCHEMA}")
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.executescript(_TABLES)

    def _run(self, statement: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """Runs one statement. Raises StoreError when the file cannot be read or written."""
        try:
            return self._database.execute(statement, values)
        except sqlite3.Error as error:
            raise _explained(error, self._path) from error

    def close(self) -> None:
        self._database.close()

    # --- one episode --------------------------------------------------------------------------

    def brief(self, id_: str) -> Brief | None:
        """The small part of a record, or None when there is none."""
        row = self._run("SELECT brief FROM episode WHERE id = ?", (id_,)).fetchone()
        try:
            return msgspec.json.decode(row[0], type=Brief) if row else None
        except msgspec.DecodeError:
            return None  # a damaged row: the episode is looked at again

    def get(self, id_: str) -> Record | None:
        """The whole record, cues included, or None when there is none."""
        row = self._run("SELECT record, cues FROM episode WHERE id = ?", (id_,)).fetchone()
        try:
            return _record(row[0], row[1]) if row else None
        except msgspec.DecodeError:
            return None

    def put(self, record: Record) -> None:
        """Keeps the record in place of the one before."""
        package = record.package
        brief = Brief(
            record.signature,
            record.recipe,
            package.guid,
            package.title,
            package.duration_ms,
            package.loudness,
            tuple((credit.name, credit.voice) for credit in package.credits if credit.voice),
            tuple((file.path, file.length_bytes) for file in package.files if not file.url),
            record.remove_at,
        )
        without_cues = replace(record, package=replace(package, cues=()))
        self._run(
            "INSERT OR REPLACE INTO episode VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                record.id,
                record.signature,
                record.recipe,
                _sortable(package.published),
                _sortable(record.remove_at) if record.remove_at else _NEVER,
                record.withdrawn,
                msgspec.json.encode(brief),
                msgspec.json.encode(without_cues),
                msgspec.json.encode(package.cues),
            ),
        )

    def delete(self, id_: str) -> None:
        self._run("DELETE FROM episode WHERE id = ?", (id_,))
        self._run("DELETE FROM reading WHERE id = ?", (id_,))

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
        for record, cues in self._run("SELECT record, cues FROM episode ORDER BY id"):
            yield _record(record, cues)

    def packages(self, *, now: datetime, without: frozenset[str] = frozenset()) -> Packages:
        """The packages that are in the feed at `now`, oldest first; read when they are asked for."""
        rows = self._run(
            "SELECT id FROM episode WHERE withdrawn = 0 AND (remove_at = '' OR remove_at > ?)"
            " ORDER BY published, id",
            (_sortable(now),),
        )
        return Packages(self._database, tuple(id_ for (id_,) in rows if id_ not in without))

    def withdrawn(self) -> tuple[Package, ...]:
        """The packages that were taken out of the feed and still have a page."""
        rows = self._run("SELECT record, cues FROM episode WHERE withdrawn = 1 ORDER BY id")
        return tuple(_record(record, cues).package for record, cues in rows)

    def digest(self) -> str:
        """A hash that changes when any record does."""
        state = hashlib.sha256()
        for row in self._run("SELECT id, signature, recipe FROM episode ORDER BY id"):
            state.update("\0".join(row).encode("utf-8", "surrogatepass") + b"\n")
        return state.hexdigest()

    def state(self, name: str) -> str:
        """A remembered value of the whole show, empty when there is none."""
        row = self._run("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def set_state(self, name: str, value: str) -> None:
        self._run("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))


class Packages(Sequence[Package]):
    """Packages in order of publication, without their cues, each read when it is asked for.

    Memory is that of the ids, however many there are; `whole` reads one with its cues.
    """

    def __init__(self, database: sqlite3.Connection, ids: tuple[str, ...]) -> None:
        self._database = database
        self.ids = ids

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, index: int) -> Package: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Package, ...]: ...
    def __getitem__(self, index: int | slice) -> Package | tuple[Package, ...]:
        if isinstance(index, slice):
            return tuple(self._read(id_) for id_ in self.ids[index])
        return self._read(self.ids[index])

    def __iter__(self) -> Iterator[Package]:
        return (self._read(id_) for id_ in self.ids)

    def whole(self, id_: str) -> Package:
        """The package with its cues. Raises KeyError."""
        row = self._database.execute(
            "SELECT record, cues FROM episode WHERE id = ?", (id_,)
        ).fetchone()
        if row is None:
            raise KeyError(id_)
        return _record(row[0], row[1]).package

    def _read(self, id_: str) -> Package:
        row = self._database.execute("SELECT record FROM episode WHERE id = ?", (id_,)).fetchone()
        if row is None:
            raise KeyError(id_)
        return msgspec.json.decode(row[0], type=Record).package


def _opened_to_read(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing, also where the folder cannot be written to."""
    address = f"file:{quote(str(path.resolve()))}"
    mode = "mode=ro" if os.access(path.parent, os.W_OK) else "immutable=1"
    return sqlite3.connect(f"{address}?{mode}", uri=True, isolation_level=None)


def _record(record: bytes, cues: bytes) -> Record:
    found = msgspec.json.decode(record, type=Record)
    timed = msgspec.json.decode(cues, type=tuple[Cue, ...])
    return replace(found, package=replace(found.package, cues=timed))


def _sortable(moment: datetime) -> str:
    """A time as text whose order is that of time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
