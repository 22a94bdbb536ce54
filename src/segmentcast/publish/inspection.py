"""A look at what stands published: feed, files, and every spoken word."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from segmentcast import checks, files, reading
from segmentcast.cache import Records
from segmentcast.errors import Problem, UsageError
from segmentcast.model import Finding
from segmentcast.publish.place import ShowPlace, loose_transcripts
from segmentcast.publish.show import read_show
from segmentcast.publish.side_inspection import inspect_side_feeds
from segmentcast.store import DirectoryStore


def inspect(place: ShowPlace, *, now: datetime) -> tuple[Finding, ...]:
    """Every finding on the published feed, the files that it names, and the spoken words.

    Raises UsageError when nothing is published yet.
    """
    feed_file = place.output / "feed.xml"
    if not feed_file.is_file():
        raise UsageError(
            Problem(str(place.output), "nothing is published yet", "run: segmentcast publish")
        )
    findings = list(checks.check_feed(files.read(feed_file), str(feed_file), now=now))
    findings += inspect_side_feeds(read_show(place), place, now=now)
    findings += [_loose(path) for path in loose_transcripts(place)]
    if not place.ledger.exists():
        findings.append(_no_ledger(place))
    if not (place.work / "records.sqlite").is_file():
        findings.append(_no_records(place))
        return tuple(findings)
    store = DirectoryStore(place.output)

    def content(path: str) -> bytes | None:
        return store.get(path) if store.head(path) else None

    records = Records.reading(place.work / "records.sqlite")
    try:
        for record in records.all():
            findings += checks.check_packages([record.package], content)
            stored = records.get_reading(record.id)
            if stored is not None:
                findings += reading.prove(*stored)
    finally:
        records.close()
    return tuple(findings)


def _loose(path: Path) -> Finding:
    return Finding(
        "warning",
        "loose-transcript",
        str(path),
        "this transcript is in no episode's folder, so it is not published",
        f"put it into a folder of its own, such as {path.stem}/transcript{path.suffix}",
    )


def _no_ledger(place: ShowPlace) -> Finding:
    return Finding(
        "error",
        "no-ledger",
        str(place.ledger.path),
        "the ledger is gone: it holds the identity of everything that was published",
        "restore it from version control or a backup, then publish",
    )


def _no_records(place: ShowPlace) -> Finding:
    return Finding(
        "warning",
        "no-records",
        str(place.work),
        "the records of the last publish are gone, so files and words could not be checked",
        "run: segmentcast publish",
    )
