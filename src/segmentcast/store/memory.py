"""A store that lives in memory: for tests, and for programs that want the files as values."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from segmentcast import files
from segmentcast.errors import Problem, StoreError
from segmentcast.ports import StoredFile


class MemoryStore:
    """Files in a dict; see ports.Store for what each method promises."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}

    def put(self, path: str, data: bytes | Path, *, mime: str) -> None:  # noqa: ARG002
        content = files.read(data, limit_bytes=1 << 34) if isinstance(data, Path) else data
        self._files[_checked(path)] = content

    def head(self, path: str) -> StoredFile | None:
        data = self._files.get(_checked(path))
        if data is None:
            return None
        return StoredFile(path, len(data), hashlib.sha256(data).hexdigest())

    def get(self, path: str) -> bytes:
        try:
            return self._files[_checked(path)]
        except KeyError:
            raise StoreError(Problem(path, "it does not exist", "publish it first")) from None

    def delete(self, path: str) -> None:
        self._files.pop(_checked(path), None)

    def paths(self) -> Iterator[str]:
        yield from sorted(self._files)


def _checked(path: str) -> str:
    files.inside(Path("/"), path)
    return path
