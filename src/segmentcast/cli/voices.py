"""segmentcast voices"""

from __future__ import annotations

import json
from pathlib import Path

import click

from segmentcast.cli.terminal import print_table
from segmentcast.errors import SegmentcastError


@click.command()
@click.option("--say", metavar="TEXT", help="Speak this text and write it to a WAV file.")
@click.option("--voice", default="hibari/heart", show_default=True, help="The voice for --say, as ENGINE/NAME[*PITCH][@PACE].")
@click.option("--output", "-o", type=click.Path(path_type=Path), default=Path("sample.wav"), show_default=True, help="The file that --say writes.")
@click.option("--language", metavar="TAG", default="", help="Only voices that speak this language (en, fr, pt-BR).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def command(say: str | None, voice: str, output: Path, language: str, as_json: bool) -> None:
    """List engines and voices with licence and whether they work here, or hear one.

    \b
    Examples:
      segmentcast voices
      segmentcast voices --say "Good evening." --voice "piper/joe*1.18" -o evening.wav

    A voice is written ENGINE/NAME. A factor after * moves pitch and formants together
    (piper/joe*1.18), one after @ changes the pace (@1.1 is slower).
    """
    if say is not None:
        _say(say, voice, output)
        return
    from segmentcast import engines

    rows = []
    for name in engines.names():
        try:
            engine = engines.get(name)
        except SegmentcastError as error:
            rows.append({"engine": name, "voice": "", "language": "", "licence": "", "description": "", "usable": False, "why_not": str(error), "mend": ""})
            continue
        missing = engine.unavailable()
        infos = [info for info in engine.voices() if info.language.lower().startswith(language.lower())]
        for info in infos:
            rows.append(
                {
                    "engine": name,
                    "voice": f"{name}/{info.name}",
                    "language": info.language,
                    "licence": info.licence,
                    "description": info.description,
                    "usable": missing is None,
                    "why_not": missing.why if missing else "",
                    "mend": missing.mend if missing else "",
                }
            )
        if missing and not infos and not language:
            rows.append({"engine": name, "voice": f"{name}/...", "language": "", "licence": "", "description": "", "usable": False, "why_not": missing.why, "mend": missing.mend})
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    print_table(
        ["Voice", "Language", "Licence", "Description", "Works here"],
        [
            [
                str(row["voice"] or row["engine"]),
                str(row["language"]),
                str(row["licence"]),
                str(row["description"]),
                "yes" if row["usable"] else f"no: {row['why_not']}. {row['mend']}",
            ]
            for row in rows
        ],
    )


def _say(text: str, voice_text: str, output: Path) -> None:
    from segmentcast.publish.sample import write_sample

    duration_ms = write_sample(text, voice_text, output)
    click.echo(f"{output}: {duration_ms / 1000:.1f} seconds of {voice_text}")
