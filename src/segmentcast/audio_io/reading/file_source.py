"""A sound file that can be read repeatedly, in blocks and in constant memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np

from segmentcast.audio_io.av_frames import blocks_of
from segmentcast.audio_io.filtering.channels import interpolated
from segmentcast.audio_io.reading.damage import Damage, DamageLog
from segmentcast.audio_io.reading.kept_blocks import KeptBlocks
from segmentcast.audio_io.reading.opening import opened_file
from segmentcast.audio_io.reading.promised_length import ogg_promise_ms, wav_data_end
from segmentcast.audio_io.reading.reading_on import read_on
from segmentcast.audio_io.reading.speech_track import choose_track
from segmentcast.errors import Problem, SoundError

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LOWEST_RATE_HZ, _HIGHEST_RATE_HZ = 4_000, 768_000
_PROMISES = {"wav", "w64", "aiff", "flac", "mov,mp4,m4a,3gp,3g2,mj2", "caf"}
"""Containers whose declared length can be trusted."""

_MISSING_MS = 200
_MOST_LOST_SHARE, _LOST_ANYWAY_MS = 0.1, 500
"""A file that lost more than this share of its sound is refused, unless it's this little."""

_LARGEST = np.float32(1e12)
"""A larger sample is damage. Files of floats may exceed full scale, those of unscaled integers by
a factor of 2**31."""


@dataclass(frozen=True, slots=True)
class SoundInfo:
    """What a file declares. `duration_ms` and `bitrate_kbps` are 0 if it doesn't.

    The sound is that of `track`, counted from 0, of `tracks`.
    """

    container: str
    codec: str
    rate_hz: int
    channels: int
    duration_ms: int
    bitrate_kbps: int
    length_bytes: int
    track: int = 0
    tracks: int = 1


class FileSource:
    """A sound file as a `ports.SoundSource`: mono stays mono, more than two channels become stereo.

    The file's pictures, video, and tags are ignored. Where it is damaged, it is read on behind the
    damage; `damage` is that of the last whole pass. What it decodes to is kept for the next pass,
    but not that of uncompressed sound, which reads as fast. `open_source` creates it.
    """

    def __init__(self, path: Path, info: SoundInfo, promised_ms: int) -> None:
        self.path = path
        self.info = info
        self.rate_hz = info.rate_hz
        self.channels = min(info.channels, 2)
        self.damage = Damage()
        self._promised_ms = promised_ms
        samples = info.duration_ms * self.rate_hz // 1000 * self.channels
        self._kept = KeptBlocks(0 if info.codec.startswith("pcm_") else samples)

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """float32 blocks of shape (frames, channels). Raises SoundError if too much is lost."""
        return self._kept.replayed() or self._kept.recorded(self._decoded())

    def _decoded(self) -> Iterator[NDArray[np.float32]]:
        where = str(self.path)
        given = 0
        log = DamageLog()
        with opened_file(self.path) as container:
            stream = sound_track(container, where, self.info.track)
            frames = one_shape(read_on(container, stream, log, self.path), stream, where)
            for block in blocks_of(frames):
                given += len(block)
                yield _real(block, log)
        if not given:
            raise SoundError(Problem(where, "the file has no sound", "export it again"))
        given_ms = given * 1000 // self.rate_hz
        missing_ms = self._promised_ms - given_ms
        if missing_ms > _MISSING_MS:
            _refuse_much(where, missing_ms, given_ms + missing_ms, cut_off=True)
            log.end_early(given_ms, missing_ms)
        damage = log.finish()
        _refuse_much(where, damage.lost_ms, max(given_ms, self._promised_ms))
        self.damage = damage


def open_source(path: Path) -> FileSource:
    """The sound of a file; `blocks()` reads it, as often as you like.

    Raises SoundError if the file is missing, unreadable, empty, or holds no sound.
    """
    info = probe(path)
    return FileSource(path, info, _promised_ms(path, info))


def probe(path: Path) -> SoundInfo:
    """A sound file's format, rate, channels, and length. Raises SoundError like `open_source`."""
    where = str(path)
    with opened_file(path) as container:
        tracks = len(container.streams.audio)
        info = _info(container, sound_track(container, where), path)
    if tracks < 2:
        return info
    track = choose_track(path, tracks)
    with opened_file(path) as container:
        info = _info(container, sound_track(container, where, track), path)
    return replace(info, track=track, tracks=tracks)


