"""Decodes a damaged file packet by packet and reads on behind whatever can't be decoded.

FFmpeg's own loop ends at the first damaged packet, and no option changes that. Here each packet is
decoded by itself. Sound that is lost becomes silence of its length, so that everything behind it
stays in its place; the frame behind it depends on what is missing and is muted, and the edges are
faded. A file without damage gives exactly the frames that FFmpeg's loop gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.error import FFmpegError

from segmentcast.audio_io.reading.adts import frames_around_losses
from segmentcast.audio_io.reading.damage import DamageLog
from segmentcast.mp3.lost_bytes import LostBytes

_FADE_MS = 10
_LEAST_GAP_S, _LEAST_VORBIS_GAP_S = 0.015, 0.05
"""Smaller gaps in the times are rounding. Vorbis has blocks of two lengths, and vaguer times."""

_LONGEST_FILL_S = 30.0
"""A longer gap in the times of the frames is a damaged time, not lost sound."""

_MOST_FAILURES = 100_000
_NUMBERED = {"flac", "ogg"}
"""Containers whose frames are numbered by samples, so that a gap is a loss, even without an error."""

_TEXT = bytes([0, *range(9, 14), *range(32, 127)])
_LEANING = {"mp3", "mp3float", "aac", "vorbis", "opus", "libopus", "libvorbis"}
"""Codecs in which a frame needs the one before it."""


def read_on(
    container: av.container.InputContainer, stream: av.AudioStream, log: DamageLog, path: Path
) -> Iterator[av.AudioFrame]:
    """All frames of a stream that can be decoded, and silence for those that can't."""
    return _Decoding(container, stream, log, path).frames()


