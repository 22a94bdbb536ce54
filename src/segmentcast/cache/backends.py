"""Places that hold cached values: a folder, or any store. Each is safe for concurrent writers.

A folder writes a temporary file and renames it; a store writes only what is missing. Two writers of
the same key write the same value, so it doesn't matter whose stays. The time of last use is the
modification time, which is renewed at most once in a while to save writes.
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
"""Errors for a missing value: no file, a link, a pipe or socket, or a file replaced on a share."""


class Backend(Protocol):
    """Sealed values by name. Every method raises StoreError if the place fails."""

    def get(self, name: str, limit_bytes: int) -> bytes | None:
        """The bytes; None if there are none or they exceed the limit."""
        ...

    def has(self, name: str) -> bool:
        """Whether a value exists. It may still turn out to be damaged when it is read."""
        ...

    def put(self, name: str, data: bytes, *, replacing: bool = False) -> None:
        """Stores the bytes atomically. With `replacing`, an existing value is overwritten."""
        ...

    def remove(self, name: str) -> None:
        """Removes the value, if it exists."""
        ...

    def entries(self, shard: str | None = None) -> Iterator[Kept]:
        """All values, or those whose names begin with `shard`, two hex digits, in no order."""
        ...


class FolderBackend:
    """Values in a folder, on this machine or on a network share.

    Only plain files are values. Anything else counts as absent, and links are not followed.
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
        """The first bytes of a value; None if there is none. This does not count as use."""
        return self._read(name, lambda stream: stream.read(length_bytes))

    def has(self, name: str) -> bool:
        return self._is_value(name)

    def put(self, name: str, data: bytes, *, replacing: bool = False) -> None:  # noqa: ARG002
        path = self.path(name)
        if path.parent.is_symlink():
            what = "this cache folder is a link, which is not followed"
            raise StoreError(Problem(str(path.parent), what, "remove the link"))
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(
                path, ignore_errors=True
            )  # not a value, and a cache may be deleted any time
        files.write(path, data, durable=False)

    def remove(self, name: str) -> None:
        if not self.path(name).parent.is_symlink():
            files.remove(self.path(name))

    def _read(self, name: str, act: Callable[[BinaryIO], bytes | None]) -> bytes | None:
        """What `act` reads from the opened value; None if it is missing or not a plain file."""
        if not self._is_value(name):
            return None
        path = self.path(name)
        try:
            # Opened without blocking, in case the file is replaced by a pipe at this moment.
            with os.fdopen(os.open(path, _TO_READ), "rb", buffering=0) as stream:
                return act(stream) if stat.S_ISREG(os.fstat(stream.fileno()).st_mode) else None
        except OSError as error:
            if error.errno in _ABSENT:
                return None
            raise files.explain(error, path) from error

    def _is_value(self, name: str) -> bool:
        """Whether a plain file has this name: not a pipe, device or folder, and not through a link."""
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
                    continue  # removed by another process
                if stat.S_ISREG(status.st_mode):
                    yield Kept(entry.name, status.st_size, status.st_mtime)

    def remove_leftovers(self, before: float, shard: str | None = None) -> None:
        """Removes unfinished files that were last written before that time, in seconds since 1970."""
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
            return  # another user's file or a read-only share: the value just ages


@runtime_checkable
class _Direct(Protocol):
    """A store that returns a file with its metadata in one request, and lists prefixes."""

    def fetch(self, path: str, limit_bytes: int) -> tuple[bytes, StoredFile] | None: ...

    def entries_below(self, prefix: str) -> Iterator[StoredFile]: ...


class StoreBackend:
    """Values in a store: a bucket, another machine's folder, memory.

    A value that is used again after a while is rewritten to renew its time.
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
            return  # it already exists

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
            return  # a read-only place: the value just ages

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
