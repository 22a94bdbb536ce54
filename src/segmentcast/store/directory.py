"""A folder as a store: writes a temporary file, flushes it, and renames it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from segmentcast import files
from segmentcast.errors import Overtaken, Problem, PublishStopped, StoreError
from segmentcast.ports import AS_IT_IS, Delivery, StoredFile

LOCK = ".segmentcast.lock"
_LOCK_WAIT_SECONDS = 30.0


class DirectoryStore:
    """Files below one folder; see ports.Store for the contract.

    The folder's web server decides how files are served (their types and headers).
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(
        self,
        path: str,
        data: bytes | Path,
        *,
        mime: str,  # noqa: ARG002
        delivery: Delivery = AS_IT_IS,  # noqa: ARG002
        if_version: str | None = None,
    ) -> None:
        """Writes the file in one step."""
        target = files.inside(self.root, path)
        with self._alone() if if_version is not None else contextlib.nullcontext():
            if if_version is not None:
                here = self.head(path)
                if (here.version if here else "") != if_version:
                    raise Overtaken(
                        Problem(
                            str(target), "someone else wrote it meanwhile", "run the command again"
                        )
                    )
            try:
                files.ensure_folder(target.parent, mode=files.PUBLIC_FOLDER)
                if isinstance(data, Path):
                    files.copy(data, target)
                else:
                    files.write(target, data)
            except StoreError as error:
                if error.problems[0].where == str(data):
                    raise  # the source file cannot be read
                raise PublishStopped(error.problems) from error

    def head(self, path: str) -> StoredFile | None:
        """Size, time and version of the file, without the hash, which would mean reading it."""
        target = files.inside(self.root, path)
        with files.explained(target):
            if not target.is_file():
                return None
            return _described(path, target.stat())

    def get(self, path: str) -> bytes:
        return files.read(files.inside(self.root, path), limit_bytes=files.SOUND_LIMIT_BYTES)

    def delete(self, path: str) -> None:
        files.remove(files.inside(self.root, path))

    def paths(self) -> Iterator[str]:
        """All files in the folder except unfinished ones, sorted by path."""
        for entry in self.entries():
            yield entry.path

    def entries(self) -> Iterator[StoredFile]:
        with files.explained(self.root):
            paths = [
                _described(entry.relative_to(self.root).as_posix(), entry.stat())
                for entry in self.root.rglob("*")
                if entry.is_file() and not entry.name.endswith(".part") and entry.name != LOCK
            ]
        yield from sorted(paths, key=lambda entry: entry.path)

    def leftovers(self) -> Iterator[StoredFile]:
        """The hidden files of unfinished writes, either in progress or interrupted."""
        with files.explained(self.root):
            entries = [
                _described(entry.relative_to(self.root).as_posix(), entry.stat())
                for entry in self.root.rglob(".*.part")
                if entry.is_file() and not entry.is_symlink()
            ]
        yield from sorted(entries, key=lambda entry: entry.path)

    def digest(self, path: str) -> str:
        return files.sha256_of(files.inside(self.root, path))

    def _alone(self) -> contextlib.AbstractContextManager[None]:
        return files.only_one(self.root / LOCK, "publish", wait_seconds=_LOCK_WAIT_SECONDS)


def _described(path: str, status: os.stat_result) -> StoredFile:
    # Files are replaced, never modified, so the inode separates writes within a clock tick.
    version = f"{status.st_ino:x}-{status.st_mtime_ns:x}-{status.st_size:x}"
    modified = datetime.fromtimestamp(status.st_mtime, UTC)
    return StoredFile(path, status.st_size, version=version, modified=modified)
