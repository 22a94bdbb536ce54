"""Paths that a command line names."""

from __future__ import annotations

from pathlib import Path

from segmentcast.errors import Problem
from segmentcast.vocabulary.web_addresses import CHECK_SPELLING, spelling_advice


def no_such_path(path: Path) -> Problem:
    """The problem of a path that does not exist; with UsageError, so that each command has one code for it."""
    return Problem(str(path), "there is no such file or folder", CHECK_SPELLING)


def no_such_source(source: str) -> Problem:
    """The same for what may be a page's address as well."""
    return Problem(source, "there is no such file or folder", spelling_advice(source))
