"""Finds files that no feed links to and no correction needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from segmentcast import files
from segmentcast.deployment.delivery import FEED, hashed
from segmentcast.deployment.remote_state import RemoteState
from segmentcast.errors import Problem, StoreError
from segmentcast.ledger import Ledger
from segmentcast.ports import Store, StoredFile
from segmentcast.publish.identity.retractions import is_notice
from segmentcast.store import DirectoryStore, leftovers

GRACE = timedelta(days=30)
"""For some time, apps use feeds that link to the previous audio."""
_UNDER_WAY = timedelta(days=1)
_MEDIA_FOLDERS = ("audio/", "captions/", "chapters/", "artwork/", "waveforms/")
_NAMES = re.compile(rb"[A-Za-z0-9/_.%-]*-[0-9a-f]{12}\.[a-z0-9]{1,12}")
_TEXTS = (".xml", ".html", ".json", ".opml", ".vtt")


@dataclass(frozen=True, slots=True)
class Unused:
    """A file that may be removed, and why."""

    file: StoredFile
    why: str


def find_unused(
    output: Path,
    standing: RemoteState,
    ledger: Ledger,
    *,
    now: datetime,
    grace: timedelta = GRACE,
) -> tuple[Unused, ...]:
    """The files that may be removed from a target, by path.

    A file stays if a document of the output links to it, if it was written or replaced within the
    grace period, if its age is unknown, or if it is an episode's last version in the ledger. Raises
    StoreError if the target's feed is not the output's, since what it links to is then unknown.
    """
    if standing.feed and files.read(output / FEED, limit_bytes=1 << 28) != standing.feed:
        raise StoreError(
            Problem(FEED, "the feed in the store is not the local one", "publish first")
        )
    named = set(_named(output))
    needed = _needed(ledger, now, grace)
    unused: list[Unused] = []
    for path, file in sorted(standing.listing.items()):
        if not path.startswith(_MEDIA_FOLDERS) or hashed(path) is None:
            continue
        name = path.rpartition("/")[2]
        if name in named or path in needed:
            continue
        if file.modified is None or now - file.modified < grace:
            continue
        unused.append(
            Unused(file, f"no feed or page has linked to it since {file.modified:%Y-%m-%d}")
        )
    return tuple(unused)


def find_broken_off(target: Store, *, now: datetime) -> tuple[Unused, ...]:
    """The hidden `.part` files that killed publishes left at a target, by path.

    Files of the last 24 hours stay, because a publish may be writing them.
    """
    return tuple(
        Unused(file, f"left by a publish that was interrupted on {file.modified:%Y-%m-%d}")
        for file in leftovers(target)
        if file.modified is not None and now - file.modified >= _UNDER_WAY
    )


def prune(target: Store, unused: Iterable[Unused]) -> int:
    """Removes the files, and returns their number."""
    count = 0
    for entry in unused:
        target.delete(entry.file.path)
        count += 1
    return count


def _needed(ledger: Ledger, now: datetime, grace: timedelta) -> set[str]:
    """Audio that was current within the grace period, and the current audio of every episode."""
    needed: set[str] = set()
    for entry in ledger:
        for number, version in enumerate(entry.versions):
            if entry.retracted and not is_notice(version):
                continue
            later = entry.versions[number + 1] if number + 1 < len(entry.versions) else None
            if later is None or now - later.date < grace:
                needed.add(version.path)
    return needed


def _named(output: Path) -> Iterator[str]:
    """The names of all media files mentioned in a document of the output."""
    for entry in DirectoryStore(output).entries():
        if not entry.path.endswith(_TEXTS):
            continue
        data = files.read(files.inside(output, entry.path), limit_bytes=1 << 28)
        for name in _NAMES.finditer(data):
            yield unquote(unescape(name[0].decode("ascii"))).rpartition("/")[2]
