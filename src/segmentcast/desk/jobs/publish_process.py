"""The process that publishes for the desk: it says how far it is on standard output, a line of JSON each."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from segmentcast import defects
from segmentcast.desk.clock import now
from segmentcast.desk.jobs.worker_pipe import PipeProgress, tell, work_for_the_desk
from segmentcast.errors import SegmentcastError
from segmentcast.publication import publish_everywhere
from segmentcast.publish import Options, read_show
from segmentcast.publish.failure import stops_publish
from segmentcast.workspace.show_folder import ShowFolder


def published(place: ShowFolder) -> dict[str, Any]:
    """Publishes the show in these folders. Returns the account of it for the desk."""
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
    result = report.as_json()
    result["episodes"] = [row for row in result["episodes"] if row["status"] != "unchanged"]
    sent = "" if upload is None else upload.summary(config.publish.to)
    return {"report": result, "sent": sent}


def main(path: str, output: str, work: str) -> int:
    """Publishes the show in these folders. Returns the exit code that the command would have."""
    place = ShowFolder(Path(path), Path(output), Path(work))

    def explained(error: Exception) -> SegmentcastError:
        return stops_publish(error) or defects.explain(error)

    return work_for_the_desk(lambda: published(place), explained)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
