"""Writes an edit's files, all of them or none, and undoes it to the byte.

What was there and what will be there is on the disk before any file is replaced. If the process ends
between two files, the next edit finishes what was begun. The journal is in the working folder
(`.segmentcast/edits`): deleting it costs only the undoing.
"""

from __future__ import annotations

import base64
import contextlib
import glob
import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from segmentcast import files, layout, toml
from segmentcast.digest import digest
from segmentcast.editing.large_files import LargeFile, LargeFiles
from segmentcast.editing.open_episode import (
    EPISODE_FILE,
    Change,
    ChangedMeanwhile,
    OpenEpisode,
    open_episode,
)
from segmentcast.errors import Problem, SegmentcastError, UsageError
from segmentcast.model import Transcript
from segmentcast.publish.memories import RECORDS
from segmentcast.records import Records
from segmentcast.workspace.show_folder import ShowFolder

_MOST_KEPT = 100
_WAIT_SECONDS = 20.0
_NAME_WIDTH = 6

Content = bytes | LargeFile | None
"""What a file holds; None where there is none."""


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit that was written: each file's content before and after it.

    `root` is the folder of the files, relative to the show's. `begun`: the files may not be written
    yet. `undoing`: this takes back an edit, and nothing takes it back in turn.
    """

    root: str
    summary: str
    before: Mapping[str, Content]
    after: Mapping[str, Content]
    begun: bool = False
    undoing: bool = False


@dataclass(frozen=True, slots=True)
class UndoOffer:
    """What `undo` would undo: `entry` identifies it, and all is empty if there is nothing.

    `refusal` says why `undo` would refuse; it is empty if it would not.
    """

    entry: str = ""
    summary: str = ""
    refusal: str = ""


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


def commit_files(
    place: ShowFolder,
    root: str,
    before: Mapping[str, Content],
    after: Mapping[str, Content],
    summary: str,
) -> None:
    """Replaces files of an episode's folder, or removes them; both mappings have the same names.

    Large files come from `large_files`. Raises ChangedMeanwhile if a file isn't as it was `before`.
    """
    with _alone(place):
        _finish(place, root)
        for name, content in before.items():
            if not _holds(place, root, name, content):
                raise changed_meanwhile(place.path / root / name)
        _write(place, Edit(root, summary, before, after))


def commit_settings(
    place: ShowFolder, root: str, before: bytes | None, after: bytes, summary: str
) -> None:
    """Replaces an episode's episode.toml. Raises ChangedMeanwhile if its content isn't `before`."""
    commit_files(place, root, {EPISODE_FILE: before}, {EPISODE_FILE: after}, summary)


def large_files(place: ShowFolder, root: str) -> LargeFiles:
    """The large files that the journal of an episode's folder keeps."""
    return LargeFiles(_folder(place, root) / "large")


def finish(place: ShowFolder) -> None:
    """Completes the edits in which the process ended, so that nobody reads half of one."""
    folders = sorted((place.work / "edits").glob("*"))
    last = [_load(entries[-1]) for folder in folders if (entries := sorted(folder.glob("*.json")))]
    for edit in last:
        if edit.begun:
            with _alone(place):
                _finish(place, edit.root)


def undo(place: ShowFolder, root: str, entry: str = "") -> str:
    """Undoes the last edit of an episode's folder, or of the show's (""). Returns what was undone.

    Raises UsageError if there is none, or if its correction has been published, and ChangedMeanwhile
    if a file was changed after it, or if the last edit isn't the `entry` that was offered.
    """
    with _alone(place):
        _finish(place, root)
        kept = _kept(place, root)
        if not kept:
            raise UsageError(
                Problem(str(place.path / root), "there is no edit to undo", "edit the file itself")
            )
        edit = _load(kept[-1])
        if entry and entry != _identity(kept[-1], edit):
            raise changed_meanwhile(place.path / root)
        for name, content in edit.after.items():
            undone = _holds(place, root, name, edit.before[name])  # a person did it by hand
            if not undone and not _holds(place, root, name, content):
                raise changed_meanwhile(place.path / root / name)
        if _published_note(place, edit):
            raise UsageError(
                Problem(
                    str(place.path / root),
                    "the correction of this edit is published, and stays in the open",
                    "edit the words again, with another note",
                )
            )
        _store(kept[-1], Edit(root, edit.summary, edit.after, edit.before, True, True))
        try:
            _take_back(place, kept[-1])
        except SegmentcastError:
            _replace(place, edit)
            _store(kept[-1], edit)
            raise
        return edit.summary


def last_edit(place: ShowFolder, root: str) -> str:
    """What `undo` would undo; empty if there is nothing."""
    kept = _kept(place, root)
    return _load(kept[-1]).summary if kept else ""


def undo_offer(place: ShowFolder, root: str) -> UndoOffer:
    """What `undo` would undo, so that a person is asked about this edit and no other is undone."""
    kept = _kept(place, root)
    if not kept:
        return UndoOffer()
    edit = _load(kept[-1])
    return UndoOffer(_identity(kept[-1], edit), edit.summary, _refusal(place, edit))


def before_last_edit(opened: OpenEpisode) -> Transcript | None:
    """The transcript as it was before the last edit; None if there is none, or if it can't be read."""
    kept = _kept(opened.place, opened.folder.name)
    if not kept:
        return None
    before = _load(kept[-1]).before
    texts = {name: text for name, text in before.items() if text is None or isinstance(text, bytes)}
    try:
        return opened.reread(texts)
    except SegmentcastError:
        return None


