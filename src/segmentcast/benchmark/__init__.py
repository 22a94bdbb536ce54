"""Measures the cost of the program relative to the bare engine, codec or scan in the same run.

Processor time and ratios are the figures to read; elapsed time depends on other load. Two suites
use this harness: `segmentcast bench` (CASES, for every installation) and `python -m benchmarks`
(those that need a checkout). The flow is: cases (a module each) -> isolation (a process each) ->
Outcomes -> writing, charts -> files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from segmentcast.benchmark import machine
from segmentcast.benchmark.cases import CASES, Suite, Task
from segmentcast.benchmark.isolation import run
from segmentcast.benchmark.results import Outcome, Results, Row
from segmentcast.benchmark.writing import write
from segmentcast.ports import Progress

__all__ = ["CASES", "Outcome", "Results", "Row", "Suite", "Task", "measure", "write"]

_ONLINE = ("gtts", "http")
_NOT_SPEECH = ("tone",)


def measure(
    suite: Suite,
    chosen: Sequence[str],
    progress: Progress,
    *,
    at: str,
    rounds: int = 3,
    factor: float = 1.0,
    workers: int | None = None,
) -> Results:
    """Runs the named benchmarks in order, or the whole suite if none is named.

    `at` is the time of the run in ISO 8601; `factor` the amount of work relative to the usual;
    `workers` the number of threads (default: one per core). A benchmark that fails or cannot run
    here says so in its outcome.
    """
    with TemporaryDirectory(prefix="segmentcast-bench-", ignore_cleanup_errors=True) as folder:
        task = Task(Path(folder), rounds, factor, workers or machine.cores())
        plan = list(_plan([case for case in suite.cases if case in (chosen or suite.cases)], task))
        progress.start("Measuring", len(plan), "benchmarks")
        outcomes: list[Outcome] = []
        for case, own, title, why in plan:
            progress.say(f"{title}: {why or suite.cases[case]}")
            module = f"{suite.package}.{case.replace('-', '_')}"
            outcomes.append(Outcome(title, left_out=why) if why else run(module, own, title))
            progress.advance("Measuring", 1)
        progress.finish("Measuring")
    return Results(at, machine.describe(), tuple(outcomes))


def _plan(cases: Sequence[str], task: Task) -> Iterator[tuple[str, Task, str, str]]:
    """Case, task, title and, if it cannot run here, the reason."""
    for case in cases:
        if case == "narration":
            for voice, why in _voices():
                yield case, replace(task, part=voice), f"narration {voice}", why
        elif case == "alignment":
            able = [voice for voice, why in _voices() if not why]
            why = "" if able else "no voice is available here to make a recording with"
            yield case, replace(task, part=able[0] if able else ""), case, why
        else:
            yield case, task, case, ""


def _voices() -> Iterator[tuple[str, str]]:
    """Name and reason for each offline engine: its first English voice, or why it has none."""
    from segmentcast import engines

    for name in engines.names():
        if name in (*_ONLINE, *_NOT_SPEECH):
            continue
        engine = engines.get(name)
        missing = engine.unavailable()
        voice = next((info.name for info in engine.voices() if info.language.startswith("en")), "")
        if missing or not voice:
            yield name, missing.why if missing else "it has no English voice here"
        else:
            yield f"{name}/{voice}", ""
