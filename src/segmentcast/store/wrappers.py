"""Stores that wrap another store: retrying, verifying, single-writer and dry-run."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from segmentcast import files
from segmentcast.errors import Overtaken, Problem, StoreBusy
from segmentcast.ports import AS_IT_IS, Delivery, Store, StoredFile
from segmentcast.retry import Retry

T = TypeVar("T")


class StoreAround:
    """A store that delegates everything to `inner`."""

    def __init__(self, inner: Store) -> None:
        self.inner = inner

    def put(
        self,
        path: str,
        data: bytes | Path,
        *,
        mime: str,
        delivery: Delivery = AS_IT_IS,
        if_version: str | None = None,
    ) -> None:
        self.inner.put(path, data, mime=mime, delivery=delivery, if_version=if_version)

    def head(self, path: str) -> StoredFile | None:
        return self.inner.head(path)

    def get(self, path: str) -> bytes:
        return self.inner.get(path)

    def delete(self, path: str) -> None:
        self.inner.delete(path)

    def paths(self) -> Iterator[str]:
        return self.inner.paths()

    def entries(self) -> Iterator[StoredFile]:
        return self.inner.entries()

    def digest(self, path: str) -> str:
        return self.inner.digest(path)


class RetryingStore(StoreAround):
    """Retries temporary failures (StoreBusy), with increasing waits."""

    def __init__(self, inner: Store, retry: Retry = Retry(attempts=4, wait_s=0.5)) -> None:  # noqa: B008
        super().__init__(inner)
        self._retry = retry

    def put(
        self,
        path: str,
        data: bytes | Path,
        *,
        mime: str,
        delivery: Delivery = AS_IT_IS,
        if_version: str | None = None,
    ) -> None:
        self._again(
            lambda: self.inner.put(path, data, mime=mime, delivery=delivery, if_version=if_version)
        )

    def head(self, path: str) -> StoredFile | None:
        return self._again(lambda: self.inner.head(path))

    def get(self, path: str) -> bytes:
        return self._again(lambda: self.inner.get(path))

    def delete(self, path: str) -> None:
        self._again(lambda: self.inner.delete(path))

    def paths(self) -> Iterator[str]:
        yield from self._again(lambda: tuple(self.inner.paths()))

    def entries(self) -> Iterator[StoredFile]:
        yield from self._again(lambda: tuple(self.inner.entries()))

    def digest(self, path: str) -> str:
        return self._again(lambda: self.inner.digest(path))

    def _again(self, act: Callable[[], T]) -> T:
        return self._retry.call(act, lambda error: isinstance(error, StoreBusy))


class VerifyingStore(StoreAround):
    """Verifies every file after writing it: its length and, with `reread`, its bytes."""

    def __init__(self, inner: Store, *, reread: bool = True) -> None:
        super().__init__(inner)
        self._reread = reread

    def put(
        self,
        path: str,
        data: bytes | Path,
        *,
        mime: str,
        delivery: Delivery = AS_IT_IS,
        if_version: str | None = None,
    ) -> None:
        self.inner.put(path, data, mime=mime, delivery=delivery, if_version=if_version)
        if if_version is not None:
            # The next writer may already have replaced it, so there is nothing to verify.
            return
        length = data.stat().st_size if isinstance(data, Path) else len(data)
        there = self.inner.head(path)
        if there is None or there.length_bytes != length:
            raise StoreBusy(_not_as_sent(path))
        if self._reread and self.inner.digest(path) != _sha256(data):
            raise StoreBusy(_not_as_sent(path))


class SingleWriterStore(StoreAround):
    """For a service that ignores conditions: checks them itself before each write.

    This is safe only while nobody else writes.
    """

    def put(
        self,
        path: str,
        data: bytes | Path,
        *,
        mime: str,
        delivery: Delivery = AS_IT_IS,
        if_version: str | None = None,
    ) -> None:
        if if_version is not None:
            there = self.inner.head(path)
            if (there.version if there else "") != if_version:
                raise Overtaken(
                    Problem(path, "someone else wrote it meanwhile", "run the command again")
                )
        self.inner.put(path, data, mime=mime, delivery=delivery)


class DryRunStore(StoreAround):
    """Reads from a store and writes nothing, but records what would be written or removed."""

    def __init__(self, inner: Store) -> None:
        super().__init__(inner)
        self.written: dict[str, bytes | Path] = {}
        self.removed: set[str] = set()

    def put(
        self,
        path: str,
        data: bytes | Path,
        *,
        mime: str,  # noqa: ARG002
        delivery: Delivery = AS_IT_IS,  # noqa: ARG002
        if_version: str | None = None,  # noqa: ARG002
    ) -> None:
        files.below(path)
        self.written[path] = data
        self.removed.discard(path)

    def head(self, path: str) -> StoredFile | None:
        if path in self.removed:
            return None
        if path in self.written:
            data = self.written[path]
            length = data.stat().st_size if isinstance(data, Path) else len(data)
            return StoredFile(path, length, self.digest(path))
        return self.inner.head(path)

    def get(self, path: str) -> bytes:
        data = self.written.get(path)
        if data is None:
            return self.inner.get(path)
        return (
            files.read(data, limit_bytes=files.SOUND_LIMIT_BYTES)
            if isinstance(data, Path)
            else data
        )

    def delete(self, path: str) -> None:
        files.below(path)
        self.written.pop(path, None)
        self.removed.add(path)

    def paths(self) -> Iterator[str]:
        yield from sorted({*self.inner.paths(), *self.written} - self.removed)

    def entries(self) -> Iterator[StoredFile]:
        for path in self.paths():
            entry = self.head(path)
            if entry is not None:
                yield entry

    def digest(self, path: str) -> str:
        data = self.written.get(path)
        if data is None:
            return self.inner.digest(path)
        return _sha256(data)


def _sha256(data: bytes | Path) -> str:
    return files.sha256_of(data) if isinstance(data, Path) else hashlib.sha256(data).hexdigest()


def _not_as_sent(path: str) -> Problem:
    return Problem(path, "was damaged during the upload", "run the same command again")
