"""A SQLite file that is only a memory: whatever is in it can be made again from other files.

So a damaged one is no failure: it is replaced by an empty one. Only damage is treated so; a file that
somebody else is using at the moment, a full disk or a missing permission are reported.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from segmentcast import files
from segmentcast.errors import Problem, PublishStopped, StoreError

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_CORRUPT = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_IN_MEMORY = ":memory:"
_TYPES: Mapping[str, tuple[type, ...]] = MappingProxyType(
    {"TEXT": (str,), "INTEGER": (int,), "BLOB": (bytes,), "REAL": (float, int)}
)


class DamagedFile(PublishStopped):
    """What is in the file is not what was written. `problems[0].where` is its path."""

    def __init__(self, problems: Problem | Iterable[Problem] | Path) -> None:
        if isinstance(problems, Path):
            problems = Problem(
                str(problems),
                "this file is damaged",
                "delete it: it is only a memory, and the next publish makes it again",
            )
        super().__init__(problems)


@dataclass(frozen=True, slots=True)
class Schema:
    """Tables as `CREATE ... IF NOT EXISTS` statements, and a number that is raised when they change."""

    number: int
    tables: str


class Rows:
    """The rows that a statement gives, read when they are asked for."""

    def __init__(self, cursor: sqlite3.Cursor, path: Path) -> None:
        self._cursor = cursor
        self._path = path
        self.rowcount = cursor.rowcount

    def __iter__(self) -> Iterator[Any]:
        try:
            yield from self._cursor
        except sqlite3.Error as error:
            raise _explained(error, self._path) from error

    def all(self) -> list[Any]:
        """All of them at once."""
        return list(self)

    def fetchone(self) -> Any:
        """The next row, or None."""
        try:
            return self._cursor.fetchone()
        except sqlite3.Error as error:
            raise _explained(error, self._path) from error


class SqliteFile:
    """One connection to a memory. Every failure of SQLite is a StoreError, damage a DamagedFile."""

    def __init__(self, path: Path, schema: Schema) -> None:
        """Opens the file, or makes it; one that is damaged or of another schema is replaced."""
        self.path = path
        self._schema = schema
        files.ensure_folder(path.parent)
        try:
            self._open(str(path))
        except DamagedFile:
            self.remove()
            self._open(str(path))

    @classmethod
    def copy_of(cls, path: Path, schema: Schema) -> SqliteFile:
        """A copy in memory, so that nothing is written, not even a lock; also from a read-only place.

        No file, a damaged one or one of another schema gives an empty one.
        """
        memory = cls.__new__(cls)
        memory.path = path
        memory._schema = schema
        memory._database = sqlite3.connect(_IN_MEMORY, isolation_level=None)
        try:
            if path.is_file():
                with contextlib.closing(_opened_to_read(path)) as source:
                    _tables(source)  # a backup of a busy file would wait for ever
                    source.backup(memory._database)
            memory._prepare()
        except (sqlite3.Error, DamagedFile) as error:
            memory.close()
            if isinstance(error, sqlite3.Error) and not _is_damage(error):
                raise _explained(error, path) from error
            memory._open(_IN_MEMORY)
        return memory

    def _open(self, where: str) -> None:
        self._database = sqlite3.connect(where, isolation_level=None)
        try:
            self._prepare()
        except sqlite3.Error as error:
            self.close()
            # Damaged bytes of the head make SQLite believe that it may not write.
            read_only = _code(error) == sqlite3.SQLITE_READONLY and os.access(self.path, os.W_OK)
            if read_only and os.access(self.path.parent, os.W_OK):
                raise DamagedFile(self.path) from error
            raise _explained(error, self.path) from error
        except BaseException:
            self.close()
            raise

    def _prepare(self) -> None:
        run = self._database.execute
        known = run("PRAGMA user_version").fetchone()[0]
        if known not in (0, self._schema.number) or run("PRAGMA encoding").fetchone() != ("UTF-8",):
            raise DamagedFile(self.path)
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = NORMAL")
        self._database.executescript(self._schema.tables)
        if _tables(self._database) != _tables_of(self._schema):
            raise DamagedFile(self.path)  # a byte of the tables' own description is another
        run(f"PRAGMA user_version = {self._schema.number}")

    def run(self, statement: str, values: Sequence[object] = ()) -> Rows:
        """Runs one statement. Raises StoreError when the file cannot be read or written."""
        try:
            return Rows(self._database.execute(statement, values), self.path)
        except sqlite3.Error as error:
            raise _explained(error, self.path) from error

    def run_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Runs one statement for each row. Raises StoreError."""
        try:
            self._database.executemany(statement, rows)
        except sqlite3.Error as error:
            raise _explained(error, self.path) from error

    @contextlib.contextmanager
    def at_once(self) -> Iterator[None]:
        """All of the block is kept, or nothing of it."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            # SQLite may have taken it back by itself; what went wrong is what counts.
            with contextlib.suppress(StoreError):
                self.run("ROLLBACK")
            raise

    def close(self) -> None:
        self._database.close()

    def remove(self) -> None:
        """Removes the file, and what SQLite keeps beside it."""
        remove(self.path)


def remove(path: Path) -> None:
    """Removes a memory that is not open, and what SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm"):
        files.remove(path.with_name(path.name + suffix))


