"""Problems with paths on the command line."""

from __future__ import annotations

from pathlib import Path

from segmentcast.errors import Problem
from segmentcast.vocabulary.web_addresses import CHECK_SPELLING, spelling_advice


def no_such_path(path: Path) -> Problem:
    """The problem of a missing path. With UsageError, every command has the same exit code for it."""
    return Problem(str(path), "there is no such file or folder", CHECK_SPELLING)


def no_such_source(source: str) -> Problem:
    """The problem of a missing source, which may have been meant as a web address."""
    return Problem(source, "there is no such file or folder", spelling_advice(source))
