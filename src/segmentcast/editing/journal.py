"""Writes an edit's files, all of them or none, and undoes it to the byte.

What was there and what will be there is on the disk before any file is replaced. If the process ends
between two files, the next edit finishes what was begun. The journal is in the working folder
(`.segmentcast/edits`): deleting it costs only the undoing.
"""

from __future__ import annotations

import base64
import contextlib
import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from segmentcast import files, layout, toml
from segmentcast.editing.open_episode import (
    EPISODE_FILE,
    Change,
    ChangedMeanwhile,
    OpenEpisode,
    open_episode,
)
from segmentcast.errors import Problem, UsageError
from segmentcast.publish.memories import RECORDS
from segmentcast.records import Records
from segmentcast.workspace.show_folder import ShowFolder

_MOST_KEPT = 100
_WAIT_SECONDS = 20.0
_NAME_WIDTH = 6


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit that was written: each file's content before and after it; None where there was none.

    `root` is the folder of the files, relative to the show's.
    """

    root: str
    summary: str
    before: Mapping[str, bytes | None]
    after: Mapping[str, bytes | None]
    begun: bool = False


def commit(opened: OpenEpisode, change: Change) -> str:
    """Writes the change, and returns the episode's new revision.

    Raises ChangedMeanwhile if the episode's files are no longer those that were read.
    """
    with _alone(opened.place):
        _finish(opened.place, opened.folder.name)
        now = open_episode(opened.place, opened.folder.name)
        new = [name for name in change.contents if name not in opened.folder.names]
        in_the_way = [name for name in new if name in now.folder.names]
        if now.revision != opened.revision or in_the_way:
            raise changed_meanwhile(opened.folder.path)
        before = {name: opened.content(name) for name in change.contents}
        _write(
            opened.place, Edit(opened.folder.name, change.summary, before, dict(change.contents))
        )
        return open_episode(opened.place, opened.folder.name).revision


def commit_show(place: ShowFolder, name: str, before: bytes, after: bytes, summary: str) -> None:
    """Replaces a file beside show.toml. Raises ChangedMeanwhile if its content isn't `before`."""
    with _alone(place):
        _finish(place, "")
        if files.read(place.file(name)) != before:
            raise changed_meanwhile(place.file(name))
        _write(place, Edit("", summary, {name: before}, {name: after}))


def finish(place: ShowFolder) -> None:
    """Completes the edits in which the process ended, so that nobody reads half of one."""
    folders = sorted((place.work / "edits").glob("*"))
    last = [_load(entries[-1]) for folder in folders if (entries := sorted(folder.glob("*.json")))]
    for edit in last:
        if edit.begun:
            with _alone(place):
                _finish(place, edit.root)


def undo(place: ShowFolder, root: str) -> str:
    """Undoes the last edit of an episode's folder, or of the show's (""). Returns what was undone.

    Raises UsageError if there is none, or if its correction has been published, and ChangedMeanwhile
    if a file was changed after it.
    """
    with _alone(place):
        _finish(place, root)
        kept = _kept(place, root)
        if not kept:
            raise UsageError(
                Problem(str(place.path / root), "there is no edit to undo", "edit the file itself")
            )
        edit = _load(kept[-1])
        for name, content in edit.after.items():
            if _content(place, root, name) != content:
                raise changed_meanwhile(place.path / root / name)
        _refuse_published_note(place, edit)
        backwards = Edit(root, edit.summary, edit.after, edit.before, begun=True)
        _store(kept[-1], backwards)
        _replace(place, backwards)
        files.remove(kept[-1])
        return edit.summary


def last_edit(place: ShowFolder, root: str) -> str:
    """What `undo` would undo; empty if there is nothing."""
    kept = _kept(place, root)
    return _load(kept[-1]).summary if kept else ""


def changed_meanwhile(path: Path) -> ChangedMeanwhile:
    """The error for a file that somebody else changed."""
    return ChangedMeanwhile(
        Problem(str(path), "it was changed meanwhile, so nothing was written", "load it again")
    )


