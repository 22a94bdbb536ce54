"""Times alternatives in turns, so that a busy machine affects all of them alike."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from segmentcast.benchmark.results import Row


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor seconds, elapsed seconds, and peak memory in MB.

    Processor time counts all threads and finished children. The memory is that of the largest
    process; 0 means that it was not measured.
    """

    processor_s: float
    wall_s: float
    peak_mb: float = 0.0


def timed(work: Callable[[], object]) -> Cost:
    """Runs the work once. Work that measures itself in its own process returns a Cost."""
    began, used = time.perf_counter(), _processor_s()
    result = work()
    if isinstance(result, Cost):
        return result
    return Cost(_processor_s() - used, time.perf_counter() - began)


def _processor_s() -> float:
    # os.times alone would count this process's own time in steps of 10 ms
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
    """A row for each way, in order. The first one is the floor that others are compared with.

    In every round each way runs once, in an order that rotates. Times are medians over the rounds;
    ratios are medians of the ratios within a round.
    """
    names = list(ways)
    turns: dict[str, list[Cost]] = {name: [] for name in names}
    for number in range(rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            turns[name].append(timed(ways[name]))
    floor = names[0]
    return [
        row_of(
            (benchmark, name),
            turns[name],
            (amount, unit),
            floor=None if name == floor else (floor, turns[floor]),
        )
        for name in names
    ]


def row_of(
    title: tuple[str, str],
    costs: Sequence[Cost],
    work: tuple[float, str],
    *,
    floor: tuple[str, Sequence[Cost]] | None = None,
    note: str = "",
) -> Row:
    """A row from the benchmark and way, the cost of each turn, and amount and unit of the work."""
    ratios = [
        cost.processor_s / least.processor_s
        for cost, least in zip(costs, floor[1] if floor else (), strict=bool(floor))
        if least.processor_s > 0
    ]
    peak_mb = max(cost.peak_mb for cost in costs)
    memory = f"{peak_mb:.0f} MB" if peak_mb else ""
    return Row(
        *title,
        statistics.median(cost.processor_s for cost in costs),
        statistics.median(cost.wall_s for cost in costs),
        *work,
        against=floor[0] if floor else "",
        ratio=statistics.median(ratios) if ratios else None,
        note="; ".join(part for part in (note, memory) if part),
    )
