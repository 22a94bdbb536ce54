"""Records one by one, and the packages of a show in the order of publication."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import overload

import msgspec

from segmentcast.model import Cue, Package


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of an episode since it was last made.

    `signature` tells whether its files are untouched (sizes and times), `inputs` whether their
    content is, `recipe` what of the show and the software went in; `products` holds the key of
    each product (`sound`, `tags`, `artwork`), so that what is not touched is not made again.
    `remove_at` is when it leaves the feed, `withdrawn` that it was taken out of it.
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


_RECORD = msgspec.json.Decoder(Record)
_CUES = msgspec.json.Decoder(tuple[Cue, ...])


def whole(record: bytes, cues: bytes) -> Record:
    """A record with its cues."""
    found = _RECORD.decode(record)
    return replace(found, package=replace(found.package, cues=_CUES.decode(cues)))


class Packages(Sequence[Package]):
    """Packages in order of publication, without their cues, each read when it is asked for.

    Memory is that of ids and seals, however many there are; `whole` reads one with its cues. A
    seal is a hash of all that a package holds.
    """

    def __init__(
        self,
        database: sqlite3.Connection,
        seals: Mapping[str, str],
        dress: Callable[[Package], Package],
    ) -> None:
        self._database = database
        self._dress = dress
        self.seals = seals
        self.ids = tuple(seals)

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, index: int) -> Package: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Package, ...]: ...
    def __getitem__(self, index: int | slice) -> Package | tuple[Package, ...]:
        if isinstance(index, slice):
            return tuple(self.light(id_) for id_ in self.ids[index])
        return self.light(self.ids[index])

    def __iter__(self) -> Iterator[Package]:
        rows = self._database.execute(
            "SELECT id, record FROM episode JOIN package USING (id) ORDER BY published, id"
        )
        return (
            self._dress(_RECORD.decode(record).package) for id_, record in rows if id_ in self.seals
        )

    def only(self, ids: Collection[str]) -> Packages:
        """Those of them, in the same order."""
        seals = {id_: seal for id_, seal in self.seals.items() if id_ in ids}
        return Packages(self._database, seals, self._dress)

    def narrated(self) -> bool:
        """Whether a voice of any of them is synthetic."""
        rows = self._database.execute("SELECT id FROM episode WHERE narrated")
        return any(id_ in self.seals for (id_,) in rows)

    def trailers(self) -> tuple[Package, ...]:
        """Those that are trailers."""
        return self._those("kind = 'trailer'")

    def retracted(self) -> tuple[Package, ...]:
        """Those that were taken back."""
        return self._those("retracted")

    def _those(self, condition: str) -> tuple[Package, ...]:
        statement = f"SELECT id FROM episode WHERE {condition} ORDER BY published, id"  # noqa: S608 - ours
        return tuple(
            self.light(id_) for (id_,) in self._database.execute(statement) if id_ in self.seals
        )

    def light(self, id_: str) -> Package:
        """The package without its cues. Raises KeyError."""
        return self._dress(_RECORD.decode(self._row("record", id_)[0]).package)

    def whole(self, id_: str) -> Package:
        """The package with its cues. Raises KeyError."""
        return self._dress(whole(*self._row("record, cues", id_)).package)

    def _row(self, columns: str, id_: str) -> tuple[bytes, ...]:
        statement = f"SELECT {columns} FROM package WHERE id = ?"  # noqa: S608 - ours
        row: tuple[bytes, ...] | None = self._database.execute(statement, (id_,)).fetchone()
        if row is None:
            raise KeyError(id_)
        return row
