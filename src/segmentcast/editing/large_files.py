"""Files too large for the journal's text, such as recordings: kept beside its entries under their SHA-256."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from segmentcast import files
from segmentcast.errors import Problem, StoreError


@dataclass(frozen=True, slots=True)
class LargeFile:
    """The content of a large file, by its SHA-256 in hexadecimal."""

    sha256: str


class LargeFiles:
    """The large files that one folder's journal needs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, path: Path) -> LargeFile:
        """Keeps the content of a file, without a copy where the disk can link. Raises StoreError."""
        content = LargeFile(files.sha256_of(path))
        kept = self._path(content)
        files.ensure_folder(self._folder)
        if not files.has_content(kept, content.sha256):
            _link_or_copy(path, kept)
        return content

    def put(self, content: LargeFile, path: Path) -> None:
        """Puts a kept file in the place of `path`, in one step.

        Raises StoreError, also if what was kept is no longer what it was: it may be a link to a file
        that another program has changed since.
        """
        if files.has_content(path, content.sha256):
            return
        kept = self._path(content)
        if not files.has_content(kept, content.sha256):
            what = "the copy that was kept of this file is gone, or was changed by another program"
            raise StoreError(Problem(str(path), what, "put the file there yourself"))
        _link_or_copy(kept, path)

    def retain(self, needed: Collection[LargeFile]) -> None:
        """Removes all files but those that are needed."""
        if self._folder.is_dir():
            names = {content.sha256 for content in needed}
            for path in self._folder.iterdir():
                if path.name not in names:
                    files.remove(path)

    def _path(self, content: LargeFile) -> Path:
        return self._folder / content.sha256


def _link_or_copy(source: Path, target: Path) -> None:
    # the name of a part, which is removed if the process ends here
    aside = target.with_name(f".{target.name[:60]}.{secrets.token_hex(8)}.part")
    try:
        aside.hardlink_to(source)
    except OSError:  # another disk, or one without links
        files.copy(source, target)
        return
    try:
        with files.explained(target):
            aside.replace(target)
    finally:
        # where both are the same file already, replacing leaves the other name
        files.remove(aside)
