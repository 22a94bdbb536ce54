"""Checksums beside what the records hold: a byte that a disk has changed is noticed, not published."""

from __future__ import annotations

from zlib import crc32

from segmentcast.sqlite_file import DamagedFile, SqliteFile

TABLES = """
CREATE TABLE IF NOT EXISTS checksum (
    kind TEXT NOT NULL, id TEXT NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY (kind, id)
) WITHOUT ROWID;
"""


def crc_of(value: object) -> int:
    """Of bytes, a text, a number, or a row of these."""
    return crc32(value if isinstance(value, bytes) else repr(value).encode())


def note(file: SqliteFile, kind: str, id_: str, value: object) -> None:
    """Keeps the checksum of what was written as this kind under this id."""
    file.run("INSERT OR REPLACE INTO checksum VALUES (?, ?, ?)", (kind, id_, crc_of(value)))


def forget(file: SqliteFile, kind: str, id_: str) -> None:
    file.run("DELETE FROM checksum WHERE kind = ? AND id = ?", (kind, id_))


def verify(file: SqliteFile, kind: str, id_: str, value: object) -> None:
    """Raises DamagedFile when something else was written; what was written without a checksum passes."""
    row = file.run("SELECT crc FROM checksum WHERE kind = ? AND id = ?", (kind, id_)).fetchone()
    if row is not None and row[0] != crc_of(value):
        raise DamagedFile(file.path)


def verify_rows(file: SqliteFile, kind: str) -> None:
    """The same for every row of the table that is called like its kind. Raises DamagedFile."""
    for *row, crc in file.run(
        f"SELECT t.*, crc FROM {kind} t LEFT JOIN checksum c ON c.kind = ? AND c.id = t.id",  # noqa: S608 - ours
        (kind,),
    ):
        if crc is not None and crc != crc_of(tuple(row)):
            raise DamagedFile(file.path)
