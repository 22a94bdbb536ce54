"""The inventory of one publish: today's episode folders and their outcomes.

It is kept in a private temporary database, so that memory doesn't grow with the number of episodes.
"""

from __future__ import annotations

import json
import sqlite3
import weakref
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain, islice
from typing import overload

from segmentcast.publish.outcome import EpisodeOutcome
from segmentcast.records import brief_of
from segmentcast.workspace.episode_folder import EpisodeFolder

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE folder (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
    names TEXT NOT NULL, signature TEXT NOT NULL, selected INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE unchanged (id TEXT PRIMARY KEY, brief BLOB NOT NULL) WITHOUT ROWID;
"""
_FEW_FOLDERS = 64
"""Up to this many folders stay in memory with their contents, so that nothing is read twice."""


class Inventory:
    """The folders by id, in name order, and the outcomes so far.

    An untouched episode's outcome is a row in the database; the others are in `looked_at`.
    """

    def __init__(self, root: str) -> None:
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self._database.close)
        self._database.executescript(_TABLES)
        self._root = root
        self.looked_at: dict[str, EpisodeOutcome] = {}
        self.untouched = 0
        self._due: datetime | None = None

    # --- the folders ----------------------------------------------------------------------------

    def load(
        self, folders: Iterable[tuple[str, EpisodeFolder]], twice: Callable[[str, str], None]
    ) -> None:
        """Adds every folder under its id. If several have the same id, the first counts.

        `twice` is called with the name of each further folder and the name of the first.
        """
        self._run("BEGIN")
        for id_, folder in folders:
            row = (id_, folder.name, json.dumps(folder.names), folder.signature)
            if not self._run(
                "INSERT OR IGNORE INTO folder (id, name, names, signature) VALUES (?, ?, ?, ?)",
                *row,
            ).rowcount:
                twice(folder.name, self[id_].name)
        self._run("COMMIT")

    def __contains__(self, id_: object) -> bool:
        return self._run("SELECT 1 FROM folder WHERE id = ?", id_).fetchone() is not None

    def __getitem__(self, id_: str) -> EpisodeFolder:
        row = next(self._folders("WHERE id = ?", id_), None)
        if row is None:
            raise KeyError(id_)
        return row[1]

    def ids(self) -> Iterator[str]:
        """All ids, sorted."""
        return (id_ for (id_,) in self._run("SELECT id FROM folder ORDER BY id"))

    def signatures(self) -> Iterator[tuple[str, str]]:
        """Id and signature of each selected folder, sorted by id."""
        return iter(self._run("SELECT id, signature FROM folder WHERE selected ORDER BY id"))

    def select(self, names: Collection[str]) -> set[str]:
        """Restricts the publish to folders with these names. Returns names that match no folder."""
        self._run("UPDATE folder SET selected = 0")
        selected = {
            name
            for name in names
            if self._run("UPDATE folder SET selected = 1 WHERE name = ?", name).rowcount
        }
        return set(names) - selected

    @property
    def selected(self) -> int:
        """The number of selected folders."""
        return int(self._run("SELECT count(*) FROM folder WHERE selected").fetchone()[0])

    def pending(self) -> Mapping[str, EpisodeFolder]:
        """The selected folders without an outcome, in name order."""
        self._run("DROP TABLE IF EXISTS pending")
        self._run("CREATE TABLE pending (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE)")
        self._run(
            "INSERT INTO pending SELECT number, id FROM folder f WHERE selected AND NOT EXISTS"
            " (SELECT 1 FROM unchanged u WHERE u.id = f.id) ORDER BY number"
        )
        for id_ in self.looked_at:
            self._run("DELETE FROM pending WHERE id = ?", id_)
        folders = _PendingFolders(self)
        return dict(folders.items()) if len(folders) <= _FEW_FOLDERS else folders

    def without_outcome(self) -> Iterator[str]:
        """The ids of all folders without an outcome."""
        rows = self._run("SELECT id FROM folder WHERE id NOT IN (SELECT id FROM unchanged)")
        return (id_ for (id_,) in rows if id_ not in self.looked_at)

    def _folders(self, those: str, *values: str) -> Iterator[tuple[str, EpisodeFolder]]:
        statement = f"SELECT f.id, name, names, signature FROM folder f {those}"  # noqa: S608 - ours
        for id_, name, names, signature in self._run(statement, *values):
            yield id_, EpisodeFolder(self._root, name, tuple(json.loads(names)), signature)

    # --- what became of them --------------------------------------------------------------------

    def keep(self, outcome: EpisodeOutcome) -> None:
        """Stores the outcome of a checked episode."""
        self.looked_at[outcome.id] = outcome

    def keep_ended(self, id_: str, brief: bytes, reason: str) -> None:
        """Stores that the episode is untouched and that its `remove_at` has passed."""
        outcome = _untouched(id_, self[id_].name, brief)
        self.keep(replace(outcome, status="held", reasons=(reason,), due=None, hold="ended"))

    def keep_untouched(self, rows: Iterable[tuple[str, bytes, datetime | None]]) -> None:
        """Stores untouched episodes: id, brief of the record, and when each leaves the feed."""
        self._run("BEGIN")
        for id_, brief, due in rows:
            self._run("INSERT INTO unchanged VALUES (?, ?)", id_, brief)
            self.untouched += 1
            if due is not None:
                self._due = due if self._due is None else min(due, self._due)
        self._run("COMMIT")

    def has_outcome(self, id_: str) -> bool:
        """Whether the episode has an outcome."""
        row = self._run("SELECT 1 FROM unchanged WHERE id = ?", id_).fetchone()
        return row is not None or id_ in self.looked_at

    @property
    def next_due(self) -> datetime | None:
        """When the next episode enters or leaves the feed, or None."""
        others = (outcome.due for outcome in self.looked_at.values() if outcome.due)
        return min(chain(others, [self._due] if self._due else []), default=None)

    def outcomes(self) -> Iterator[EpisodeOutcome]:
        """The outcomes so far, in folder order."""
        for id_, name, brief in self._run(
            "SELECT f.id, name, brief FROM folder f LEFT JOIN unchanged USING (id) ORDER BY number"
        ):
            if id_ in self.looked_at:
                yield self.looked_at[id_]
            elif brief is not None:
                yield _untouched(id_, name, brief)

    def _run(self, statement: str, *values: object) -> sqlite3.Cursor:
        return self._database.execute(statement, values)


def _untouched(id_: str, name: str, brief: bytes) -> EpisodeOutcome:
    record = brief_of(brief)
    if record is None:  # cannot happen: it was decoded before it was stored
        return EpisodeOutcome(id_, name, "unchanged")
    return EpisodeOutcome(
        id_,
        name,
        "unchanged",
        record.title,
        duration_ms=record.duration_ms,
        loudness=record.loudness,
        voices=record.voices,
        due=record.remove_at,
    )


class _PendingFolders(Mapping[str, EpisodeFolder]):
    """Pending folders that are read from the inventory one by one."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory

    def __len__(self) -> int:
        return int(self._inventory._run("SELECT count(*) FROM pending").fetchone()[0])

    def __iter__(self) -> Iterator[str]:
        return (id_ for (id_,) in self._inventory._run("SELECT id FROM pending ORDER BY number"))

    def __getitem__(self, id_: str) -> EpisodeFolder:
        if self._inventory._run("SELECT 1 FROM pending WHERE id = ?", id_).fetchone() is None:
            raise KeyError(id_)
        return self._inventory[id_]


class Outcomes(Sequence[EpisodeOutcome]):
    """The outcomes of a publish in folder order, followed by `others`.

    The outcomes of untouched episodes are created on demand; use `looked_at` to avoid that.
    """

    def __init__(self, inventory: Inventory, others: Sequence[EpisodeOutcome] = ()) -> None:
        self._inventory = inventory
        self._others = others

    def __len__(self) -> int:
        return self.untouched + len(self._inventory.looked_at) + len(self._others)

    def __iter__(self) -> Iterator[EpisodeOutcome]:
        return chain(self._inventory.outcomes(), self._others)

    @overload
    def __getitem__(self, index: int) -> EpisodeOutcome: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[EpisodeOutcome, ...]: ...
    def __getitem__(self, index: int | slice) -> EpisodeOutcome | tuple[EpisodeOutcome, ...]:
        if isinstance(index, slice):
            return tuple(self)[index]
        return next(islice(self, range(len(self))[index], None))

    @property
    def untouched(self) -> int:
        """The number of untouched episodes."""
        return self._inventory.untouched

    def looked_at(self) -> Iterator[EpisodeOutcome]:
        """The outcomes of all other episodes, in folder order."""
        outcomes = sorted(self._inventory.looked_at.values(), key=lambda outcome: outcome.folder)
        return chain(outcomes, self._others)

    @property
    def next_due(self) -> datetime | None:
        return self._inventory.next_due
