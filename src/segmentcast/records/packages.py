"""Records one by one, and the packages of a show in order of publication."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, overload

import msgspec

from segmentcast.model import Cue, Package
from segmentcast.records import checksums
from segmentcast.sqlite_file import DamagedFile, Rows, SqliteFile


@dataclass(frozen=True, slots=True)
class Record:
    """What is stored about a published episode.

    `signature` shows whether its files are untouched (sizes and times), `inputs` whether their
    content is, and `recipe` covers what all episodes of the show share. `products` has the key of
    each product (`sound`, `tags`, `artwork`), so that unchanged ones stay. `own` has the hashes of
    the own inputs. `software` is what made it (empty if it was not made here). `remove_at` is when
    it leaves the feed; `withdrawn` means that it was retracted from it.
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
    own: str = ""
    software: str = ""


_RECORD = msgspec.json.Decoder(Record)
_CUES = msgspec.json.Decoder(tuple[Cue, ...])
_END = 1 << 62


def read_record(file: SqliteFile, id_: str, record: bytes, cues: bytes = b"[]") -> Record:
    """Decodes a stored record, without cues unless they are given.

    Raises DamagedFile if it is not what was stored.
    """
    checksums.verify(file, "record", id_, record)
    if cues != b"[]":
        checksums.verify(file, "cues", id_, cues)
    try:
        parts = _RECORD.decode(record)
        return replace(parts, package=replace(parts.package, cues=_CUES.decode(cues)))
    except (msgspec.DecodeError, TypeError) as error:
        raise DamagedFile(file.path) from error


class Packages(Sequence[Package]):
    """Packages in order of publication, without cues, each read on demand.

    Their ids are in a temporary table, so that memory stays bounded; `whole` reads one with its
    cues. A seal is a hash of everything in a package.
    """

    def __init__(
        self, database: SqliteFile, table: str, dress: Callable[[Package], Package]
    ) -> None:
        """`table` has the ids, numbered from 1 in order (see `numbered`)."""
        self.database = database
        self.table = table
        self._dress = dress
        self._count: int = self._one(f"SELECT count(*) FROM {table}")[0]  # noqa: S608 - ours

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Package: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Package, ...]: ...
    def __getitem__(self, index: int | slice) -> Package | tuple[Package, ...]:
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            packages = tuple(self.light(id_) for id_, _ in self.seals(start, stop))
            return (
                packages[::step] if step > 0 else tuple(self[n] for n in range(start, stop, step))
            )
        number = range(len(self))[index]
        ((id_, _),) = self.seals(number, number + 1)
        return self.light(id_)

    def __iter__(self) -> Iterator[Package]:
        rows = self._run(
            f"SELECT p.id, record FROM {self.table} f JOIN package p ON p.id = f.id ORDER BY number"  # noqa: S608 - ours
        )
        return (self._dress(read_record(self.database, *row).package) for row in rows)

    def seals(self, start: int = 0, stop: int = _END) -> Iterator[tuple[str, str]]:
        """Id and seal of the packages from `start` up to, but not including, `stop`."""
        yield from self._run(
            f"SELECT f.id, seal FROM {self.table} f JOIN episode e ON e.id = f.id"  # noqa: S608 - ours
            " WHERE number > ? AND number <= ? ORDER BY number",
            (start, stop),
        )

    def has(self, id_: str) -> bool:
        """Whether the package is included."""
        return bool(self._one(f"SELECT 1 FROM {self.table} WHERE id = ?", id_))  # noqa: S608 - ours

    def only(self, ids: Iterable[str]) -> Packages:
        """The packages with these ids, in the same order."""
        self._run("CREATE TEMP TABLE chosen (id TEXT PRIMARY KEY) WITHOUT ROWID")
        try:
            self.database.run_many(
                "INSERT OR IGNORE INTO chosen VALUES (?)", ((id_,) for id_ in ids)
            )
            table = numbered(
                self.database,
                f"SELECT id FROM {self.table} JOIN chosen USING (id) ORDER BY number",  # noqa: S608 - ours
            )
        finally:
            self._run("DROP TABLE chosen")
        return Packages(self.database, table, self._dress)

    def narrated(self) -> bool:
        """Whether any package has a synthetic voice."""
        return bool(self._one(f"{self._those('narrated')} LIMIT 1"))

    def trailers(self) -> tuple[Package, ...]:
        """The packages that are trailers."""
        return self._read("kind = 'trailer'")

    def retracted(self) -> tuple[Package, ...]:
        """The retracted packages."""
        return self._read("retracted")

    def _those(self, condition: str) -> str:
        return f"SELECT f.id FROM episode e JOIN {self.table} f ON f.id = e.id WHERE {condition}"  # noqa: S608 - ours

    def _read(self, condition: str) -> tuple[Package, ...]:
        rows = self._run(f"{self._those(condition)} ORDER BY number")
        return tuple(self.light(id_) for (id_,) in rows)

    def light(self, id_: str) -> Package:
        """The package without its cues. Raises KeyError."""
        return self._dress(read_record(self.database, id_, *self._row("record", id_)).package)

    def whole(self, id_: str) -> Package:
        """The package with its cues. Raises KeyError."""
        return self._dress(read_record(self.database, id_, *self._row("record, cues", id_)).package)

    def _row(self, columns: str, id_: str) -> tuple[bytes, ...]:
        statement = f"SELECT {columns} FROM package WHERE id = ?"  # noqa: S608 - ours
        row = self._one(statement, id_)
        if not row:
            raise KeyError(id_)
        return row

    def _one(self, statement: str, *values: str) -> tuple[Any, ...]:
        return self._run(statement, values).fetchone() or ()

    def _run(self, statement: str, values: Sequence[object] = ()) -> Rows:
        return self.database.run(statement, values)


def numbered(database: SqliteFile, ids: str, values: Sequence[object] = ()) -> str:
    """Creates a temporary table of ids, numbered from 1 in the order of the query `ids`.

    Returns its name.
    """
    # The tables are never dropped, so their number gives an unused name.
    count = database.run("SELECT count(*) FROM temp.sqlite_master").fetchone()[0]
    table = f"feed_{count}"
    database.run(f"CREATE TEMP TABLE {table} (number INTEGER PRIMARY KEY, id TEXT UNIQUE)")
    database.run(
        f"INSERT INTO {table} (id) {ids}",
        values,
    )
    return table
