"""segmentcast voices"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from segmentcast.cli.json_output import print_json
from segmentcast.cli.terminal import print_table
from segmentcast.errors import Problem, SegmentcastError, UsageError, VoiceError
from segmentcast.vocabulary.languages import primary

if TYPE_CHECKING:
    from segmentcast.workspace.show_voices import ShowVoices


@click.command()
@click.option(
    "--show",
    type=click.Path(path_type=Path),
    default=Path(),
    help="Use the engine settings of this show, if there is one (default: here).",
)
@click.option("--say", metavar="TEXT", help="Speak this text and write it to a WAV file.")
@click.option(
    "--voice",
    default="hibari/heart",
    show_default=True,
    help="The voice for --say, as ENGINE/NAME[*PITCH][@PACE].",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    default=Path("sample.wav"),
    show_default=True,
    help="The file to write with --say.",
)
@click.option(
    "--language",
    metavar="TAG",
    default="",
    help="List voices for this language (en, fr, pt-BR; default: the show's, else en).",
)
@click.option("--all", "every", is_flag=True, help="List voices for every language.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def command(
    show: Path,
    say: str | None,
    voice: str,
    output: Path,
    language: str,
    every: bool,
    as_json: bool,
) -> None:
    """List engines and voices with their licences and availability, or listen to one.

    \b
    Examples:
      segmentcast voices
      segmentcast voices --say "Good evening." --voice "piper/joe*1.18" -o evening.wav

    A voice is written ENGINE/NAME. A factor after * shifts pitch and formants together
    (piper/joe*1.18); one after @ changes the pace (@1.1 is slower).
    """
    desk, shows = _desk(show)
    if say is not None:
        if output.suffix.lower() not in (".wav", ".wave"):
            raise UsageError(
                Problem(str(output), "a sample is a WAV file", "give it a name that ends in .wav")
            )
        from segmentcast.queries.voice_sample import write_sample

        duration_ms = write_sample(say, voice, output, desk)
        if as_json:
            row = {"file": str(output), "voice": voice, "seconds": duration_ms / 1000}
            print_json({"results": [row]})
        else:
            click.echo(f"{output}: {duration_ms / 1000:.1f} seconds of {voice}")
        return
    wanted = "" if every else (language or primary(shows) or "en")
    rows = list(_rows(desk, wanted.lower()))
    if as_json:
        print_json({"results": rows})
    if not rows:
        where = f"--language {language}" if language else "show.language"
        what = f"no voice speaks {wanted}"
        raise VoiceError(Problem(where, what, "see every voice: segmentcast voices --all"))
    if as_json:
        return
    print_table(
        ["Voice", "Language", "Licence", "Description", "Works here"],
        [
            [
                str(row["voice"]),
                str(row["language"]),
                str(row["licence"]),
                str(row["description"]),
                "yes" if row["usable"] else f"no: {row['why_not']} {row['mend']}",
            ]
            for row in rows
        ],
    )
    if wanted and not language:
        click.echo(f"\nThese speak {wanted}. Others: --language fr, or --all.")


def _desk(show: Path) -> tuple[ShowVoices, str]:
    """The engines with the settings of the show at this place, and its language; bare where there is none."""
    from segmentcast.publish import read_show
    from segmentcast.workspace.show_folder import locate
    from segmentcast.workspace.show_voices import ShowVoices

    try:
        place = locate(show)
    except UsageError:
        return ShowVoices({}, ""), ""
    config = read_show(place)
    return ShowVoices(config.engines, config.where), config.show.language


def _rows(desk: ShowVoices, language: str) -> Iterator[dict[str, object]]:
    from segmentcast import engines

    for name in engines.names():
        try:
            engine = desk.engine(name)
        except SegmentcastError as error:
            problem = error.problems[0]
            yield _row(name, "...", "", "", "", (problem.what, problem.mend))
            continue
        missing = engine.unavailable()
        why = (missing.why, missing.mend) if missing else None
        voices = engine.voices()
        for info in voices:
            if not language or info.language.lower().startswith((language, "mul", "*")):
                yield _row(name, info.name, info.language, info.licence, info.description, why)
        if not voices and why and not language:
            yield _row(name, "...", "", "", "", why)


def _row(
    engine: str,
    voice: str,
    language: str,
    licence: str,
    description: str,
    why_not: tuple[str, str] | None,
) -> dict[str, object]:
    why, mend = why_not or ("", "")
    return {
        "engine": engine,
        "voice": f"{engine}/{voice}",
        "language": language,
        "licence": licence,
        "description": description,
        "usable": why_not is None,
        "why_not": why,
        "mend": mend,
    }
