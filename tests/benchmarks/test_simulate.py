"""The reckoning behind benchmarks/scale.md: what it says follows from what is put in."""

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import simulate, spot
from benchmarks.simulate import Assumed

RATES = {
    "made": "2026-01-01T00:00:00+00:00",
    "machine": {"processor": "one", "cores": "2"},
    "per_core_second": {
        "narration tone/low": 100.0,
        "mastering": 50.0,
        "alignment": 40.0,
        "words read": 100_000.0,
        "core seconds an episode beside its sound": 0.5,
    },
    "sizes": {
        "seconds": 300.0,
        **{f"{name} bytes": 1000.0 for name in (*simulate.FOLDERS, "cache", "records", "ledger")},
        **{f"{name} files": 2.0 for name in simulate.FOLDERS},
        "audio bytes": 3_600_000.0,
        "audio files": 1.0,
    },
    "feed": {
        "bytes an item": 2000.0,
        "first document bytes": 1_000_000,
        "first document gzip bytes": 100_000,
    },
    "growth": [
        {"episodes": n, "task": task, "processor_seconds": n / 1000 + 1, "peak_megabytes": 100.0}
        for n in (1000, 4000)
        for task in ("whole site", "nothing to do")
    ],
}
ASSUMED = Assumed(segments=1000, recorded_share=0.5)


def test_work_follows_from_rates() -> None:
    """Half of a thousand segments of 300 s at 100 times real time are 1,500 s of one core."""
    hours = simulate.making(RATES, ASSUMED)
    assert hours["narrating, all by tone/low"] == pytest.approx(1500 / 3600)
    assert hours["aligning what is recorded"] == pytest.approx(3750 / 3600)
    assert hours["mastering and encoding"] == pytest.approx(6000 / 3600)
    assert hours["captions, tags, pictures, pages"] == pytest.approx(500 / 3600)


def test_work_and_sound_grow_with_length_and_number() -> None:
    """Twice as many, or twice as long, is twice the sound; pictures do not grow with the length."""
    once = simulate.storage(RATES, ASSUMED)
    longer = simulate.storage(RATES, replace(ASSUMED, minutes=10))
    more = simulate.storage(RATES, replace(ASSUMED, segments=2000))
    assert once["audio"] == pytest.approx((3.6, 1000))
    assert longer["audio"][0] == more["audio"][0] == pytest.approx(7.2)
    assert longer["artwork"] == once["artwork"]


def test_growth_is_the_line_through_what_was_measured() -> None:
    """At the measured sizes it says what was measured, elsewhere what the line says."""
    assert simulate.growth(RATES, 1000)["nothing to do"] == (2.0, 100.0)
    assert simulate.growth(RATES, 1_000_000)["nothing to do"] == pytest.approx((1001.0, 100.0))


def test_a_304_saves_what_did_not_change() -> None:
    """Without conditional requests every poll costs the document; with them only a new one does."""
    assumed = replace(ASSUMED, subscribers=1000, polls_a_day=10, publishes_a_day=1, gzip_share=1)
    day = simulate.traffic(RATES, assumed)
    assert day["without 304"] == pytest.approx(1.0)
    assert day["all conditional"] == pytest.approx(0.1 + 0.9 * 250 / 100_000)
    assert day["all conditional"] < day["as assumed"] < day["without 304"]
    often = simulate.traffic(RATES, replace(assumed, publishes_a_day=10))
    assert often["all conditional"] == pytest.approx(often["without 304"])


def test_machines_that_live_lose_nothing() -> None:
    """Without losses the time is the items' by the machines, after the start."""
    found = spot.run(1000, 60, spot.Fleet(10, 0, start_seconds=20))
    assert found.done == 1000
    assert (found.redone, found.lost_machines) == (0, 0)
    assert found.hours * 3600 == pytest.approx(20 + 100 * 60)


@pytest.mark.parametrize("life_hours", [4.0, 1.0, 0.5])
def test_lost_work_is_as_reckoned(life_hours: float) -> None:
    """Every item is done whatever is taken away, and what is lost is what the theory of it says.

    An item of length t with lives exponential around L takes (exp(t/L) - 1) L on average.
    """
    share = 600 / (life_hours * 3600)
    expected = (math.exp(share) - 1) / share - 1
    found = spot.run(20_000, 600, spot.Fleet(50, life_hours))
    assert found.done == 20_000
    assert found.redone == pytest.approx(expected, rel=0.2)
    assert found.machine_hours >= 20_000 * 600 / 3600 * (1 + found.redone)


def test_the_same_seed_is_the_same_run() -> None:
    """Chance comes from the seed alone."""
    fleet = spot.Fleet(20, 0.5)
    assert spot.run(500, 60, fleet, seed=3) == spot.run(500, 60, fleet, seed=3)
    assert spot.run(500, 60, fleet, seed=3) != spot.run(500, 60, fleet, seed=4)


def test_the_document_states_every_assumption(tmp_path: Path) -> None:
    """Each parameter stands in it with its value, and another value makes another document."""
    rates, out = tmp_path / "rates.json", tmp_path / "scale.md"
    rates.write_text(json.dumps(RATES))
    simulate.main(["--rates", str(rates), "--output", str(out), "--segments", "12345"])
    text = out.read_text()
    assert all(f"`{name}`" in text for name in simulate.MEANING)
    assert "`segments` 12,345" in text
    assert "# 12,345 segments" in text
