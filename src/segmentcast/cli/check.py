"""segmentcast check"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from segmentcast.cli.terminal import print_findings
from segmentcast.errors import CheckFailed


@click.command()
@click.argument("show", type=click.Path(path_type=Path), default=Path())
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="The feed's folder (default: feed/ beside the show).",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of lines.")
def command(show: Path, output: Path | None, as_json: bool) -> None:
    """Check the published feed and every file it names.

    Looks at the feed by the rules of podcast directories, at every file against its length and
    hash, and at every episode's spoken words against its transcript. Exit code 10 when there
    is an error.
    """
    from segmentcast.publish.inspection import inspect
    from segmentcast.publish.place import locate

    findings = inspect(locate(show, output), now=datetime.now(UTC))
    errors = sum(finding.severity == "error" for finding in findings)
    warnings = sum(finding.severity == "warning" for finding in findings)
    if as_json:
        rows = [
            {
                "severity": f.severity,
                "rule": f.rule,
                "where": f.where,
                "what": f.what,
                "mend": f.mend,
            }
            for f in findings
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        print_findings(findings)
        click.echo(f"{errors} errors, {warnings} warnings." if findings else "All is well.")
    if errors:
        raise click.exceptions.Exit(CheckFailed.exit_code)
