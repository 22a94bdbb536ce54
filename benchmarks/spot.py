"""Simulates machines that may be taken away at any moment, and how much work is repeated.

A discrete simulation: each machine takes an item and either finishes it or is lost first. Then the
item returns to the queue, and after a while a new machine replaces the lost one. Lifetimes are
exponential, and random numbers depend only on the seed.
"""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fleet:
    """The number of machines, their mean life in hours, and the minutes until one is replaced."""

    machines: int
    life_hours: float
    replacement_minutes: float = 3.0
    start_seconds: float = 20.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a run. Hours are elapsed and machine hours; `redone` is lost work relative
    to useful work."""

    hours: float
    machine_hours: float
    redone: float
    lost_machines: int
    done: int


def run(items: int, item_seconds: float, fleet: Fleet, *, seed: int = 1) -> Outcome:
    """Processes all items. With `life_hours` of zero or less, no machine is ever lost."""
    chance = random.Random(seed)
    # (time, machine, whether the item is finished): the next event of each machine
    events: list[tuple[float, int, bool]] = []
    alive_until = [0.0] * fleet.machines
    born = [0.0] * fleet.machines
    waiting, finished, lost, losses, used = items, 0, 0.0, 0, 0.0
    resting: list[int] = []
    now = 0.0

    def life() -> float:
        hours = fleet.life_hours
        return chance.expovariate(1 / (hours * 3600)) if hours > 0 else float("inf")

    def take(machine: int, at: float) -> None:
        nonlocal waiting, lost
        if not waiting:
            resting.append(machine)
            return
        waiting -= 1
        end = at + item_seconds
        if end <= alive_until[machine]:
            heapq.heappush(events, (end, machine, True))
        else:
            lost += max(0.0, alive_until[machine] - at)
            heapq.heappush(events, (max(at, alive_until[machine]), machine, False))

    for machine in range(fleet.machines):
        alive_until[machine] = life()
        take(machine, fleet.start_seconds)
    while finished < items:
        now, machine, whole = heapq.heappop(events)
        if whole:
            finished += 1
            take(machine, now)
            continue
        losses += 1
        waiting += 1
        used += now - born[machine]
        born[machine] = now + 60 * fleet.replacement_minutes
        alive_until[machine] = born[machine] + life()
        if resting:  # an idle machine takes the lost item at once, if it is still alive
            idle = resting.pop()
            if alive_until[idle] <= now:
                born[idle], alive_until[idle] = now, now + life()
            take(idle, now)
        take(machine, born[machine] + fleet.start_seconds)
    used += sum(max(0.0, now - start) for start in born)
    return Outcome(now / 3600, used / 3600, lost / (items * item_seconds), losses, finished)
