"""Divides an archive by time: years, months, stretches of ten days, and days.

A period is a prefix of ISO dates: `2016`, `2016-11`, `2016-11-1` for the tenth to the nineteenth,
`2016-11-13`. An episode belongs to a day in its own time zone, so a new one changes one day and the
periods that contain it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

YEAR, MONTH, TEN_DAYS, DAY = 4, 7, 9, 10
"""The number of characters of an ISO date that name each."""
EVERYTHING = ""
_COARSER = {MONTH: YEAR, TEN_DAYS: MONTH, DAY: TEN_DAYS}

CLOSED_EPISODES = 10_000
OPEN_EPISODES = 250
"""The maximum number of episodes in a finished and in a growing period of the search index. Few
large periods are quick to search; small ones are quick to rebuild."""


class Dated(Protocol):
    """An item of a timetable."""

    @property
    def day(self) -> str:
        """The ISO date."""

    @property
    def seal(self) -> str:
        """A hash of everything in the episode."""

    @property
    def shown(self) -> str:
        """A hash of what lists show of it."""


@dataclass(frozen=True, slots=True)
class Span:
    """The episodes of a period: their number, and a hash that changes with any of them."""

    count: int
    seal: str
    shown: str


@dataclass(frozen=True, slots=True)
class Timetable:
    """The periods with episodes. Memory grows with the number of days, not of episodes."""

    spans: Mapping[str, Span]
    _within: Mapping[tuple[str, int], Sequence[str]]

    def within(self, period: str, length: int) -> Sequence[str]:
        """The periods of this `length` within another one, newest first."""
        return self._within.get((period, length), ())


def timetable(newest_first: Iterable[Dated]) -> Timetable:
    """The timetable of episodes given by day, newest first."""
    spans: dict[str, Span] = {}
    within: dict[tuple[str, int], list[str]] = {}
    for day, rows in groupby(newest_first, key=lambda row: row.day):
        spans[day] = _span((1, row.seal, row.shown) for row in rows)
        for length in (YEAR, MONTH, TEN_DAYS, DAY):
            for around in (EVERYTHING, *(day[:n] for n in (YEAR, MONTH, TEN_DAYS) if n < length)):
                parts = within.setdefault((around, length), [])
                if not parts or parts[-1] != day[:length]:
                    parts.append(day[:length])
    for length, coarser in ((DAY, TEN_DAYS), (TEN_DAYS, MONTH), (MONTH, YEAR), (YEAR, 0)):
        for period in within.get((EVERYTHING, coarser), ()) if coarser else (EVERYTHING,):
            inner = (spans[part] for part in within.get((period, length), ()))
            spans[period] = _span((span.count, span.seal, span.shown) for span in inner)
    return Timetable(spans, within)


def _span(parts: Iterable[tuple[int, str, str]]) -> Span:
    count = 0
    seal, shown = hashlib.blake2b(digest_size=10), hashlib.blake2b(digest_size=10)
    for more, one, other in parts:
        count += more
        seal.update(f"{one}\n".encode())
        shown.update(f"{other}\n".encode())
    return Span(count, seal.hexdigest(), shown.hexdigest())


def stretches(table: Timetable) -> Iterator[str]:
    """Periods for the search index that together cover each episode once, newest first.

    A finished year is one period unless it is very long. The current one is divided, most finely
    where it grows, so that a new episode changes little and a search loads few files.
    """
    for number, year in enumerate(table.within(EVERYTHING, YEAR)):
        yield from _divided(table, year, YEAR, is_open=number == 0)


def _divided(table: Timetable, period: str, length: int, *, is_open: bool) -> Iterator[str]:
    limit = OPEN_EPISODES if is_open else CLOSED_EPISODES
    if length == DAY or table.spans[period].count <= limit:
        yield period
        return
    finer = next(shorter for shorter, coarser in _COARSER.items() if coarser == length)
    for number, inner in enumerate(table.within(period, finer)):
        yield from _divided(table, inner, finer, is_open=is_open and number == 0)
