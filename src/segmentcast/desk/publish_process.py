"""The process that publishes for the desk: it says how far it is on standard output, a line of JSON each.

A process of its own, so that it can be stopped as the command can, so that it takes the same lock,
and so that the pages stay quick meanwhile.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

from segmentcast import defects
from segmentcast.desk.clock import now
from segmentcast.errors import SegmentcastError
from segmentcast.publication import publish_everywhere
from segmentcast.publish import Options, read_show
from segmentcast.publish.failure import stops_publish
from segmentcast.vocabulary.private_paths import masked
from segmentcast.workspace.show_folder import ShowFolder

_SHARE = 0.005


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
    """Writes a line; a desk that is gone reads none."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main(path: str, output: str, work: str) -> int:
    """Publishes the show in these folders. Returns the exit code that the command would have."""
    place = ShowFolder(Path(path), Path(output), Path(work))
    try:
        config = read_show(place)
        options = Options(
            now=now(),
            workers=os.cpu_count() or 1,
            require_notes=True,
            cache=os.environ.get("SEGMENTCAST_CACHE", ""),
        )
        report, upload = publish_everywhere(
            place,
            config,
            options,
            PipeProgress(),
            config.publish.to,
            hook=bool(config.publish.hook),
            warn=lambda findings: tell({"findings": [one.as_json() for one in findings]}),
        )
    except SegmentcastError as error:
        tell({"problems": [problem.as_json() for problem in error.problems]})
        return error.exit_code
    except KeyboardInterrupt:
        tell({"stopped": True})
        return 130
    except Exception as error:  # noqa: BLE001 - the last line of defence
        failure = stops_publish(error) or defects.explain(error)
        tell({"problems": [problem.as_json() for problem in failure.problems]})
        return failure.exit_code
    result = report.as_json()
    result["episodes"] = [row for row in result["episodes"] if row["status"] != "unchanged"]
    sent = "" if upload is None else upload.summary(config.publish.to)
    tell({"report": result, "sent": sent})
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
