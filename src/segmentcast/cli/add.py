"""segmentcast add"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from segmentcast.cli.options import json_option
from segmentcast.cli.output.accomplished import note
from segmentcast.cli.output.json_output import print_json
from segmentcast.cli.output.terminal import counted, print_findings, printable

if TYPE_CHECKING:
    from segmentcast.intake import Addition


@click.command()
@click.argument("show", type=click.Path(path_type=Path))
@click.argument("sources", metavar="FILE_OR_ADDRESS...", nargs=-1, required=True)
@click.option(
    "--name",
    default="",
    help="The episode's folder (default: its date and title); for a single episode.",
)
@click.option("--title", default="", help="The episode's title (default: what the source says).")
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="The episode's date (default: what the source says, else today).",
)
@click.option("--dry-run", is_flag=True, help="Show what would be added; write nothing.")
@json_option()
def command(
    show: Path,
    sources: tuple[str, ...],
    name: str,
    title: str,
    day: datetime | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Create episodes from transcripts, recordings, and web pages.

    Each file in a format that "segmentcast read" understands, and each page, gets its own folder in
    SHOW. A recording joins the transcript of the same name, or becomes an episode itself; chapters
    and notes beside it (talk.cue, talk.notes.md) go along. A page is saved unchanged; its address
    becomes the episode's link, and its picture the artwork if podcast apps accept it. If one item
    cannot be added, none is, and every reason is listed.

    \b
    Examples:
      segmentcast add myshow interview.docx
      segmentcast add myshow harbour.txt harbour.wav
      segmentcast add myshow https://news.example/2026/harbour --dry-run
    """
    from segmentcast.intake import add, prepare
    from segmentcast.workspace.show_files import read_show
    from segmentcast.workspace.show_folder import locate

    place = locate(show)
    config = read_show(place)
    today = datetime.now(config.timezone).date()
    additions = prepare(
        place, config, sources, today, name=name, title=title, day=day.date() if day else None
    )
    if not dry_run:
        add(place, additions)
        note(
            f"{counted(len(additions), 'episode')} {'was' if len(additions) == 1 else 'were'} added"
        )
    if as_json:
        rows = [_object(one, place.path / one.folder) for one in additions]
        print_json({"dry_run": dry_run, "episodes": rows})
        return
    for one in additions:
        _show(one, place.path / one.folder, dry_run=dry_run)
    if not dry_run:
        for one in additions:
            click.echo(printable(f"Next: segmentcast read {place.path / one.folder}"))


def _object(addition: Addition, path: Path) -> dict[str, Any]:
    read = addition.transcript
    return {
        "source": addition.material.source,
        "folder": str(path),
        "title": addition.title,
        "published": addition.published.isoformat() if addition.published else None,
        "link": addition.material.link,
        "format": read.format if read else None,
        "turns": len(read.turns) if read else None,
        "turns_unsure": _unsure(addition) if read else None,
        "speakers": [speaker.name for speaker in read.speakers] if read else [],
        "recording": addition.material.recording is not None,
        "artwork": addition.material.artwork,
        "findings": [finding.as_json() for finding in addition.findings],
    }


def _unsure(addition: Addition) -> int:
    from segmentcast.transcript.review.certainty import certainty_of

    return certainty_of(addition.transcript).unsure if addition.transcript else 0


def _show(addition: Addition, path: Path, *, dry_run: bool) -> None:
    read = addition.transcript
    facts = [f'"{addition.title}"' if addition.title else "no title"]
    if addition.published:
        facts.append(f"{addition.published:%Y-%m-%d}")
    if read is not None:
        people = ", ".join(speaker.name for speaker in read.speakers[:6])
        facts += [read.format, f"{counted(len(read.turns), 'turn')} by {people}"]
        if unsure := _unsure(addition):
            facts.append(f"{unsure} of {counted(len(read.turns), 'turn')} unsure")
    if addition.material.recording is not None:
        facts.append("with its recording" if read is not None else "a recording alone")
    word = "Would add" if dry_run else "Added"
    click.echo(printable(f"{word} {path}: {'; '.join(facts)}."))
    print_findings(addition.findings)
