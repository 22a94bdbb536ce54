"""Copies an MP3 that needs no mastering: its frames, byte for byte, without the tags around them."""

from __future__ import annotations

import mmap
from pathlib import Path

from segmentcast import files, mp3
from segmentcast.errors import Problem, SoundError

_STEP_BYTES = 1 << 20


def copy_frames(path: Path, out: Path) -> int:
    """Writes whatever is between the tags of the MP3 file `path` to `out`; returns its length in bytes.

    Nothing is decoded, and the file is never in memory as a whole. Raises SoundError if there are
    only tags, StoreError if a file can't be read or written.
    """
    with (
        files.explained(path),
        path.open("rb") as stream,
        mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        start, end = mp3.frames_span(content)  # type: ignore[arg-type]
        if start >= end:
            raise SoundError(
                Problem(str(path), "the file has only tags and no sound", "export it again")
            )
        with files.replacing(out, durable=False) as writer:
            for position in range(start, end, _STEP_BYTES):
                writer.write(content[position : min(end, position + _STEP_BYTES)])
    return end - start
