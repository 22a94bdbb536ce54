"""Keeps the rows that this publish replaced, so that an episode can be restored.

They are in temporary tables, which grow on disk, not in memory, and end with the connection.
"""

from __future__ import annotations

from collections.abc import Iterator

from segmentcast.sqlite_file import SqliteFile

_TABLES = ("episode", "package", "reading", "made_by")
_CHECKED = "kind IN ('episode', 'record', 'cues', 'reading') AND id = ?"


class Replaced:
    """The previous rows of episodes, each with a note from the code that replaced them."""

    def __init__(self, file: SqliteFile) -> None:
        self._run = file.run
        for table in (*_TABLES, "checksum"):
            self._run(
                f"CREATE TEMP TABLE IF NOT EXISTS before_{table} AS SELECT * FROM {table} WHERE 0"  # noqa: S608 - ours
            )
        self._run(
            "CREATE TEMP TABLE IF NOT EXISTS replaced (id TEXT PRIMARY KEY, note TEXT NOT NULL)"
        )

    def keep(self, id_: str, note: str) -> None:
        """Saves the episode's current rows, if any, before they are replaced."""
        for table, condition in self._rows():
            self._run(
                f"INSERT INTO before_{table} SELECT * FROM {table} WHERE {condition}",  # noqa: S608 - ours
                (id_,),
            )
        self._run("INSERT INTO replaced VALUES (?, ?)", (id_, note))

    def notes(self) -> Iterator[tuple[str, str]]:
        """Id and note of each saved episode, by id."""
        yield from self._run("SELECT id, note FROM replaced ORDER BY id")

    def put_back(self, id_: str) -> None:
        """Restores the saved rows, or removes the episode's rows if there were none."""
        for table, condition in self._rows():
            self._run(f"DELETE FROM {table} WHERE {condition}", (id_,))  # noqa: S608 - ours
            self._run(
                f"INSERT INTO {table} SELECT * FROM before_{table} WHERE {condition}",  # noqa: S608 - ours
                (id_,),
            )
        self._run("DELETE FROM replaced WHERE id = ?", (id_,))

    @staticmethod
    def _rows() -> Iterator[tuple[str, str]]:
        """Each table, and the condition that selects an episode's rows."""
        for table in _TABLES:
            yield table, "id = ?"
        yield "checksum", _CHECKED
