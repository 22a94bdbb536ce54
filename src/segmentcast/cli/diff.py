"""segmentcast diff"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from segmentcast.cli.terminal import (
    SilentProgress,
    print_findings,
    print_table,
    printable,
    without_notes,
)

if TYPE_CHECKING:
    from segmentcast.publish.report import Report

SOMETHING_TO_DO = 30
_SECONDS_OF_WORK_A_SENTENCE = 0.2


@click.command()
@click.argument("show", type=click.Path(path_type=Path), default=Path())
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="The feed's folder (default: feed/ beside the show).",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a table.")
def command(show: Path, output: Path | None, as_json: bool) -> None:
    """Say what a publish would change, and why; nothing is written.

    \b
    Exit codes: 0 there is nothing to do; 30 there is something to publish; 20 an episode has
    an error that a publish would tell.
    """
    from segmentcast.publish import Options, publish
    from segmentcast.publish.place import locate

    shared = os.environ.get("SEGMENTCAST_CACHE", "")
    options = Options(now=datetime.now(UTC), dry_run=True, cache=shared)
    report = publish(locate(show, output), options, SilentProgress())
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        _show(report)
    if report.failed:
        raise click.exceptions.Exit(20)
    if report.removed or any(outcome.status == "made" for outcome in report.outcomes):
        raise click.exceptions.Exit(SOMETHING_TO_DO)


def _show(report: Report) -> None:
    rows = []
    for outcome in report.outcomes:
        if outcome.status == "unchanged":
            continue
        kind = "new" if "new" in outcome.reasons else outcome.status
        rows.append(
            [
                "changed" if kind == "made" else kind,
                outcome.title or outcome.folder,
                str(outcome.spoken) if outcome.spoken else "",
                "; ".join(outcome.reasons) or "; ".join(str(p) for p in outcome.problems),
            ]
        )
        print_findings(without_notes(outcome.findings))
    rows += [["removed", name, "", "its folder is gone"] for name in report.removed]
    if not rows:
        click.echo("Nothing to publish.")
    else:
        print_table(["", "Episode", "Sentences to speak", "Why"], rows, right=frozenset({2}))
    unchanged = sum(outcome.status == "unchanged" for outcome in report.outcomes)
    spoken = sum(outcome.spoken for outcome in report.outcomes)
    click.echo(f"\n{unchanged} unchanged. No GUID and no date changes.")
    if spoken:
        seconds = spoken * _SECONDS_OF_WORK_A_SENTENCE
        click.echo(f"{spoken} sentences to speak: about {max(1, round(seconds))} s on two cores.")
    for outcome in report.failed:
        for problem in outcome.problems:
            click.echo(printable(str(problem)), err=True)
    if report.next_due:
        click.echo(f"Next due: {report.next_due:%Y-%m-%d %H:%M %Z}.")