def _info(container: av.container.InputContainer, stream: av.AudioStream, path: Path) -> SoundInfo:
    context = stream.codec_context
    duration_us = container.duration or 0
    if stream.duration and stream.time_base:
        duration_us = int(stream.duration * stream.time_base * 1_000_000)
    return SoundInfo(
        container=container.format.name,
        codec=context.codec.name.removesuffix("float"),
        rate_hz=context.sample_rate,
        channels=context.channels,
        duration_ms=max(0, duration_us // 1000),
        bitrate_kbps=(context.bit_rate or container.bit_rate or 0) // 1000,
        length_bytes=path.stat().st_size,
    )


def _promised_ms(path: Path, info: SoundInfo) -> int:
    """How long the file must be if it is whole; 0 if nothing tells."""
    if info.container == "ogg":
        return ogg_promise_ms(path, 48_000 if info.codec.endswith("opus") else info.rate_hz)
    if info.codec.startswith("pcm_") and info.container in ("wav", "w64"):
        # the codec library shortens the declared length of a WAV file to what is there
        data_end = wav_data_end(path)
        missing = (data_end or 0) - info.length_bytes
        if missing > 0 and info.bitrate_kbps:
            return info.duration_ms + missing * 8 // info.bitrate_kbps
    return info.duration_ms if info.container in _PROMISES else 0


def _refuse_much(where: str, lost_ms: int, whole_ms: int, *, cut_off: bool = False) -> None:
    if lost_ms <= max(_LOST_ANYWAY_MS, _MOST_LOST_SHARE * whole_ms):
        return
    what = (
        f"the file is truncated: it has {(whole_ms - lost_ms) / 1000:.1f} s of {whole_ms / 1000:.1f} s"
        if cut_off
        else f"the file is damaged: {lost_ms / 1000:.1f} s of {whole_ms / 1000:.1f} s cannot be read"
    )
    raise SoundError(Problem(where, what, "copy or export it again"))


def _real(block: NDArray[np.float32], log: DamageLog) -> NDArray[np.float32]:
    """The block without samples that no sound has; straight lines are in their place."""
    flat = block.reshape(-1)
    with np.errstate(all="ignore"):
        if np.einsum("i,i->", flat, flat) < _LARGEST:
            return block
        real = np.abs(block) <= _LARGEST
    if real.all():
        return block
    log.unreal += int(np.count_nonzero(~real))
    return interpolated(block, real)


def sound_track(
    container: av.container.InputContainer, where: str, track: int = 0
) -> av.AudioStream:
    """One of the container's sounds. Raises SoundError if it has none that can be used."""
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
    stream = streams[min(track, len(streams) - 1)]
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
    if context.codec.name == "flac":
        # each frame has a checksum; without this, a damaged one is decoded to loud noise
        context.options = {"err_detect": "crccheck+explode"}
    return stream


def one_shape(
    frames: Iterable[av.AudioFrame], stream: av.AudioStream, where: str
) -> Iterator[av.AudioFrame]:
    """Frames of a stream, mono or stereo, all of one shape. Raises SoundError if that can't be."""
    rate_hz = stream.codec_context.sample_rate
    channels = min(stream.codec_context.channels, 2)
    layout = "mono" if channels == 1 else "stereo"
    kind = ""
    same: av.AudioResampler | None = None
    shape: tuple[str, str, int] | None = None
    for frame in frames:
        own = (frame.format.name, frame.layout.name, frame.sample_rate)
        if frame.layout.nb_channels == channels and frame.sample_rate == rate_hz:
            kind = kind or frame.format.name
            if frame.format.name == kind:
                yield frame
                continue
        # more than two channels, or a stream that changes its format midway
        kind = kind or "flt"
        if same is None or shape != own:
            if same is not None:
                yield from same.resample(None)
            same, shape = av.AudioResampler(format=kind, layout=layout, rate=rate_hz), own
        try:
            yield from same.resample(frame)
        except ValueError as error:
            raise SoundError(
                Problem(where, f"the sound changes its format midway ({error})", "export it again")
            ) from error
    if same is not None:
        yield from same.resample(None)
