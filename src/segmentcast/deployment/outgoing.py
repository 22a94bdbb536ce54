"""The files of the finished output as they are sent."""

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
    """What is sent of an output folder; texts gzipped with `compress`. Serves several threads.

    Of a text only the length and hash of its compressed bytes are kept, so that memory does not grow
    with the texts of a show.
    """

    def __init__(self, output: Path, compress: bool) -> None:
        self.output = output
        self.compress = compress
        self._zipped: dict[str, tuple[int, str]] = {}

    def paths(self) -> tuple[str, ...]:
        """Every file but hidden ones, sorted."""
        present = (entry.path for entry in DirectoryStore(self.output).entries())
        return tuple(path for path in present if not _is_hidden(path))

    def body(self, path: str) -> bytes | Path:
        """What is sent: the file itself, or its compressed bytes."""
        source = files.inside(self.output, path)
        if not self._zips(path):
            return source
        body = zipped(files.read(source, limit_bytes=1 << 28))
        self._zipped[path] = len(body), hashlib.sha256(body).hexdigest()
        return body

    def length(self, path: str) -> int:
        """How many bytes are sent."""
        return self._compressed(path)[0] if self._zips(path) else self.source_length(path)

    def digest(self, path: str) -> str:
        """The SHA-256 of what is sent."""
        return self._compressed(path)[1] if self._zips(path) else self.source_digest(path)

    def _compressed(self, path: str) -> tuple[int, str]:
        """Length and SHA-256 of the compressed bytes; a text is compressed for them once."""
        if path not in self._zipped:
            self.body(path)
        return self._zipped[path]

    def source_length(self, path: str) -> int:
        """How many bytes the file itself has."""
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
    """Whether it stays here: .gitignore, what is in .git; not what hosts ask for (RFC 8615)."""
    parts = path.removeprefix(".well-known/").split("/")
    return any(part.startswith(".") for part in parts)


def zipped(data: bytes) -> bytes:
    """The same bytes always for the same text."""
    return gzip.compress(data, 6, mtime=0)


def in_parallel(act: Callable[[str], T], paths: Iterable[str], workers: int) -> list[tuple[str, T]]:
    """What `act` gives for each path; the first failure ends it, when what is under way has ended.

    Each worker takes the next path when it is done with one: nothing waits in memory.
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
            ended.set()  # also when a person stops it
    if failures:
        raise failures[min(failures)]
    return [(path, results[number]) for number, path in enumerate(paths)]
