"""segmentcast turns"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from segmentcast.cli.options import json_option
from segmentcast.cli.output.accomplished import note as accomplished
from segmentcast.cli.output.json_output import print_json
from segmentcast.cli.output.terminal import print_table, printable
from segmentcast.errors import Problem, UsageError

if TYPE_CHECKING:
    from segmentcast.editing import Change, OpenEpisode

_EXCERPT = 60


@click.command()
@click.argument("episode", type=click.Path(path_type=Path))
@click.option("--person", type=(int, str), metavar="TURN NAME", help="NAME says this turn.")
@click.option(
    "--all-of",
    type=(int, str),
    metavar="TURN NAME",
    help="NAME says this turn, and all others of its speaker.",
)
@click.option(
    "--right", type=int, multiple=True, metavar="TURN", help="This turn's person is right."
)
@click.option(
    "--part",
    type=(str, str),
    metavar="NAME PART",
    help="NAME is host, guest, reporter or narrator.",
)
@click.option(
    "--split",
    type=(int, int, str),
    metavar="TURN WORDS NAME",
    help="The turn ends after so many words; NAME says the rest.",
)
@click.option("--join", type=int, metavar="TURN", help="This turn is a part of the one before.")
@click.option("--direction", type=int, metavar="TURN", help="This turn is not spoken.")
@click.option(
    "--words", type=(int, str), metavar="TURN WORDS", help="Replace the words of this turn."
)
@click.option(
    "--say",
    type=(str, str),
    metavar="NAME SOUND",
    help="This name is said like SOUND in this episode.",
)
@click.option("--note", default="", help="What the correction says, if subscribers have the words.")
@click.option("--undo", "undoing", is_flag=True, help="Undo the last edit of this episode.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
@json_option()
def command(
    episode: Path,
    person: tuple[int, str] | None,
    all_of: tuple[int, str] | None,
    right: tuple[int, ...],
    part: tuple[str, str] | None,
    split: tuple[int, int, str] | None,
    join: int | None,
    direction: int | None,
    words: tuple[int, str] | None,
    say: tuple[str, str] | None,
    note: str,
    undoing: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """List an episode's turns, or correct who says what.

    Turns count from 1. One correction at a time. It is written to cast.toml; splitting, joining and
    editing change the transcript, or write one with labels beside it. Words change only with
    --words and --direction.

    \b
    Examples:
      segmentcast turns episodes/2026-01-20-reading-room
      segmentcast turns episodes/2026-01-20-reading-room --person 4 "Maria Olsen"
      segmentcast turns episodes/2026-01-20-reading-room --split 4 12 "Tom Whitlock" --dry-run
      segmentcast turns episodes/2026-01-20-reading-room --undo
    """
    from segmentcast import editing
    from segmentcast.workspace.show_folder import locate

    folder = episode.resolve()
    place = locate(folder.parent)
    asked = {
        "--person": person,
        "--all-of": all_of,
        "--right": right or None,
        "--part": part,
        "--split": split,
        "--join": join,
        "--direction": direction,
        "--words": words,
        "--say": say,
        "--undo": undoing or None,
    }
    given = [name for name, value in asked.items() if value is not None]
    if len(given) > 1:
        what = f"{' and '.join(given)} are several corrections"
        raise UsageError(Problem("turns", what, "make them one after the other"))
    summary = ""
    written: list[str] = []
    diff: tuple[tuple[str, str], ...] = ()
    if undoing:
        if dry_run and (refusal := editing.undo_refusal(place, folder.name)):
            what = f"the last edit cannot be undone: {refusal}"
            raise UsageError(Problem(str(episode), what, "edit the file itself"))
        summary = (
            editing.last_edit(place, folder.name) if dry_run else editing.undo(place, folder.name)
        )
        summary = f"Undid the edit “{summary}”" if summary else ""
    elif given:
        opened = editing.open_episode(place, folder.name)
        change = _change(opened, given[0], asked, note)
        summary, written, diff = change.summary, sorted(change.contents), change.diff
        if change and not dry_run:
            editing.commit(opened, change)
            accomplished(f"{', '.join(written)} in {episode} was changed")
    opened = editing.open_episode(place, folder.name)
    rows = editing.turn_rows(opened)
    if as_json:
        print_json(
            {
                "revision": opened.revision,
                "published": opened.published,
                "summary": summary,
                "files": written,
                "words_changed": [{"kind": kind, "words": text} for kind, text in diff],
                "turns": [row.as_json() for row in rows],
            }
        )
        return
    if summary:
        click.echo(printable(summary))
        for name in written:
            click.echo(printable(f"  {'would write' if dry_run else 'wrote'} {name}"))
        for kind, text in diff:
            if kind != "same":
                click.echo(printable(f"  {'-' if kind == 'removed' else '+'} {text}"))
        return
    print_table(
        ["Turn", "Speaker", "Sure", "Text"],
        [
            [
                str(row.number),
                row.person,
                f"{row.confidence:.0%}" + ("" if row.sure else " ?"),
                " ".join(row.text.split())[:_EXCERPT],
            ]
            for row in rows
        ],
        right=frozenset({0, 2}),
    )


def _change(opened: OpenEpisode, name: str, asked: Mapping[str, object], note: str) -> Change:
    from segmentcast import editing

    match name, asked[name]:
        case "--person", (int(number), str(who)):
            return editing.assign(opened, number, who)
        case "--all-of", (int(number), str(who)):
            return editing.assign_all(opened, number, who)
        case "--right", tuple(numbers):
            return editing.confirm(opened, *numbers)
        case "--part", (str(who), str(part)):
            return editing.set_part(opened, who, part)
        case "--split", (int(number), int(count), str(who)):
            return editing.split_turn(opened, number, count, who)
        case "--join", int(number):
            return editing.join_turns(opened, number)
        case "--direction", int(number):
            return editing.mark_unspoken(opened, number, datetime.now(UTC), note)
        case "--say", (str(word), str(sound)):
            return editing.keep_for_episode(opened, word, sound)
        case "--words", (int(number), str(words)):
            return editing.edit_words(opened, number, words, datetime.now(UTC), note)
    raise AssertionError(name)
