"""Places where values are kept: a folder, or any store. Each is safe for many writers at once.

A folder writes to a temporary file and renames it; a store puts only what is not there yet. Two
that make the same value at once write the same thing, so it does not matter whose stays. When a
value was last used is its time of modification, renewed at most once in a while to spare writes.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol, runtime_checkable

from segmentcast import files
from segmentcast.cache.sealed_values import SHARDS, Kept, is_name, path_of
from segmentcast.errors import Overtaken, Problem, StoreError
from segmentcast.ports import Store, StoredFile

DAY_SECONDS = 86_400
_MIME = "application/octet-stream"
_TO_READ = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_BINARY", 0)
)
_ABSENT = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENXIO, errno.ESTALE})
"""No such value, a link, a pipe or socket, or a share's way to say that somebody replaced it meanwhile."""


class Backend(Protocol):
    """Sealed values by name. Every method raises StoreError when the place does not do its part."""

    def get(self, name: str, limit_bytes: int) -> bytes | None:
        """The bytes; None when there are none or more than the limit."""
        ...

    def has(self, name: str) -> bool:
        """Whether there is something; it may yet turn out to be damaged when it is read."""
        ...

    def put(self, name: str, data: bytes, *, replacing: bool = False) -> None:
        """Keeps the bytes, all or nothing; with `replacing` also where there is something already."""
        ...

    def remove(self, name: str) -> None:
        """Removes the value; nothing happens when it is not there."""
        ...

    def entries(self, shard: str | None = None) -> Iterator[Kept]:
        """Every value, or those whose names begin with these two digits, in no order."""
        ...


class FolderBackend:
    """Values in a folder, on this machine or on a share that several mount.

    Only plain files are values: whatever else has the name of one is absent, and links are not followed.
    """

    def __init__(self, root: Path, *, renew_seconds: float = DAY_SECONDS) -> None:
        self.root = root
        self._renew_seconds = renew_seconds

    def path(self, name: str) -> Path:
        return self.root / name[:2] / name

    def get(self, name: str, limit_bytes: int) -> bytes | None:
        def whole(stream: BinaryIO) -> bytes | None:
            status = os.fstat(stream.fileno())
            if status.st_size > limit_bytes:
                return None
            data = files.read_at_most(stream, limit_bytes)
            if time.time() - status.st_mtime > self._renew_seconds:
                self._renew(self.path(name))
            return data if data and len(data) <= limit_bytes else None

        return self._read(name, whole)

    def start(self, name: str, length_bytes: int) -> bytes | None:
        """The first bytes of a value; None when there is none. It does not count as used."""
        return self._read(name, lambda stream: stream.read(length_bytes))

    def has(self, name: str) -> bool:
        return self._is_value(name)

    def put(self, name: str, data: bytes, *, replacing: bool = False) -> None:  # noqa: ARG002
        path = self.path(name)
        if path.parent.is_symlink():
            what = "this folder of the cache is a link, which is not followed"
            raise StoreError(Problem(str(path.parent), what, "remove the link"))
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)  # no value: a cache may be deleted at any time
        files.write(path, data, durable=False)

    def remove(self, name: str) -> None:
        if not self.path(name).parent.is_symlink():
            files.remove(self.path(name))

    def _read(self, name: str, act: Callable[[BinaryIO], bytes | None]) -> bytes | None:
        """What `act` reads of the open value; None when there is none, or no plain file in its place."""
        if not self._is_value(name):
            return None
        path = self.path(name)
        try:
            # Not to wait, should somebody put a pipe in its place at this moment.
            with os.fdopen(os.open(path, _TO_READ), "rb", buffering=0) as stream:
                return act(stream) if stat.S_ISREG(os.fstat(stream.fileno()).st_mode) else None
        except OSError as error:
            if error.errno in _ABSENT:
                return None
            raise files.explain(error, path) from error

    def _is_value(self, name: str) -> bool:
        """Whether there is a plain file of this name: no pipe, device, folder, nor anything behind a link."""
        path = self.path(name)
        try:
            return stat.S_ISDIR(path.parent.lstat().st_mode) and stat.S_ISREG(path.lstat().st_mode)
        except OSError as error:
            if error.errno in _ABSENT:
                return False
            raise files.explain(error, path) from error

    def entries(self, shard: str | None = None) -> Iterator[Kept]:
        for entry in self._scan(shard):
            if is_name(entry.name):
                try:
                    status = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue  # somebody else removed it
                if stat.S_ISREG(status.st_mode):
                    yield Kept(entry.name, status.st_size, status.st_mtime)

    def remove_leftovers(self, before: float, shard: str | None = None) -> None:
        """Removes what a kill left half written before that time, in seconds since 1970."""
        for entry in self._scan(shard):
            if entry.name.startswith(".") and entry.name.endswith(".part"):
                path = Path(entry.path)
                with files.explained(path):
                    try:
                        if entry.stat(follow_symlinks=False).st_mtime < before:
                            path.unlink(missing_ok=True)
                    except FileNotFoundError:
                        continue

    def _scan(self, shard: str | None) -> Iterator[os.DirEntry[str]]:
        for shard_name in SHARDS if shard is None else (shard,):
            if (self.root / shard_name).is_symlink():
                continue
            with files.explained(self.root / shard_name):
                try:
                    with os.scandir(self.root / shard_name) as entries:
                        listed = list(entries)
                except FileNotFoundError:
                    continue
            yield from listed

    def _renew(self, path: Path) -> None:
        try:
            os.utime(path)
        except OSError:
            return  # somebody else's file, or a share that cannot be written to: it ages, no more


