"""segmentcast check"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from segmentcast.cli.options import feed_folder_option, show_argument
from segmentcast.cli.output.findings import conclude
from segmentcast.errors import Problem, UsageError


@click.command()
@show_argument
@feed_folder_option
@click.option(
    "--store",
    "address",
    metavar="[ADDRESS]",
    is_flag=False,
    flag_value="",
    default=None,
    help="Also read every file at the store and compare it with the local one (default: [publish] to).",
)
@click.option("--strict", is_flag=True, help="Exit with code 10 on warnings too.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default=None,
    help="Plain lines, JSON, GitHub annotations, or SARIF 2.1.0.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def command(
    show: Path,
    output: Path | None,
    address: str | None,
    strict: bool,
    form: str | None,
    as_json: bool,
) -> None:
    """Check the published feed and every file it refers to.

    Checks the feed against the rules of podcast directories, every file against its length and
    hash, all audio against the ledger, and every episode's spoken words against its transcript.
    With --store, also checks what subscribers get. Exits with code 10 on an error; with --strict
    also on a warning.
    """
    from segmentcast.queries.published.checks import inspect
    from segmentcast.workspace.show_faults import address_findings
    from segmentcast.workspace.show_files import read_show
    from segmentcast.workspace.show_folder import locate

    if as_json and form not in (None, "json"):
        what = f"--json and --format {form} contradict each other"
        raise UsageError(Problem("--format", what, "use only one of them"))
    place = locate(show, output)
    findings = (
        *inspect(place, now=datetime.now(UTC)),
        *address_findings(read_show(place)),
    )
    if address is not None:
        from segmentcast.deployment import verify_store

        findings = (*findings, *verify_store(place, address))
    conclude(findings, "json" if as_json else form or "text", strict=strict)