def undo_refusal(place: ShowFolder, root: str) -> str:
    """Why `undo` would refuse; empty if it would not, or if there is nothing to undo."""
    return undo_offer(place, root).refusal


def _refusal(place: ShowFolder, edit: Edit) -> str:
    changed = [name for name in edit.after if not _may_hold(place, edit.root, name, edit)]
    if changed and not edit.begun:
        return f"{', '.join(changed)} was changed since, by somebody else"
    if _published_note(place, edit):
        return "its correction is published, and stays in the open"
    return ""


def changed_meanwhile(path: Path) -> ChangedMeanwhile:
    """The error for a file that somebody else changed."""
    return ChangedMeanwhile(
        Problem(str(path), "it was changed meanwhile, so nothing was written", "load it again")
    )


def _identity(path: Path, edit: Edit) -> str:
    """An entry's number, and a hash: the number of an edit that was undone is used again."""
    contents = [
        [name, _text(edit.before.get(name)), _text(content)] for name, content in edit.after.items()
    ]
    return f"{path.stem}-{digest([edit.summary, contents])[:16]}"


def _published_note(place: ShowFolder, edit: Edit) -> bool:
    """Whether readers have the correction that came with the edit."""
    notes = _notes(edit.after) - _notes(edit.before)
    if not notes or edit.undoing:
        return False
    with contextlib.closing(Records.reading(place.work / RECORDS)) as records:
        record = records.get(layout.episode_id(edit.root))
    return record is not None and bool(notes & {row.note for row in record.package.corrections})


def _notes(contents: Mapping[str, Content]) -> set[str]:
    content = contents.get(EPISODE_FILE) or b""
    assert isinstance(content, bytes)
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
    try:
        _replace(place, edit)
    except SegmentcastError:
        # Not one of its files stays behind, and nobody finishes later what was refused now.
        _store(entry, Edit(edit.root, edit.summary, edit.after, edit.before, True, True))
        _take_back(place, entry)
        raise
    _store(entry, edit)
    for old in kept[: max(0, len(kept) + 1 - _MOST_KEPT)]:
        files.remove(old)
    _tidy(place, edit.root)


def _tidy(place: ShowFolder, root: str) -> None:
    """Drops the large files that no undoing needs."""
    if not (_folder(place, root) / "large").is_dir():
        return
    needed: set[LargeFile] = set()
    for entry in _kept(place, root):
        edit = _load(entry)
        contents = [*edit.before.values(), *(edit.after.values() if edit.begun else ())]
        needed |= {content for content in contents if isinstance(content, LargeFile)}
    large_files(place, root).retain(needed)


def _finish(place: ShowFolder, root: str) -> None:
    """Completes an edit, or an undoing, in which the process ended."""
    for entry in _kept(place, root):
        edit = _load(entry)
        if not edit.begun:
            continue
        _remove_parts(place, edit)
        if all(
            _holds(place, root, name, edit.before[name]) or _holds(place, root, name, content)
            for name, content in edit.after.items()
        ):
            if edit.undoing:
                _take_back(place, entry)
                continue
            _replace(place, edit)
            _store(entry, Edit(root, edit.summary, edit.before, edit.after))
        else:  # a person went on with the files: theirs stay
            files.remove(entry)


def _remove_parts(place: ShowFolder, edit: Edit) -> None:
    """Removes the parts of files that were being written when the process ended."""
    for name in edit.after:
        path = place.file(f"{edit.root}/{name}" if edit.root else name)
        for part in path.parent.glob(f".{glob.escape(path.name[:60])}.*.part"):
            files.remove(part)


def _take_back(place: ShowFolder, entry: Path) -> None:
    """Writes what was there before an edit, and forgets the edit."""
    edit = _load(entry)
    _replace(place, edit)
    files.remove(entry)
    _tidy(place, edit.root)


def _replace(place: ShowFolder, edit: Edit) -> None:
    # removals last: what moves is under its new name before the old one goes
    for name, content in sorted(edit.after.items(), key=lambda item: item[1] is None):
        path = place.file(f"{edit.root}/{name}" if edit.root else name)
        if content is None:
            if not path.is_dir():
                files.remove(path)
        elif isinstance(content, LargeFile):
            large_files(place, edit.root).put(content, path)
        else:
            files.write_if_changed(path, content)


def _holds(place: ShowFolder, root: str, name: str, content: Content) -> bool:
    """Whether a file has this content."""
    path = place.file(f"{root}/{name}" if root else name)
    if isinstance(content, LargeFile):
        return files.has_content(path, content.sha256)
    return (files.read(path) if files.is_file(path) else None) == content


def _may_hold(place: ShowFolder, root: str, name: str, edit: Edit) -> bool:
    """Whether `undo` would take the file as it is; of a large file only whether there is one."""
    content = edit.after[name]
    if isinstance(content, LargeFile):
        return edit.before[name] is None or files.is_file(place.file(f"{root}/{name}"))
    return _holds(place, root, name, content) or _holds(place, root, name, edit.before[name])


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
        "undoing": edit.undoing,
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
            undoing=bool(record.get("undoing")),
        )
    except (ValueError, KeyError, AttributeError, TypeError):
        return Edit("", "", {}, {})


def _text(content: Content) -> str | dict[str, str] | None:
    if isinstance(content, LargeFile):
        return {"sha256": content.sha256}
    return None if content is None else base64.b64encode(content).decode("ascii")


def _bytes(text: str | dict[str, str] | None) -> Content:
    if isinstance(text, dict):
        return LargeFile(str(text["sha256"]))
    return None if text is None else base64.b64decode(text)
