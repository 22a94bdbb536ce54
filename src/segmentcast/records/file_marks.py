"""Marks of published files: hash, length and times when the content was last verified."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from segmentcast.sqlite_file import Rows

TABLES = """
CREATE TABLE IF NOT EXISTS mark (
    path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, length INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL, ctime_ns INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS mark_to_mend ON mark (path) WHERE mtime_ns = -1;
"""
_COLUMNS = "path, sha256, length, mtime_ns, ctime_ns"
_FEW = 1000
_DAMAGED_NS, _ABANDONED_NS = -1, -2


@dataclass(frozen=True, slots=True)
class FileMark:
    """A file's SHA-256 and length, and its times when that was last verified.

    A damaged file has no times until it is intact again.
    """

    path: str
    sha256: str
    length_bytes: int
    mtime_ns: int = _DAMAGED_NS
    ctime_ns: int = _DAMAGED_NS

    @property
    def damaged(self) -> bool:
        return self.mtime_ns == _DAMAGED_NS

    @property
    def abandoned(self) -> bool:
        """Whether the file is damaged and no longer needed, so that it is not checked again."""
        return self.mtime_ns == _ABANDONED_NS

    def fits(self, status: os.stat_result | None) -> bool:
        """Whether length and times match, so that the file was not touched since."""
        return (
            status is not None
            and status.st_size == self.length_bytes
            and status.st_mtime_ns == self.mtime_ns
            and status.st_ctime_ns == self.ctime_ns
        )

    def seen(self, status: os.stat_result) -> FileMark:
        """The mark of an intact file with these times."""
        return replace(self, mtime_ns=status.st_mtime_ns, ctime_ns=status.st_ctime_ns)

    def as_damaged(self) -> FileMark:
        """The mark of a damaged file."""
        return replace(self, mtime_ns=_DAMAGED_NS, ctime_ns=_DAMAGED_NS)

    def as_abandoned(self) -> FileMark:
        """The mark of a damaged file that is no longer needed: not uploaded, and not checked again."""
        return replace(self, mtime_ns=_ABANDONED_NS, ctime_ns=_ABANDONED_NS)


class FileMarks:
    """The marks of a show's files by path. Every method raises StoreError if they cannot be read."""

    def __init__(self, run: Callable[[str, Sequence[object]], Rows]) -> None:
        """`run` executes a statement in the database that has `TABLES`."""
        self._run = run

    def get(self, path: str) -> FileMark | None:
        row = self._run(f"SELECT {_COLUMNS} FROM mark WHERE path = ?", (path,)).fetchone()  # noqa: S608 - ours
        return FileMark(*row) if row else None

    def put(self, marks: Iterable[FileMark]) -> None:
        """Stores these marks, replacing those of the same paths."""
        for mark in marks:
            self._run(
                "INSERT OR REPLACE INTO mark VALUES (?, ?, ?, ?, ?)",
                (mark.path, mark.sha256, mark.length_bytes, mark.mtime_ns, mark.ctime_ns),
            )

    def remove(self, path: str) -> None:
        self._run("DELETE FROM mark WHERE path = ?", (path,))

    def after(self, start: str) -> Iterator[FileMark]:
        """The marks of paths after `start`, in order. They may be changed while iterating."""
        statement = f"SELECT {_COLUMNS} FROM mark WHERE path > ? ORDER BY path LIMIT {_FEW}"  # noqa: S608 - ours
        while few := self._run(statement, (start,)).all():
            for row in few:
                yield FileMark(*row)
            start = few[-1][0]

    def damaged(self) -> Iterator[FileMark]:
        """The marks of damaged files. They may be changed while iterating."""
        statement = f"SELECT {_COLUMNS} FROM mark WHERE mtime_ns = -1 AND path > ? ORDER BY path LIMIT {_FEW}"  # noqa: S608 - ours
        start = ""
        while few := self._run(statement, (start,)).all():
            for row in few:
                yield FileMark(*row)
            start = few[-1][0]
