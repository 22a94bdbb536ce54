"""segmentcast check"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from segmentcast.cli.findings import conclude
from segmentcast.errors import Problem, UsageError


@click.command()
@click.argument("show", type=click.Path(path_type=Path), default=Path())
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="The feed's folder (default: feed/ beside the show).",
)
@click.option(
    "--store",
    "address",
    metavar="[ADDRESS]",
    is_flag=False,
    flag_value="",
    default=None,
    help="Read every file at the store as well and compare it with the one here (default: [publish] to).",
)
@click.option("--strict", is_flag=True, help="Exit code 10 for warnings, too.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default=None,
    help="Lines, JSON, annotations for GitHub's workflows, or SARIF 2.1.0.",
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
    """Check the published feed and every file it names.

    Looks at the feed by the rules of podcast directories, at every file against its length and
    hash, at every sound against the ledger, and at every episode's spoken words against its
    transcript. With --store, at what subscribers get as well. Exit code 10 when there
    is an error; with --strict also when there is a warning.
    """
    from segmentcast.queries.published_checks import inspect
    from segmentcast.workspace.show_faults import address_findings
    from segmentcast.workspace.show_files import read_show
    from segmentcast.workspace.show_folder import locate

    if as_json and form not in (None, "json"):
        what = f"--json and --format {form} ask for two forms of one answer"
        raise UsageError(Problem("--format", what, "leave one of them out"))
    place = locate(show, output)
    findings = (
        *inspect(place, now=datetime.now(UTC)),
        *address_findings(read_show(place)),
    )
    if address is not None:
        from segmentcast.deployment import verify_store

        findings = (*findings, *verify_store(place, address))
    conclude(findings, "json" if as_json else form or "text", strict=strict)
