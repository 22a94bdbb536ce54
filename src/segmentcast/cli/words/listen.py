"""segmentcast listen"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from segmentcast.cli.given_paths import no_such_path
from segmentcast.cli.options import json_option
from segmentcast.cli.output.json_output import print_json, problems_of
from segmentcast.cli.output.terminal import counted, print_findings, printable, showing_progress
from segmentcast.errors import CheckFailed, Problem, SegmentcastError, UsageError

if TYPE_CHECKING:
    from segmentcast.queries.published.proof_of_episode import ProofOfEpisode


@click.command()
@click.argument(
    "episodes", nargs=-1, required=True, metavar="EPISODE...", type=click.Path(path_type=Path)
)
@click.option(
    "--model",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Another Whisper model, converted for CTranslate2 (default: the packages' base model).",
)
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(1, 256),
    default=None,
    help="Number of threads (default: one a core).",
)
@json_option()
def command(
    episodes: tuple[Path, ...], model: Path | None, jobs: int | None, as_json: bool
) -> None:
    """Hear an episode's sound, and name what is heard otherwise than it is written.

    EPISODE is the folder of a published episode, narrated or recorded, or of one with a recording
    and its transcript. Numbers, spelling, and names are compared by how they sound. Needs the extra
    `listen`; nothing leaves this machine.

    \b
    Examples:
      segmentcast listen episodes/2026-01-20-reading-room
      segmentcast listen episodes/2026-* --json

    Exit codes: 0 all comes back as it is written; 10 some does not; 14 the extra is missing.
    """
    from segmentcast.listening.recogniser import SpeechRecogniser
    from segmentcast.queries.published.proof_of_episode import prove_episode

    missing = [no_such_path(path) for path in episodes if not path.exists()]
    if missing:
        raise UsageError(missing)
    workers = jobs or os.cpu_count() or 1
    recogniser = SpeechRecogniser(model, workers=workers)
    proofs: list[ProofOfEpisode] = []
    errors: list[SegmentcastError] = []
    with showing_progress(quiet=as_json) as progress:
        for path in episodes:
            try:
                proofs.append(prove_episode(path, recogniser, workers=workers, progress=progress))
            except SegmentcastError as error:
                errors.append(error)
    findings = tuple(finding for proof in proofs for finding in proof.findings)
    if as_json:
        print_json(
            {"results": [proof.as_json() for proof in proofs]}, problems_of(findings, strict=True)
        )
    else:
        print_findings(findings)
        for proof in proofs:
            places = counted(len(proof.mishearings), "place")
            click.echo(
                printable(
                    f"{proof.episode}: {counted(len(proof.cues), 'sentence')}, {places} heard otherwise."
                )
            )
    if errors:
        problems: list[Problem] = [problem for error in errors for problem in error.problems]
        kinds = {type(error) for error in errors}
        raise (kinds.pop() if len(kinds) == 1 else SegmentcastError)(problems)
    if findings:
        raise click.exceptions.Exit(CheckFailed.exit_code)
