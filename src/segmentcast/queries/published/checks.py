"""Checks what is published: the feed, its files, and every spoken word."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Container, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from segmentcast import checks, files, reading
from segmentcast.errors import Problem, StoreError, UsageError
from segmentcast.ledger import Ledger
from segmentcast.model import Finding
from segmentcast.provenance.file_front import store_in_picture
from segmentcast.publish.memories import RECORDS
from segmentcast.publish.published_files import PublishedFiles, damaged_media, sounds_of
from segmentcast.queries.published.credentials import credential_findings, picture_findings
from segmentcast.queries.published.extra_feed_checks import inspect_side_feeds
from segmentcast.records import Record, Records
from segmentcast.store import DirectoryStore
from segmentcast.vocabulary.private_paths import masked_path
from segmentcast.workspace.episode_folder import loose_recordings
from segmentcast.workspace.show_files import read_show
from segmentcast.workspace.show_folder import ShowFolder, loose_transcripts

_SOUND = re.compile(rb"audio/[a-z0-9-]+\.[a-z0-9]{1,12}")
_DAMAGE = frozenset({"file-missing", "file-length", "file-hash"})


def inspect(show_folder: ShowFolder, *, now: datetime) -> tuple[Finding, ...]:
    """All findings on the published feed, the files it links to, and the spoken words.

    Raises UsageError if nothing has been published yet.
    """
    feed_file = show_folder.output / "feed.xml"
    if not feed_file.is_file():
        raise UsageError(
            Problem(str(show_folder.output), "nothing is published yet", _publish(show_folder))
        )
    findings = list(checks.check_feed(files.read(feed_file), str(feed_file), now=now))
    findings += inspect_side_feeds(read_show(show_folder), show_folder, now=now)
    findings += [_loose(path) for path in loose_transcripts(show_folder)]
    findings += [_loose_recording(*row) for row in loose_recordings(show_folder)]
    if not show_folder.ledger.exists():
        findings.append(_no_ledger(show_folder))
    if not (show_folder.work / RECORDS).is_file():
        findings.append(_no_records(show_folder))
        findings += _without_records(show_folder)
        findings += _earlier(show_folder, {item.where for item in findings})
        return tuple(findings)
    store = DirectoryStore(show_folder.output)
    ledger = show_folder.ledger.read()
    own: set[str] = set()
    with contextlib.closing(Records.reading(show_folder.work / RECORDS)) as records:
        for record in records.all():
            findings += checks.check_packages([record.package], store, _publish(show_folder))
            findings += _unlike_ledger(record, ledger, show_folder)
            findings += credential_findings(record, show_folder.output, now=now)
            own.update(file.path for file in record.package.files)
            stored = records.get_reading(record.id)
            if stored is not None:
                findings += reading.prove(*stored)
        published = PublishedFiles(show_folder.output, records)
        altered = list(published.damaged_beside(own))
    for path in sorted((show_folder.output / "artwork").glob("show-*")):
        if store_in_picture(files.read(path)):
            findings += picture_findings(path, f"artwork/{path.name}", now=now)
    damaged = [finding.where for finding in findings if finding.rule in _DAMAGE]
    findings += (_altered(path, show_folder) for path in altered)
    findings += _earlier(show_folder, {*own, *altered})
    _have_read_again(show_folder, [*damaged, *altered])
    return tuple(findings)


def _unlike_ledger(
    record: Record, ledger: Ledger | None, show_folder: ShowFolder
) -> Iterator[Finding]:
    """A finding if the recorded audio is not the current version in the ledger."""
    package = record.package
    audio = package.file("audio")
    entry = ledger.get(package.id) if ledger is not None else None
    if audio is None or entry is None or not entry.versions:
        return
    version = entry.versions[-1]
    if audio.sha256 != version.sha256:
        yield Finding(
            "error",
            "ledger-sound",
            audio.path or audio.url,
            f"{package.id}: the ledger has other audio for this episode, {version.path or version.url}",
            "restore the ledger from version control, or run: "
            + show_folder.command("publish", "--force", "--only", record.folder),
        )


def _without_records(show_folder: ShowFolder) -> Iterator[Finding]:
    """Findings on the feed's audio, compared only with the ledger."""
    ledger = show_folder.ledger.read()
    if ledger is None:
        return
    named = _named_sound(show_folder)
    for entry in ledger:
        version = entry.versions[-1] if entry.versions else None
        if version is None or version.path not in named:
            continue
        path = files.inside(show_folder.output, version.path)
        if not path.is_file():
            yield _wrong(
                version.path,
                "file-missing",
                f"{entry.id}: the audio file is missing",
                show_folder,
            )
        elif not files.has_content(path, version.sha256):
            yield _wrong(
                version.path,
                "file-hash",
                f"{entry.id}: the audio file's content doesn't match the ledger",
                show_folder,
            )


