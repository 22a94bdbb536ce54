"""Tracks the published files of a show and detects missing or damaged ones.

A package has the length and SHA-256 of each of its files. The records also have a mark with the
file's times when its content was last verified. While the times match, the file is not read again,
except for the share that `spot_check` hashes each time.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from itertools import chain, takewhile
from pathlib import Path

from segmentcast import files, layout
from segmentcast.ledger import Ledger
from segmentcast.model import PackageFile, Role
from segmentcast.records import FileMark, Records
from segmentcast.store import DirectoryStore
from segmentcast.vocabulary.media_types import SIDECAR
from segmentcast.vocabulary.private_paths import FOLDER as PRIVATE
from segmentcast.vocabulary.private_paths import is_private
from segmentcast.workspace.show_folder import MEDIA_FOLDERS, OUTPUT_NAMES

SHARE_BYTES = 200_000_000
"""Approximate amount to hash in each publish of files that seem untouched."""

_LOOKED_AT = 20_000
"""How many files have their size and times compared in each publish; all, if a folder changed."""
_HASHED_FILES = 2_000
"""Maximum number of files to hash in each publish, since small ones take longer per byte."""

_HASHED_TO, _COMPARED_TO = "hashed to", "compared to"
_FOLDERS, _NOTED = "folders", "files noted"
_HASH = re.compile("[0-9a-f]{64}")
_NAMED_BY_HASH = frozenset(MEDIA_FOLDERS - {"thumbnails"})


def put_file(
    store: DirectoryStore,
    role: Role,
    path_of: Callable[[str], str],
    data: bytes | Path,
    language: str = "",
    sha256: str = "",
) -> PackageFile:
    """Writes the file unless the one at its path already has these bytes.

    `path_of` maps the SHA-256 to the path; `sha256` is that of a file of which it is known. A file
    that cannot be read is rewritten.
    """
    if isinstance(data, Path):
        length, sha256 = data.stat().st_size, sha256 or files.sha256_of(data)
    else:
        length, sha256 = len(data), hashlib.sha256(data).hexdigest()
    path = path_of(sha256)
    mime = layout.media_type(path)
    if whole_path(store, path, length, sha256) is None:
        store.put(path, data, mime=mime)
    return PackageFile(role, path, mime, length, sha256, language=language)


def sidecars(paths: Iterable[str], store: DirectoryStore) -> list[PackageFile]:
    """The sidecars with Content Credentials that are published beside the files at these paths."""
    rows: list[PackageFile] = []
    for path in (path + SIDECAR for path in paths):
        if store.head(path) is not None:
            data = store.get(path)
            sha256 = hashlib.sha256(data).hexdigest()
            mime = layout.media_type(path)
            rows.append(PackageFile("credentials", path, mime, len(data), sha256))
    return rows


def whole_file(store: DirectoryStore, file: PackageFile | None) -> Path | None:
    """The path of the file if its content matches its hash, else None. Reads the file."""
    if file is None or file.url:
        return None
    return whole_path(store, file.path, file.length_bytes, file.sha256)


def whole_path(store: DirectoryStore, path: str, length_bytes: int, sha256: str) -> Path | None:
    """The path of the file if it is readable and its content matches, else None."""
    stored = store.head(path)
    if stored is None or stored.length_bytes != length_bytes:
        return None
    place = files.inside(store.root, path)
    return place if files.has_content(place, sha256) else None


def sounds_of(ledger: Ledger) -> dict[str, str]:
    """Maps the path of every audio file in the ledger to its SHA-256."""
    return {
        version.path: version.sha256
        for entry in ledger
        for version in entry.versions
        if version.path
    }


def true_hash(path: str, sounds: Mapping[str, str]) -> str:
    """The expected SHA-256 of a media file from the ledger, or its prefix from the file's name."""
    if path in sounds:
        return sounds[path]
    return layout.hash_in_name(path) if path.partition("/")[0] in _NAMED_BY_HASH else ""


def damaged_media(
    output: Path, sounds: Mapping[str, str], *, without: Container[str] = ()
) -> Iterator[tuple[str, str]]:
    """Path and expected hash of every media file whose content doesn't match. Reads all of them.

    This includes files from before a correction, which stay at their addresses.
    """
    for path in DirectoryStore(output).paths():
        expected = true_hash(path, sounds)
        if not expected or path in without:
            continue
        if not files.sha256_of(files.inside(output, path)).startswith(expected):
            yield path, expected


