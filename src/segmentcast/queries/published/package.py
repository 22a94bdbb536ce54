"""Finds a published episode by its folder or the folder's name, without publishing anything."""

from __future__ import annotations

import contextlib
from pathlib import Path

from segmentcast import layout
from segmentcast.errors import Problem, UsageError
from segmentcast.model import Package
from segmentcast.publish.memories import RECORDS
from segmentcast.records import Records
from segmentcast.workspace.show_folder import ShowFolder, locate


def published_package(episode: str, show: Path | None) -> tuple[ShowFolder, Package]:
    """The show's folder and the package of a published episode.

    Raises UsageError if there is no such show or the episode is not published or was retracted.
    """
    folder = Path(episode)
    show_folder = _place_of(folder, episode, show)
    name = folder.resolve().name if folder.is_dir() else episode.rstrip("/").rpartition("/")[2]
    return show_folder, _published(show_folder, name, episode)


def _place_of(folder: Path, name: str, show: Path | None) -> ShowFolder:
    """The show of an episode's folder, found by its parent folder even if it doesn't exist."""
    if show is not None:
        return locate(show)
    if folder.is_dir() or folder.parent != Path():
        with contextlib.suppress(UsageError):
            return locate(folder.resolve().parent)
    try:
        return locate(Path())
    except UsageError:
        what = "there is no such episode, and no show here to search"
        mend = "give the episode's folder, or its name with --show SHOW"
        raise UsageError(Problem(name, what, mend)) from None


def _published(show_folder: ShowFolder, name: str, wanted: str) -> Package:
    memory = show_folder.work / RECORDS
    record = None
    if memory.is_file():
        records = Records.reading(memory)  # works in a read-only place too
        try:
            record = records.get(layout.episode_id(name)) if name.strip("./ ") else None
        finally:
            records.close()
    if record is None:
        what = f"no episode with this name is published in {show_folder.path}"
        raise UsageError(
            Problem(
                wanted,
                what,
                f"check the spelling, or publish first: {show_folder.command('publish')}",
            )
        )
    if record.package.retracted is not None:
        raise UsageError(
            Problem(wanted, "this episode was retracted", "link to its page, which explains why")
        )
    return record.package
