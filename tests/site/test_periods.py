"""An archive divided by time: few files to search, little to make anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from segmentcast.site import lists
from segmentcast.site.periods import (
    CLOSED_EPISODES,
    DAY,
    EVERYTHING,
    MONTH,
    OPEN_EPISODES,
    TEN_DAYS,
    YEAR,
    Timetable,
    stretches,
    timetable,
)


@dataclass(frozen=True)
class Dated:
    day: str
    seal: str
    shown: str


def table(counts: dict[date, int], changed: date | None = None) -> Timetable:
    """So many episodes of each day; of one day, one was changed."""
    return timetable(
        Dated(str(day), f"{day}/{n}{'!' * (day == changed and not n)}", f"{day}/{n}")
        for day in sorted(counts, reverse=True)
        for n in range(counts[day])
    )


def busy(first: date, days: int, each: int) -> dict[date, int]:
    return {first + timedelta(days=n): each for n in range(days)}


DAYS = st.dictionaries(st.dates(date(1999, 1, 1), date(2003, 12, 31)), st.integers(1, 400))


@settings(max_examples=100, deadline=None)
@given(DAYS)
def test_every_day_is_in_one_stretch(counts: dict[date, int]) -> None:
    """The periods of the search's index have each day once, newest first, and add up."""
    made = table(counts)
    found = list(stretches(made))
    for day in counts:
        assert sum(str(day).startswith(period) for period in found) == 1
    assert sum(made.spans[period].count for period in found) == sum(counts.values())
    days = [day for period in found for day in sorted(map(str, counts), reverse=True) if day.startswith(period)]  # fmt: skip
    assert days == sorted(map(str, counts), reverse=True)
    assert made.spans[EVERYTHING].count == sum(counts.values())


@settings(max_examples=50, deadline=None)
@given(DAYS, st.data())
def test_a_change_is_seen_in_the_periods_around_it_alone(
    counts: dict[date, int], data: st.DataObject
) -> None:
    """One changed episode gives its day, ten days, month and year another seal, and no other."""
    if not counts:
        return
    day = data.draw(st.sampled_from(sorted(counts)))
    before, after = table(counts), table(counts, day)
    differing = {period for period in before.spans if before.spans[period] != after.spans[period]}
    assert differing == {str(day)[:n] for n in (0, YEAR, MONTH, TEN_DAYS, DAY)}


def test_pages_of_the_newest_change_with_those_alone() -> None:
    """A change outside the newest two hundred of a long year leaves its page as it is."""

    def newest(changed: str) -> str:
        days = (f"2000-12-{day:02d}" for day in range(31, 0, -1))
        rows = (
            Dated(day, f"{day}/{n}", f"{day}/{n}{'!' * (f'{day}/{n}' == changed)}")
            for day in days
            for n in range(20)
        )
        return timetable(rows).spans["2000"].newest

    assert newest("2000-12-21/19") == newest("2000-12-01/0") == newest("")
    assert newest("2000-12-22/19") != newest("")


def test_a_busy_year_is_divided_where_it_grows() -> None:
    """Long years are divided into months; the present one down to its newest days."""
    made = table(busy(date(2001, 1, 1), 365 + 365 + 31 + 19, 27))
    found = list(stretches(made))
    assert found == [
        *(f"2003-02-{n}" for n in range(19, 9, -1)),
        "2003-02-0",
        "2003-01",
        *(f"2002-{month:02d}" for month in range(12, 0, -1)),
        *(f"2001-{month:02d}" for month in range(12, 0, -1)),
    ]
    sizes = [made.spans[period].count for period in found]
    assert max(sizes) <= CLOSED_EPISODES
    assert sizes[0] <= OPEN_EPISODES


def test_a_small_show_has_a_stretch_a_year() -> None:
    """Two or three episodes a week need no more."""
    made = table({date(2000, 1, 1) + timedelta(days=3 * n): 1 for n in range(400)})
    assert list(stretches(made)) == ["2003", "2002", "2001", "2000"]


def test_a_very_busy_year_is_divided_also_when_it_is_over() -> None:
    """No stretch but a day holds more than the limit."""
    made = table(busy(date(2000, 1, 1), 400, 30))
    assert [each for each in stretches(made) if each.startswith("2000")] == [
        f"2000-{month:02d}" for month in range(12, 0, -1)
    ]


def test_a_long_year_has_pages_for_its_months_and_days() -> None:
    """A year of an episode a day is one page; a longer one leads to months, a long month to days."""
    daily = table(busy(date(2000, 1, 1), 366, 1))
    assert list(lists.pages_of(daily, "2000")) == ["2000"]
    hourly = table(busy(date(2000, 1, 1), 45, 24))
    assert list(lists.pages_of(hourly, "2000")) == [
        "2000",
        "2000-02",
        "2000-01",
        *(f"2000-01-{day:02d}" for day in range(31, 0, -1)),
    ]
    assert lists.archive_path("2000-01-31") == "archive/2000/01/31/index.html"
