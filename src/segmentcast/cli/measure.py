"""segmentcast measure"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from segmentcast import timing
from segmentcast.cli.given_paths import no_such_path
from segmentcast.cli.options import json_option
from segmentcast.cli.output.json_output import print_json
from segmentcast.cli.output.terminal import print_table
from segmentcast.errors import Problem, SegmentcastError, SoundError, UsageError
from segmentcast.model import LoudnessTarget

if TYPE_CHECKING:
    from segmentcast.queries.sound.measurement import Measurement


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@json_option("a table")
@click.option(
    "--waveform",
    type=click.Path(path_type=Path),
    metavar="PNG",
    help="Write a picture of the waveform (one file only).",
)
@click.option(
    "--target",
    type=click.FloatRange(-31, -9),
    default=-16.0,
    show_default=True,
    metavar="LUFS",
    help="The loudness that the file should have.",
)
@click.option("--levels", is_flag=True, help="Draw the loudness of each stretch between pauses.")
@click.option(
    "--turns",
    type=click.Path(path_type=Path),
    metavar="TRANSCRIPT",
    help="Draw the loudness of each turn of a timed transcript (one file only).",
)
@click.option(
    "--reduction", is_flag=True, help="Show hum and noise before and after [audio] reduce."
)
def command(
    files: tuple[Path, ...],
    as_json: bool,
    waveform: Path | None,
    target: float,
    levels: bool,
    turns: Path | None,
    reduction: bool,
) -> None:
    """Measure loudness (LUFS), range, true peak, length, and format of audio files.

    Lists below the table what a broadcast engineer would object to (EBU R 128, BBC). Follows ITU-R
    BS.1770-4 and EBU Tech 3342, in constant memory for any format. Files that cannot
    be read are reported and the others measured; the exit code is then 6, or 2 if the only problem
    is a path that does not exist.

    \b
    Examples:
      segmentcast measure feed/audio/*.mp3
      segmentcast measure recording.wav --json --waveform recording.png
      segmentcast measure recording.wav --target -23 --turns recording.vtt
    """
    # A branch for each option; what they do is in queries.
    from segmentcast.queries.sound.measurement import (
        compare_reduction,
        draw_levels,
        draw_waveform,
        measure,
        read_turns,
    )

    for option, what in (("--waveform", "picture"), ("--turns", "transcript")):
        if (waveform if option == "--waveform" else turns) and len(files) != 1:
            raise UsageError(
                Problem(option, f"{len(files)} files, one {what}", "measure one file at a time")
            )
    if turns and not turns.exists():
        raise UsageError(no_such_path(turns))
    spoken = read_turns(turns) if turns else ()
    measured: list[Measurement] = []
    problems: list[Problem] = []
    missing: list[Problem] = []
    for path in files:
        if not path.exists():
            missing.append(no_such_path(path))
            continue
        try:
            measured.append(measure(path, LoudnessTarget(target), spoken))
        except SegmentcastError as error:
            problems.extend(error.problems)
    if waveform and measured:
        draw_waveform(measured[0], waveform)
    if as_json:
        print_json({"results": [one.as_json() for one in measured]})
    elif measured:
        print_table(
            ["file", "LUFS", "LRA", "dBTP", "length", "format"],
            [_row(one) for one in measured],
            right=frozenset({1, 2, 3, 4}),
        )
        for one in measured:
            if levels or turns:
                click.echo("\n".join((f"\n{one.path}: LUFS by turn", *draw_levels(one))))
            for line in compare_reduction(one.path) if reduction else ():
                click.echo(f"{one.path}: {line}")
            for objection in one.objections:
                click.echo(f"{one.path}: {objection}")
    if problems:
        raise SoundError([*missing, *problems])
    if missing:
        raise UsageError(missing)


def _row(one: Measurement) -> list[str]:
    from segmentcast.queries.sound.measurement import format_words

    values = one.as_json()
    return [
        str(one.path),
        *(
            "silent" if values[key] is None else f"{values[key]:.1f}"
            for key in ("integrated_lufs", "range_lu", "true_peak_dbtp")
        ),
        timing.length_clock(one.duration_ms),
        format_words(one.info),
    ]
