"""segmentcast publish"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from segmentcast.cli.options import feed_folder_option, json_option, show_argument
from segmentcast.cli.output.accomplished import note
from segmentcast.cli.output.foreseen import refuse_as_foreseen, without_removals
from segmentcast.cli.output.json_output import print_json
from segmentcast.cli.output.terminal import (
    print_findings,
    printable,
    showing_progress,
    without_notes,
)
from segmentcast.errors import EpisodesFailed
from segmentcast.model import Finding
from segmentcast.model.finding_groups import grouped

if TYPE_CHECKING:
    from segmentcast.publish import Report
    from segmentcast.workspace.show_folder import ShowFolder


@click.command()
@show_argument
@feed_folder_option
@click.option(
    "--to",
    metavar="ADDRESS",
    help="Also upload to a store: a folder, s3://, gs://, az:// or sftp:// (default: [publish] to).",
)
@click.option(
    "--no-upload",
    is_flag=True,
    help="Publish to the local folder only, even if [publish] to is set.",
)
@click.option(
    "--drop-unknown",
    is_flag=True,
    help="Drop episodes that are in the store's feed but unknown here.",
)
@click.option(
    "--verify-store",
    is_flag=True,
    help="Read every file at the store and upload again those that differ.",
)
@click.option(
    "--allow-removals",
    is_flag=True,
    help="Allow all episodes, or more than 3 and more than 10 %, to leave a feed at once.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="NAME",
    help="Process only this episode's folder; repeat for several. The feed keeps the others.",
)
@click.option(
    "--dry-run", is_flag=True, help="Show what would be produced, and why; write nothing."
)
@click.option(
    "--force",
    is_flag=True,
    help="Produce everything again, except sentences that are already spoken.",
)
@click.option(
    "--remake",
    is_flag=True,
    help="Produce again, with new audio, what other software versions produced; see --only.",
)
@click.option(
    "--require-notes",
    is_flag=True,
    help="Refuse to change published words without a correction note.",
)
@click.option(
    "--cache",
    metavar="PLACE",
    default="",
    envvar="SEGMENTCAST_CACHE",
    show_envvar=True,
    help="Shared cache of spoken sentences: a folder, s3://, gs://, az:// or sftp://; or none (default: [cache] shared).",
)
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(1, 256),
    default=None,
    help="Number of threads (default: one per core).",
)
@click.option(
    "--cluster",
    metavar="[ADDRESS]",
    is_flag=False,
    flag_value="local",
    default=None,
    help="Narrate on a Dask cluster: its scheduler's address, or 'local' for processes here.",
)
@click.option(
    "--listen",
    is_flag=True,
    help="Hear each new narration, and hold it where it says something else than is written.",
)
@json_option("a table")
@click.option(
    "--quiet", "-q", is_flag=True, help="Show no progress and no table; problems are still printed."
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
    listen: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Produce what is new or changed, and add it to the feed.

    SHOW is the show's folder (the one with show.toml, or its parent); the default is the current
    folder. Nothing is produced twice: unchanged episodes stay the same, byte for byte. The old feed
    stays complete until the new one replaces it in a single step.

    \b
    Examples:
      segmentcast publish
      segmentcast publish myshow --dry-run
      segmentcast publish myshow --only 2016-11-13-mosul
      segmentcast publish myshow --to s3://bucket/podcast
      segmentcast publish myshow --cluster tcp://10.0.0.5:8786

    Exit codes: 0 success; 20 some episodes failed and the others were published; any other code
    means that nothing was published, and why (3 configuration, 8 folder or disk, 9 ledger, 11 too
    many episodes would leave the feed at once). With --dry-run the code is that of the publish.
    """
    from segmentcast.publication import publish_everywhere
    from segmentcast.publish import Options, read_show
    from segmentcast.workspace.show_folder import locate

    # Long because every option is named three times; the work is in publish and deployment.
    place = locate(show, output)
    if (place.work / "edits").is_dir():
        from segmentcast.editing import finish

        finish(place)
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
        listen=listen,
    )
    config = read_show(place)
    address = "" if no_upload else to or config.publish.to
    hook = bool(config.publish.hook) and not (dry_run or no_upload)
    with showing_progress(quiet=quiet or as_json) as progress:
        report, upload = publish_everywhere(
            place,
            config,
            options,
            progress,
            address,
            hook=hook,
            warn=lambda findings: _warn_of_hook(findings, as_json=as_json),
            drop_unknown=drop_unknown,
            verify=verify_store,
        )
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


def _warn_of_hook(findings: tuple[Finding, ...], *, as_json: bool) -> None:
    print_findings(findings)
    if as_json and findings:
        print_json({"findings": [finding.as_json() for finding in findings]})


def _print_report(report: Report, place: ShowFolder, upload: str, *, quiet: bool) -> None:
    """Prints findings and, unless `quiet`, the table. `upload` summarises the upload."""
    from segmentcast.cli.output.summary import about_speakers_together, print_summary

    for outcome in report.looked_at:
        print_findings(
            about_speakers_together(without_notes(outcome.findings), outcome.folder, place)
        )
    print_findings(grouped(without_notes(without_removals(report.findings))))
    if not quiet:
        print_summary(report, place)
        if upload:
            click.echo(printable(upload))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
