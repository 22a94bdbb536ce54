"""The files of the output folder as they are uploaded."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import TypeVar

from segmentcast import files, layout
from segmentcast.deployment.delivery import LEDGER, delivery_of, is_text
from segmentcast.ports import Delivery
from segmentcast.store import DirectoryStore

T = TypeVar("T")


class Outgoing:
    """The output folder as it is uploaded; with `compress`, texts are gzipped. Thread-safe.

    Only the length and hash of a compressed text are stored, so that memory stays bounded.
    """

    def __init__(self, output: Path, compress: bool) -> None:
        self.output = output
        self.compress = compress
        self._zipped: dict[str, tuple[int, str]] = {}

    def paths(self) -> tuple[str, ...]:
        """All files except hidden ones, sorted."""
        present = (entry.path for entry in DirectoryStore(self.output).entries())
        return tuple(path for path in present if not _is_hidden(path))

    def body(self, path: str) -> bytes | Path:
        """The content to upload: the file itself, or its compressed bytes."""
        source = files.inside(self.output, path)
        if not self._zips(path):
            return source
        body = zipped(files.read(source, limit_bytes=1 << 28))
        self._zipped[path] = len(body), hashlib.sha256(body).hexdigest()
        return body

    def length(self, path: str) -> int:
        """The number of bytes to upload."""
        return self._compressed(path)[0] if self._zips(path) else self.source_length(path)

    def digest(self, path: str) -> str:
        """The SHA-256 of the content to upload."""
        return self._compressed(path)[1] if self._zips(path) else self.source_digest(path)

    def _compressed(self, path: str) -> tuple[int, str]:
        """Length and SHA-256 of the compressed bytes. Each text is compressed once for this."""
        if path not in self._zipped:
            self.body(path)
        return self._zipped[path]

    def source_length(self, path: str) -> int:
        """The length of the file itself in bytes."""
        source = files.inside(self.output, path)
        with files.explained(source):
            return source.stat().st_size

    def source_digest(self, path: str) -> str:
        """The SHA-256 of the file itself."""
        return files.sha256_of(files.inside(self.output, path))

    def delivery(self, path: str) -> Delivery:
        return delivery_of(path, gzip=self.compress and (path == LEDGER or self._zips(path)))

    def _zips(self, path: str) -> bool:
        return self.compress and is_text(layout.media_type(path))


def _is_hidden(path: str) -> bool:
    """Whether the file is not uploaded, such as .gitignore. `.well-known` is uploaded (RFC 8615)."""
    parts = path.removeprefix(".well-known/").split("/")
    return any(part.startswith(".") for part in parts)


def zipped(data: bytes) -> bytes:
    """The gzipped data, deterministic for the same input."""
    return gzip.compress(data, 6, mtime=0)


def in_parallel(act: Callable[[str], T], paths: Iterable[str], workers: int) -> list[tuple[str, T]]:
    """Applies `act` to each path, and returns the results.

    After the first failure, no further path is started and the failure is raised. Each worker
    fetches its next path itself, so no queue builds up in memory.
    """
    paths = list(paths)
    results: dict[int, T] = {}
    failures: dict[int, BaseException] = {}
    numbers = iter(range(len(paths)))
    taking, ended = threading.Lock(), threading.Event()

    def work() -> None:
        while not ended.is_set():
            with taking:
                number = next(numbers, None)
            if number is None:
                return
            try:
                results[number] = act(paths[number])
            except BaseException as error:  # noqa: BLE001 - raised below, in the caller's thread
                failures[number] = error
                ended.set()

    count = max(1, min(workers, len(paths)))
    with ThreadPoolExecutor(count, "upload") as pool:
        try:
            wait([pool.submit(work) for _ in range(count)])
        finally:
            ended.set()  # on KeyboardInterrupt too
    if failures:
        raise failures[min(failures)]
    return [(path, results[number]) for number, path in enumerate(paths)]
