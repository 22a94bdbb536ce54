"""The catalogue of a large show: rows in the order of the pages, made anew only of what changed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segmentcast import site
from segmentcast.model import Correction, Credit, Package
from segmentcast.records import Record, Records
from segmentcast.site.show_listing import Held, people

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def package(number: int, hours: int, names: tuple[str, ...], *, zone: int = 0) -> Package:
    moment = datetime(2024, 2, 27, tzinfo=UTC) + timedelta(hours=hours)
    return Package(
        id=f"e{number:02d}",
        guid=f"guid-{number}",
        title=f"Talk {number}",
        summary="",
        published=moment.astimezone(timezone(timedelta(hours=zone))),
        duration_ms=1000,
        files=(),
        cues=(),
        chapters=(),
        credits=tuple(Credit(name, "guest") for name in names),
    )


def record(package: Package) -> Record:
    return Record(package.id, package.id, "", {}, "", {}, package)


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    opened = Records(tmp_path / "records.sqlite")
    yield opened
    opened.close()


NAMES = st.lists(st.sampled_from(["Zoë Lind", "ZOE LIND", "Tom Ash", "Host"]), unique=True)
PACKAGES = st.lists(
    st.tuples(st.integers(0, 24 * 500), NAMES, st.integers(-11, 12), st.booleans()), max_size=12
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(PACKAGES, st.sets(st.integers(0, 11)), st.sampled_from(["", "2024", "2024-02-2", "2025-0"]))
def test_rows_of_the_database_are_those_of_the_packages(
    records: Records,
    rows: list[tuple[int, list[str], int, bool]],
    without: set[int],
    day: str,
) -> None:
    """Order, people, spellings and what was corrected, for any time zones, also after changes."""
    for id_ in list(records.ids()):
        records.delete(id_)
    every = [package(n, at, tuple(names), zone=zone) for n, (at, names, zone, _) in enumerate(rows)]
    told = Correction(NOW, "It was otherwise.")
    for each, (*_, corrected) in zip(every, rows, strict=True):
        whole = replace(each, corrections=(told,)) if corrected else each
        every[every.index(each)] = whole
        records.put(record(whole))
    left_out = {f"e{number:02d}" for number in without}
    in_feed = records.packages(now=NOW, without=left_out)
    cards = records.cards(in_feed, site.card, "1")
    held = Held(each for each in every if each.id not in left_out)
    shown = [(row.id, row.day, row.shown) for row in cards.rows(day)]
    assert shown == [(row.id, row.day, row.shown) for row in held.rows(day)]
    for key in ("zoe lind", "tom ash"):
        assert [row.id for row in cards.rows(day, key)] == [row.id for row in held.rows(day, key)]
    assert list(people(cards)) == list(people(held))
    assert list(cards.amended()) == list(held.amended())
    heard = [(key, name, row.id) for key, name, row in cards.heard()]
    assert heard == [(key, name, row.id) for key, name, row in held.heard()]


def test_only_what_changed_is_looked_at_again(records: Records) -> None:
    """A package is read for the catalogue when it is new or another one, and all with another recipe."""
    seen: list[str] = []

    def describe(package: Package) -> site.Card:
        seen.append(package.id)
        return site.card(package)

    def looked_at(recipe: str) -> list[str]:
        seen.clear()
        cards = records.cards(records.packages(now=NOW), describe, recipe)
        assert [row.id for row in cards.rows()] == sorted(records.ids())
        return sorted(seen)

    for number in range(4):
        records.put(record(package(number, -number, ("Tom Ash",))))
    assert looked_at("1") == ["e00", "e01", "e02", "e03"]
    assert looked_at("1") == []
    records.put(record(replace(package(1, -1, ("Tom Ash",)), title="Other")))
    records.delete("e02")
    assert looked_at("1") == ["e01"]
    assert looked_at("2") == ["e00", "e01", "e03"]


def test_the_catalogue_is_no_change_of_the_records(records: Records) -> None:
    """A publish tells by the records' version whether something changed since: reading changes nothing."""
    records.put(record(package(0, 0, ())))
    before = records.version()
    records.cards(records.packages(now=NOW), site.card, "1")
    assert records.version() == before
