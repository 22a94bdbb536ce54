"""segmentcast private"""

from __future__ import annotations

from pathlib import Path

import click

from segmentcast.cli.output.accomplished import note
from segmentcast.cli.output.full_help import FullHelpGroup
from segmentcast.cli.output.terminal import printable

_SHOW = click.option(
    "--show",
    type=click.Path(path_type=Path),
    default=Path(),
    help="The show's folder (default: here).",
)


@click.group(cls=FullHelpGroup)
def command() -> None:
    """Give subscribers private feeds, and revoke them.

    Each feed has an unguessable address. Anyone who has the address can listen, so give
    it only to its subscriber. The audio and the pages have the public addresses, which a listener can
    pass on: revoking a feed does not close them. The names are in private.toml beside show.toml: keep that file out of
    version control.

    \b
    Examples:
      segmentcast private add "Rosa Lind"
      segmentcast private list --addresses
      segmentcast private revoke "Rosa Lind"
    """


@command.command()
@click.argument("name")
@_SHOW
def add(name: str, show: Path) -> None:
    """Give NAME a private feed, and print its address."""
    from segmentcast.workspace.private_feeds import add_subscriber, private_path
    from segmentcast.workspace.show_files import read_show
    from segmentcast.workspace.show_folder import locate

    place = locate(show)
    base_url = read_show(place).show.base_url
    token = add_subscriber(place, name)
    note("The private feed was added")
    click.echo(base_url + private_path(token))
    click.echo("It works after the next publish.", err=True)


@command.command()
@click.argument("name")
@_SHOW
def revoke(name: str, show: Path) -> None:
    """Revoke NAME's feed. Publish afterwards to remove it from the server."""
    from segmentcast.workspace.private_feeds import revoke_subscriber
    from segmentcast.workspace.show_folder import locate

    revoke_subscriber(locate(show), name)
    note("The private feed was revoked")
    click.echo(
        printable(f"{name} no longer has a private feed. Publish to remove it from the server.")
    )


@command.command(name="list")
@_SHOW
@click.option("--addresses", is_flag=True, help="Also print the secret addresses.")
def list_names(show: Path, addresses: bool) -> None:
    """List everyone who has a private feed."""
    from segmentcast.workspace.private_feeds import private_path, read_subscribers
    from segmentcast.workspace.show_files import read_show
    from segmentcast.workspace.show_folder import locate

    place = locate(show)
    subscribers = read_subscribers(place)
    base_url = read_show(place).show.base_url if addresses else ""
    for name, token in subscribers.items():
        click.echo(printable(f"{name}\t{base_url}{private_path(token)}" if addresses else name))
    if not subscribers:
        click.echo("There are no private feeds.", err=True)
