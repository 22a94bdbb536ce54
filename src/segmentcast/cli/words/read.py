"""segmentcast read"""

from __future__ import annotations

import os
import shutil
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

from segmentcast.cli.given_paths import no_such_source
from segmentcast.cli.options import json_option
from segmentcast.cli.output.json_output import print_json
from segmentcast.cli.output.terminal import (
    counted,
    in_words,
    print_findings,
    print_table,
    printable,
    showing_progress,
)
from segmentcast.errors import Problem, UsageError

if TYPE_CHECKING:
    from segmentcast.queries.transcript_preview import Preview

_EXCERPT = 70
_FIRST_SHOWN = 5


@click.command()
@click.argument("source", metavar="FILE_FOLDER_OR_ADDRESS")
@click.option(
    "--language",
    metavar="TAG",
    default="",
    help="The transcript's language, if it does not state one (en, fr ...).",
)
@click.option(
    "--by-voice", is_flag=True, help="Listen to the recording: whose voice says each turn?"
)
@click.option("--full", is_flag=True, help="Print every turn in full, not only its first words.")
@json_option()
def command(source: str, language: str, by_voice: bool, full: bool, as_json: bool) -> None:
    """Preview what will be said, by whom, in which voice, and why. Writes nothing.

    Give a transcript file (text, HTML, Markdown, Word, PDF, captions, tables, JSON ...), a page's
    address, or an episode's folder. For a folder, show.toml, episode.toml, and cast.toml apply.

    --by-voice tells the voices in an episode's recording apart, offline. They confirm or correct who
    says what where the transcript has no labels; where it has, a turn in another's voice is a finding.

    \b
    Examples:
      segmentcast read page.html
      segmentcast read https://news.example/2026/harbour
      segmentcast read episodes/2016-11-13-mosul --full
      segmentcast read interview.docx --json
      segmentcast read episodes/2016-11-13-mosul --by-voice
    """
    preview = _preview(source, language, by_voice, quiet=as_json)
    if as_json:
        from segmentcast.queries.transcript_preview import as_json as object_of

        print_json(object_of(preview))
        return
    _show_certainty(preview)
    _show(preview, full)
    print_findings(preview.findings)


def _preview(given: str, language: str, by_voice: bool, *, quiet: bool) -> Preview:
    from segmentcast.queries.transcript_preview import preview_address, preview_file

    if by_voice and not Path(given).is_dir():
        what = "voices are in the recording of an episode"
        raise UsageError(Problem(given, what, "give an episode's folder, or leave out --by-voice"))
    if given.startswith(("http://", "https://")):
        return preview_address(given, language)
    source = Path(given)
    if source.is_file():
        return preview_file(source, language)
    if not source.is_dir():
        raise UsageError(no_such_source(given))
    if any((folder / "show.toml").is_file() for folder in (source, source / "episodes")):
        raise UsageError(
            Problem(
                str(source),
                "this is a show; read one episode at a time",
                "give the folder of an episode, or a transcript",
            )
        )
    from segmentcast.publish import read_cast, read_show
    from segmentcast.queries.preview import preview_folder
    from segmentcast.workspace.show_folder import locate

    try:
        place = locate(source.resolve().parent)
    except UsageError:
        what = "this folder is not an episode of a show"
        mend = "give the folder of an episode, or a transcript"
        raise UsageError(Problem(str(source), what, mend)) from None
    show, cast = read_show(place), read_cast(place)
    if not by_voice:
        return preview_folder(source, show, cast, place)
    # Only here: it brings in the codecs.
    from segmentcast.queries.recorded_voices import recorded_voices
    from segmentcast.workspace.episode_folder import episode_folder

    with showing_progress(quiet=quiet) as progress:
        voices = recorded_voices(
            episode_folder(source), show, workers=os.cpu_count() or 1, progress=progress
        )
        return preview_folder(source, show, cast, place, voices)


