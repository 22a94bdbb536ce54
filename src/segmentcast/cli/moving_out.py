"""segmentcast move"""

from __future__ import annotations

from pathlib import Path

import click

from segmentcast.cli.options import show_argument
from segmentcast.errors import Problem, UsageError
from segmentcast.hosting import SERVERS


@click.command()
@show_argument
@click.option(
    "--to",
    metavar="URL",
    help="The feed's new address; if it ends in / or /feed.xml, the whole show moves there.",
)
@click.option(
    "--from",
    "old",
    metavar="URL",
    help="Only print redirects from this old feed to the show's; write nothing.",
)
@click.option(
    "--server",
    type=click.Choice([*SERVERS]),
    multiple=True,
    help="Print rules for this server only; repeat for several.",
)
def command(show: Path, to: str | None, old: str | None, server: tuple[str, ...]) -> None:
    """Move the feed to another address, and print redirects for the old one.

    With --to, show.toml records the feed's new address (itunes:new-feed-url). The show keeps its
    podcast:guid, and episodes keep their GUIDs and dates.

    \b
    Examples:
      segmentcast move myshow --to https://new.example/podcast/
      segmentcast move myshow --to https://host.example/shows/42.rss
      segmentcast move myshow --from https://old.example/feed/podcast --server apache
    """
    from segmentcast.workspace.relocation import move_out, moved_in
    from segmentcast.workspace.show_folder import locate

    if bool(to) == bool(old):
        raise UsageError(Problem("segmentcast move", "needs --to or --from", "use one of them"))
    place = locate(show)
    move = move_out(place, to) if to else moved_in(place, old or "")
    click.echo(f"From {move.old_url}\nTo   {move.new_url}\nThe show keeps its GUID {move.guid}.")
    if not move.redirects:
        click.echo("Redirect all http addresses to https on the server; the paths stay the same.")
    for name in (server or SERVERS) if move.redirects else ():
        chosen = SERVERS[name]
        rules = chosen.redirects(move.redirects)
        click.echo(f"\n# {chosen.title}: {chosen.redirects_place}\n{rules}", nl=False)
    if not to:
        return
    click.echo("\nNext:")
    click.echo(f"  1. {place.command('publish')}")
    if move.along:
        click.echo("  2. copy the feed folder to the old and the new host")
        click.echo("  3. once the new one responds, redirect the old one with the rules above")
    else:
        click.echo("  2. copy the feed folder to its host: it now contains the new address")
        click.echo("  3. once the new feed responds, redirect the old one with the rules above")
    click.echo(
        "Keep the redirects as long as you can: apps that are rarely opened follow them late."
    )
