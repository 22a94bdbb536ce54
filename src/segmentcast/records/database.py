"""The record of each published episode, in one SQLite file.

What every publish needs from every episode (whether it is untouched, whether its files exist) is a
small row. Packages are read one at a time, with or without their cues.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from segmentcast.model import Loudness, Package, Reading, Transcript
from segmentcast.records import catalogue, checksums, file_marks
from segmentcast.records.catalogue import Cards, refresh
from segmentcast.records.file_marks import FileMark, FileMarks
from segmentcast.records.packages import Packages, Record, numbered, read_record
from segmentcast.records.replaced import Replaced
from segmentcast.sqlite_file import Schema, SqliteFile

if TYPE_CHECKING:
    from segmentcast.site.show_listing import Card


@dataclass(frozen=True, slots=True)
class Brief:
    """What a publish needs of an unchanged episode."""

    guid: str
    title: str
    duration_ms: int
    loudness: Loudness | None
    voices: tuple[tuple[str, str], ...]
    remove_at: datetime | None


@dataclass(frozen=True, slots=True)
class Known:
    """The small part of a record as stored, decoded on demand."""

    id: str
    signature: str
    recipe: str
    stored: bytes
    _files: Callable[[str], bytes]

    def brief(self) -> Brief | None:
        """The decoded brief; None for a damaged row, whose episode is then checked again."""
        return brief_of(self.stored)

    def files(self) -> tuple[tuple[str, int], ...]:
        """Path and length in bytes of each local published file; none for a damaged row."""
        try:
            return _FILES.decode(self._files(self.id))
        except msgspec.DecodeError:
            return (("", -1),)


def brief_of(stored: bytes) -> Brief | None:
    """The brief from its stored bytes; None if they are damaged."""
    try:
        return _BRIEF.decode(stored)
    except msgspec.DecodeError:
        return None


class _File(msgspec.Struct):
    role: str
    path: str


class _Files(msgspec.Struct):
    files: tuple[_File, ...]


class _Pictured(msgspec.Struct):
    """The part of a record that names its files; the rest isn't decoded."""

    package: _Files


