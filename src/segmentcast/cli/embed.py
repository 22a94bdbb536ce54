"""segmentcast embed"""

from __future__ import annotations

from pathlib import Path

import click

from segmentcast.cli.json_output import print_json


@click.command()
@click.argument("episode")
@click.option(
    "--show",
    type=click.Path(path_type=Path),
    help="The show's folder (default: the episode's, else the current folder).",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(episode: str, show: Path | None, as_json: bool) -> None:
    """Embed an episode in another page, such as its article.

    EPISODE is a published episode: its folder or the folder's name. Prints HTML to copy: a frame
    with the player, a snippet that needs neither frame nor script, a web component, and metadata
    for search engines.

    \b
    Examples:
      segmentcast embed episodes/2016-11-13-mosul
      segmentcast embed 2016-11-13-mosul --show myshow --json
    """
    from segmentcast.queries.embed_code import embed_code

    code = embed_code(episode, show)
    if as_json:
        print_json(code.as_json())
        return
    for number, (heading, html) in enumerate(code.blocks()):
        click.echo(("\n" if number else "") + f"<!-- {heading} -->")
        click.echo(html)
