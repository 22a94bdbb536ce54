"""segmentcast clip"""

from __future__ import annotations

from pathlib import Path

import click

from segmentcast.cli.options import json_option
from segmentcast.cli.output.json_output import print_json


def _moment(_context: click.Context, _parameter: click.Parameter, value: str | None) -> int | None:
    from segmentcast.queries.published.excerpt import moment

    try:
        return None if value is None else moment(value)
    except ValueError as error:
        raise click.BadParameter("write a time like 1:23, 83 or 1m23s") from error


@click.command()
@click.argument("episode")
@click.option(
    "--turn", type=click.IntRange(1), help="What one person says, counted as on the page."
)
@click.option("--from", "start", callback=_moment, help="Where it begins: 1:23, 83 or 1m23s.")
@click.option("--to", "end", callback=_moment, help="Where it ends.")
@click.option(
    "--show",
    type=click.Path(path_type=Path),
    help="The show's folder (default: the episode's, else the current folder).",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The folder for the clip (default: the current one).",
)
@click.option("--sound", is_flag=True, help="Only the MP3, without the film.")
@json_option()
def command(
    episode: str,
    turn: int | None,
    start: int | None,
    end: int | None,
    show: Path | None,
    output: Path,
    sound: bool,
    as_json: bool,
) -> None:
    """Cut a clip from an episode, for social networks.

    EPISODE is a published episode: its folder or the folder's name. Writes an MP3, and an MP4 of
    1080 x 1080 pixels with the cover, the words that are said, and a waveform. Where a voice is
    synthetic, picture and metadata say so. A clip has whole sentences and at most 140 seconds.

    \b
    Examples:
      segmentcast clip episodes/2016-11-13-mosul --turn 4
      segmentcast clip 2016-11-13-mosul --from 1:23 --to 1:52 -o clips
    """
    from segmentcast.queries.published.excerpt import make_excerpt

    if (turn is None) == (start is None and end is None) or (start is None) != (end is None):
        raise click.UsageError("give --turn, or --from and --to")
    span = (start, end) if start is not None and end is not None else None
    excerpt = make_excerpt(episode, show, turn=turn, span=span, folder=output, with_film=not sound)
    if as_json:
        print_json(excerpt.as_json())
        return
    for cue in excerpt.cues:
        click.echo(f"{cue.speaker}: {cue.text}" if cue.speaker else cue.text)
    click.echo(f"Sound: {excerpt.sound}")
    if excerpt.film:
        click.echo(f"Film: {excerpt.film}")
    click.echo(f"Link: {excerpt.address}")
