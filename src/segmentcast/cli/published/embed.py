"""segmentcast embed"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from segmentcast.cli.options import json_option
from segmentcast.cli.output.json_output import print_json


def _colour(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    from segmentcast.drawing.colour import parse_colour, to_hex

    if not value:
        return ""
    try:
        return to_hex(parse_colour(value))
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _font(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    from segmentcast.site import checked_font

    try:
        return checked_font(value) if value else ""
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command()
@click.argument("episode")
@click.option(
    "--show",
    type=click.Path(path_type=Path),
    help="The show's folder (default: the episode's, else the current folder).",
)
@click.option(
    "--theme",
    type=click.Choice(["light", "dark", "auto"]),
    default="light",
    help="For a light article (default), a dark one, or one that follows the reader's system.",
)
@click.option("--accent", default="", callback=_colour, help="Colour of the button and the bar.")
@click.option("--on-accent", default="", callback=_colour, help="Colour of the sign on the button.")
@click.option("--ground", default="", callback=_colour, help="Colour behind the words.")
@click.option("--text", default="", callback=_colour, help="Colour of the words.")
@click.option("--font", default="", callback=_font, help='Fonts as in CSS: "Charter, serif".')
@click.option("--full", is_flag=True, help="Unfolded from the beginning.")
@json_option()
def command(episode: str, show: Path | None, as_json: bool, **look: Any) -> None:
    """Embed an episode in another page, such as its article.

    EPISODE is a published episode: its folder or the folder's name. Prints HTML to copy: a line
    that unfolds into the player, the same as a frame, a snippet that needs neither frame nor
    script, and metadata for search engines. Colours that can't be read on each other are named.

    \b
    Examples:
      segmentcast embed episodes/2016-11-13-mosul
      segmentcast embed 2016-11-13-mosul --theme auto --accent "#17514a"
      segmentcast embed 2016-11-13-mosul --show myshow --json
    """
    from segmentcast.queries.published.embed_code import embed_code
    from segmentcast.site import EmbedLook

    code = embed_code(episode, show, EmbedLook(**look))
    for sentence in code.illegible():
        click.echo(f"warning: {sentence}", err=True)
    if as_json:
        print_json(code.as_json())
        return
    for number, (heading, html) in enumerate(code.blocks()):
        click.echo(("\n" if number else "") + f"<!-- {heading} -->")
        click.echo(html)
