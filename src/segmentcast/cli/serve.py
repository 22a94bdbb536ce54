"""segmentcast serve"""

from __future__ import annotations

from pathlib import Path

import click

from segmentcast.cli.options import feed_folder_option, show_argument
from segmentcast.errors import Problem, UsageError

EVERYWHERE = "0.0.0.0"  # noqa: S104 - asked for with --lan


@click.command()
@show_argument
@feed_folder_option
@click.option(
    "--lan", is_flag=True, help="Let other devices on this network subscribe, such as your phone."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8642,
    show_default=True,
    help="The port; 0 picks a free one.",
)
def command(show: Path, output: Path | None, lan: bool, port: int) -> None:
    """Preview the feed on this machine or the local network.

    Prints the address to subscribe to, with a QR code for a phone. Addresses in the served feed
    point to this machine; the files on disk keep the show's own base_url.

    \b
    Examples:
      segmentcast serve
      segmentcast serve myshow --lan
    """
    from segmentcast import server
    from segmentcast.publish import read_show
    from segmentcast.workspace.show_folder import locate

    place = locate(show, output)
    if not (place.output / "feed.xml").is_file():
        raise UsageError(
            Problem(
                str(place.output),
                "nothing is published yet",
                f"run: {place.command('publish')}",
            )
        )
    base_url = read_show(place).show.base_url

    def on_ready(urls: tuple[str, ...]) -> None:
        for url in urls:
            click.echo(f"Feed:  {url}feed.xml")
            click.echo(f"Pages: {url}")
        if lan:
            click.echo(server.qr_text(f"{urls[-1]}feed.xml"))
        else:
            click.echo("For a phone on this network, use --lan; it also prints a QR code.")
        click.echo("Press Ctrl-C to stop.")

    server.run(
        place.output,
        base_url,
        host=EVERYWHERE if lan else "127.0.0.1",
        port=port,
        on_ready=on_ready,
    )
