"""The process that looks a large show over for the desk, so that pages stay quick meanwhile."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from segmentcast.desk.clock import now
from segmentcast.desk.jobs.worker_pipe import work_for_the_desk
from segmentcast.queries.show_overview import look_over
from segmentcast.workspace.show_folder import ShowFolder


def main(path: str, output: str, work: str) -> int:
    """Keeps the overview of the show in these folders, and tells what stops it."""
    place = ShowFolder(Path(path), Path(output), Path(work))

    def look() -> dict[str, Any]:
        look_over(place, now=now(), cache=os.environ.get("SEGMENTCAST_CACHE", ""))
        return {}

    return work_for_the_desk(look)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
