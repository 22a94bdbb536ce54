"""A store in memory, for tests and for programs that want the files as values."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from segmentcast import files
from segmentcast.errors import Overtaken, Problem, StoreError
from segmentcast.ports import AS_IT_IS, Delivery, StoredFile


@dataclass(frozen=True, slots=True)
class MemoryFile:
    """A stored file, and how it would be served."""

    data: bytes
    mime: str
    delivery: Delivery
    version: str


class MemoryStore:
    """Files in a dict; see ports.Store for the contract."""

    def __init__(self) -> None:
        self.files: dict[str, MemoryFile] = {}
        self._writes = 0
        self._lock = threading.Lock()

    def put(
        self,
        path: str,
        data: bytes | Path,
        *,
        mime: str,
        delivery: Delivery = AS_IT_IS,
        if_version: str | None = None,
    ) -> None:
        content = (
            files.read(data, limit_bytes=files.SOUND_LIMIT_BYTES)
            if isinstance(data, Path)
            else bytes(data)
        )
        with self._lock:
            here = self.files.get(_checked(path))
            if if_version is not None and (here.version if here else "") != if_version:
                raise Overtaken(
                    Problem(path, "someone else wrote it meanwhile", "run the command again")
                )
            self._writes += 1
            self.files[path] = MemoryFile(content, mime, delivery, str(self._writes))

    def head(self, path: str) -> StoredFile | None:
        file = self.files.get(_checked(path))
        if file is None:
            return None
        sha256 = hashlib.sha256(file.data).hexdigest()
        return StoredFile(path, len(file.data), sha256, file.version)

    def get(self, path: str) -> bytes:
        try:
            return self.files[_checked(path)].data
        except KeyError:
            raise StoreError(Problem(path, "it does not exist", "publish it first")) from None

    def delete(self, path: str) -> None:
        with self._lock:
            self.files.pop(_checked(path), None)

    def paths(self) -> Iterator[str]:
        yield from sorted(self.files)

    def entries(self) -> Iterator[StoredFile]:
        for path in sorted(self.files):
            file = self.files[path]
            yield StoredFile(path, len(file.data), version=file.version)

    def digest(self, path: str) -> str:
        return hashlib.sha256(self.get(path)).hexdigest()


def _checked(path: str) -> str:
    files.below(path)
    return path
