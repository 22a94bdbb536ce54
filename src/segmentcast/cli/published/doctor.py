"""segmentcast doctor"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from segmentcast.cli.options import json_option
from segmentcast.cli.output.findings import conclude
from segmentcast.errors import UsageError

if TYPE_CHECKING:
    from segmentcast.ledger_folder import LedgerFolder


@click.command()
@click.argument("url")
@click.option(
    "--sample",
    type=click.IntRange(0, 100_000),
    default=10,
    show_default=True,
    help="Request the files of this many episodes, newest first.",
)
@click.option("--all", "everything", is_flag=True, help="Request the files of every episode.")
@click.option(
    "--decode",
    type=click.IntRange(0, 100_000),
    default=1,
    show_default=True,
    help="Download and decode the audio of this many of them.",
)
@click.option(
    "--show",
    type=click.Path(path_type=Path),
    help="The show whose ledger to compare with (default: the show here, if this is its feed).",
)
@click.option(
    "--ca",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Also trust this certificate authority (PEM).",
)
@click.option(
    "--fix-list", is_flag=True, help="Print what to do, in the order of what it costs listeners."
)
@json_option("lines")
def command(
    url: str,
    sample: int,
    everything: bool,
    decode: int,
    show: Path | None,
    ca: Path | None,
    fix_list: bool,
    as_json: bool,
) -> None:
    """Examine a live feed as a podcast app would, and report what is wrong.

    Requests the feed and what it refers to, and checks status, TLS, redirects, types, HEAD, Range,
    ETag and 304, gzip, CORS, lengths, durations, captions, chapters, artwork, and archive links.
    Works on any podcast's feed. Exits with code 10 on an error.

    \b
    Examples:
      segmentcast doctor https://news.example/podcast/feed.xml
      segmentcast doctor https://news.example/podcast/feed.xml --all --json
    """
    from segmentcast.doctor import examine

    findings = examine(
        url,
        now=datetime.now(UTC),
        sample=None if everything else sample,
        decode=decode,
        ledger=_ledger(url, show),
        authority=ca,
    )
    conclude(findings, "json" if as_json else "fixes" if fix_list else "text")


def _ledger(url: str, show: Path | None) -> LedgerFolder | None:
    """The ledger of the given show, or of the one in the current folder if it has this feed."""
    from segmentcast.publish import read_show
    from segmentcast.workspace.show_folder import locate

    try:
        place = locate(show or Path())
    except UsageError:
        if show is not None:
            raise
        return None
    if not place.ledger.exists():
        return None
    return place.ledger if show or read_show(place).show.feed_url == url else None
