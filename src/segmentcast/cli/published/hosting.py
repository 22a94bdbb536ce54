"""segmentcast hosting"""

from __future__ import annotations

from pathlib import Path

import click

from segmentcast.cli.options import show_argument
from segmentcast.errors import UsageError
from segmentcast.hosting import SERVERS, render


@click.command()
@click.argument("host", type=click.Choice([*SERVERS]))
@show_argument
@click.option(
    "--root",
    default="/srv/podcast",
    show_default=True,
    help="The folder on the server that you copy the feed folder to.",
)
def command(host: str, show: Path, root: str) -> None:
    """Print a server configuration for a show.

    Sets types, CORS, Range, ETag, gzip, and cache times for the show's base_url.

    \b
    Examples:
      segmentcast hosting nginx > podcast.conf
      segmentcast hosting s3 myshow
    """
    from segmentcast.publish import read_show
    from segmentcast.workspace.show_folder import locate

    try:
        base_url = read_show(locate(show)).show.base_url
    except UsageError:
        if show != Path():
            raise
        base_url = "https://news.example/podcast/"
        click.echo("No show here; using https://news.example/podcast/", err=True)
    click.echo(render(host, base_url, root), nl=False)
