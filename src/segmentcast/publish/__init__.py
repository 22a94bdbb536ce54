"""The stages in order: what changed, what it becomes, and how it reaches the subscribers.

An episode that fails is named and left out (or stays as it was published before); the others
are published. Media is written first, the feed last, in one step.
"""

from __future__ import annotations

from segmentcast import files
from segmentcast.cache import Records
from segmentcast.ports import Progress
from segmentcast.publish.options import Options
from segmentcast.publish.place import ShowPlace, check_output
from segmentcast.publish.report import Report
from segmentcast.publish.show import read_cast, read_show

__all__ = ["Options", "Report", "publish", "read_cast", "read_show"]


def publish(place: ShowPlace, options: Options, progress: Progress) -> Report:
    """Publishes a show and says what it did.

    Raises a SegmentcastError when the show as a whole cannot be published; the failure of an
    episode is an outcome in the report.
    """
    from segmentcast.publish.publication import Publication

    show = read_show(place)
    check_output(place)
    if options.dry_run:
        # Nothing is written, so a show that cannot be written to can be looked at all the same.
        records = Records.reading(place.work / "records.sqlite")
        try:
            return Publication(place, options, progress, show, records).run()
        finally:
            records.close()
    files.ensure_folder(place.work)
    files.ensure_folder(place.output)
    with files.only_one(place.work / "lock", "publish"):
        records = Records(place.work / "records.sqlite")
        try:
            return Publication(place, options, progress, show, records).run()
        finally:
            records.close()
