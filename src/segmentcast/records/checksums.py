"""Checksums of stored records, so that data altered by the disk is detected, not published."""

from __future__ import annotations

import sqlite3
from itertools import groupby
from operator import itemgetter
from zlib import crc32

from segmentcast.sqlite_file import DamagedFile, SqliteFile

TABLES = """
CREATE TABLE IF NOT EXISTS checksum (
    kind TEXT NOT NULL, id TEXT NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY (kind, id)
) WITHOUT ROWID;
"""


def crc_of(value: object) -> int:
    """The CRC of bytes, a text, a number, or a row of these."""
    return crc32(value if isinstance(value, bytes) else repr(value).encode())


def note(file: SqliteFile, kind: str, id_: str, value: object) -> None:
    """Stores the checksum of what was written under this kind and id."""
    file.run("INSERT OR REPLACE INTO checksum VALUES (?, ?, ?)", (kind, id_, crc_of(value)))


def note_rows(file: SqliteFile, kind: str, id_: str) -> None:
    """Stores the checksum of all rows of an id in the table named like the kind; none without rows."""
    rows = file.run(f"SELECT * FROM {kind} WHERE id = ? ORDER BY 1", (id_,)).all()  # noqa: S608 - ours
    if rows:
        note(file, kind, id_, rows)
    else:
        forget(file, kind, id_)


def verify_grouped_rows(file: SqliteFile, kind: str) -> None:
    """Verifies the checksums from `note_rows`. Raises DamagedFile."""
    noted = file.run("SELECT id, crc FROM checksum WHERE kind = ? ORDER BY id", (kind,))
    rows = file.run(f"SELECT id, t.* FROM {kind} t ORDER BY id, 2")  # noqa: S608 - ours
    groups = groupby(rows, key=itemgetter(0))
    id_, group = next(groups, (None, ()))
    for known, crc in noted:
        while id_ is not None and id_ < known:  # written without a checksum
            id_, group = next(groups, (None, ()))
        if id_ != known or crc_of([tuple(row[1:]) for row in group]) != crc:
            raise DamagedFile(file.path)
        id_, group = next(groups, (None, ()))


def forget(file: SqliteFile, kind: str, id_: str) -> None:
    file.run("DELETE FROM checksum WHERE kind = ? AND id = ?", (kind, id_))


def verify(file: SqliteFile, kind: str, id_: str, value: object) -> None:
    """Raises DamagedFile if the value differs from what was written. Without a checksum it passes."""
    row = file.run("SELECT crc FROM checksum WHERE kind = ? AND id = ?", (kind, id_)).fetchone()
    if row is not None and row[0] != crc_of(value):
        raise DamagedFile(file.path)


def verify_rows(file: SqliteFile, kind: str) -> None:
    """Verifies every row of the table named like the kind. Raises DamagedFile."""
    for *row, crc in file.run(
        f"SELECT t.*, crc FROM {kind} t LEFT JOIN checksum c ON c.kind = ? AND c.id = t.id",  # noqa: S608 - ours
        (kind,),
    ):
        if crc is not None and crc != crc_of(tuple(row)):
            raise DamagedFile(file.path)


_CHECKED = (
    "SELECT t.*, crc FROM episode t JOIN checksum c ON c.kind = 'episode' AND c.id = t.id",
    "SELECT record, crc FROM package t JOIN checksum c ON c.kind = 'record' AND c.id = t.id",
    "SELECT cues, crc FROM package t JOIN checksum c ON c.kind = 'cues' AND c.id = t.id",
    "SELECT t.*, crc FROM reading t JOIN checksum c ON c.kind = 'reading' AND c.id = t.id",
    "SELECT value, crc FROM state t JOIN checksum c ON c.kind = 'state' AND c.id = t.name",
)


def all_fit(database: sqlite3.Connection) -> bool:
    """Whether every value with a checksum matches it. Raises sqlite3.Error."""
    return all(
        crc == crc_of(values[0] if len(values) == 1 else tuple(values))
        for statement in _CHECKED
        for *values, crc in database.execute(statement)
    )
