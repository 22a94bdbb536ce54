"""The only writer of paths: whole files or nothing, never outside a root, always in order.

Every failure of the operating system leaves here as a StoreError with a remedy.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, Protocol

from segmentcast.errors import Problem, StoreError, UsageError

PUBLIC_FOLDER = 0o755
"""What is published is read by a web server that runs as another user; files get 0644."""
READ_LIMIT_BYTES = 64 * 1024 * 1024
"""No transcript, page, image or configuration is larger than this."""

SOUND_LIMIT_BYTES = 1 << 34
"""No file of a feed, sounds included, is larger than this."""

_PIECE_BYTES = 1 << 20

_REMEDIES = {
    errno.ENOSPC: ("the disk is full", "free some space and run the same command again"),
    errno.EDQUOT: ("the disk quota is used up", "free some space and run the same command again"),
    errno.EACCES: ("no permission", "change the permissions of the folder, or choose another one"),
    errno.EPERM: ("not permitted", "change the permissions of the folder, or choose another one"),
    errno.EROFS: ("the file system is read-only", "choose a folder that can be written to"),
    errno.ENOTDIR: ("a part of the path is a file, not a folder", "move or rename the file"),
    errno.EISDIR: ("it is a folder, not a file", "move or rename the folder"),
    errno.ENOENT: ("it does not exist", "check the spelling of the path"),
    errno.EEXIST: ("a file of this name is in the way", "move it, or choose another name"),
    errno.ENAMETOOLONG: ("the name is too long", "choose a shorter name"),
    errno.ELOOP: ("a link that leads back to itself", "remove the link, or point it to a file"),
    errno.EIO: ("the disk cannot be read or written", "check the disk, and restore a backup"),
}

_OF_THE_MACHINE = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)
"""Why no file can be read at the moment; any other error is one of the file."""


class SupportsRead(Protocol):
    """What bytes are read from: a file, a raw file, a stream that decompresses."""

    def read(self, size: int, /) -> bytes | None:
        """Up to `size` bytes; none at the end."""
        ...


def is_known(error: OSError) -> bool:
    """Whether `explain` has a remedy for it; the system's own words are all there is for others."""
    return error.errno in _REMEDIES


def explain(error: OSError, where: Path | str) -> StoreError:
    """The StoreError for a failure of the operating system."""
    what, mend = _REMEDIES.get(error.errno or 0, (error.strerror or str(error), "try again"))
    return StoreError(Problem(str(where), what, mend))


@contextlib.contextmanager
def explained(where: Path | str) -> Iterator[None]:
    """Turns an OSError inside the block into a StoreError about `where`."""
    try:
        yield
    except OSError as error:
        raise explain(error, where) from error


def below(relative: str) -> PurePosixPath:
    """The path, if it is one below some root, whatever that is.

    Raises UsageError when it would leave it (absolute, `..`, a drive).
    """
    parts = PurePosixPath(relative)
    if (
        not relative
        or parts.is_absolute()
        or any(part in ("..", "") or ":" in part or "\\" in part for part in parts.parts)
        or "\0" in relative
    ):
        raise UsageError(
            Problem(relative, "this path leaves its folder", "use a plain name in the folder")
        )
    return parts


def inside(root: Path, relative: str) -> Path:
    """The path of `relative` below `root`.

    Raises UsageError when it would leave the root (absolute, `..`, a drive, a link outwards).
    """
    path = root.joinpath(*below(relative).parts)
    if not path.resolve().is_relative_to(root.resolve()):
        raise UsageError(
            Problem(str(path), "this path leaves its folder through a link", "remove the link")
        )
    return path


