"""Tests whether a store honours conditional writes, which protect against concurrent publishes.

S3 services support `If-None-Match` and `If-Match`. Some compatible services ignore both: the feed
that is written last then wins, and the other publish's episode is lost. Others reject every
conditional write (501, 400). Since a listing doesn't show this, each store is tested once with a
lock object of our own.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from pathlib import Path

from segmentcast import files
from segmentcast.errors import Overtaken, Problem, StoreError
from segmentcast.ports import Store
from segmentcast.store import SingleWriterStore, StoreSettings, relies_on_service

LOCK_OBJECT = ".segmentcast-lock"
"""Written when a store is tested. It contains no secret, stays there, and holds nothing else."""

_MIME = "application/json"
_MEMORY_BYTES = 1 << 20


def with_conditions(
    target: Store, address: str, settings: StoreSettings, memory: Path, *, single_writer: bool
) -> Store:
    """The store to publish to, after testing that its conditional writes work.

    With `single_writer` nobody else publishes, so the service needs no conditions. The result is
    stored in `memory` and in the lock object. Raises StoreError if conditional writes don't work.
    """
    if not relies_on_service(target):
        return target
    if single_writer:
        return SingleWriterStore(target)
    mark = hashlib.sha256(f"{address}\n{settings.endpoint}".encode()).hexdigest()[:32]
    if mark in _remembered(memory) or _is_marked(target, mark):
        return target
    if not _hold(target, mark):
        raise StoreError(
            Problem(
                address,
                "this store ignores or rejects conditional writes, so one of two concurrent publishes would be lost",
                "publish from one place at a time only, and confirm it in show.toml:"
                " single_writer = true under [publish]",
            )
        )
    files.write(memory, json.dumps(sorted({*_remembered(memory), mark})).encode(), durable=False)
    return target


def _hold(target: Store, mark: str) -> bool:
    """Tests both conditions, once fulfilled and once not.

    If a fulfilled condition is rejected, another process is running the same test, so conditions
    work.
    """
    target.put(LOCK_OBJECT, _content(), mime=_MIME)
    first = target.head(LOCK_OBJECT)
    if first is None or not first.version:
        return False
    try:
        if not _refused(target, ""):
            return False
        target.put(LOCK_OBJECT, _content(), mime=_MIME, if_version=first.version)
        if not _refused(target, first.version):
            return False
        there = target.head(LOCK_OBJECT)
        marked = _content(mark)
        target.put(LOCK_OBJECT, marked, mime=_MIME, if_version=there.version if there else "")
    except Overtaken:
        return True
    except StoreError:
        # If the same write works without a condition, the service rejects conditions.
        target.put(LOCK_OBJECT, _content(), mime=_MIME)
        return False
    return True


def _refused(target: Store, version: str) -> bool:
    """Whether the store rejects a write whose condition isn't fulfilled."""
    try:
        target.put(LOCK_OBJECT, _content(), mime=_MIME, if_version=version)
    except Overtaken:
        return True
    return False


def _content(mark: str = "") -> bytes:
    """Unique bytes, because a version may be a hash of the content."""
    return json.dumps({"conditional_writes": mark, "try": secrets.token_hex(8)}).encode()


def _is_marked(target: Store, mark: str) -> bool:
    """Whether the lock object says that this store was tested, for machines without a memory file."""
    try:
        if target.head(LOCK_OBJECT) is None:
            return False
        lock = json.loads(target.get(LOCK_OBJECT))
    except (StoreError, ValueError):
        return False
    return isinstance(lock, dict) and lock.get("conditional_writes") == mark


def _remembered(memory: Path) -> list[str]:
    if not memory.is_file():
        return []
    try:
        record = json.loads(files.read(memory, limit_bytes=_MEMORY_BYTES))
    except ValueError:
        return []
    return [name for name in record if isinstance(name, str)] if isinstance(record, list) else []
