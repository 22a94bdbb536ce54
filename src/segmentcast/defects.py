"""Defects of ours: told in one line, with the traceback in a file for the report."""

from __future__ import annotations

import tempfile
import threading
import traceback

from segmentcast.errors import Defect, Problem

_lock = threading.Lock()
_reports: dict[tuple[str, str, int], str] = {}


def explain(error: BaseException, where: str = "") -> Defect:
    """The Defect for an exception that nobody foresaw.

    A thousand episodes that meet the same defect share one file, which tells of the first.
    """
    path = _report(error)
    told = f": {error}" if str(error) else ""
    what = f"a defect in segmentcast, not in your files: {type(error).__name__}{told}"
    mend = f"report it with {path}" if path else "report it with this message"
    return Defect(Problem(where, what, mend))


def _report(error: BaseException) -> str:
    """The file with the traceback; empty when none can be written."""
    frames = traceback.extract_tb(error.__traceback__)
    last = (frames[-1].filename, frames[-1].lineno or 0) if frames else ("", 0)
    key = (type(error).__name__, *last)
    with _lock:
        if key not in _reports:
            try:
                with tempfile.NamedTemporaryFile(
                    "w",
                    prefix="segmentcast-defect-",
                    suffix=".txt",
                    delete=False,
                    encoding="utf-8",
                    errors="backslashreplace",
                ) as stream:
                    stream.write("".join(traceback.format_exception(error)))
            except OSError:
                return ""  # a full disk, or nowhere to write: the message has to do
            _reports[key] = stream.name
        return _reports[key]