@runtime_checkable
class _Direct(Protocol):
    """A store that gives a file with what it knows of it in one request, and lists a part of itself."""

    def fetch(self, path: str, limit_bytes: int) -> tuple[bytes, StoredFile] | None: ...

    def entries_below(self, prefix: str) -> Iterator[StoredFile]: ...


class StoreBackend:
    """Values in a store: a bucket, another machine's folder, memory.

    What is used again after a while is written again as it is, which renews its time.
    """

    def __init__(self, store: Store, *, renew_seconds: float = DAY_SECONDS) -> None:
        self._store = store
        self._renew_seconds = renew_seconds

    def get(self, name: str, limit_bytes: int) -> bytes | None:
        path = path_of(name)
        fetched = self._fetched(path, limit_bytes)
        if fetched is None:
            return None
        data, stored = fetched
        if stored.modified and time.time() - stored.modified.timestamp() > self._renew_seconds:
            self._renew(path, data)
        return data

    def has(self, name: str) -> bool:
        return self._store.head(path_of(name)) is not None

    def put(self, name: str, data: bytes, *, replacing: bool = False) -> None:
        try:
            self._store.put(path_of(name), data, mime=_MIME, if_version=None if replacing else "")
        except Overtaken:
            return  # it is there already

    def remove(self, name: str) -> None:
        self._store.delete(path_of(name))

    def entries(self, shard: str | None = None) -> Iterator[Kept]:
        prefix = f"{shard}/" if shard else ""
        for stored in self._listed(prefix):
            folder, _, name = stored.path.rpartition("/")
            if stored.path.startswith(prefix) and is_name(name) and folder == name[:2]:
                used = stored.modified.timestamp() if stored.modified else 0.0
                yield Kept(name, stored.length_bytes, used)

    def _renew(self, path: str, data: bytes) -> None:
        try:
            self._store.put(path, data, mime=_MIME)
        except StoreError:
            return  # a place that may only be read: the value ages, no more

    def _listed(self, prefix: str) -> Iterator[StoredFile]:
        store = self._store
        return store.entries_below(prefix) if isinstance(store, _Direct) else store.entries()

    def _fetched(self, path: str, limit_bytes: int) -> tuple[bytes, StoredFile] | None:
        if isinstance(self._store, _Direct):
            return self._store.fetch(path, limit_bytes)
        stored = self._store.head(path)
        if stored is None or stored.length_bytes > limit_bytes:
            return None
        return self._store.get(path), stored
