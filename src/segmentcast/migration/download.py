"""Downloads media files, resuming after interruptions, and verifies them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from segmentcast import files
from segmentcast.errors import SoundError
from segmentcast.migration.web import MEDIA_SECONDS, Unreachable, Web
from segmentcast.ports import Progress
from segmentcast.visitor import content_length
from segmentcast.vocabulary.media_types import media_type

MAX_BYTES = 4 << 30
_PIECE_BYTES = 1 << 14
"""An interrupted piece is lost, so pieces are small."""
_RANGE = re.compile(r"bytes ([0-9]{1,15})-([0-9]{1,15})/([0-9]{1,15}|\*)")
_SUFFIXES = {
    "mp3": ".mp3",
    "mov,mp4,m4a,3gp,3g2,mj2": ".m4a",
    "ogg": ".ogg",
    "aac": ".aac",
    "flac": ".flac",
    "wav": ".wav",
}


@dataclass(frozen=True, slots=True)
class DownloadedSound:
    """Downloaded audio: its path, media type and length."""

    path: Path
    mime: str
    length_bytes: int
    duration_ms: int


def known(folder: Path) -> DownloadedSound | None:
    """The audio that an earlier import left in this folder, verified."""
    for suffix in sorted(set(_SUFFIXES.values()) | {".mp4"}):
        path = folder / f"audio{suffix}"
        if path.is_file():
            return _examined(path, path)
    return None


def download(
    web: Web, url: str, folder: Path, partial: Path, progress: Progress, task: str
) -> DownloadedSound:
    """Downloads the audio at `url` as `folder/audio.*`.

    `partial` holds the bytes until the audio is complete. A second call resumes from there if the
    server still has the same file. Raises Unreachable, SoundError or StoreError.
    """
    files.ensure_folder(partial.parent)
    files.ensure_folder(folder)
    web.retry.call(
        lambda: _fetch(web, url, partial, progress, task),
        lambda error: isinstance(error, Unreachable) and error.temporary,
    )
    try:
        media = _examined(partial, folder)
    except SoundError:
        _forget(partial)
        raise
    with files.explained(media.path):
        partial.replace(media.path)
    _forget(partial)
    return media


def _fetch(web: Web, url: str, partial: Path, progress: Progress, task: str) -> None:
    seal = _read_seal(partial)
    have = partial.stat().st_size if seal and partial.is_file() else 0
    headers = {"Range": f"bytes={have}-", "If-Range": seal} if have else {}
    try:
        with web.opened(url, headers=headers, seconds=MEDIA_SECONDS) as answer:
            start, total = 0, content_length(answer.headers)
            if answer.status == 206:
                ranged = _RANGE.fullmatch(answer.headers.get("content-range", "").strip())
                if ranged is None or int(ranged[1]) != have:
                    _forget(partial)
                    raise Unreachable(url, "the server sent another part than requested")
                start = have
                total = int(ranged[3]) if ranged[3] != "*" else None
            if total is not None and total > MAX_BYTES:
                raise Unreachable(url, "larger than 4 GB", "leave it at its host", temporary=False)
            _write_seal(
                partial,
                answer.headers.get("etag") or answer.headers.get("last-modified") or "",
            )
            size = start
            progress.advance(task, float(start))
            with _appending(partial, start) as stream:
                for piece in answer.blocks(_PIECE_BYTES):
                    size += len(piece)
                    if size > MAX_BYTES:
                        raise Unreachable(
                            url, "larger than 4 GB", "leave it at its host", temporary=False
                        )
                    with files.explained(partial):
                        stream.write(piece)
                    progress.advance(task, float(len(piece)))
            whole = answer.body.whole
    except Unreachable as error:
        if have and error.status == 416:
            _forget(partial)
        raise
    if (total is not None and size != total) or not whole:
        raise Unreachable(url, f"{size} of {total} bytes arrived")


@contextmanager
def _appending(partial: Path, start: int) -> Iterator[BinaryIO]:
    """The unfinished file, opened at `start`, and flushed to disk however the block ends."""
    with files.explained(partial):
        stream = partial.open("r+b" if start else "wb")
        stream.seek(start)
        stream.truncate()
    try:
        yield stream
    finally:
        with files.explained(partial):
            stream.flush()
            os.fsync(stream.fileno())
            stream.close()


def _examined(path: Path, target: Path) -> DownloadedSound:
    """The file as audio. Raises SoundError if it is not."""
    from segmentcast.audio_io import probe

    info = probe(path)
    suffix = _SUFFIXES.get(info.container, ".mp3")
    place = target if target.is_file() else target / f"audio{suffix}"
    return DownloadedSound(place, media_type(place.name), path.stat().st_size, info.duration_ms)


def _seal_path(partial: Path) -> Path:
    return partial.with_suffix(".json")


def _read_seal(partial: Path) -> str:
    """The server's ETag for this version of the file; weak ones cannot resume (RFC 9110 §13.1.5)."""
    try:
        seal = json.loads(_seal_path(partial).read_text(encoding="utf-8"))["seal"]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return ""
    return seal if isinstance(seal, str) and not seal.startswith("W/") else ""


def _write_seal(partial: Path, seal: str) -> None:
    text = json.dumps({"seal": seal.encode("latin-1", "replace").decode("latin-1")[:500]})
    files.write(_seal_path(partial), text.encode(), durable=False)


def _forget(partial: Path) -> None:
    files.remove(partial)
    files.remove(_seal_path(partial))
