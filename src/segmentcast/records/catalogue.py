"""The catalogue of a show's episodes, as rows in page order.

It is derived from the records; a package is read only when it is new or has changed. So the pages
of a large archive are planned without reading or holding all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from segmentcast.model import Package
from segmentcast.records import checksums
from segmentcast.records.packages import Packages
from segmentcast.sqlite_file import SqliteFile

if TYPE_CHECKING:
    from segmentcast.site.show_listing import Card, EpisodeRow

TABLES = """
CREATE TABLE IF NOT EXISTS card (
    day TEXT NOT NULL, published TEXT NOT NULL, id TEXT NOT NULL UNIQUE,
    seal TEXT NOT NULL, shown TEXT NOT NULL, told INTEGER NOT NULL,
    PRIMARY KEY (day DESC, published DESC, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS heard (
    person TEXT NOT NULL, day TEXT NOT NULL, published TEXT NOT NULL, id TEXT NOT NULL,
    name TEXT NOT NULL, seal TEXT NOT NULL, shown TEXT NOT NULL,
    PRIMARY KEY (person, day DESC, published DESC, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS heard_id ON heard (id);
"""
_STATE = "cards"
_CHECKED = ("card", "heard")
_AFTER = "\x7f"
"""Sorts after every character of a date."""


class Cards:
    """The packages of a feed by day, newest first, and by speaker (`site.Episodes`)."""

    def __init__(self, packages: Packages) -> None:
        from segmentcast.site.show_listing import EpisodeRow  # brings the templates' engine

        self._packages = packages
        self._run = packages.database.run
        self._row = EpisodeRow._make
        self._feed = packages.table

    def rows(self, day: str = "", person: str = "") -> Iterator[EpisodeRow]:
        """The rows of days that begin with `day`, or all; of `person`, or of everyone."""
        table, those = ("heard", "person = ? AND") if person else ("card", "")
        rows = self._run(
            f"SELECT c.id, day, seal, shown FROM {table} c CROSS JOIN {self._feed} f USING (id)"  # noqa: S608 - ours
            f" WHERE {those} day >= ? AND day < ? ORDER BY day DESC, published DESC, c.id",
            (*([person] if person else ()), day, day + _AFTER),
        )
        return map(self._row, rows)

    def heard(self) -> Iterator[tuple[str, str, EpisodeRow]]:
        """Key, name and row for each speaker and episode, by key and then in the order of rows."""
        rows = self._run(
            "SELECT person, name, h.id, day, seal, shown"  # noqa: S608 - ours
            f" FROM heard h CROSS JOIN {self._feed} f USING (id)"
            " ORDER BY person, day DESC, published DESC, h.id"
        )
        return ((key, name, self._row(row)) for key, name, *row in rows)

    def amended(self) -> Iterator[str]:
        """The ids of corrected or retracted episodes, sorted."""
        rows = self._run(
            f"SELECT c.id FROM card c JOIN {self._feed} f USING (id) WHERE told ORDER BY c.id"  # noqa: S608 - ours
        )
        return (id_ for (id_,) in rows)

    def light(self, id_: str, /) -> Package:
        return self._packages.light(id_)

    def whole(self, id_: str, /) -> Package:
        return self._packages.whole(id_)


def refresh(
    database: SqliteFile,
    packages: Packages,
    describe: Callable[[Package], Card],
    recipe: str,
) -> None:
    """Updates cards that are missing or outdated; all of them if the `recipe` changed."""
    run = database.run
    with database.at_once():
        before = run("SELECT value FROM state WHERE name = ?", (_STATE,)).fetchone()
        if before != (recipe,):
            run("DELETE FROM card")
            run("DELETE FROM heard")
            run("DELETE FROM checksum WHERE kind IN ('card', 'heard')")
            run("INSERT OR REPLACE INTO state VALUES (?, ?)", (_STATE, recipe))
            checksums.note(database, "state", _STATE, recipe)
        run("DROP TABLE IF EXISTS temp.stale")
        run(
            "CREATE TEMP TABLE stale AS SELECT e.id, e.seal, e.published, c.day FROM episode e"
            " LEFT JOIN card c USING (id) WHERE c.seal IS NOT e.seal"
            " UNION ALL SELECT c.id, '', '', c.day FROM card c LEFT JOIN episode e USING (id)"
            " WHERE e.id IS NULL"
        )
        run("DELETE FROM card WHERE id IN (SELECT id FROM stale)")
        run("DELETE FROM heard WHERE id IN (SELECT id FROM stale)")
        run("DELETE FROM checksum WHERE kind IN ('card', 'heard') AND id IN (SELECT id FROM stale)")
        for id_, seal, published, _ in run("SELECT * FROM stale WHERE seal <> '' ORDER BY id"):
            card = describe(packages.light(id_))
            corrected = int(card.amended)
            run(
                "INSERT INTO card VALUES (?, ?, ?, ?, ?, ?)",
                (card.day, published, id_, seal, card.shown, corrected),
            )
            for key, name in card.people:
                run(
                    "INSERT INTO heard VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (key, card.day, published, id_, name, seal, card.shown),
                )
            for table in _CHECKED:
                checksums.note_rows(database, table, id_)
        run("DROP TABLE temp.stale")
    for table in _CHECKED:
        checksums.verify_grouped_rows(database, table)
