"""How a process that works for the desk tells it how far it is, and ends with it.

A line of JSON each on standard output. Such work has a process of its own, so that it can be stopped
as a command can, so that it takes the same locks, and so that the pages stay quick meanwhile.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from segmentcast import defects, interruption
from segmentcast.errors import SegmentcastError
from segmentcast.vocabulary.private_paths import masked

_SHARE = 0.005
_GRACE_SECONDS = 5.0


class PipeProgress:
    """Progress as lines for the desk, at most one for each half per cent of a task."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tasks: dict[str, list[float]] = {}

    def start(self, task: str, total: float, unit: str) -> None:
        with self._lock:
            done = self._tasks.get(task, [0.0])[0]
            self._tasks[task] = [done, total, done]
            tell({"task": task, "done": done, "total": total, "unit": unit})

    def advance(self, task: str, amount: float) -> None:
        with self._lock:
            known = self._tasks.get(task)
            if known is None:
                return
            known[0] += amount
            if known[0] - known[2] >= known[1] * _SHARE:
                known[2] = known[0]
                tell({"task": task, "done": known[0], "total": known[1]})

    def finish(self, task: str) -> None:
        with self._lock:
            if self._tasks.pop(task, None):
                tell({"task": task, "finished": True})

    def say(self, message: str) -> None:
        with self._lock:
            tell({"message": masked(message)})


def tell(what: dict[str, Any]) -> None:
    """Writes a line; nobody reads it if the desk is gone."""
    try:
        sys.stdout.write(json.dumps(what) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # Python would complain about it once more at its end.
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115


def work_for_the_desk(
    work: Callable[[], dict[str, Any]],
    explained: Callable[[Exception], SegmentcastError] = defects.explain,
) -> int:
    """Does the work, and tells what it gives (`report`, `sent`), or what stopped it.

    Returns the exit code of the like command. It ends when the desk does, however that ends.
    """
    # A desk that a shell started in the background ignores Ctrl-C, and so would this process.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        threading.Thread(target=_heed_the_desk, daemon=True).start()
        try:
            done = work()
        finally:
            # A stop is too late for what is over, and what it gave is told whole.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
    except SegmentcastError as error:
        tell({"problems": [problem.as_json() for problem in error.problems]})
        return error.exit_code
    except KeyboardInterrupt:
        tell({"stopped": True})
        return 130
    except Exception as error:  # noqa: BLE001 - the last line of defence
        failure = explained(error)
        tell({"problems": [problem.as_json() for problem in failure.problems]})
        return failure.exit_code
    tell(done)
    return 0


def ask_to_stop(process: subprocess.Popen[str]) -> None:
    """Has the process stop its work, as Ctrl-C does. One that is only starting does so when it works.

    A signal would be lost: a process that ignores Ctrl-C, as its shell did, heeds it only when it works.
    """
    assert process.stdin is not None
    with suppress(OSError, ValueError):  # it has ended
        os.write(process.stdin.fileno(), b"stop\n")


def _heed_the_desk() -> None:
    """Stops the work, as Ctrl-C does, when the desk asks for it, and when the desk is gone.

    Otherwise a desk that is started again after a crash would find the work of nobody going on.
    """
    asked = False
    while os.read(0, 1024):  # not sys.stdin, whose lock would be in the way of the end of Python
        interruption.interrupt_main_thread()
        if not asked:
            interruption.end_at_last(_tell_that_it_was_ended)
        asked = True
    interruption.interrupt_main_thread()
    interruption.end_at_last(seconds=_GRACE_SECONDS)


def _tell_that_it_was_ended() -> None:
    """Tells the desk, past the lock of standard output, which the work may hold."""
    os.write(1, b'{"ended": true}\n')
