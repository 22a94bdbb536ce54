"""segmentcast prune"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from segmentcast.cli.options import feed_folder_option, json_option, show_argument
from segmentcast.cli.output.accomplished import note
from segmentcast.cli.output.json_output import print_json
from segmentcast.cli.output.terminal import print_table


@click.command()
@show_argument
@feed_folder_option
@click.option(
    "--to",
    metavar="ADDRESS",
    help="The store to prune (default: [publish] to in show.toml, else the feed's folder).",
)
@click.option(
    "--grace",
    "grace_days",
    type=click.IntRange(0, 3650),
    default=30,
    show_default=True,
    help="Keep files that were written or replaced within this many days.",
)
@click.option("--yes", is_flag=True, help="Remove the listed files.")
@json_option("a table")
def command(
    show: Path, output: Path | None, to: str | None, grace_days: int, yes: bool, as_json: bool
) -> None:
    """List published files that no feed refers to; --yes removes them.

    Covers audio, captions, chapters, and pictures, and half-written files of a publish that was
    killed over a day ago; never pages or feeds. Files that an app may still request (replaced
    within the grace period) and the newest audio of every episode stay.

    \b
    Examples:
      segmentcast prune
      segmentcast prune --to s3://bucket/podcast --yes
    """
    from segmentcast.deployment import prune, unused_of
    from segmentcast.workspace.show_folder import locate

    place = locate(show, output)
    target, unused = unused_of(place, to, now=datetime.now(UTC), grace=timedelta(days=grace_days))
    if as_json:
        rows = [
            {"path": entry.file.path, "bytes": entry.file.length_bytes, "why": entry.why}
            for entry in unused
        ]
        print_json({"removed": yes, "files": rows})
    elif unused:
        print_table(
            ["File", "Bytes", "Why"],
            [[entry.file.path, f"{entry.file.length_bytes:,}", entry.why] for entry in unused],
            right=frozenset({1}),
        )
    if yes:
        prune(target, unused)
        note("The files were removed")
    if not as_json:
        total = sum(entry.file.length_bytes for entry in unused)
        done = "removed" if yes else "removable with --yes"
        click.echo(
            f"{len(unused)} files, {total:,} bytes: {done}." if unused else "Nothing to remove."
        )
