"""segmentcast transcribe"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from segmentcast import timing
from segmentcast.cli.given_paths import no_such_path
from segmentcast.cli.options import json_option
from segmentcast.cli.output.json_output import print_json
from segmentcast.cli.output.terminal import (
    counted,
    in_words,
    print_findings,
    printable,
    showing_progress,
    without_notes,
)
from segmentcast.errors import Problem, SegmentcastError, UsageError

if TYPE_CHECKING:
    from segmentcast.queries.transcription import TranscriptDraft, Transcription

_TIMES_REAL_TIME = 9
"""About how many seconds of audio one core transcribes per second (docs/recordings.md)."""


@click.command()
@click.argument(
    "episodes", nargs=-1, required=True, metavar="EPISODE...", type=click.Path(path_type=Path)
)
@click.option(
    "--language", metavar="TAG", default="", help="The spoken language (default: detect it)."
)
@click.option(
    "--model",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Another Whisper model, converted for CTranslate2 (default: the packages' base model).",
)
@click.option("--force", is_flag=True, help="Replace a draft that was edited or is up to date.")
@click.option("--dry-run", is_flag=True, help="Show what would be transcribed; write nothing.")
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(1, 256),
    default=None,
    help="Number of threads (default: one per core).",
)
@json_option()
def command(
    episodes: tuple[Path, ...],
    language: str,
    model: Path | None,
    force: bool,
    dry_run: bool,
    jobs: int | None,
    as_json: bool,
) -> None:
    """Write a draft of the transcript of an episode's recording, offline.

    EPISODE is an episode's folder, or an audio file. The draft, transcript.draft.vtt, has sentences
    with times, and proposes who speaks, by the voices. It is never published as it is: correct
    it, then rename it to transcript.vtt. Until episode.toml says `checked = true`, page and
    captions call it a machine transcript.

    Needs the extra `listen`. After an interruption, it continues where it stopped. An edited draft is
    replaced only with --force.

    \b
    Examples:
      segmentcast transcribe episodes/2026-01-20-reading-room
      segmentcast transcribe episodes/2026-* --language fr
      segmentcast transcribe interview.mp3 --json
    """
    from segmentcast.listening.recogniser import SpeechRecogniser
    from segmentcast.queries.transcription import TranscriptDraft, plan_transcription, transcribe

    problems: list[Problem] = []
    planned: list[Transcription] = []
    codes: list[type[SegmentcastError]] = []
    for path in episodes:
        if not path.exists():
            problems.append(no_such_path(path))
            codes.append(UsageError)
            continue
        try:
            planned.append(plan_transcription(path, force=force))
        except SegmentcastError as error:
            problems.extend(error.problems)
            codes.append(type(error))
    drafts: list[TranscriptDraft] = []
    if dry_run:
        drafts = [TranscriptDraft(one, "planned") for one in planned]
    elif planned:
        recogniser = SpeechRecogniser(model, workers=jobs or os.cpu_count() or 1)
        with showing_progress(quiet=as_json) as progress:
            for one in planned:
                try:
                    draft = transcribe(
                        one, recogniser, language=language, force=force, progress=progress
                    )
                except SegmentcastError as error:
                    problems.extend(error.problems)
                    codes.append(type(error))
                else:
                    drafts.append(draft)
    if as_json:
        print_json({"results": [draft.as_json() for draft in drafts]})
    else:
        for draft in drafts:
            click.echo(printable(_line(draft)))
            print_findings(without_notes(draft.findings))
    if problems:
        one_kind = codes[0] if len(set(codes)) == 1 else SegmentcastError
        raise one_kind(problems)


def _line(draft: TranscriptDraft) -> str:
    length = timing.clock(draft.transcription.duration_ms)
    path = draft.transcription.draft
    if draft.status == "planned":
        seconds = draft.transcription.duration_ms / 1000 / _TIMES_REAL_TIME
        return f"{path}: would be written from {draft.transcription.recording.name} ({length}), in about {in_words(seconds)} on one core"
    if draft.status == "unchanged":
        return f"{path}: up to date"
    tag = draft.language.tag if draft.language else ""
    return (
        f"{path}: {length}, {tag}, {counted(draft.words, 'word')}, {counted(len(draft.sentences), 'sentence')},"
        f" {counted(draft.turns, 'turn')} proposed. Correct it, then rename it to"
        f" {path.name.replace('.draft', '')}"
    )
