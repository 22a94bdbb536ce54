"""segmentcast bench"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from segmentcast.cli.json_output import print_json
from segmentcast.cli.terminal import print_table, printable, showing_progress
from segmentcast.errors import BenchmarkFailed, Problem, UsageError


@click.command()
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    default=Path("bench"),
    show_default=True,
    metavar="FOLDER",
    help="Where bench.md, bench.json and the pictures go.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="NAME",
    help="Run this benchmark alone; may be repeated. --list names them.",
)
@click.option(
    "--rounds",
    type=click.IntRange(1, 100),
    default=3,
    show_default=True,
    help="How often each way has its turn; the median is told.",
)
@click.option(
    "--size",
    type=click.FloatRange(0.1, 1000),
    default=1.0,
    show_default=True,
    metavar="FACTOR",
    help="So many times the usual work: more is slower and steadier.",
)
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(1, 256),
    default=None,
    help="Threads to work with (default: one a core).",
)
@click.option("--list", "listing", is_flag=True, help="Name the benchmarks, and run none.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option(
    "--quiet", "-q", is_flag=True, help="No progress and no table; the files are written."
)
def command(
    output: Path,
    only: tuple[str, ...],
    rounds: int,
    size: float,
    jobs: int | None,
    listing: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Measure what the program costs on this machine, and write a table and pictures.

    Each way of working has its turn beside its floor (the engine, the codec, a scan of the folders
    alone) in the same minute, so that the ratio holds on a busy machine as well. Nothing is
    downloaded and no show is touched; it takes a minute or two.

    \b
    Examples:
      segmentcast bench
      segmentcast bench --only narration --only mastering --rounds 5
      segmentcast bench --json --output before

    Exit codes: 0 all is well; 13 a benchmark failed, the others are written.
    """
    from segmentcast.benchmark import CASES, measure, write

    if listing and as_json:
        print_json({"names": dict(CASES)})
        return
    if listing:
        print_table(["Name", "What is measured"], [[name, what] for name, what in CASES.items()])
        return
    unknown = [name for name in only if name not in CASES]
    if unknown:
        raise UsageError(
            Problem(
                f"--only {name}",
                "there is no such benchmark",
                f"use one of {', '.join(CASES)}; for several, repeat --only",
            )
            for name in unknown
        )
    with showing_progress(quiet=quiet or as_json) as progress:
        results = measure(
            only,
            progress,
            made=datetime.now(UTC).isoformat(timespec="seconds"),
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
