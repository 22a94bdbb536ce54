"""segmentcast bench"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

import click

from segmentcast.cli.options import json_option
from segmentcast.cli.output.json_output import print_json
from segmentcast.cli.output.terminal import print_table, printable, showing_progress
from segmentcast.errors import BenchmarkFailed, Problem, UsageError

if TYPE_CHECKING:
    from segmentcast.benchmark import Suite

_OPTIONS = (
    click.option(
        "--output",
        "-o",
        type=click.Path(path_type=Path),
        default=Path("bench"),
        show_default=True,
        metavar="FOLDER",
        help="Where bench.md, bench.json and the charts go.",
    ),
    click.option(
        "--only",
        multiple=True,
        metavar="NAME",
        help="Run only this benchmark; repeat for several. --list names them.",
    ),
    click.option(
        "--rounds",
        type=click.IntRange(1, 100),
        default=3,
        show_default=True,
        help="Number of rounds for each way of working; the median is reported.",
    ),
    click.option(
        "--size",
        type=click.FloatRange(0.1, 1000),
        default=1.0,
        show_default=True,
        metavar="FACTOR",
        help="Multiply the usual work: more is slower and steadier.",
    ),
    click.option(
        "--jobs",
        "-j",
        type=click.IntRange(1, 256),
        default=None,
        help="Number of threads (default: one per core).",
    ),
    click.option(
        "--list", "listing", is_flag=True, help="List the benchmarks without running any."
    ),
    json_option("a table"),
    click.option(
        "--quiet",
        "-q",
        is_flag=True,
        help="Show no progress and no table; the files are still written.",
    ),
)


def bench_options(command: Callable[..., None]) -> Callable[..., None]:
    """Adds the options of `run_suite` to a click command."""
    return reduce(lambda decorated, option: option(decorated), reversed(_OPTIONS), command)


@click.command()
@bench_options
def command(**options: object) -> None:
    """Measure what segmentcast costs on this machine, and write a table and charts.

    Each way of working takes turns with its floor (the bare engine, codec or folder scan), so that
    the ratio holds on a busy machine too. Nothing is downloaded and no show is touched. A run takes
    a minute or two.

    \b
    Examples:
      segmentcast bench
      segmentcast bench --only narration --only mastering --rounds 5
      segmentcast bench --json --output before

    Exit codes: 0 success; 13 a benchmark failed, the others were written.
    """
    from segmentcast.benchmark import CASES

    run_suite(CASES, **options)  # type: ignore[arg-type]


def run_suite(
    suite: Suite,
    *,
    output: Path,
    only: tuple[str, ...],
    rounds: int,
    size: float,
    jobs: int | None,
    listing: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Runs the chosen cases of a suite, writes and prints them. Raises BenchmarkFailed, UsageError."""
    from segmentcast.benchmark import measure, write

    if listing:
        if as_json:
            print_json({"names": dict(suite.cases)})
        else:
            print_table(["Name", "What is measured"], [[*row] for row in suite.cases.items()])
        return
    unknown = [name for name in only if name not in suite.cases]
    if unknown:
        raise UsageError(
            Problem(
                f"--only {name}",
                "unknown benchmark",
                f"use one of {', '.join(suite.cases)}; for several, repeat --only",
            )
            for name in unknown
        )
    with showing_progress(quiet=quiet or as_json) as progress:
        results = measure(
            suite,
            only,
            progress,
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            rounds=rounds,
            factor=size,
            workers=jobs,
        )
    written = write(results, output)
    if as_json:
        print_json(results.as_json())
    elif not quiet:
        from segmentcast.benchmark.writing import TABLE, table

        print_table(list(TABLE), [list(row) for row in table(results)], right=frozenset({2, 3, 5}))
        for outcome in results.outcomes:
            if outcome.left_out:
                click.echo(printable(f"left out: {outcome.benchmark}: {outcome.left_out}"))
        click.echo(f"Written: {', '.join(str(path) for path in written)}")
    failed = [outcome for outcome in results.outcomes if outcome.failed]
    if failed:
        raise BenchmarkFailed(
            Problem(f"bench {outcome.benchmark}", outcome.failed, "run it alone with --only")
            for outcome in failed
        )
