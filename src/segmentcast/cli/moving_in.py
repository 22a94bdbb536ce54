"""segmentcast import"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from segmentcast.cli.options import json_option
from segmentcast.cli.output.json_output import print_json
from segmentcast.cli.output.terminal import print_findings, printable, showing_progress
from segmentcast.errors import Problem, UsageError
from segmentcast.model.finding_groups import grouped

if TYPE_CHECKING:
    from segmentcast.migration import MovedIn


@click.command()
@click.argument("source", metavar="FEED_OR_FILE")
@click.argument("directory", required=False, type=click.Path(path_type=Path))
@click.option(
    "--base-url",
    default="",
    metavar="URL",
    help="The address of the new feed folder (default: derived from the old address).",
)
@click.option(
    "--download",
    is_flag=True,
    help="Download the audio files too; an interrupted download resumes.",
)
@click.option(
    "--feed-only",
    is_flag=True,
    help="Fetch only the feed: transcripts, chapters, and pictures stay at their host.",
)
@json_option("lines")
@click.option("--quiet", "-q", is_flag=True, help="Show no progress; losses are still listed.")
def command(
    source: str,
    directory: Path | None,
    base_url: str,
    download: bool,
    feed_only: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Import an existing feed, without its subscribers noticing.

    FEED_OR_FILE is the feed's address or a saved copy; older documents that it links to are read
    too. Creates DIRECTORY (default: named after the show). Keeps GUIDs, dates, seasons, people,
    chapters, transcripts, and pictures. The audio stays where it is unless you use --download.
    Anything that cannot be preserved is listed.

    \b
    Then:
      segmentcast publish DIRECTORY
      segmentcast move DIRECTORY --from OLD_ADDRESS     print redirects from the old feed

    \b
    Examples:
      segmentcast import https://news.example/feed/podcast myshow
      segmentcast import saved-feed.xml myshow --base-url https://news.example/podcast/
    """
    from segmentcast.config.schema import web_address
    from segmentcast.migration import Wishes, move_in
    from segmentcast.workspace.show_folder import locate

    if base_url:
        try:
            web_address(base_url)
        except ValueError as error:
            what, _, mend = str(error).partition(" | ")
            raise UsageError(Problem("--base-url", what, mend)) from None
    wishes = Wishes(base_url, download, small_files=not feed_only)
    with showing_progress(quiet=quiet or as_json) as progress:
        done = move_in(source, directory, wishes, progress)
    if as_json:
        print_json(_content(done))
        return
    print_findings(grouped(done.findings))
    sound = (
        f"{done.downloaded} with their audio"
        if done.downloaded
        else "their audio stays at its host"
    )
    click.echo(
        printable(
            f"Imported {done.title}: {done.episodes} episodes ({sound}), {done.transcripts} "
            f"transcripts, {done.chapters} with chapters, {done.pictures} pictures."
        )
    )
    place = locate(done.folder)
    click.echo(f"Review {place.show_file}, then: {place.command('publish')}")
    if done.old_url and done.old_url != done.new_url:
        click.echo(f"Then redirect the old feed: {place.command('move', '--from', done.old_url)}")


def _content(done: MovedIn) -> dict[str, object]:
    """The result of the import as JSON."""
    return {
        "folder": str(done.folder),
        "title": done.title,
        "guid": done.guid,
        "old_feed": done.old_url,
        "new_feed": done.new_url,
        "episodes": done.episodes,
        "documents": done.documents,
        "downloaded": done.downloaded,
        "transcripts": done.transcripts,
        "chapters": done.chapters,
        "pictures": done.pictures,
        "findings": [finding.as_json() for finding in done.findings],
    }