def read_at_most(stream: SupportsRead, limit_bytes: int) -> bytes:
    """The rest of a stream; its first `limit_bytes` + 1 bytes when it holds more than the limit.

    In pieces: a single `read(limit)` sets aside memory for the limit, however small the file is.
    """
    pieces = []
    left = limit_bytes + 1
    while left > 0 and (piece := stream.read(min(left, _PIECE_BYTES))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def read(path: Path, *, limit_bytes: int = READ_LIMIT_BYTES) -> bytes:
    """The whole file. Raises StoreError when it cannot be read or is larger than the limit."""
    with explained(path), path.open("rb") as stream:
        data = read_at_most(stream, limit_bytes)
    if len(data) > limit_bytes:
        raise StoreError(
            Problem(
                str(path),
                f"larger than {limit_bytes // (1024 * 1024)} MB",
                "split the file, or remove what does not belong in it",
            )
        )
    return data


_renamed_in: set[str] | None = None
"""Within `gathering`: folders in which something was renamed, which the disk may not have yet."""
_NOT_TO_FLUSH = (errno.EINVAL, errno.ENOTSUP, errno.ENOENT, errno.EACCES, errno.EPERM, errno.EBADF)
"""Why a folder cannot be flushed although nothing is amiss: its file system does not know that."""


@contextlib.contextmanager
def gathering() -> Iterator[None]:
    """Within the block folders are flushed by `settle`, each once, and at the block's end.

    Elsewhere every rename is followed by a flush of its folder: without it a power cut may take the
    new name back, although the bytes of the file are on the disk.
    """
    global _renamed_in  # noqa: PLW0603 - the writers of all threads share it
    if _renamed_in is not None:
        yield
        return
    _renamed_in = set()
    try:
        yield
    finally:
        try:
            settle()
        finally:
            _renamed_in = None


def settle(*only: Path) -> None:
    """Flushes the folders in which something was renamed since the last time, or of these `only`."""
    waiting = _renamed_in if _renamed_in is not None else set()
    for folder in sorted({str(chosen) for chosen in only} & waiting if only else waiting):
        waiting.discard(folder)
        _flush(folder)


def _renamed(path: Path) -> None:
    """Has the folder of `path`, which was just made, replaced or removed, flushed now or later."""
    if _renamed_in is None:
        _flush(str(path.parent))
    else:
        _renamed_in.add(str(path.parent))


def _flush(folder: str) -> None:
    if os.name == "nt":
        return  # folders cannot be opened there; the file system's journal keeps renames
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno not in _NOT_TO_FLUSH:
            raise explain(error, folder) from error


@contextlib.contextmanager
def replacing(path: Path, *, durable: bool = True, mode: int = 0o644) -> Iterator[BinaryIO]:
    """A stream whose content takes the place of `path` in one step when the block ends well.

    On any exception the old file stays and nothing is left behind. `durable` waits until the
    disk has it; a cache, whose reader checks what it reads, need not. `mode` are the permissions:
    until the file is whole they are its owner's alone, so that a secret is never readable by others.
    """
    with explained(path):
        new_folders = [folder for folder in path.parents if not folder.exists()]
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(
            prefix=f".{path.name[:60]}.", suffix=".part", dir=path.parent
        )
    temporary = Path(name)
    try:
        with explained(path):
            with os.fdopen(handle, "w+b") as stream:
                yield stream
                stream.flush()
                if durable:
                    os.fsync(stream.fileno())
            temporary.chmod(mode)
            temporary.replace(path)
        if durable:
            for new in (path, *new_folders):
                _renamed(new)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write(path: Path, data: bytes, *, durable: bool = True, mode: int = 0o644) -> None:
    """Replaces the file in one step."""
    with replacing(path, durable=durable, mode=mode) as stream:
        stream.write(data)


def write_if_changed(path: Path, data: bytes) -> bool:
    """Replaces the file when its content differs; True when it was written."""
    try:
        if path.stat().st_size == len(data) and path.read_bytes() == data:
            return False
    except FileNotFoundError:
        pass  # the usual case of a new file
    except OSError as error:
        raise explain(error, path) from error
    write(path, data)
    return True


def copy(source: Path, path: Path) -> None:
    """Copies a file of any size, replacing `path` in one step."""
    with explained(source), source.open("rb") as reader, replacing(path) as writer:
        shutil.copyfileobj(reader, writer, 1 << 20)


def unused_name(stem: str, suffix: str, taken: Collection[str]) -> str:
    """`stem.suffix`, or `stem-2.suffix` and so on where that is taken, in whatever case."""
    used = {name.casefold() for name in taken}
    number = 1
    name = f"{stem}{suffix}"
    while name.casefold() in used:
        number += 1
        name = f"{stem}-{number}{suffix}"
    return name


def is_file(path: Path) -> bool:
    """Whether there is a file; no where a folder on the way may not be entered."""
    try:
        return path.is_file()
    except OSError:  # Python 3.11 to 3.13 raise for what a permission hides
        return False


def remove(path: Path) -> None:
    """Removes the file; nothing happens when it is not there."""
    with explained(path):
        path.unlink(missing_ok=True)
    if _renamed_in is not None:
        _renamed_in.add(str(path.parent))


def sha256_of(source: Path | IO[bytes]) -> str:
    """Hex digest of a file's content."""
    if isinstance(source, Path):
        with explained(source), source.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    return hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type]


def has_content(path: Path, sha256: str) -> bool:
    """Whether the file's content has this SHA-256; a file that cannot be read does not.

    Raises StoreError only where the machine, not the file, is at fault (too many open files).
    """
    try:
        with path.open("rb") as stream:
            return sha256_of(stream) == sha256
    except OSError as error:
        if error.errno in _OF_THE_MACHINE:
            raise explain(error, path) from error
        return False


def ensure_folder(path: Path, *, mode: int | None = None) -> Path:
    """Makes the folder when it is missing; raises StoreError when it cannot be written to.

    `mode` are the permissions of every folder that is made, whatever the umask; one that exists keeps its own.
    """
    with explained(path):
        if mode is None:
            path.mkdir(parents=True, exist_ok=True)
        else:
            _make_folders(path, mode)
        if not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, "not writable")
    return path


def _make_folders(path: Path, mode: int) -> None:
    if path.is_dir():
        return
    _make_folders(path.parent, mode)
    try:
        path.mkdir()
    except FileExistsError:
        if not path.is_dir():
            raise
        return  # somebody else made it meanwhile
    path.chmod(mode)


@contextlib.contextmanager
def only_one(lock_path: Path, doing: str, *, wait_seconds: float = 0) -> Iterator[None]:
    """Holds a lock on this folder's work. Raises StoreError if someone else holds it for that long."""
    from filelock import FileLock, Timeout

    ensure_folder(lock_path.parent)
    lock = FileLock(lock_path, timeout=wait_seconds)
    try:
        lock.acquire()
    except Timeout as error:
        raise StoreError(
            Problem(str(lock_path), f"another {doing} is at work here", "wait until it has ended")
        ) from error
    except OSError as error:
        raise explain(error, lock_path) from error
    try:
        yield
    finally:
        lock.release()
