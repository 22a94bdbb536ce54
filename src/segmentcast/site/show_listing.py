"""A show's episodes in the orders in which pages list them.

A row has little of an episode: its day, and hashes that change with it. Rows are iterated, from
memory or from storage, and packages are read one at a time for pages, so memory stays bounded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple, Protocol, runtime_checkable

import msgspec

from segmentcast.model import Package
from segmentcast.site.pages import episode_path
from segmentcast.site.search.person_keys import named


class EpisodeRow(NamedTuple):
    """An episode: the ISO date in its own zone, a hash of all of it, and a hash of what lists show."""

    id: str
    day: str
    seal: str
    shown: str


class PersonRow(NamedTuple):
    """A speaker, and the number of their episodes. `name` is spelled as in the newest one."""

    key: str
    name: str
    episodes: int


@dataclass(frozen=True, slots=True)
class Card:
    """A catalogue entry.

    `people` has the key and the name of each speaker. `amended` means corrected or retracted.
    """

    day: str
    shown: str
    people: tuple[tuple[str, str], ...]
    amended: bool


@runtime_checkable
class Episodes(Protocol):
    """The packages of a show, wherever they are stored.

    They are ordered by day, newest first, then by time, newest first, then by id.
    """

    def rows(self, day: str = "", person: str = "") -> Iterator[EpisodeRow]:
        """The rows of days that begin with `day`, or all; of `person`, or of everyone."""

    def heard(self) -> Iterator[tuple[str, str, EpisodeRow]]:
        """Key, name and row for each speaker and episode, by key and then in the order of rows."""

    def amended(self) -> Iterator[str]:
        """The ids of corrected or retracted episodes, sorted."""

    def light(self, id_: str, /) -> Package:
        """A package, possibly without its cues."""

    def whole(self, id_: str, /) -> Package:
        """A package with its cues."""


class Held:
    """Packages in memory."""

    def __init__(self, packages: Iterable[Package]) -> None:
        self._packages = {package.id: package for package in packages}
        cards = {id_: card(package) for id_, package in self._packages.items()}
        order = sorted(self._packages)
        order.sort(key=lambda id_: self._packages[id_].published, reverse=True)
        order.sort(key=lambda id_: cards[id_].day, reverse=True)
        self._rows = [
            EpisodeRow(id_, cards[id_].day, seal(self._packages[id_]), cards[id_].shown)
            for id_ in order
        ]
        self._cards = cards

    def rows(self, day: str = "", person: str = "") -> Iterator[EpisodeRow]:
        for row in self._rows:
            those = not person or any(key == person for key, _ in self._cards[row.id].people)
            if those and row.day.startswith(day):
                yield row

    def heard(self) -> Iterator[tuple[str, str, EpisodeRow]]:
        appearances: dict[str, list[tuple[str, EpisodeRow]]] = {}
        for row in self._rows:
            for key, name in self._cards[row.id].people:
                appearances.setdefault(key, []).append((name, row))
        for key in sorted(appearances):
            yield from ((key, name, row) for name, row in appearances[key])

    def amended(self) -> Iterator[str]:
        return iter(sorted(id_ for id_, card in self._cards.items() if card.amended))

    def light(self, id_: str, /) -> Package:
        return self._packages[id_]

    def whole(self, id_: str, /) -> Package:
        return self._packages[id_]


def held(packages: Episodes | Iterable[Package]) -> Episodes:
    """Adapts packages in any order to Episodes."""
    return packages if isinstance(packages, Episodes) else Held(packages)


def people(episodes: Episodes) -> Iterator[PersonRow]:
    """All speakers, by key.

    Spellings of a name that differ only in case, accents or punctuation are one person.
    """
    for key, rows in groupby(episodes.heard(), key=lambda pair: pair[0]):
        rest = iter(rows)
        _, name, _ = next(rest)
        yield PersonRow(key, name, 1 + sum(1 for _ in rest))


def card(package: Package) -> Card:
    """The catalogue entry of a package.

    It covers only what lists show, so that a corrected sentence doesn't rebuild a hundred lists.
    """
    shown = seal(
        (
            package.id,
            package.title,
            package.summary,
            package.published,
            package.duration_ms,
            package.language,
            package.retracted.date if package.retracted else None,
            episode_path(package),
            [(credit.name, credit.part, credit.img) for credit in package.credits],
            package.kind,
            [file for file in package.files if file.role in _LISTED],
        )
    )
    has_notice = bool(package.corrections or package.retracted)
    return Card(package.published.date().isoformat(), shown, named(package), has_notice)


_LISTED = ("audio", "vtt", "thumbnail")


def seal(value: Any) -> str:
    """A short hash of a domain value: equal values have equal seals in every process."""
    data = msgspec.json.encode(value, enc_hook=_plain)
    return hashlib.blake2b(data, digest_size=10).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"no seal for {type(value).__name__}")