class _Decoding:
    """The state of one pass."""

    def __init__(
        self,
        container: av.container.InputContainer,
        stream: av.AudioStream,
        log: DamageLog,
        path: Path,
    ) -> None:
        self._container = container
        self._path = path
        self._stream = stream
        self._log = log
        codec = stream.codec_context.codec.name
        self._mp3 = codec.startswith("mp3")
        self._leans = codec in _LEANING
        self._numbered = container.format.name in _NUMBERED
        self._least_gap_s = _LEAST_VORBIS_GAP_S if "vorbis" in codec else _LEAST_GAP_S
        # in seconds, because a joined file may change its rate
        self._at_s = self._broken_s = 0.0
        self._failed = self._damaged = self._noisy = False
        self._foreign_ms: int | None = None
        self._clock: tuple[int, float] | None = None
        self._lost_bytes = LostBytes()
        # of streams without times: frames whose bytes are none now; what a frame has on average
        self._lost_frames = self._frame_bytes = self._frames = 0
        self._kind = b""

    def frames(self) -> Iterator[av.AudioFrame]:
        held: av.AudioFrame | None = None
        fade_in = False
        for packet in self._packets():
            for frame in self._decoded(packet):
                if held is not None and not fade_in and self._is_usual():
                    yield held
                    held = frame
                    if frame.pts is not None:
                        self._clock = frame.pts, self._at_s
                    self._at_s += frame.samples / frame.sample_rate
                    continue
                if self._damaged and held is not None and not _alike(held, frame):
                    continue  # random bytes may pass for the header of a frame
                gap_s = self._gap_s(frame)
                lost_from_s, lost_s = self._at_s, gap_s
                if held is not None and (gap_s or self._damaged):
                    if self._damaged and self._mp3:
                        # the bytes that a packet lacks or has too many are in the one before it
                        lost_from_s -= held.samples / held.sample_rate
                        held = _muted(held)
                    yield _faded(held, out=True)
                    yield from _silence(frame, round(gap_s * frame.sample_rate))
                elif held is not None:
                    yield held
                held, fade_in = _faded(frame) if fade_in else frame, False
                if self._leans and (gap_s or self._damaged):
                    held, fade_in = _muted(frame), True
                    lost_s += frame.samples / frame.sample_rate
                elif gap_s:
                    held = _faded(frame)
                lost_s += self._at_s - lost_from_s
                if lost_s:
                    self._log.lose(round(lost_from_s * 1000), round(lost_s * 1000))
                self._at_s += gap_s + frame.samples / frame.sample_rate
                self._failed = self._damaged = False
                self._broken_s = 0.0
        if held is not None:
            yield held
        if self._damaged and not self._mp3:
            self._log.lose(round(self._at_s * 1000), round(self._broken_s * 1000))

    def _is_usual(self) -> bool:
        """Whether nothing can be missing or damaged before a frame: so it is for nearly all."""
        return not (self._failed or self._damaged or self._numbered or self._foreign_ms is not None)

    def _packets(self) -> Iterator[av.Packet[av.AudioStream]]:
        """The packets of the stream; a container that fails midway is asked for the next one."""
        if self._container.format.name == "aac":
            whole = True
            for data, lost in frames_around_losses(self._path):
                whole = False
                self._lost_frames += lost
                self._failed |= lost > 0
                self._damaged |= lost > 0
                yield self._packet(data)
            if not whole:
                return
        failures = 0
        coming = self._container.demux(self._stream)
        while failures < _MOST_FAILURES:
            try:
                packet = next(coming)
            except StopIteration:
                return
            except FFmpegError:
                failures += 1
                self._failed = self._damaged = True
                coming = self._container.demux(self._stream)
                continue
            yield packet

    def _packet(self, data: bytes) -> av.Packet[av.AudioStream]:
        packet = cast("av.Packet[av.AudioStream]", av.Packet(data))
        packet.stream = self._stream
        return packet

    def _decoded(self, packet: av.Packet[av.AudioStream]) -> list[av.AudioFrame]:
        data = bytes(packet) if self._mp3 else b""
        if self._mp3:
            self._look_at(data)
        try:
            frames = packet.decode()
            self._frame_bytes += packet.size
            self._frames += 1
            self._kind = _kind(data)
            return frames
        except FFmpegError:
            # damaged AAC even raises FFmpeg's PermissionError
            self._failed = True
            if self._mp3:
                return self._resumed(data)
            self._damaged = True
            if packet.duration and packet.time_base:
                self._broken_s += float(packet.duration * packet.time_base)
            elif packet.pts is None:
                self._lost_frames += 1
            return []

    def _look_at(self, data: bytes) -> None:
        """Whether a frame of MP3 can be used: the decoder says nothing of it.

        The noise of one that has lost bytes goes on into the next one.
        """
        noisy, self._noisy = self._noisy, self._lost_bytes.in_frame(data)
        self._damaged |= noisy or self._noisy

    def _resumed(self, data: bytes) -> list[av.AudioFrame]:
        """The frame at the end of an MP3 packet that begins with something else."""
        starts = (at for at in range(len(data)) if _is_mp3_frame(data[at : at + 4]))
        # within bytes that were sound, only a frame like the others is one
        alike = (
            at
            for at in starts
            if not self._kind or _kind(data[at:]) == self._kind or _is_no_sound(data[:at])
        )
        at = next(alike, len(data))
        if _is_no_sound(data[:at]):
            self._foreign_ms = round(self._at_s * 1000)
        else:
            self._damaged = True
            if self._frames:
                self._lost_frames += round(at * self._frames / self._frame_bytes)
        if at == len(data):
            return []
        self._look_at(data[at:])
        try:
            return self._stream.codec_context.decode(av.Packet(data[at:]))
        except FFmpegError:
            return []

    def _gap_s(self, frame: av.AudioFrame) -> float:
        """How much sound is missing before a frame, by its time."""
        if self._foreign_ms is not None:
            self._log.foreign_ms.append(self._foreign_ms)
            self._foreign_ms = None
        pts = frame.pts
        if self._mp3 or pts is None:
            return self._overwritten_s(frame)
        if not (self._failed or self._numbered):
            # without the unit of time, which takes long to ask for
            self._clock = pts, self._at_s
            return 0.0
        if not frame.time_base:
            return 0.0
        before, self._clock = self._clock, (pts, self._at_s)
        if before is None:
            return 0.0
        gap_s = float((pts - before[0]) * frame.time_base) - (self._at_s - before[1])
        if not self._least_gap_s <= gap_s <= _LONGEST_FILL_S:
            return 0.0
        self._clock = pts, self._at_s + gap_s
        return gap_s

    def _overwritten_s(self, frame: av.AudioFrame) -> float:
        """How much sound was in the bytes that are none now: frames have no times of their own."""
        frames, self._lost_frames = self._lost_frames, 0
        gap_s = frames * frame.samples / frame.sample_rate
        return gap_s if gap_s <= _LONGEST_FILL_S else 0.0


