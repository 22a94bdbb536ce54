"""A folder as a store: temporary file, flush to disk, rename."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from segmentcast import files
from segmentcast.ports import StoredFile


class DirectoryStore:
    """Files below one folder; see ports.Store for what each method promises."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, path: str, data: bytes | Path, *, mime: str) -> None:  # noqa: ARG002
        """Writes the file in one step; the type is the server's to tell, by the name's end."""
        target = files.inside(self.root, path)
        if isinstance(data, Path):
            files.copy(data, target)
        else:
            files.write(target, data)

    def head(self, path: str) -> StoredFile | None:
        """Size of the file; the hash is not told, as that would read it."""
        target = files.inside(self.root, path)
        with files.explained(target):
            if not target.is_file():
                return None
            return StoredFile(path, target.stat().st_size)

    def get(self, path: str) -> bytes:
        return files.read(files.inside(self.root, path), limit_bytes=1 << 34)

    def delete(self, path: str) -> None:
        files.remove(files.inside(self.root, path))

    def paths(self) -> Iterator[str]:
        """Every file below the folder but unfinished ones, sorted by path."""
        with files.explained(self.root):
            found = [
                entry.relative_to(self.root).as_posix()
                for entry in self.root.rglob("*")
                if entry.is_file() and not entry.name.endswith(".part")
            ]
        yield from sorted(found)
