"""Whether a store keeps its word on conditional writes, on which two publishes at once depend.

S3's services take `If-None-Match` and `If-Match`; some that call themselves compatible ignore both,
and then the feed that is written last wins and an episode of the other is lost. Others refuse every
write with a condition (501, 400). No listing shows this, so each store is tried once with a lock object of our own.
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
"""Is written when a store is tried, holds no secret, and stays; nothing else is kept in it."""

_MIME = "application/json"
_MEMORY_BYTES = 1 << 20


def with_conditions(
    target: Store, address: str, settings: StoreSettings, memory: Path, *, single_writer: bool
) -> Store:
    """The store to publish to: as it is when its conditional writes hold.

    With `single_writer` nobody else publishes, so that no condition is asked of the service. What was
    found is remembered in `memory` and in the lock object. Raises StoreError for a store whose
    conditional writes do not hold.
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
                "this store ignores or refuses conditional writes, so of two publishes at once one would be lost",
                "publish from one place at a time only, and say so in show.toml:"
                " single_writer = true under [publish]",
            )
        )
    files.write(memory, json.dumps(sorted({*_remembered(memory), mark})).encode(), durable=False)
    return target


def _hold(target: Store, mark: str) -> bool:
    """Tries both conditions, each once where it is fulfilled and once where it is not.

    Whoever is refused where the condition was fulfilled has met somebody who tries the same: then
    conditions hold, too.
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
        # A service that takes the same write without a condition refuses conditions.
        target.put(LOCK_OBJECT, _content(), mime=_MIME)
        return False
    return True


def _refused(target: Store, version: str) -> bool:
    """Whether a write is refused whose condition is not fulfilled."""
    try:
        target.put(LOCK_OBJECT, _content(), mime=_MIME, if_version=version)
    except Overtaken:
        return True
    return False


def _content(mark: str = "") -> bytes:
    """Never the same bytes twice: a version may be the hash of what is written."""
    return json.dumps({"conditional_writes": mark, "try": secrets.token_hex(8)}).encode()


def _is_marked(target: Store, mark: str) -> bool:
    """Whether the lock object says that this very store was tried, as a machine without memory asks."""
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
