"""Tells the failure of one episode from errors that stop the whole publish."""

from __future__ import annotations

import errno
import sqlite3

from segmentcast import defects, files
from segmentcast.errors import Problem, PublishStopped, SegmentcastError, VoiceError

_MACHINE = {
    errno.ENOSPC: ("the disk is full", "free some space"),
    errno.EDQUOT: ("the disk quota is used up", "free some space"),
    errno.EMFILE: (
        "too many files are open at once",
        "raise the limit (ulimit -n), or set --jobs 1",
    ),
    errno.ENFILE: ("too many files are open at once", "quit other programs"),
}


def failure_of(error: Exception, where: str) -> SegmentcastError:
    """The error as a failure of the episode at `where`. A defect of ours gets a file to report.

    Raises PublishStopped for an error that would stop every other episode too.
    """
    stopped = stops_publish(error)
    if stopped is not None:
        raise stopped from error
    if isinstance(error, SegmentcastError):
        return error
    if isinstance(error, OSError) and files.is_known(error):
        return files.explain(error, error.filename or where)
    return defects.explain(error, where)


def stops_publish(error: BaseException) -> PublishStopped | None:
    """PublishStopped if the error comes from the machine, such as a full disk; None otherwise."""
    if isinstance(error, PublishStopped):
        return error
    cause: BaseException | None = error
    visited: set[int] = set()
    reason: tuple[str, str] | None
    while cause is not None and id(cause) not in visited:
        visited.add(id(cause))
        if isinstance(cause, sqlite3.Error):
            # Records and ledger belong to the whole show.
            full = getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
            if not full and isinstance(error, SegmentcastError):
                return PublishStopped(error.problems)
            reason = _MACHINE[errno.ENOSPC] if full else (str(cause), "check the disk")
        else:
            reason = _MACHINE.get(getattr(cause, "errno", None) or 0)
        if reason:
            place = getattr(cause, "filename", None) or _place_of(error)
            return PublishStopped(Problem(str(place), reason[0], f"{reason[1]}, {defects.AGAIN}"))
        cause = cause.__cause__ or cause.__context__
    engine_ran_out = isinstance(error, VoiceError) and defects.is_memory(error.__cause__)
    return defects.out_of_memory() if defects.is_memory(error) or engine_ran_out else None


def _place_of(error: BaseException) -> str:
    problems = error.problems if isinstance(error, SegmentcastError) else ()
    return problems[0].where if problems else ""
