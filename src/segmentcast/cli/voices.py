"""segmentcast voices"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from segmentcast.cli.options import json_option
from segmentcast.cli.output.accomplished import note
from segmentcast.cli.output.full_help import FullHelpGroup
from segmentcast.cli.output.json_output import print_json
from segmentcast.cli.output.terminal import print_table
from segmentcast.errors import Problem, SegmentcastError, UsageError, VoiceError, VoiceMissing
from segmentcast.model import Voice
from segmentcast.ports import WithAddableVoices
from segmentcast.vocabulary.languages import primary

if TYPE_CHECKING:
    from segmentcast.workspace.show_voices import ShowVoices


@click.group(cls=FullHelpGroup, invoke_without_command=True)
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
@json_option("a table")
@click.pass_context
def command(
    context: click.Context,
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
      segmentcast voices add hibari/fenrir

    A voice is written ENGINE/NAME. A factor after * shifts pitch and formants together
    (piper/joe*1.18); one after @ changes the pace (@1.1 is slower).
    """
    if context.invoked_subcommand:
        return
    show_voices, shows = _show_voices(show)
    if say is not None:
        if output.suffix.lower() not in (".wav", ".wave"):
            raise UsageError(
                Problem(str(output), "a sample is a WAV file", "use a name that ends in .wav")
            )
        from segmentcast.queries.voice_sample import write_sample

        duration_ms = write_sample(say, voice, output, show_voices)
        if as_json:
            row = {"file": str(output), "voice": voice, "seconds": duration_ms / 1000}
            print_json({"results": [row]})
        else:
            click.echo(f"{output}: {duration_ms / 1000:.1f} seconds of {voice}")
        return
    wanted = "" if every else (language or primary(shows) or "en")
    rows = list(_rows(show_voices, wanted.lower()))
    if as_json:
        print_json({"results": rows})
    if not rows:
        where = f"--language {language}" if language else "show.language"
        what = f"no voice speaks {wanted}"
        raise VoiceError(Problem(where, what, "list all voices: segmentcast voices --all"))
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
                "yes" if row["usable"] else f"no: {row['why_not']}; {row['mend']}",
            ]
            for row in _merged(rows)
        ],
    )
    if wanted and not language:
        click.echo(f"\nThese speak {wanted}. Others: --language fr, or --all.")


@command.command()
@click.argument("names", metavar="VOICE...", nargs=-1, required=True)
@click.option(
    "--from",
    "brought",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Take files that you brought from this folder, instead of downloading them.",
)
@click.option(
    "--show",
    type=click.Path(path_type=Path),
    default=Path(),
    help="Use the engine settings of this show.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be downloaded; download nothing.")
@json_option("text")
def add(
    names: tuple[str, ...], brought: Path | None, show: Path, dry_run: bool, as_json: bool
) -> None:
    """Add voices to this machine: hibari/fenrir, emma, fable, kore (8 MB each), or kokoro (90 MB).

    Every file is checked against a fixed SHA-256. An interrupted download resumes when you run the
    command again.

    \b
    Examples:
      segmentcast voices add hibari/fenrir
      segmentcast voices add kokoro --dry-run
      segmentcast voices add kokoro --from ~/Downloads
    """
    from segmentcast.engines.downloads.adding import steps_for

    settings = _engine_settings(show)
    steps = [step for name in names for step in steps_for(name, settings, brought)]
    if as_json:
        files = [
            {"file": step.what, "bytes": step.length_bytes, "present": step.present}
            for step in steps
        ]
        print_json({"dry_run": dry_run, "voices": list(names), "files": files})
    for step in steps:
        if step.present:
            continue
        if not as_json:
            size = f" ({step.length_bytes / 1e6:.0f} MB)" if step.length_bytes else ""
            click.echo(f"{'Would add' if dry_run else 'Adding'} {step.what}{size}")
        if not dry_run:
            step.run()
            note(f"{step.what} was added")
    if not as_json and not dry_run:
        click.echo(f"On this machine: {', '.join(names)}. List voices: segmentcast voices")


def _engine_settings(show: Path) -> Mapping[str, Mapping[str, object]]:
    from segmentcast.publish import read_show
    from segmentcast.workspace.show_folder import locate

    try:
        return read_show(locate(show)).engines
    except UsageError:
        return {}


def _show_voices(show: Path) -> tuple[ShowVoices, str]:
    """The engines and the language of the show at this path; defaults if there is none."""
    from segmentcast.publish import read_show
    from segmentcast.workspace.show_folder import locate
    from segmentcast.workspace.show_voices import ShowVoices

    try:
        place = locate(show)
    except UsageError:
        return ShowVoices({}, ""), ""
    config = read_show(place)
    return ShowVoices(config.engines, config.where), config.show.language


def _rows(show_voices: ShowVoices, language: str) -> Iterator[dict[str, object]]:
    from segmentcast import engines

    for name in engines.names():
        try:
            engine = show_voices.engine(name)
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
        addable = engine.addable() if isinstance(engine, WithAddableVoices) else ()
        for info in addable:
            if not language or info.language.lower().startswith(language):
                try:
                    engine.fingerprint(Voice(name, info.name))
                except VoiceMissing as error:
                    problem = error.problems[0]
                    missing_row = (problem.what.partition(" is ")[2], problem.mend)
                    yield _row(
                        name, info.name, info.language, info.licence, info.description, missing_row
                    )
        if not voices and not addable and why and not language:
            yield _row(name, "...", "", "", "", why)


def _merged(rows: list[dict[str, object]]) -> Iterator[dict[str, object]]:
    """The rows, with one for all voices that the same command adds."""
    for _, group in groupby(rows, key=lambda row: (row["engine"], row["mend"] or row["voice"])):
        alike = list(group)
        if len(alike) == 1:
            yield alike[0]
            continue
        languages = dict.fromkeys(str(row["language"]) for row in alike)
        yield {
            **alike[0],
            "voice": f"{alike[0]['voice']} and {len(alike) - 1} more",
            "language": ", ".join(languages),
            "description": "women and men",
        }


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