def _show(preview: Preview, full: bool) -> None:
    source = preview.transcript
    click.echo(printable(source.title or "(no title)"))
    if source.published:
        click.echo(
            f"{source.published:%Y-%m-%d %H:%M %Z}   {preview.reading.language}   {source.format}"
        )
    else:
        click.echo(f"no date   {preview.reading.language}   {source.format}")
    for name, fact in (
        ("By", source.byline),
        ("Page", source.page_url),
        ("Lead image", source.image_url),
        ("Comments", source.comments_url),
    ):
        if fact:
            click.echo(printable(f"{name}: {fact}"))
    if source.summary:
        click.echo("\n" + printable(source.summary))
    click.echo("")
    if source.speakers:
        _show_speakers(preview)
    _show_turns(preview, full)
    if preview.unknown:
        words = ", ".join(f"{word.word} ({word.count})" for word in preview.unknown)
        click.echo(printable(f"\nNames without a pronunciation: {words}"))
    if preview.unread:
        forms = ", ".join(f"{form.word} ({form.count})" for form in preview.unread[:_FIRST_SHOWN])
        more = len(preview.unread) - _FIRST_SHOWN
        others = f", and {more} more" if more > 0 else ""
        lead = "" if preview.unknown else "\n"
        click.echo(printable(f"{lead}Spoken as written (listen to it): {forms}{others}"))
    for note in source.notes:
        click.echo(printable(f"Note, not spoken: {note}"))
    if not source.turns:
        return
    spoken = sum(len(utterance.text.split()) for utterance in preview.reading.utterances)
    pauses_ms = sum(utterance.pause_after_ms for utterance in preview.reading.utterances)
    click.echo(
        f"\n{counted(len(source.turns), 'turn')}, {counted(len(preview.reading.utterances), 'sentence')}, "
        f"{counted(spoken, 'word')}, {pauses_ms / 1000:.0f} s of pauses; "
        f"about {in_words(spoken / 165 * 60 + pauses_ms / 1000)}."
    )


def _show_speakers(preview: Preview) -> None:
    """Who speaks, in which voice, and why."""
    source = preview.transcript
    mute = any(finding.rule == "voice" for finding in preview.findings)
    silent = "none here" if mute else "recorded"
    print_table(
        ["Speaker", "Part", "Sure", "Voice", "Because"],
        [
            [
                speaker.name + (f", {speaker.role}" if speaker.role else ""),
                speaker.part.value,
                f"{speaker.confidence:.0%}",
                str(preview.voices.get(speaker.key, silent)),
                "\n".join(
                    f"{e.rule}: {e.words}"
                    for e in (*speaker.evidence[:4], *speaker.sex_evidence[:2])
                ),
            ]
            for speaker in source.speakers
        ],
        right=frozenset({2}),
    )
    click.echo("")


def _show_certainty(preview: Preview) -> None:
    """Prints what a person should check first."""
    from segmentcast.model import SURE
    from segmentcast.transcript.review.certainty import certainty_of

    certainty = certainty_of(preview.transcript)
    if not certainty.unsure:
        return
    names = {speaker.key: speaker.name for speaker in preview.transcript.speakers}
    click.echo(f"Check this first: {certainty}.")
    turns = [
        (turn.confidence, number, turn)
        for number, turn in enumerate(preview.transcript.turns, 1)
        if turn.confidence < SURE
    ]
    turns.sort(key=lambda row: row[:2])
    for confidence, number, turn in turns[:_FIRST_SHOWN]:
        line = f"  {number:4}  {confidence:4.0%}  {names[turn.speaker]}: {_excerpt(turn.text)}"
        click.echo(printable(line))
    if len(turns) > _FIRST_SHOWN:
        click.echo(f"        and {len(turns) - _FIRST_SHOWN} more")
    if certainty.doubtful and preview.hold:
        click.echo(
            "A new episode like this is held. Once you have checked it, add to the top of episode.toml: "
            f'checked = "{certainty.digest}"'
        )
    click.echo("")


def _show_turns(preview: Preview, full: bool) -> None:
    source = preview.transcript
    if not source.turns:
        click.echo("No transcript: the recording is published without captions.")
        return
    names = {speaker.key: speaker.name for speaker in source.speakers}
    width = shutil.get_terminal_size((140, 24)).columns
    column = min(30, max(len(name) for name in names.values()))
    click.echo(f"Turn  {'Speaker':{column}}  Sure  Text")
    for number, turn in enumerate(source.turns, 1):
        directions = [d.text for paragraph in turn.paragraphs for d in paragraph.directions]
        text = turn.text if full else _excerpt(turn.text)
        head = f"{number:4}  {names[turn.speaker][:column]:{column}}  {turn.confidence:4.0%}  "
        aside = [f"[not spoken: {'; '.join(directions)}]"] if directions else []
        lines = [line for part in (text, *aside) for line in _wrapped(part, width - len(head))]
        click.echo(printable(head + f"\n{' ' * len(head)}".join(lines)))


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(20, width)) or [""]


def _excerpt(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _EXCERPT else flat[: _EXCERPT - 1].rsplit(" ", 1)[0] + "…"
