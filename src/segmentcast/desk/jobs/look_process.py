"""The process that looks a large show over for the desk, so that pages stay quick meanwhile."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from segmentcast.desk.clock import now
from segmentcast.errors import SegmentcastError
from segmentcast.queries.show_overview import look_over
from segmentcast.workspace.show_folder import ShowFolder


def main(path: str, output: str, work: str) -> int:
    """Keeps the overview of the show in these folders; prints what stops it as a JSON list."""
    place = ShowFolder(Path(path), Path(output), Path(work))
    try:
        look_over(place, now=now(), cache=os.environ.get("SEGMENTCAST_CACHE", ""))
    except SegmentcastError as error:
        sys.stdout.write(json.dumps([problem.as_json() for problem in error.problems]))
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
