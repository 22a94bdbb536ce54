"""Repeats a publish without those of its databases that turn out to be damaged."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from segmentcast import sqlite_file
from segmentcast.errors import SegmentcastError
from segmentcast.ledger_folder.index import lines_fit
from segmentcast.model import Finding
from segmentcast.publish.report import Report
from segmentcast.records import checksums
from segmentcast.sqlite_file import DamagedFile
from segmentcast.workspace.show_folder import ShowFolder

RECORDS = "records.sqlite"
PAGES = "pages.sqlite"
LEDGER_INDEX = "ledger.sqlite"


def with_sound_memories(show_folder: ShowFolder, attempt: Callable[[], Report]) -> Report:
    """The report of `attempt`, repeated if a database was damaged, after deleting that database.

    An unexpected error may come from damage that no read detected, so all databases are then
    checked. If they are sound, the defect is ours and the error is raised.
    """
    damaged: list[Path] = []
    try:
        report = _without_damaged(damaged, attempt)
    except (SegmentcastError, OSError, MemoryError):
        raise
    except Exception:
        unsound = [path for path in _unsound(show_folder) if path not in damaged]
        if not unsound:
            raise
        for path in unsound:
            sqlite_file.remove(path)
        damaged += unsound
        report = _without_damaged(damaged, attempt)
    if not damaged:
        return report
    removed = [
        Finding("note", "memory-damaged", str(path), "this file was damaged and has been rebuilt")
        for path in damaged
    ]
    return replace(report, findings=(*report.findings, *removed))


def _without_damaged(damaged: list[Path], attempt: Callable[[], Report]) -> Report:
    while True:
        try:
            return attempt()
        except DamagedFile as error:
            path = Path(error.problems[0].where)
            if path in damaged:  # just rebuilt: the disk must be at fault
                raise
            sqlite_file.remove(path)
            damaged.append(path)


def _unsound(show_folder: ShowFolder) -> list[Path]:
    """The databases that SQLite or our checksums report as damaged. Every row is read."""
    checks: dict[str, Callable[[sqlite3.Connection], bool]] = {
        RECORDS: checksums.all_fit,
        PAGES: lambda _: True,
        LEDGER_INDEX: lines_fit,
    }
    return [
        show_folder.work / name
        for name, fits in checks.items()
        if (show_folder.work / name).is_file()
        and not sqlite_file.is_sound(show_folder.work / name, fits)
    ]
