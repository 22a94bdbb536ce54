"""All episodes of a show, put in the orders in which pages list them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from segmentcast.model import Package
from segmentcast.site.people import Person, people


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """The episodes newest first, by year (newest first), and by person; `seals` by id."""

    newest: tuple[Package, ...]
    by_year: Mapping[int, tuple[Package, ...]]
    people: tuple[Person, ...]
    seals: Mapping[str, str]

    def seal(self, packages: Iterable[Package]) -> str:
        """One seal for several packages in their order."""
        return seal([self.seals[package.id] for package in packages])


def catalogue(packages: Iterable[Package]) -> Catalogue:
    """The catalogue of these packages, in whatever order they come."""
    newest = tuple(newest_first(packages))
    by_year: dict[int, list[Package]] = {}
    for package in newest:
        by_year.setdefault(package.published.year, []).append(package)
    return Catalogue(
        newest,
        {year: tuple(by_year[year]) for year in sorted(by_year, reverse=True)},
        people(newest),
        {package.id: seal(package) for package in newest},
    )


def newest_first(packages: Iterable[Package]) -> list[Package]:
    """By date, newest first; those of the same moment by id."""
    by_id = sorted(packages, key=lambda package: package.id)
    return sorted(by_id, key=lambda package: package.published, reverse=True)


def seal(value: Any) -> str:
    """A short hash of a value of the domain: equal values have equal seals, in every process."""
    data = msgspec.json.encode(value, enc_hook=_plain)
    return hashlib.blake2b(data, digest_size=10).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"no seal for {type(value).__name__}")
