"""Paths that a command line names."""

from __future__ import annotations

from pathlib import Path

from segmentcast.errors import Problem


def no_such_path(path: Path) -> Problem:
    """The problem of a path that does not exist; with UsageError, so that each command has one code for it."""
    return Problem(str(path), "there is no such file or folder", "check the spelling")
