"""All episodes of a show, put in the orders in which pages list them.

A row holds little of an episode: its day, and hashes that change with it. Rows come one after the
other, from memory or from wherever the packages are kept, and packages are asked for when a page is
made of them, one at a time: what is held does not grow with the episodes.
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
    """One episode. `day` is the ISO date in its own zone, `seal` is a hash of all of it, `shown` of what lists show."""

    id: str
    day: str
    seal: str
    shown: str


class PersonRow(NamedTuple):
    """Somebody who is heard, in how many episodes. `name` is as the newest of them spells it."""

    key: str
    name: str
    episodes: int


@dataclass(frozen=True, slots=True)
class Card:
    """What a catalogue is made of: `people` has key and name of each; `amended`: it was corrected or retracted."""

    day: str
    shown: str
    people: tuple[tuple[str, str], ...]
    amended: bool


@runtime_checkable
class Episodes(Protocol):
    """The packages of a show, wherever they are kept.

    Their order is that of days, newest first, then of moments, newest first, then of ids.
    """

    def rows(self, day: str = "", person: str = "") -> Iterator[EpisodeRow]:
        """The rows of the days that begin so, or all; of a person, or of everybody."""

    def heard(self) -> Iterator[tuple[str, str, EpisodeRow]]:
        """Everybody who is heard, by key: key, name and row of each episode, in the order of rows."""

    def amended(self) -> Iterator[str]:
        """The ids of those that were corrected or taken back, in order."""

    def light(self, id_: str, /) -> Package:
        """One package, perhaps without its cues."""

    def whole(self, id_: str, /) -> Package:
        """One package, cues included."""


class Held:
    """Packages that are in memory already."""

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
    """The packages as they can be asked for, in whatever order they come."""
    return packages if isinstance(packages, Episodes) else Held(packages)


def people(episodes: Episodes) -> Iterator[PersonRow]:
    """Everybody who is heard, by key.

    Two spellings of a name that differ only in case, accents or punctuation are one person.
    """
    for key, rows in groupby(episodes.heard(), key=lambda pair: pair[0]):
        rest = iter(rows)
        _, name, _ = next(rest)
        yield PersonRow(key, name, 1 + sum(1 for _ in rest))


def card(package: Package) -> Card:
    """What the catalogue keeps of a package.

    A list shows little of an episode: a corrected sentence must not rebuild a hundred lists.
    """
    shown = seal(
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
    has_notice = bool(package.corrections or package.retracted)
    return Card(package.published.date().isoformat(), shown, named(package), has_notice)


def seal(value: Any) -> str:
    """A short hash of a value of the domain: equal values have equal seals, in every process."""
    data = msgspec.json.encode(value, enc_hook=_plain)
    return hashlib.blake2b(data, digest_size=10).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"no seal for {type(value).__name__}")