class PublishedFiles:
    """The state of the files below `root`. Use it only in the thread that opened the records.

    `suspicious` says that some may be damaged, so that the owners of files have to check each.
    """

    def __init__(self, root: Path, records: Records) -> None:
        self.root = root
        self._records = records
        self._marks = records.marks
        self.noted = records.state(_NOTED) == "yes"
        """Whether all published files have marks; False after a publish by an older version."""
        self.suspicious = not self.noted
        self._unclaimed: set[str] = set()

    # --- single files -----------------------------------------------------------------------------

    def note(self, path: str, sha256: str, length_bytes: int) -> None:
        """Stores the mark of a file that was just written or verified."""
        self._marks.put([self._mark(path, sha256, length_bytes)])

    def marks_of(self, written: Iterable[PackageFile]) -> list[FileMark]:
        """The marks of a package's files, as `note` would store them."""
        return [
            self._mark(file.path, file.sha256, file.length_bytes)
            for file in written
            if not file.url
        ]

    def forget(self, path: str) -> None:
        """Deletes the mark of a removed file."""
        self._marks.remove(_key(path))

    def is_whole(self, path: str, length_bytes: int, sha256: str) -> bool:
        """Whether the file has this content. It is read only if it changed since the last check."""
        known = self._marks.get(_key(path))
        if known is None or known.sha256 != sha256:
            known = FileMark(_key(path), sha256, length_bytes)
        return known.fits(_status(self.root, path)) or self._is_mended(known, path)

    def as_written(self, paths: Iterable[str]) -> bool:
        """Whether each of these files matches its mark. A file without a mark doesn't."""
        for path in paths:
            known = self._marks.get(_key(path))
            if known is None or not self.is_whole(path, known.length_bytes, known.sha256):
                return False
        return True

    def any_damaged(self, paths: Iterable[str]) -> bool:
        """Whether `spot_check` found damage in these files. Always False if nothing is suspicious."""
        marks = (self._marks.get(_key(path)) for path in paths)
        return any(known is None or known.damaged for known in marks)

    def recorded(self, path: str) -> str:
        """The SHA-256 in the file's mark, or an empty string without a mark."""
        known = self._marks.get(_key(path))
        return known.sha256 if known else ""

    def needed(self, paths: Iterable[str]) -> set[str]:
        """Those files that belong to an episode's current version, or to no episode."""
        wanted = set(paths)
        needed = set(filter(_is_shown, wanted))
        for known in self._records.known() if wanted - needed else ():
            needed.update(path for path, _ in known.files() if path in wanted)
        return needed

    def suspect(self, paths: Iterable[str]) -> None:
        """Makes the next publish read these files, whatever their times are."""
        marks = (self._marks.get(_key(path)) for path in paths)
        self._marks.put([known.as_damaged() for known in marks if known is not None])

    # --- all of them --------------------------------------------------------------------------------

    def spot_check(self, share_bytes: int = SHARE_BYTES) -> None:
        """Checks some files for damage, a different part each time, and sets `suspicious`.

        Compares the size and times of `_LOOKED_AT` files, or of all if a folder changed. Hashes
        those that differ, and about `share_bytes` of the others. A damaged file stays marked until
        it is rewritten.
        """
        records = self._records
        if not self.noted:
            self._take_in()
        damaged = [
            not self._is_mended(known, known.path)
            for known in self._marks.damaged()
            if not _is_hash(known.path)  # the private feeds' owner checks them in any case
        ]
        everything = records.state(_FOLDERS) != folder_times(self.root)
        compared = "" if everything else records.state(_COMPARED_TO)
        count = 0
        for known in self._marks.after(compared):
            if count == _LOOKED_AT and not everything:
                break
            compared, count = known.path, count + 1
            status = _status(self.root, known.path)
            if known.abandoned and status is None:
                self._marks.remove(known.path)
            elif not (known.abandoned or _is_hash(known.path) or known.fits(status)):
                damaged.append(not self._is_mended(known, known.path))
        else:
            compared = ""  # start over next time
        records.set_state(_COMPARED_TO, compared)
        damaged.append(self._hash_share(share_bytes))
        self.suspicious = self.suspicious or any(damaged)
        if self.suspicious:
            self._unclaimed = self._without_owner()

    def _take_in(self) -> None:
        """Adds marks after a publish by an older version or with lost records."""
        for record in self._records.all():
            for file in record.package.files:
                if not file.url:
                    self.is_whole(file.path, file.length_bytes, file.sha256)

    def _hash_share(self, share_bytes: int) -> bool:
        """Hashes the next files in path order, whatever their times are. Returns True for damage."""
        damaged, total, last = False, 0, ""
        private = self._private_paths()
        for number, known in enumerate(self._in_turn(self._records.state(_HASHED_TO))):
            if total >= share_bytes or number == _HASHED_FILES:
                break
            last = known.path
            total += known.length_bytes
            path = private.get(known.path, known.path)
            if not _is_hash(path):
                whole = self._is_mended(known, path)
                damaged = damaged or not (whole or is_private(path))
        else:
            last = ""
        self._records.set_state(_HASHED_TO, last)
        return damaged

    def _in_turn(self, start: str) -> Iterator[FileMark]:
        """All marks, beginning after `start` and wrapping around."""
        rows = chain(
            self._marks.after(start),
            takewhile(lambda known: known.path <= start, self._marks.after("")),
        )
        return (known for known in rows if not known.abandoned)

    def _private_paths(self) -> dict[str, str]:
        """Maps the keys of private feed files to their paths."""
        folder = self.root / PRIVATE
        paths = folder.rglob("*") if folder.is_dir() else ()
        with files.explained(folder):
            relative = (path.relative_to(self.root).as_posix() for path in paths)
            return {_key(path): path for path in relative}

    def _without_owner(self) -> set[str]:
        """Damaged files that belong to no episode."""
        damaged = {known.path for known in self._marks.damaged()}
        for known in self._records.known() if damaged else ():
            damaged.difference_update(path for path, _ in known.files())
        return damaged

    def lost(self) -> list[str]:
        """Damaged pages, documents and files that all pages share, sorted.

        Leaves out previous versions of episodes, which nothing links to.
        """
        return sorted(filter(_is_shown, self._unclaimed))

    def damaged_beside(self, episodes: Container[str]) -> Iterator[str]:
        """Reads all pages, documents and shared files, and yields the damaged ones.

        `episodes` are the paths of the episodes' own files.
        """
        private = self._private_paths()
        for known in self._marks.after(""):
            path = private.get(known.path, known.path)
            others = not _is_hash(path) and path not in episodes and _is_shown(path)
            if others and not self._is_mended(known, path):
                yield path

    def finish(self) -> None:
        """Saves the state at the end of a publish."""
        for path in self._unclaimed:
            known = self._marks.get(path)
            if known is None or not known.damaged:
                continue
            if _is_shown(path) or _status(self.root, path) is None:
                self._marks.remove(path)
            else:
                self._marks.put([known.as_abandoned()])
        for name, value in ((_FOLDERS, folder_times(self.root)), (_NOTED, "yes")):
            if self._records.state(name) != value:
                self._records.set_state(name, value)

    # --- how ------------------------------------------------------------------------------------------

    def _is_mended(self, known: FileMark, path: str) -> bool:
        """Whether the file is intact. Reads it, and updates its mark."""
        status = _status(self.root, path)
        whole = (
            status is not None
            and status.st_size == known.length_bytes
            and files.has_content(self.root / path, known.sha256)
        )
        fresh = known.seen(status) if whole and status else known.as_damaged()
        if fresh != known or not whole:
            self._marks.put([fresh])
        return whole

    def _mark(self, path: str, sha256: str, length_bytes: int) -> FileMark:
        bare = FileMark(_key(path), sha256, length_bytes)
        status = _status(self.root, path)
        return bare.seen(status) if status is not None else bare


def _status(root: Path, path: str) -> os.stat_result | None:
    """Size and times of a regular file; None for anything else."""
    try:
        status = os.stat(f"{root}/{path}")  # noqa: PTH116 - half the time
    except OSError:
        return None
    return status if stat.S_ISREG(status.st_mode) else None


def _key(path: str) -> str:
    """The path as stored in the records. Paths in private feeds are hashed because they are secret."""
    return hashlib.sha256(path.encode()).hexdigest() if is_private(path) else path


def _is_shown(path: str) -> bool:
    """Whether a file that belongs to no episode is still needed, unlike previous versions' media."""
    return path.partition("/")[0] not in MEDIA_FOLDERS or "/show-" in path


def _is_hash(key: str) -> bool:
    return len(key) == 64 and _HASH.fullmatch(key) is not None


def folder_times(output: Path) -> str:
    """The times of the output's folders, which change if a file is added or removed."""
    if not output.is_dir():
        return ""
    with files.explained(output), os.scandir(output) as entries:
        return "\n".join(
            sorted(
                f"{entry.name} {entry.stat().st_mtime_ns} {entry.stat().st_ino}"
                for entry in entries
                if entry.is_dir() and entry.name in OUTPUT_NAMES
            )
        )
