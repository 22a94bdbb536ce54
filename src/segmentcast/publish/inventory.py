"""The inventory of one publish: today's episode folders, and what became of each.

It is a database of this process alone, in a temporary file that nobody else sees: memory does not
grow with the episodes of a show.
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
"""So many stay in memory with what was read of them, so that nothing is read twice."""


class Inventory:
    """The folders by id, in the order of their names, and the outcomes of those that have one.

    Of episodes that nobody touched the outcome is a row; the others are in `looked_at`.
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
        """Takes in every folder under its id; of those that have one id the first counts.

        `twice` is called with the name of each other one, and that of the first.
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
        """Every id, in the order of ids."""
        return (id_ for (id_,) in self._run("SELECT id FROM folder ORDER BY id"))

    def signatures(self) -> Iterator[tuple[str, str]]:
        """Id and signature of each selected folder, in the order of ids."""
        return iter(self._run("SELECT id, signature FROM folder WHERE selected ORDER BY id"))

    def select(self, names: Collection[str]) -> set[str]:
        """From now on only folders of these names are checked. Returns the names that none has."""
        self._run("UPDATE folder SET selected = 0")
        selected = {
            name
            for name in names
            if self._run("UPDATE folder SET selected = 1 WHERE name = ?", name).rowcount
        }
        return set(names) - selected

    @property
    def selected(self) -> int:
        """How many are checked."""
        return int(self._run("SELECT count(*) FROM folder WHERE selected").fetchone()[0])

    def pending(self) -> Mapping[str, EpisodeFolder]:
        """The selected folders that have no outcome yet, in their order."""
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
        """The ids of all folders that have no outcome yet."""
        rows = self._run("SELECT id FROM folder WHERE id NOT IN (SELECT id FROM unchanged)")
        return (id_ for (id_,) in rows if id_ not in self.looked_at)

    def _folders(self, those: str, *values: str) -> Iterator[tuple[str, EpisodeFolder]]:
        statement = f"SELECT f.id, name, names, signature FROM folder f {those}"  # noqa: S608 - ours
        for id_, name, names, signature in self._run(statement, *values):
            yield id_, EpisodeFolder(self._root, name, tuple(json.loads(names)), signature)

    # --- what became of them --------------------------------------------------------------------

    def keep(self, outcome: EpisodeOutcome) -> None:
        """Keeps what became of a checked episode."""
        self.looked_at[outcome.id] = outcome

    def keep_ended(self, id_: str, brief: bytes, reason: str) -> None:
        """Keeps that nobody touched the episode, and that its time in the feed has ended."""
        outcome = _untouched(id_, self[id_].name, brief)
        self.keep(replace(outcome, status="held", reasons=(reason,), due=None))

    def keep_untouched(self, rows: Iterable[tuple[str, bytes, datetime | None]]) -> None:
        """Keeps the untouched episodes: id, the brief of the record, and when it leaves the feed."""
        self._run("BEGIN")
        for id_, brief, due in rows:
            self._run("INSERT INTO unchanged VALUES (?, ?)", id_, brief)
            self.untouched += 1
            if due is not None:
                self._due = due if self._due is None else min(due, self._due)
        self._run("COMMIT")

    def has_outcome(self, id_: str) -> bool:
        """Whether it has an outcome."""
        row = self._run("SELECT 1 FROM unchanged WHERE id = ?", id_).fetchone()
        return row is not None or id_ in self.looked_at

    @property
    def next_due(self) -> datetime | None:
        """When the next of all leaves the feed or enters it."""
        others = (outcome.due for outcome in self.looked_at.values() if outcome.due)
        return min(chain(others, [self._due] if self._due else []), default=None)

    def outcomes(self) -> Iterator[EpisodeOutcome]:
        """What is known so far, in the order of the folders."""
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
    if record is None:  # it was checked before it was kept
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
    """Many folders, each read from the inventory when its turn comes."""

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
    """The outcomes of a publish in the order of the folders, then those of `others`.

    Untouched episodes' outcomes are made on demand: use `looked_at` where they are not needed.
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
        """How many there are of episodes that nobody touched."""
        return self._inventory.untouched

    def looked_at(self) -> Iterator[EpisodeOutcome]:
        """Those of all other episodes, in the order of the folders."""
        outcomes = sorted(self._inventory.looked_at.values(), key=lambda outcome: outcome.folder)
        return chain(outcomes, self._others)

    @property
    def next_due(self) -> datetime | None:
        return self._inventory.next_due
