"""Publishes a show: finds what changed, plans and produces it, and releases it to subscribers.

An episode that fails is reported and left out, or its published version stays; the others are
published. Media files are written first and the feed last, in one step.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from segmentcast import files
from segmentcast.config import ShowConfig
from segmentcast.ports import Progress
from segmentcast.publish.memories import RECORDS, with_sound_memories
from segmentcast.publish.options import Options
from segmentcast.publish.release.removals import SubscribedFeed
from segmentcast.publish.report import Report
from segmentcast.records import Records
from segmentcast.workspace.show_files import read_cast, read_show
from segmentcast.workspace.show_folder import ShowFolder, check_output

if TYPE_CHECKING:
    from segmentcast.publish.recovery.stored_copy import StoredCopy
    from segmentcast.publish.run import PublishRun

__all__ = ["Options", "Report", "publish", "read_cast", "read_show"]


def publish(
    show_folder: ShowFolder,
    options: Options,
    progress: Progress,
    show: ShowConfig | None = None,
    *,
    elsewhere: tuple[SubscribedFeed, ...] = (),
    copy: StoredCopy | None = None,
) -> Report:
    """Publishes a show and returns a report. `show` is its configuration, if already read.

    `elsewhere` are the feeds at the store that the show is uploaded to; they too must not lose too
    many episodes. `copy` gives access to that store's files, some of which may be missing here.

    Raises a SegmentcastError if the show as a whole cannot be published. The failure of an episode
    is an outcome in the report.
    """
    from segmentcast.publish.run import PublishRun

    show = show or read_show(show_folder)
    check_output(show_folder)
    if options.dry_run:
        # A dry run writes nothing, so that it works for a read-only show.
        records = Records.reading(show_folder.work / RECORDS)
        with contextlib.closing(records):
            return _run(PublishRun(show_folder, options, progress, show, records, elsewhere, copy))
    files.ensure_folder(show_folder.work)
    files.ensure_folder(show_folder.output, mode=files.PUBLIC_FOLDER)

    def attempt() -> Report:
        records = Records(show_folder.work / RECORDS)
        with contextlib.closing(records):
            return _run(PublishRun(show_folder, options, progress, show, records, elsewhere, copy))

    with files.only_one(show_folder.work / "lock", "publish"), files.gathering():
        return with_sound_memories(show_folder, attempt)


def _run(publication: PublishRun) -> Report:
    with contextlib.closing(publication):
        return publication.run()