def _refuse_published_note(place: ShowFolder, edit: Edit) -> None:
    """Raises UsageError if readers have the correction that came with the edit."""
    notes = _notes(edit.after) - _notes(edit.before)
    if not notes:
        return
    with contextlib.closing(Records.reading(place.work / RECORDS)) as records:
        record = records.get(layout.episode_id(edit.root))
    if record is not None and notes & {row.note for row in record.package.corrections}:
        raise UsageError(
            Problem(
                str(place.path / edit.root),
                "the correction of this edit is published, and stays in the open",
                "edit the words again, with another note",
            )
        )


def _notes(contents: Mapping[str, bytes | None]) -> set[str]:
    content = contents.get(EPISODE_FILE) or b""
    rows = toml.parse(content, EPISODE_FILE).table.get("corrections", ())
    return {str(row.get("note", "")) for row in rows if isinstance(row, Mapping)}


def _alone(place: ShowFolder) -> AbstractContextManager[None]:
    return files.only_one(place.work / "edit.lock", "edit", wait_seconds=_WAIT_SECONDS)


def _write(place: ShowFolder, edit: Edit) -> None:
    folder = _folder(place, edit.root)
    kept = _kept(place, edit.root)
    number = int(kept[-1].stem) + 1 if kept else 1
    entry = folder / f"{number:0{_NAME_WIDTH}}.json"
    _store(entry, Edit(edit.root, edit.summary, edit.before, edit.after, begun=True))
    _replace(place, edit)
    _store(entry, edit)
    for old in kept[: max(0, len(kept) + 1 - _MOST_KEPT)]:
        files.remove(old)


def _finish(place: ShowFolder, root: str) -> None:
    """Completes an edit, or an undoing, in which the process ended."""
    for entry in _kept(place, root):
        edit = _load(entry)
        if not edit.begun:
            continue
        found = {name: _content(place, root, name) for name in edit.after}
        if all(found[name] in (edit.before[name], edit.after[name]) for name in found):
            _replace(place, edit)
            _store(entry, Edit(root, edit.summary, edit.before, edit.after))
        else:  # a person went on with the files: theirs stay
            files.remove(entry)


def _replace(place: ShowFolder, edit: Edit) -> None:
    for name, content in edit.after.items():
        path = place.file(f"{edit.root}/{name}" if edit.root else name)
        if content is None:
            files.remove(path)
        else:
            files.write_if_changed(path, content)


def _content(place: ShowFolder, root: str, name: str) -> bytes | None:
    path = place.file(f"{root}/{name}" if root else name)
    return files.read(path) if files.is_file(path) else None


def _folder(place: ShowFolder, root: str) -> Path:
    return place.work / "edits" / ("show" if not root else f"episode-{root}")


def _kept(place: ShowFolder, root: str) -> list[Path]:
    folder = _folder(place, root)
    return sorted(folder.glob("*.json")) if folder.is_dir() else []


def _store(path: Path, edit: Edit) -> None:
    record = {
        "root": edit.root,
        "summary": edit.summary,
        "begun": edit.begun,
        "before": {name: _text(content) for name, content in edit.before.items()},
        "after": {name: _text(content) for name, content in edit.after.items()},
    }
    files.write(path, json.dumps(record).encode(), mode=0o600)


def _load(path: Path) -> Edit:
    """An entry of the journal; a damaged one is an edit of nothing."""
    try:
        record = json.loads(files.read(path))
        return Edit(
            str(record["root"]),
            str(record["summary"]),
            {name: _bytes(text) for name, text in record["before"].items()},
            {name: _bytes(text) for name, text in record["after"].items()},
            begun=bool(record["begun"]),
        )
    except (ValueError, KeyError, AttributeError, TypeError):
        return Edit("", "", {}, {})


def _text(content: bytes | None) -> str | None:
    return None if content is None else base64.b64encode(content).decode("ascii")


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text)