_PICTURED = msgspec.json.Decoder(_Pictured)
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
CREATE TABLE IF NOT EXISTS made_by (id TEXT PRIMARY KEY, software TEXT NOT NULL) WITHOUT ROWID;
"""
_NEVER = ""
_SCHEMA = Schema(4, _TABLES + catalogue.TABLES + file_marks.TABLES + checksums.TABLES)


def _as_it_is(package: Package) -> Package:
    return package


class Records:
    """The records of a show. A damaged file is replaced by an empty one, since it can be rebuilt."""

    def __init__(self, path: Path) -> None:
        self._use(SqliteFile(path, _SCHEMA))

    @classmethod
    def reading(cls, path: Path) -> Records:
        """A copy of the records in memory; nothing is written, not even a lock.

        A missing or damaged file gives empty records.
        """
        records = cls.__new__(cls)
        records._use(SqliteFile.copy_of(path, _SCHEMA))
        return records

    def _use(self, file: SqliteFile) -> None:
        self._file = file
        self._run = file.run

    def close(self) -> None:
        self._file.close()

    # --- one episode --------------------------------------------------------------------------

    def get(self, id_: str) -> Record | None:
        """The whole record, cues included, or None."""
        row = self._run("SELECT record, cues FROM package WHERE id = ?", (id_,)).fetchone()
        return read_record(self._file, id_, row[0], row[1]) if row else None

    @property
    def marks(self) -> FileMarks:
        """The marks of published files."""
        return FileMarks(self._run)

    def put(self, record: Record, marks: Iterable[FileMark] = ()) -> None:
        """Stores the record in place of the previous one, and the marks of its files."""
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
        row = (
            record.id,
            record.signature,
            record.recipe,
            _sortable(package.published),
            _sortable(record.remove_at) if record.remove_at else _NEVER,
            int(record.withdrawn),
            int(package.narrated),
            str(package.kind),
            int(package.retracted is not None),
            seal.hexdigest(),
            msgspec.json.encode(brief),
        )
        stored = msgspec.json.encode(replace(record, package=light))
        with self._changing():
            self._run(
                "INSERT OR REPLACE INTO episode VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row
            )
            self._run(
                "INSERT OR REPLACE INTO package VALUES (?, ?, ?, ?)",
                (record.id, msgspec.json.encode(here), stored, cues),
            )
            self._run("INSERT OR REPLACE INTO made_by VALUES (?, ?)", (record.id, record.software))
            self.marks.put(marks)
            for kind, value in (("episode", row), ("record", stored), ("cues", cues)):
                checksums.note(self._file, kind, record.id, value)

    @contextlib.contextmanager
    def _changing(self) -> Iterator[None]:
        """Context manager for a transaction that changes `version`."""
        with self._file.at_once():
            yield
            self._set_state("version", str(self.version() + 1))

    @cached_property
    def replaced(self) -> Replaced:
        """The rows that this connection replaced."""
        return Replaced(self._file)

    def put_back(self, id_: str) -> None:
        """Restores the record and reading stored by `replaced`."""
        with self._changing():
            self.replaced.put_back(id_)

    def delete(self, id_: str) -> None:
        with self._changing():
            for table in ("episode", "package", "reading", "made_by"):
                self._run(f"DELETE FROM {table} WHERE id = ?", (id_,))  # noqa: S608 - ours
            for kind in ("episode", "record", "cues", "reading"):
                checksums.forget(self._file, kind, id_)

    def put_reading(self, id_: str, transcript: Transcript, reading: Reading) -> None:
        """Stores the transcript and its reading, to verify that both have the same words."""
        row = (id_, msgspec.json.encode(transcript), msgspec.json.encode(reading))
        with self._file.at_once():
            self._run("INSERT OR REPLACE INTO reading VALUES (?, ?, ?)", row)
            checksums.note(self._file, "reading", id_, row)

    def get_reading(self, id_: str) -> tuple[Transcript, Reading] | None:
        """The transcript and the reading from the last time the episode was made."""
        row = self._run("SELECT * FROM reading WHERE id = ?", (id_,)).fetchone()
        if row is None:
            return None
        checksums.verify(self._file, "reading", id_, row)
        return (
            msgspec.json.decode(row[1], type=Transcript),
            msgspec.json.decode(row[2], type=Reading),
        )

    # --- all of them --------------------------------------------------------------------------

    def ids(self) -> Iterator[str]:
        """All episode ids, sorted."""
        for (id_,) in self._run("SELECT id FROM episode ORDER BY id"):
            yield id_

    def all(self) -> Iterator[Record]:
        """All records, cues included, one at a time, by id."""
        for id_, record, cues in self._run("SELECT id, record, cues FROM package ORDER BY id"):
            yield read_record(self._file, id_, record, cues)

    def known(self) -> Iterator[Known]:
        """The small part of every record, one at a time, by id."""
        rows = self._run("SELECT id, signature, recipe, brief FROM episode ORDER BY id")
        return (
            Known(id_, signature, recipe, brief, self._files_of)
            for id_, signature, recipe, brief in rows
        )

    def moments(self) -> Iterator[tuple[str, str, bool]]:
        """Id, time of publication (UTC, ISO 8601) and whether it is retracted, of every episode."""
        rows = self._run("SELECT id, published, retracted FROM episode ORDER BY id")
        return ((id_, published, bool(retracted)) for id_, published, retracted in rows)

    def thumbnails(self, ids: Iterable[str]) -> dict[str, str]:
        """The paths of the small pictures of these episodes, of those that have one."""
        paths: dict[str, str] = {}
        for id_ in ids:
            row = self._run("SELECT record FROM package WHERE id = ?", (id_,)).fetchone()
            with contextlib.suppress(msgspec.DecodeError):
                known = _PICTURED.decode(row[0]).package.files if row else ()
                for file in known:
                    if file.role == "thumbnail":
                        paths[id_] = file.path
        return paths

    def known_of(self, id_: str) -> Known | None:
        """The small part of one record, or None."""
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
        """The packages in the feed at `now`, oldest first, read on demand.

        `dress` is applied to each package.
        """
        checksums.verify_rows(self._file, "episode")
        self._run("CREATE TEMP TABLE IF NOT EXISTS without (id TEXT PRIMARY KEY) WITHOUT ROWID")
        self._run("DELETE FROM without")
        for id_ in without:
            self._run("INSERT OR IGNORE INTO without VALUES (?)", (id_,))
        table = numbered(
            self._file,
            "SELECT id FROM episode WHERE withdrawn = 0 AND (remove_at = '' OR remove_at > ?)"
            " AND id NOT IN (SELECT id FROM without) ORDER BY published, id",
            (_sortable(now),),
        )
        return Packages(self._file, table, dress)

    def made_by(self) -> Iterator[tuple[str, int]]:
        """The software behind episodes, and the number of episodes; "unknown" for older records."""
        yield from self._run(
            "SELECT coalesce(software, 'unknown'), count(*) FROM episode"
            " LEFT JOIN made_by USING (id) GROUP BY 1 ORDER BY 1"
        )

    def software_of(self, id_: str) -> str:
        """The software that made an episode, as in `made_by`."""
        row = self._run("SELECT software FROM made_by WHERE id = ?", (id_,)).fetchone()
        return str(row[0]) if row else "unknown"

    def cards(self, packages: Packages, describe: Callable[[Package], Card], recipe: str) -> Cards:
        """The catalogue of these packages. `describe` makes a card; `recipe` is its version."""
        refresh(self._file, packages, describe, recipe)
        return Cards(packages)

    def withdrawn(self, *, now: datetime, without: Collection[str] = ()) -> tuple[Package, ...]:
        """The retracted packages that are not in the feed but still have a page."""
        rows = self._run(
            "SELECT id, record, cues FROM episode JOIN package USING (id)"
            " WHERE withdrawn = 1 AND (remove_at = '' OR remove_at > ?) ORDER BY id",
            (_sortable(now),),
        )
        packages = (read_record(self._file, *row).package for row in rows)
        return tuple(package for package in packages if package.id not in without)

    def version(self) -> int:
        """A number that changes with every change to the records."""
        return int(self.state("version") or 0)

    def state(self, name: str) -> str:
        """A stored value of the whole show, or an empty string."""
        row = self._run("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        if row is None:
            return ""
        checksums.verify(self._file, "state", name, row[0])
        return str(row[0])

    def set_state(self, name: str, value: str) -> None:
        with self._file.at_once():
            self._set_state(name, value)

    def _set_state(self, name: str, value: str) -> None:
        self._run("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))
        checksums.note(self._file, "state", name, value)


def _sortable(moment: datetime) -> str:
    """A time as text that sorts chronologically."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
