"""The files in which a publish remembers what was made: it goes on without one that is damaged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from segmentcast import files, sqlite_file
from segmentcast.errors import SegmentcastError
from segmentcast.model import Finding
from segmentcast.publish.report import Report
from segmentcast.sqlite_file import DamagedFile
from segmentcast.workspace.show_folder import ShowPlace

RECORDS = "records.sqlite"
PAGES = "pages.sqlite"
LEDGER_INDEX = "ledger.sqlite"
_ASIDE = ".aside"


def with_sound_memories(place: ShowPlace, attempt: Callable[[], Report]) -> Report:
    """The report of `attempt`, which is made again without the memory that proves to be damaged.

    What nobody expects to go wrong may be damage that no check saw: then it is tried once without any
    memory. If that fails as well, they were not to blame: they stay, and the first error is raised.
    """
    damaged: list[Path] = []
    try:
        report = _without_damaged(damaged, attempt)
    except (SegmentcastError, OSError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - raised again unless the memories were to blame
        try:
            with _set_aside(place) as damaged:
                report = attempt()
        except Exception:  # noqa: BLE001 - the first error tells more
            raise error from None
    if not damaged:
        return report
    found = [
        Finding("note", "memory-damaged", str(path), "this file was damaged and was made again")
        for path in damaged
    ]
    return replace(report, findings=(*report.findings, *found))


def _without_damaged(damaged: list[Path], attempt: Callable[[], Report]) -> Report:
    while True:
        try:
            return attempt()
        except DamagedFile as error:
            path = Path(error.problems[0].where)
            if path in damaged:  # it was made a moment ago: the disk is at fault
                raise
            sqlite_file.remove(path)
            damaged.append(path)


@contextmanager
def _set_aside(place: ShowPlace) -> Iterator[list[Path]]:
    """Within the block none of the memories is there; afterwards none of the old, or after an error all."""
    paths = [place.work / name for name in (RECORDS, PAGES, LEDGER_INDEX)]
    paths = [path for path in paths if path.is_file()]
    aside = {path: path.with_name(path.name + _ASIDE) for path in paths}
    with files.explained(place.work):
        for path, kept in aside.items():
            path.replace(kept)
            sqlite_file.remove(path)
    try:
        yield paths
    except BaseException:
        with files.explained(place.work):
            for path, kept in aside.items():
                sqlite_file.remove(path)
                kept.replace(path)
        raise
    for kept in aside.values():
        files.remove(kept)
