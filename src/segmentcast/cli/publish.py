"""segmentcast publish"""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from segmentcast.cli.accomplished import note
from segmentcast.cli.foreseen import refuse_as_foreseen, without_removals
from segmentcast.cli.json_output import print_json
from segmentcast.cli.terminal import (
    print_findings,
    printable,
    showing_progress,
    without_notes,
)
from segmentcast.errors import EpisodesFailed
from segmentcast.model import Finding

if TYPE_CHECKING:
    from segmentcast.config import ShowConfig
    from segmentcast.publish import Report
    from segmentcast.workspace.show_folder import ShowFolder


@click.command()
@click.argument("show", type=click.Path(path_type=Path), default=Path())
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="Where the feed goes (default: feed/ beside the show).",
)
@click.option(
    "--to",
    metavar="ADDRESS",
    help="Bring it to a store as well: a folder, s3://, gs://, az:// or sftp:// (default: [publish] to).",
)
@click.option("--no-upload", is_flag=True, help="Make it here only, whatever [publish] to says.")
@click.option(
    "--drop-unknown",
    is_flag=True,
    help="Leave out episodes that the store's feed has and that were never known here.",
)
@click.option(
    "--verify-store",
    is_flag=True,
    help="Read every file at the store and send again what has other bytes there.",
)
@click.option(
    "--allow-removals",
    is_flag=True,
    help="Let all episodes, or more than 3 and more than 10 %, leave a feed at once.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="NAME",
    help="Look at this episode's folder alone; may be repeated. The feed keeps the others.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be made, and why; make nothing.")
@click.option(
    "--force", is_flag=True, help="Make everything again, except sentences that are already spoken."
)
@click.option(
    "--remake",
    is_flag=True,
    help="Make again, with new sound, what other software made than today's; see --only.",
)
@click.option(
    "--require-notes",
    is_flag=True,
    help="Refuse a change of published words that no correction explains.",
)
@click.option(
    "--cache",
    metavar="PLACE",
    default="",
    envvar="SEGMENTCAST_CACHE",
    show_envvar=True,
    help="Share spoken sentences with others: a folder, s3://, gs://, az:// or sftp://; or none (default: [cache] shared).",
)
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(1, 256),
    default=None,
    help="Threads to work with (default: one a core).",
)
@click.option(
    "--cluster",
    metavar="[ADDRESS]",
    is_flag=False,
    flag_value="local",
    default=None,
    help="Let a Dask cluster speak: its scheduler's address, or local for processes here.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a table.")
@click.option(
    "--quiet", "-q", is_flag=True, help="No progress and no table; problems are still told."
)
def command(
    show: Path,
    output: Path | None,
    to: str | None,
    no_upload: bool,
    drop_unknown: bool,
    verify_store: bool,
    allow_removals: bool,
    only: tuple[str, ...],
    dry_run: bool,
    force: bool,
    remake: bool,
    require_notes: bool,
    cache: str,
    jobs: int | None,
    cluster: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Make what is new or changed, and put it into the feed.

    SHOW is the show's folder (the one with show.toml, or the one above its episodes/); the
    current folder when left out. Nothing is made twice: unchanged episodes are left as they
    are, byte for byte. The old feed stays whole until the new one replaces it in one step.

    \b
    Examples:
      segmentcast publish
      segmentcast publish myshow --dry-run
      segmentcast publish myshow --only 2016-11-13-mosul
      segmentcast publish myshow --to s3://bucket/podcast
      segmentcast publish myshow --cluster tcp://10.0.0.5:8786

    Exit codes: 0 all is well; 20 some episodes failed and the others are published; others
    name what is wrong before anything was published (3 configuration, 8 folder or disk, 9 ledger,
    11 too many episodes would leave the feed at once). With --dry-run the code is that of the publish.
    """
    from segmentcast.publish import Options, publish, read_show
    from segmentcast.workspace.show_folder import locate

    place = locate(show, output)
    options = Options(
        now=datetime.now(UTC),
        workers=jobs or _cores(),
        only=only,
        dry_run=dry_run,
        force=force,
        remake=remake,
        require_notes=require_notes,
        cache=cache,
        cluster=cluster,
        allow_removals=allow_removals,
    )
    config = read_show(place)
    address = "" if no_upload else to or config.publish.to
    hook = bool(config.publish.hook) and not (dry_run or no_upload)
    upload = None
    with (
        _telling_of_failure(place, config, as_json=as_json) if hook else nullcontext(),
        showing_progress(quiet=quiet or as_json) as progress,
    ):
        if address:
            from segmentcast.deployment import publish_to

            report, upload = publish_to(
                place,
                options,
                progress,
                address,
                drop_unknown=drop_unknown,
                verify=verify_store,
            )
        else:
            report = publish(place, options, progress, config)
            if hook:
                from segmentcast.deployment import announce_here

                findings = (*report.findings, *announce_here(place, config, report))
                report = replace(report, findings=findings)
    if not dry_run and (report.written or (upload is not None and upload.feed_changed)):
        note("The feed was published")
    if as_json:
        whole = report.as_json()
        if upload is not None:
            whole["upload"] = {"to": address, **upload.as_json()}
        print_json(whole)
    else:
        _print_report(
            report,
            place,
            "" if quiet or upload is None else upload.summary(address, dry_run=dry_run),
            quiet=quiet,
        )
    if upload is not None:
        print_findings(upload.findings)
    refuse_as_foreseen(report)
    if report.failed:
        raise EpisodesFailed([problem for outcome in report.failed for problem in outcome.problems])


def _telling_of_failure(
    place: ShowFolder, config: ShowConfig, *, as_json: bool
) -> AbstractContextManager[None]:
    """Tells the hook of a publish that fails as a whole; what goes wrong with the hook is a finding."""
    from segmentcast.deployment import announcing_failure

    def warn(findings: tuple[Finding, ...]) -> None:
        print_findings(findings)
        if as_json and findings:
            print_json({"findings": [finding.as_json() for finding in findings]})

    return announcing_failure(place, config, warn)


def _print_report(report: Report, place: ShowFolder, upload: str, *, quiet: bool) -> None:
    """Prints findings and, unless `quiet`, the table; `upload` is the summary of what was sent."""
    from segmentcast.cli.summary import print_summary

    for outcome in report.looked_at:
        print_findings(without_notes(outcome.findings))
    print_findings(without_notes(without_removals(report.findings)))
    if not quiet:
        print_summary(report, place)
        if upload:
            click.echo(printable(upload))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
