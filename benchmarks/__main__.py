"""Runs the benchmarks that need a checkout: python -m benchmarks [--only NAME] [--size FACTOR] ..."""

import sys

import click

from benchmarks.cases import CASES
from segmentcast.cli.bench import bench_options, run_suite
from segmentcast.errors import SegmentcastError


@click.command()
@bench_options
def main(**options: object) -> None:
    """Measure whole publishes, the cache, the server and the cluster against their floors.

    Some need Linux, ffmpeg or the test requirements. Run alone what you mean to compare: a round
    takes minutes.
    """
    try:
        run_suite(CASES, **options)  # type: ignore[arg-type]
    except SegmentcastError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
