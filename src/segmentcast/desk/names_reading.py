"""Reads the names of a show's episodes for the desk: at once if that is quick, else beside the pages."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from itertools import islice
from pathlib import Path
from typing import Any

from segmentcast.config import ShowConfig
from segmentcast.desk.jobs.worker_pipe import work_for_the_desk
from segmentcast.desk.refreshing import SMALL
from segmentcast.queries.show_names import open_names
from segmentcast.workspace.show_files import read_show
from segmentcast.workspace.show_folder import ShowFolder

_QUICK_SECONDS = 1.5
_PATIENCE_SECONDS = 60.0


class NamesReading:
    """One reading at a time. Those of a large show, or of many new episodes, have a process of their own."""

    def __init__(self, place: ShowFolder) -> None:
        self._place = place
        self._guard = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._next_at = 0.0

    def bring_up_to_date(self, show: ShowConfig) -> bool:
        """Reads what it can in a moment. Returns whether all episodes are read."""
        with self._guard:
            if self._process is not None:
                if self._process.poll() is None:
                    return False
                self._process.communicate()  # closes the pipe
                self._process = None
                self._next_at = time.monotonic() + _PATIENCE_SECONDS
            if self._is_small():
                with open_names(self._place) as names:
                    if names.read(self._place, show, seconds=_QUICK_SECONDS):
                        return True
            elif time.monotonic() < self._next_at:
                return True
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "segmentcast.desk.names_reading", *self._folders()],
                stdin=subprocess.PIPE,  # its end says that the desk is gone
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            return False

    def total(self) -> int:
        """How many folders there are, of which each may be an episode with names."""
        try:
            with os.scandir(self._place.path) as entries:
                return sum(not row.name.startswith((".", "_")) and row.is_dir() for row in entries)
        except OSError:
            return 0

    def _folders(self) -> list[str]:
        place = self._place
        return [str(folder.absolute()) for folder in (place.path, place.output, place.work)]

    def _is_small(self) -> bool:
        try:
            with os.scandir(self._place.path) as entries:
                return sum(1 for _ in islice(entries, SMALL + 1)) <= SMALL
        except OSError:
            return True  # reading it says what is wrong


def main(path: str, output: str, work: str) -> int:
    """Reads the names of the show in these folders; what is wrong with it stands on its pages."""
    place = ShowFolder(Path(path), Path(output), Path(work))
    if sys.platform != "win32":
        os.nice(5)  # whoever waits for a page comes first

    def read() -> dict[str, Any]:
        with open_names(place) as names:
            names.read(place, read_show(place))
        return {}

    return work_for_the_desk(read)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
