"""segmentcast diff"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from segmentcast.cli.options import feed_folder_option, json_option, show_argument
from segmentcast.cli.output.foreseen import print_foreseen, refuse_as_foreseen, without_removals
from segmentcast.cli.output.json_output import print_json
from segmentcast.cli.output.terminal import print_findings, printable, without_notes
from segmentcast.errors import EpisodesFailed
from segmentcast.ports import SilentProgress
from segmentcast.vocabulary.private_paths import masked

SOMETHING_TO_DO = 30


@click.command()
@show_argument
@feed_folder_option
@json_option("a table")
def command(show: Path, output: Path | None, as_json: bool) -> None:
    """Show what a publish would change, and why. Writes nothing.

    Lists new, changed, and removed episodes with their dates, GUIDs, and addresses; what is due;
    what changed in the pages' look; how many sentences would be spoken; and about how much would be
    uploaded.

    \b
    Exit codes: 0 nothing to publish; 30 something to publish; 20 an episode has an error;
    11 a publish would be refused because too many episodes would leave the feed.
    """
    from segmentcast.publish import Options, publish
    from segmentcast.workspace.show_folder import locate

    shared = os.environ.get("SEGMENTCAST_CACHE", "")
    options = Options(now=datetime.now(UTC), dry_run=True, cache=shared)
    place = locate(show, output)
    report = publish(place, options, SilentProgress())
    if as_json:
        problems = [problem for outcome in report.failed for problem in outcome.problems]
        print_json(report.as_json(), problems)
    else:
        for outcome in report.looked_at:
            print_findings(without_notes(outcome.findings))
        print_findings(without_notes(without_removals(report.findings)))
        print_foreseen(report, place)
    refuse_as_foreseen(report)
    if report.failed:
        for problem in (fault for outcome in report.failed for fault in outcome.problems):
            click.echo(printable(masked(str(problem))), err=True)
        raise click.exceptions.Exit(EpisodesFailed.exit_code)
    if report.something_to_do:
        raise click.exceptions.Exit(SOMETHING_TO_DO)
