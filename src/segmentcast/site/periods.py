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
LISTED = 200
"""Episodes on the page of the show, a person, or a divided period; older ones are on other pages."""
_COARSER = {MONTH: YEAR, TEN_DAYS: MONTH, DAY: TEN_DAYS}

CLOSED_EPISODES = 1_000
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
    """The episodes of a period: their number, and hashes that change with them.

    `seal` changes with anything in any of them, `shown` with what lists show of any, and `newest`
    with what lists show of the newest `LISTED`. Periods shorter than a month have no `newest`.
    """

    count: int
    seal: str
    shown: str
    newest: str = ""


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
    newest: dict[str, list[str]] = {}
    for day, rows in groupby(newest_first, key=lambda row: row.day):
        of_day = list(rows)
        spans[day] = _span((1, row.seal, row.shown) for row in of_day)
        for around in (EVERYTHING, day[:YEAR], day[:MONTH]):
            listed = newest.setdefault(around, [])
            if len(listed) < LISTED:
                listed += [row.shown for row in of_day[: LISTED - len(listed)]]
        for length in (YEAR, MONTH, TEN_DAYS, DAY):
            for around in (EVERYTHING, *(day[:n] for n in (YEAR, MONTH, TEN_DAYS) if n < length)):
                periods = within.setdefault((around, length), [])
                if not periods or periods[-1] != day[:length]:
                    periods.append(day[:length])
    for length, coarser in ((DAY, TEN_DAYS), (TEN_DAYS, MONTH), (MONTH, YEAR), (YEAR, 0)):
        for period in within.get((EVERYTHING, coarser), ()) if coarser else (EVERYTHING,):
            inner = (spans[part] for part in within.get((period, length), ()))
            parts = ((span.count, span.seal, span.shown) for span in inner)
            spans[period] = _span(parts, newest.pop(period, ()))
    return Timetable(spans, within)


def _span(parts: Iterable[tuple[int, str, str]], newest: Iterable[str] = ()) -> Span:
    count = 0
    seal, shown = hashlib.blake2b(digest_size=10), hashlib.blake2b(digest_size=10)
    for more, one, other in parts:
        count += more
        seal.update(f"{one}\n".encode())
        shown.update(f"{other}\n".encode())
    latest = hashlib.blake2b("".join(newest).encode(), digest_size=10)
    return Span(count, seal.hexdigest(), shown.hexdigest(), latest.hexdigest())


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
