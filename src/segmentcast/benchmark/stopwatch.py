"""Times of ways that take turns, so that a busy machine is busy for all of them alike."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from segmentcast.benchmark.nouns import Row


@dataclass(frozen=True, slots=True)
class Took:
    """What one go took: seconds of processor (all threads, and children that have ended), and of clock."""

    processor_s: float
    wall_s: float


def timed(work: Callable[[], object]) -> Took:
    """Runs the work once."""
    began, used = time.perf_counter(), _processor_s()
    work()
    return Took(_processor_s() - used, time.perf_counter() - began)


def _processor_s() -> float:
    # os.times alone would tell this process's own time in steps of 10 ms
    all_times = os.times()
    return time.process_time() + all_times.children_user + all_times.children_system


def side_by_side(
    benchmark: str,
    ways: Mapping[str, Callable[[], object]],
    *,
    amount: float,
    unit: str,
    rounds: int,
) -> list[Row]:
    """A row for each way, in order; the first is what the others are held against.

    In every round each way has one go, in an order that turns with the rounds. Times are
    medians of the rounds, ratios medians of the ratios within one round.
    """
    names = list(ways)
    floor = names[0]
    goes: list[dict[str, Took]] = []
    for number in range(rounds):
        first = number % len(names)
        goes.append({name: timed(ways[name]) for name in names[first:] + names[:first]})
    rows = []
    for name in names:
        ratios = [
            each[name].processor_s / each[floor].processor_s
            for each in goes
            if each[floor].processor_s > 0
        ]
        rows.append(
            Row(
                benchmark,
                name,
                statistics.median(each[name].processor_s for each in goes),
                statistics.median(each[name].wall_s for each in goes),
                amount,
                unit,
                against="" if name == floor else floor,
                ratio=None if name == floor or not ratios else statistics.median(ratios),
            )
        )
    return rows