def _is_mp3_frame(data: bytes) -> bool:
    """Whether a packet begins with the header of an MPEG audio frame."""
    return (
        len(data) >= 4
        and data[0] == 0xFF
        and data[1] & 0xE0 == 0xE0
        and data[1] & 0x18 != 0x08
        and data[1] & 0x06 != 0
        and data[2] & 0xF0 not in (0x00, 0xF0)
        and data[2] & 0x0C != 0x0C
    )


def _kind(data: bytes) -> bytes:
    """What a header has in common with the others of its stream: version, rate, and mono or not."""
    return bytes((data[1], data[2] & 0x0C, data[3] >> 6 == 3)) if len(data) >= 4 else b""


def _alike(one: av.AudioFrame, other: av.AudioFrame) -> bool:
    return (one.sample_rate, one.layout.name) == (other.sample_rate, other.layout.name)


def _is_no_sound(data: bytes) -> bool:
    """Whether bytes between MP3 frames are a tag, text, or zeros."""
    if data.startswith((b"ID3", b"TAG", b"APETAGEX", b"LYRICSBEGIN")):
        return True
    return not data.strip(_TEXT)


def _silence(like: av.AudioFrame, samples: int) -> Iterator[av.AudioFrame]:
    """Silent frames of the same kind."""
    while samples > 0:
        count = min(samples, like.sample_rate)
        planar = like.format.is_planar
        channels = like.layout.nb_channels
        shape = (channels, count) if planar else (1, channels * count)
        silent = np.full(shape, _middle(like), like.to_ndarray().dtype)
        yield _frame(silent, like)
        samples -= count


def _muted(frame: av.AudioFrame) -> av.AudioFrame:
    (silent,) = _silence(frame, frame.samples)
    return silent


def _faded(frame: av.AudioFrame, *, out: bool = False) -> av.AudioFrame:
    """The frame faded in at its beginning, or faded out at its end."""
    data = frame.to_ndarray()
    middle = _middle(frame)
    channels = 1 if frame.format.is_planar else frame.layout.nb_channels
    samples = data.reshape(len(data), -1, channels).astype(np.float64) - middle
    count = min(samples.shape[1], _FADE_MS * frame.sample_rate // 1000)
    ramp = np.linspace(0.0, 1.0, count, endpoint=False)[:, None]
    if out:
        samples[:, samples.shape[1] - count :] *= ramp[::-1]
    else:
        samples[:, :count] *= ramp
    return _frame((samples + middle).reshape(data.shape).astype(data.dtype), frame)


def _middle(frame: av.AudioFrame) -> int:
    """The value of silence."""
    return 128 if frame.format.name.startswith("u8") else 0


def _frame(data: np.ndarray, like: av.AudioFrame) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(data, format=like.format.name, layout=like.layout.name)
    frame.sample_rate = like.sample_rate
    frame.pts = like.pts
    if like.time_base:
        frame.time_base = like.time_base
    return frame