def is_sound(path: Path, fits: Callable[[sqlite3.Connection], bool]) -> bool:
    """Whether SQLite finds the file whole, each value has its column's type, and what is in it `fits`.

    Nothing is written, and every row is read. Raises StoreError when the file cannot be read.
    """
    try:
        with contextlib.closing(_opened_to_read(path)) as database:
            whole = database.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]
            return whole and _types_fit(database) and fits(database)
    except sqlite3.Error as error:
        if _is_damage(error) or _code(error) == sqlite3.SQLITE_ERROR:  # it lacks a table
            return False
        raise _explained(error, path) from error


def _types_fit(database: sqlite3.Connection) -> bool:
    """Whether every value has its column's type: a flipped bit may have made a text a number."""
    tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (table,) in tables:
        columns = database.execute(f'PRAGMA table_info("{table}")').fetchall()
        kinds = [_TYPES.get(column[2], (object,)) for column in columns]
        for row in database.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - its own tables
            for value, kind in zip(row, kinds, strict=True):
                if value is not None and not isinstance(value, kind):
                    return False
    return True


def _tables(database: sqlite3.Connection) -> list[tuple[str, str]]:
    rows = database.execute("SELECT name, sql FROM sqlite_master WHERE sql <> '' ORDER BY name")
    return rows.fetchall()


@cache
def _tables_of(schema: Schema) -> list[tuple[str, str]]:
    with contextlib.closing(sqlite3.connect(_IN_MEMORY)) as database:
        database.executescript(schema.tables)
        return _tables(database)


def _opened_to_read(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing, also where the folder cannot be written to."""
    address = f"file:{quote(str(path.resolve()))}"
    mode = "mode=ro" if os.access(path.parent, os.W_OK) else "immutable=1"
    return sqlite3.connect(f"{address}?{mode}", uri=True, isolation_level=None)


def _code(error: sqlite3.Error) -> int | None:
    """SQLite's primary result code; None for what Python itself found."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _is_damage(error: sqlite3.Error) -> bool:
    if _code(error) is None:  # bytes in a column of text that are none
        return isinstance(error, sqlite3.OperationalError) and "decode" in str(error)
    return _code(error) in _CORRUPT


def _explained(error: sqlite3.Error, path: Path) -> StoreError:
    """What SQLite could not do with the file, and what a person can do about it."""
    if _is_damage(error):
        return DamagedFile(path)
    busy = _code(error) in _BUSY
    mend = "wait until the other program has ended" if busy else "check the disk and try again"
    return StoreError(Problem(str(path), str(error), mend))
