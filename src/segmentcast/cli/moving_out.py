"""segmentcast move"""

from __future__ import annotations

from pathlib import Path

import click

from segmentcast.errors import Problem, UsageError
from segmentcast.hosting import SERVERS


@click.command()
@click.argument("show", type=click.Path(path_type=Path), default=Path())
@click.option(
    "--to",
    metavar="URL",
    help="The feed's new address; with / or /feed.xml at its end, the new home of the whole show.",
)
@click.option(
    "--from",
    "old",
    metavar="URL",
    help="Only say how to redirect this old feed to the show's; nothing is written.",
)
@click.option(
    "--server",
    type=click.Choice([*SERVERS]),
    multiple=True,
    help="Print the rules for this server only; may be repeated.",
)
def command(show: Path, to: str | None, old: str | None, server: tuple[str, ...]) -> None:
    """Move the feed to another address, and say how to redirect the old one.

    With --to, show.toml says from now on where the feed has gone (itunes:new-feed-url), and the
    show keeps its podcast:guid. Episodes keep their GUIDs and dates.

    \b
    Examples:
      segmentcast move myshow --to https://new.example/podcast/
      segmentcast move myshow --to https://host.example/shows/42.rss
      segmentcast move myshow --from https://old.example/feed/podcast --server apache
    """
    from segmentcast.workspace.relocation import move_out, moved_in
    from segmentcast.workspace.show_folder import locate

    if bool(to) == bool(old):
        raise UsageError(Problem("segmentcast move", "needs --to or --from", "give one of the two"))
    place = locate(show)
    move = move_out(place, to) if to else moved_in(place, old or "")
    click.echo(f"From {move.old_url}\nTo   {move.new_url}\nThe show keeps its GUID {move.guid}.")
    if not move.redirects:
        click.echo("Let the server redirect all of http to https; the paths stay as they are.")
    for name in (server or SERVERS) if move.redirects else ():
        chosen = SERVERS[name]
        rules = chosen.redirects(move.redirects)
        click.echo(f"\n# {chosen.title}: {chosen.redirects_place}\n{rules}", nl=False)
    if not to:
        return
    click.echo("\nNext:")
    click.echo(f"  1. {place.command('publish')}")
    if move.along:
        click.echo("  2. copy the feed folder to the old and to the new place")
        click.echo("  3. when the new one answers, redirect the old one by the rules above")
    else:
        click.echo("  2. copy the feed folder to its place: it now says where the show has gone")
        click.echo("  3. when the new feed answers, redirect the old one by the rules above")
    click.echo("Keep the redirection for as long as you can: apps that sleep follow it late.")
