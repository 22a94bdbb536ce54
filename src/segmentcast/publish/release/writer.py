"""Writes the files of one release, staged before they become visible."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from segmentcast import layout
from segmentcast.model import PackageFile, Role
from segmentcast.publish.published_files import PublishedFiles, whole_path
from segmentcast.store import DirectoryStore


class Writer:
    """Writes files to the store if they changed, counts them and records their hashes.

    `before` gives the bytes of a path as they are published, or None.
    """

    def __init__(
        self,
        store: DirectoryStore,
        published: PublishedFiles,
        before: Callable[[str], bytes | None] = lambda _: None,
    ) -> None:
        self.store = store
        self.published = published
        self.before = before
        self.written = 0
        self.lengths: dict[str, int] = {}

    def documents(self) -> list[tuple[str, int]]:
        """The feed documents written, with their lengths, for the next publish to verify."""
        return sorted(row for row in self.lengths.items() if row[0].endswith(".xml"))

    def put(self, path: str, data: bytes) -> None:
        self.lengths[path] = len(data)
        sha256 = hashlib.sha256(data).hexdigest()
        if whole_path(self.store, path, len(data), sha256) is None:
            self.store.put(path, data, mime=layout.media_type(path))
            self.written += 1
        self.published.note(path, sha256, len(data))

    def put_file(self, role: Role, path_of: Callable[[str], str], data: bytes) -> PackageFile:
        """Writes a file of the show itself; `path_of` maps its SHA-256 to its path."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = path_of(sha256)
        self.put(path, data)
        return PackageFile(role, path, layout.media_type(path), len(data), sha256)

    def remove(self, path: str) -> None:
        self.store.delete(path)
        self.published.forget(path)
