"""All episodes of a show, put in the orders in which pages list them.

A catalogue holds little of each: who is heard, when it was published, and hashes that tell whether
it changed. The packages themselves are asked for when a page is made of them, one at a time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

import msgspec

from segmentcast.model import Package
from segmentcast.site.pages import episode_path
from segmentcast.site.people import named


@runtime_checkable
class Episodes(Protocol):
    """The packages of a show, wherever they are kept."""

    @property
    def seals(self) -> Mapping[str, str]:
        """A hash of all that a package holds, by id."""

    def __iter__(self) -> Iterator[Package]:
        """Every package, perhaps without its cues, in any order."""

    def light(self, id_: str, /) -> Package:
        """One package, perhaps without its cues."""

    def whole(self, id_: str, /) -> Package:
        """One package, cues included."""


class Held:
    """Packages that are in memory already."""

    def __init__(self, packages: Iterable[Package]) -> None:
        self._packages = {package.id: package for package in packages}
        self.seals = {id_: seal(package) for id_, package in self._packages.items()}

    def __iter__(self) -> Iterator[Package]:
        return iter(self._packages.values())

    def light(self, id_: str, /) -> Package:
        return self._packages[id_]

    def whole(self, id_: str, /) -> Package:
        return self._packages[id_]


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One episode in the catalogue. `seal` tells all of it, `shown` what lists show; `people` are keys."""

    id: str
    published: datetime
    seal: str
    shown: str
    people: tuple[str, ...]

    @property
    def year(self) -> int:
        return self.published.year


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is heard. `name` is as the newest episode spells it; `rows` newest first."""

    key: str
    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """The episodes newest first, by year (newest first), and by person.

    `told` are the ids of those that were corrected or taken back.
    """

    episodes: Episodes
    newest: tuple[Row, ...]
    by_year: Mapping[int, tuple[Row, ...]]
    people: tuple[Person, ...]
    told: tuple[str, ...]

    def packages(self, rows: Iterable[Row]) -> Iterator[Package]:
        """The packages of these rows, one at a time, perhaps without their cues."""
        return (self.episodes.light(row.id) for row in rows)


def catalogue(packages: Episodes | Iterable[Package]) -> Catalogue:
    """The catalogue of these packages, in whatever order they come.

    Two spellings of a name that differ only in case, accents or punctuation are one person.
    """
    episodes = packages if isinstance(packages, Episodes) else Held(packages)
    rows: list[Row] = []
    told: list[str] = []
    spellings: dict[str, tuple[tuple[datetime, str], str]] = {}
    alike: dict[tuple[str, ...], tuple[str, ...]] = {}
    seals = episodes.seals
    for package in episodes:
        people = named(package)
        keys = tuple(key for key, _ in people)
        rows.append(
            Row(
                package.id,
                package.published,
                seals[package.id],
                _shown(package),
                alike.setdefault(keys, keys),
            )
        )
        for key, name in people:
            # Of the same moment the first by id counts, as in the order newest first.
            before = spellings.get(key)
            if before is None or _is_newer(package, before[0]):
                spellings[key] = (package.published, package.id), name
        if package.corrections or package.retracted:
            told.append(package.id)
    rows.sort(key=lambda row: row.id)
    rows.sort(key=lambda row: row.published, reverse=True)
    by_year: dict[int, list[Row]] = {}
    heard: dict[str, list[Row]] = {}
    for row in rows:
        by_year.setdefault(row.year, []).append(row)
        for key in row.people:
            heard.setdefault(key, []).append(row)
    return Catalogue(
        episodes,
        tuple(rows),
        {year: tuple(by_year[year]) for year in sorted(by_year, reverse=True)},
        tuple(Person(key, spellings[key][1], tuple(heard[key])) for key in sorted(heard)),
        tuple(sorted(told)),
    )


def _is_newer(package: Package, other: tuple[datetime, str]) -> bool:
    return package.published > other[0] or (package.published == other[0] and package.id < other[1])


def _shown(package: Package) -> str:
    """A list shows little of an episode: a corrected sentence must not make a hundred lists anew."""
    return seal(
        (
            package.id,
            package.title,
            package.summary,
            package.published,
            package.duration_ms,
            package.language,
            package.retracted is not None,
            episode_path(package),
        )
    )


def seal(value: Any) -> str:
    """A short hash of a value of the domain: equal values have equal seals, in every process."""
    data = msgspec.json.encode(value, enc_hook=_plain)
    return hashlib.blake2b(data, digest_size=10).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"no seal for {type(value).__name__}")
