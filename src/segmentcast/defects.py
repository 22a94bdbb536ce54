"""Defects of ours: reported in one line, with the traceback in a file for the report.

And what looks like one: no memory. It is recognised here, as this module needs none to be loaded.
"""

from __future__ import annotations

import errno
import re
import tempfile
import threading
import traceback

from segmentcast.errors import Defect, Problem, PublishStopped

AGAIN = "then run the same command again: what is finished is kept"
_NOT_MAPPED = re.compile(
    "failed to map segment|cannot allocate memory|cannot map zero-fill", re.IGNORECASE
)
"""What the dynamic loader says when there is no memory for a library (glibc's elf/dl-load.c)."""
_lock = threading.Lock()
_reports: dict[tuple[str, str, int], str] = {}


def explain(error: BaseException, where: str = "") -> Defect:
    """The Defect for an unexpected exception.

    A thousand episodes with the same defect share one file, about the first.
    """
    path = _report(error)
    detail = f": {error}" if str(error) else ""
    what = f"a defect in segmentcast, not in your files: {type(error).__name__}{detail}"
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


def out_of_memory() -> PublishStopped:
    """The error for a machine that has no more memory to give."""
    mend = f"end other programs or use --jobs 1, {AGAIN}"
    return PublishStopped(Problem("", "there is not enough memory", mend))


def is_memory(error: BaseException | None) -> bool:
    """Whether there was no memory for a value, a library or a thread."""
    if isinstance(error, MemoryError):
        # The codec library has an error of this class too: it means a number in a damaged file.
        return getattr(error, "errno", None) is None
    if isinstance(error, ImportError | OSError) and _NOT_MAPPED.search(str(error)):
        return type(error) in (ImportError, OSError)  # not the codec library's
    if isinstance(error, RuntimeError) and str(error) == "can't start new thread":
        return True
    return type(error) is OSError and error.errno == errno.ENOMEM