def _earlier(show_folder: ShowFolder, checked: Container[str]) -> Iterator[Finding]:
    """Findings on media from before a correction and on other files beside the episodes'."""
    ledger = show_folder.ledger.read()
    sounds = sounds_of(ledger) if ledger is not None else {}
    for path, _ in damaged_media(show_folder.output, sounds, without=checked):
        yield Finding(
            "error",
            "file-hash",
            path,
            "an earlier version's content no longer matches what was published at this address",
            "restore it from a backup; or remove this file; or fetch it from the store: "
            + show_folder.command("publish", "--verify-store"),
        )


def _named_sound(show_folder: ShowFolder) -> set[str]:
    """The paths of the audio in the feed and its archives."""
    documents = [show_folder.output / "feed.xml", *show_folder.output.glob("archive/*.xml")]
    return {
        match[0].decode()
        for path in documents
        for match in _SOUND.finditer(files.read(path, limit_bytes=1 << 28))
    }


def _altered(path: str, show_folder: ShowFolder) -> Finding:
    return _wrong(
        masked_path(path),
        "file-hash",
        "is missing, or its content has changed since it was written",
        show_folder,
    )


def _wrong(path: str, rule: str, what: str, show_folder: ShowFolder) -> Finding:
    return Finding("error", rule, path, what, _publish(show_folder))


def _publish(show_folder: ShowFolder) -> str:
    return f"run: {show_folder.command('publish')}"


def _have_read_again(show_folder: ShowFolder, damaged: Sequence[str]) -> None:
    """Makes the next publish read damaged files even if their sizes and times are unchanged."""
    if not damaged:
        return
    # The damage is reported even without write access, or while another program has the lock.
    with (
        contextlib.suppress(StoreError),
        files.only_one(show_folder.work / "lock", "publish"),
        contextlib.closing(Records(show_folder.work / RECORDS)) as records,
    ):
        PublishedFiles(show_folder.output, records).suspect(damaged)


def _loose(path: Path) -> Finding:
    return Finding(
        "warning",
        "loose-transcript",
        str(path),
        "this transcript is in no episode's folder, so it is not published",
        f"move it to its own folder, such as {path.stem}/transcript{path.suffix}",
    )


def _loose_recording(folder: Path, sound: str) -> Finding:
    return Finding(
        "warning",
        "loose-recording",
        str(folder / sound),
        "no file in this folder is called recording, so it is not published",
        f"rename it to recording{Path(sound).suffix}; begin the folder's name with _ if it is no episode",
    )


def _no_ledger(show_folder: ShowFolder) -> Finding:
    return Finding(
        "error",
        "no-ledger",
        str(show_folder.ledger.path),
        "the ledger is missing: it records the identity of everything that was published",
        "restore it from version control or a backup, then publish",
    )


def _no_records(show_folder: ShowFolder) -> Finding:
    return Finding(
        "warning",
        "no-records",
        str(show_folder.work),
        "the records of the last publish are missing, so files and words could not be checked",
        _publish(show_folder),
    )
