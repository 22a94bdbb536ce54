"""Opens a sound file in the codec library, and explains why one can't be opened."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import av
from av.error import FFmpegError

from segmentcast.errors import Problem, SoundError
from segmentcast.mp3 import id3_length

_FORMATS = (
    "wav,w64,aiff,caf,flac,mp3,ogg,mov,mp4,m4a,3gp,3g2,mj2,aac,matroska,webm,asf,au,mpeg,mpegts,"
    "amr,wv,avi,flv,voc,ac3,eac3,tta"
)
"""Containers of sound. Those that name other files, such as playlists, are left out."""

_READ_BYTES = 1 << 18
_PACKETS = {"max_size": "32768", "indexmem": "65536"}
"""The bytes of a WAV file's packet (larger ones are slower: memory of that size is returned to the
system each time), and of the packet index, which nobody needs."""

_MP4_BOXES = (b"ftyp", b"mdat", b"wide", b"free", b"skip")
"""Those that an MP4 file can begin with, but for its index."""

_MOST_BOXES = 1_000

_LOOKS = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"<", "a web page or XML"),
    (b"{", "JSON text"),
    (b"#EXTM3U", "a playlist"),
    (b"\x7fELF", "a program"),
)


@contextmanager
def opened(file: BinaryIO, where: str) -> Iterator[av.container.InputContainer]:
    """The container in `file`. Turns every failure of the library into a SoundError about `where`."""
    start = file.read(16)
    file.seek(0)
    try:
        with av.open(
            file,
            mode="r",
            options={"format_whitelist": _FORMATS, "protocol_whitelist": "", **_PACKETS},
            buffer_size=_READ_BYTES,
            metadata_errors="replace",
        ) as container:
            yield container
    except FFmpegError as error:
        looks = next(
            (f"it looks like {name}" for magic, name in _LOOKS if start.startswith(magic)), ""
        )
        if _lacks_index(file, start):
            what = "the index (moov) is missing: recording it, or copying it, was interrupted"
            mend = "copy it again whole; a repair tool can rebuild it, with a whole file of the same device as a pattern"
            raise SoundError(Problem(where, what, mend)) from error
        what = (
            f"not a sound that can be read: {looks or (error.strerror or 'unknown format').lower()}"
        )
        raise SoundError(
            Problem(where, what, "export it as WAV, FLAC, MP3, M4A or Opus")
        ) from error


def _lacks_index(file: BinaryIO, start: bytes) -> bool:
    """Whether this is an MP4 file without the box that says where its sound is."""
    if start[4:8] not in _MP4_BOXES:
        return False
    at = 0
    for _ in range(_MOST_BOXES):
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            return True
        size, kind = int.from_bytes(head[:4], "big"), head[4:8]
        if kind == b"moov":
            return False
        if size == 1:
            size = int.from_bytes(head[8:16], "big")
        if size < 8:
            return True
        at += size
    return False


@contextmanager
def opened_file(path: Path) -> Iterator[av.container.InputContainer]:
    where = str(path)
    try:
        with path.open("rb") as file:
            length = file.seek(0, io.SEEK_END)
            if not length:
                raise SoundError(Problem(where, "the file is empty", "copy or export it again"))
            file.seek(0)
            tag = id3_length(file.read(10))
            view = _From(file, min(tag, length))
            with opened(cast(BinaryIO, view), where) as container:
                yield container
    except FFmpegError:
        raise
    except OSError as error:
        remedy = {
            PermissionError: "change the file's permissions",
            IsADirectoryError: "name a file in it",
            FileNotFoundError: "check the spelling of the path",
        }.get(type(error), "copy it to this machine's disk")
        raise SoundError(Problem(where, (error.strerror or str(error)).lower(), remedy)) from error


class _From:
    """A file from an offset on, so that a large tag at its beginning is never read."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self._file = file
        self._offset = offset
        self.name = ""
        file.seek(offset)

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)

    def seek(self, position: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_SET:
            position += self._offset
        return self._file.seek(position, whence) - self._offset

    def tell(self) -> int:
        return self._file.tell() - self._offset

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True
