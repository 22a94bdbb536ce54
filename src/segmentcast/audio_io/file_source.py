"""A sound file that can be read repeatedly, in blocks and in constant memory."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import av
from av.error import FFmpegError

from segmentcast.audio_io.av_frames import blocks_of
from segmentcast.errors import Problem, SoundError
from segmentcast.mp3 import id3_length

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FORMATS = "wav,w64,aiff,caf,flac,mp3,ogg,mov,mp4,m4a,3gp,3g2,mj2,aac,matroska,webm,asf,au,mpeg,mpegts,amr,wv"
"""Containers of sound. Those that name other files, such as playlists, are left out."""

_READ_BYTES = 1 << 18
_PACKETS = {"max_size": "32768", "indexmem": "65536"}
"""The bytes of a WAV file's packet (larger ones are slower: memory of that size is returned to the
system each time), and of the packet index, which nobody needs."""

_LOWEST_RATE_HZ, _HIGHEST_RATE_HZ = 4_000, 768_000
_TRUSTED_LENGTHS = {"wav", "w64", "aiff", "flac", "mov,mp4,m4a,3gp,3g2,mj2", "caf"}
_MISSING_MS = 500
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


@dataclass(frozen=True, slots=True)
class SoundInfo:
    """What a file declares. `duration_ms` and `bitrate_kbps` are 0 if it doesn't."""

    container: str
    codec: str
    rate_hz: int
    channels: int
    duration_ms: int
    bitrate_kbps: int
    length_bytes: int


class FileSource:
    """A sound file as a `ports.SoundSource`: mono stays mono, more than two channels become stereo.

    The file's pictures, video, and tags are ignored. `open_source` creates it.
    """

    def __init__(self, path: Path, info: SoundInfo) -> None:
        self.path = path
        self.info = info
        self.rate_hz = info.rate_hz
        self.channels = min(info.channels, 2)

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """float32 blocks of shape (frames, channels). Raises SoundError if the file is truncated."""
        where = str(self.path)
        given = 0
        with _opened_file(self.path) as container:
            stream = first_sound(container, where)
            for block in blocks_of(decoded(container, stream, where)):
                given += len(block)
                yield block
        if not given:
            raise SoundError(Problem(where, "the file has no sound", "export it again"))
        given_ms = given * 1000 // self.rate_hz
        if (
            self.info.container in _TRUSTED_LENGTHS
            and self.info.duration_ms - given_ms > _MISSING_MS
        ):
            raise _cut_short(where, given_ms, self.info.duration_ms)


def open_source(path: Path) -> FileSource:
    """The sound of a file; `blocks()` reads it, as often as you like.

    Raises SoundError if the file is missing, unreadable, empty, truncated, or holds no sound.
    """
    return FileSource(path, probe(path))


def probe(path: Path) -> SoundInfo:
    """A sound file's format, rate, channels, and length. Raises SoundError like `open_source`."""
    where = str(path)
    with _opened_file(path) as container:
        stream = first_sound(container, where)
        context = stream.codec_context
        length_bytes = path.stat().st_size
        duration_us = container.duration or 0
        if stream.duration and stream.time_base:
            duration_us = int(stream.duration * stream.time_base * 1_000_000)
        info = SoundInfo(
            container=container.format.name,
            codec=context.codec.name.removesuffix("float"),
            rate_hz=context.sample_rate,
            channels=context.channels,
            duration_ms=max(0, duration_us // 1000),
            bitrate_kbps=(context.bit_rate or container.bit_rate or 0) // 1000,
            length_bytes=length_bytes,
        )
    if info.codec.startswith("pcm_") and info.container in ("wav", "w64"):
        return _check_declared(info, where)
    return info


def _check_declared(info: SoundInfo, where: str) -> SoundInfo:
    """Raises SoundError if a WAV file is shorter than its header says; the codec library doesn't."""
    with Path(where).open("rb") as file:
        declared = _declared_data_bytes(file)
    if declared is None:
        return info
    missing = declared - info.length_bytes
    if missing > info.bitrate_kbps * 125 * _MISSING_MS // 1000:
        promised_ms = declared * 8 // max(1, info.bitrate_kbps)
        raise _cut_short(where, info.length_bytes * 8 // max(1, info.bitrate_kbps), promised_ms)
    return info


def _declared_data_bytes(file: BinaryIO) -> int | None:
    """Where the data chunk ends according to the RIFF header; None for streams, which don't say."""
    if file.read(4) != b"RIFF":
        return None
    file.seek(12)
    for _ in range(64):
        head = file.read(8)
        if len(head) < 8:
            return None
        size = int.from_bytes(head[4:], "little")
        if head[:4] == b"data":
            return None if size in (0, 0xFFFFFFFF, 0x7FFFFFFF) else file.tell() + size
        file.seek(size + size % 2, os.SEEK_CUR)
    return None


def _cut_short(where: str, found_ms: int, promised_ms: int) -> SoundError:
    return SoundError(
        Problem(
            where,
            f"the file is truncated: it has {found_ms / 1000:.1f} s of {promised_ms / 1000:.1f} s",
            "copy or export it again",
        )
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
        what = (
            f"not a sound that can be read: {looks or (error.strerror or 'unknown format').lower()}"
        )
        raise SoundError(
            Problem(where, what, "export it as WAV, FLAC, MP3, M4A or Opus")
        ) from error


@contextmanager
def _opened_file(path: Path) -> Iterator[av.container.InputContainer]:
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


def first_sound(container: av.container.InputContainer, where: str) -> av.AudioStream:
    """The container's first sound. Raises SoundError if it has none that can be used."""
    streams = container.streams.audio
    if not streams:
        kinds = sorted({str(stream.type) for stream in container.streams}) or ["nothing"]
        raise SoundError(
            Problem(
                where,
                f"there is no sound in the file, only {' and '.join(kinds)}",
                "export the sound, or name another file",
            )
        )
    stream = streams[0]
    context: av.AudioCodecContext | None = stream.codec_context
    if context is None:
        # a damaged header may name an unknown codec
        raise SoundError(
            Problem(where, "the codec of its sound is unknown", "copy or export it again")
        )
    if not (_LOWEST_RATE_HZ <= (context.sample_rate or 0) <= _HIGHEST_RATE_HZ and context.channels):
        raise SoundError(
            Problem(
                where,
                f"a sound of {context.sample_rate} Hz and {context.channels} channels cannot be used",
                "export it at 44.1 or 48 kHz, mono or stereo",
            )
        )
    # one thread a file: other work uses the other cores
    context.thread_count = 1
    return stream


def decoded(
    container: av.container.InputContainer, stream: av.AudioStream, where: str
) -> Iterator[av.AudioFrame]:
    """The frames of a stream, mono or stereo, all of one shape. Raises SoundError if it's damaged."""
    rate_hz = stream.codec_context.sample_rate
    channels = min(stream.codec_context.channels, 2)
    layout = "mono" if channels == 1 else "stereo"
    kind = ""
    same = None
    for frame in container.decode(stream):
        if frame.layout.nb_channels == channels and frame.sample_rate == rate_hz:
            kind = kind or frame.format.name
            if frame.format.name == kind:
                yield frame
                continue
        # more than two channels, or a stream that changes its format midway
        kind = kind or "flt"
        same = same or av.AudioResampler(format=kind, layout=layout, rate=rate_hz)
        try:
            yield from same.resample(frame)
        except ValueError as error:
            raise SoundError(
                Problem(where, f"the sound changes its format midway ({error})", "export it again")
            ) from error
    if same is not None:
        yield from same.resample(None)
