"""segmentcast lexicon"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from segmentcast.cli.given_paths import no_such_path
from segmentcast.cli.options import json_option, show_argument
from segmentcast.cli.output.accomplished import note
from segmentcast.cli.output.full_help import FullHelpGroup
from segmentcast.cli.output.json_output import print_json
from segmentcast.cli.output.terminal import counted, print_table, printable
from segmentcast.errors import UsageError

if TYPE_CHECKING:
    from segmentcast.lexicon import UnknownWord
    from segmentcast.workspace.show_voices import ShowVoices


@click.group(cls=FullHelpGroup)
def command() -> None:
    """Find names that need a pronunciation; exchange lexicons with other programs."""


@command.command()
@show_argument
@click.option(
    "--clips",
    type=click.Path(path_type=Path),
    help="Write a WAV file for each word into this folder, to hear its current pronunciation.",
)
@click.option(
    "--most",
    type=click.IntRange(1, 10_000),
    default=30,
    show_default=True,
    help="List at most this many words.",
)
@json_option("a table")
def suggest(show: Path, clips: Path | None, most: int, as_json: bool) -> None:
    """List names and abbreviations without a pronunciation, and odd forms, most frequent first.

    A form (a16z, LLaMA) is spoken as written, because no rule covers it.

    \b
    Example:
      segmentcast lexicon suggest myshow --clips clips
    Then listen, and add what sounds wrong to show.toml:
      [lexicon]
      "Mosul" = "Mohsul"
    """
    from segmentcast.queries.voice_sample import write_sample

    unknown, voice, show_voices = _unknown(show)
    rows = []
    for number, word in enumerate(unknown[:most], 1):
        clip = ""
        if clips is not None:
            path = clips / f"{number:03d}.wav"
            write_sample(word.example, voice, path, show_voices)
            clip = str(path)
        rows.append(
            {
                "word": word.word,
                "kind": word.kind,
                "count": word.count,
                "example": word.example,
                "clip": clip,
            }
        )
    if as_json:
        print_json({"results": rows})
    elif not rows:
        click.echo("Every name has a pronunciation.")
    else:
        columns = ["Word", "Kind", "Times", "First heard in", *(["Clip"] if clips else [])]
        print_table(
            columns,
            [
                [
                    str(row[key])
                    for key in ("word", "kind", "count", "example", *(["clip"] if clips else []))
                ]
                for row in rows
            ],
            right=frozenset({2}),
        )


@command.command("export")
@show_argument
@click.option(
    "--language", default="en", show_default=True, help="The language of the entries to export."
)
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), required=True, help="The PLS file to write."
)
def export(show: Path, language: str, output: Path) -> None:
    """Export the show's lexicon as PLS (W3C Pronunciation Lexicon Specification 1.0)."""
    from segmentcast import files, lexicon
    from segmentcast.publish import read_show
    from segmentcast.workspace.show_folder import locate

    config = read_show(locate(show))
    entries = lexicon.parse_lexicon(config.lexicon, config.where)
    files.write(output, lexicon.write_pls(entries, language).encode())
    note(f"{output} was written")
    click.echo(f"{output}: {len(entries)} entries")


@command.command("import")
@click.argument("source", type=click.Path(path_type=Path))
@click.option(
    "--into",
    metavar="SHOW",
    type=click.Path(path_type=Path),
    help="Add the entries to this show's show.toml.",
)
def import_(source: Path, into: Path | None) -> None:
    """Convert a PLS file to [lexicon] entries, and print them or add them to a show.

    With --into, comments and order stay, and words that the show already has are left alone.

    \b
    Examples:
      segmentcast lexicon import words.pls
      segmentcast lexicon import words.pls --into myshow
    """
    from segmentcast import files, lexicon, toml

    if not source.exists():
        raise UsageError(no_such_path(source))
    table = lexicon.as_table(lexicon.read_pls(files.read(source), str(source)))
    if into is not None:
        _write_into(into, table)
        return
    click.echo("# Below the line [lexicon] of show.toml (add that line if there is none):")
    for row in toml.lines(table):
        click.echo(row)


def _write_into(show: Path, table: Mapping[str, Mapping[str, str | bool]]) -> None:
    """Adds the entries to the show's [lexicon]. Raises ConfigError without writing anything."""
    from segmentcast import files, lexicon, toml
    from segmentcast.publish import read_show
    from segmentcast.workspace.show_folder import locate

    place = locate(show)
    config, where = read_show(place), str(place.show_file)
    new = {word: spoken for word, spoken in table.items() if word not in config.lexicon}
    lexicon.parse_lexicon(new, where)
    settings = toml.parse(config.content, where).table
    wanted = {**settings, "lexicon": {**config.lexicon, **new}}
    files.write_if_changed(place.show_file, toml.with_content(config.content, wanted, where))
    note(f"{where} was changed")
    click.echo(f"{where}: {counted(len(new), 'new word')}")
    unchanged = [word for word in table if word in config.lexicon]
    if unchanged:
        click.echo(f"Already in the show: {printable(', '.join(unchanged))}")


def _unknown(show: Path) -> tuple[tuple[UnknownWord, ...], str, ShowVoices]:
    """The unknown words in all episodes, and the voice for hearing them."""
    from segmentcast.publish import read_show
    from segmentcast.queries.unknown_names import unknown_names
    from segmentcast.workspace.show_folder import locate
    from segmentcast.workspace.show_voices import ShowVoices

    place = locate(show)
    config = read_show(place)
    unknown = unknown_names(place, config)
    for name, error in unknown.left_out:
        click.echo(f"{name}: left out: {error}", err=True)
    return unknown.words, unknown.voice, ShowVoices(config.engines, config.where)
