"""Decodes short sounds that are already in memory: an engine's clip, a piece just encoded."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import cast

import av
import numpy as np
from numpy.typing import NDArray

from segmentcast.audio_io.av_frames import blocks_of
from segmentcast.audio_io.reading.file_source import one_shape, sound_track
from segmentcast.audio_io.reading.opening import opened
from segmentcast.errors import Problem, SoundError


def decode_bytes(data: bytes, *, where: str = "sound") -> tuple[NDArray[np.float32], int]:
    """A short clip in any known format as mono float32 samples, shape (n,), and its rate in Hz.

    Raises SoundError, naming `where`, if it is empty or can't be decoded.
    """
    if not data:
        raise SoundError(Problem(where, "the sound is empty", "make it again"))
    with opened(io.BytesIO(data), where) as container:
        stream = sound_track(container, where)
        pieces = [
            block.mean(axis=1, dtype=np.float32)
            for block in blocks_of(one_shape(container.decode(stream), stream, where))
        ]
        rate_hz = stream.codec_context.sample_rate
    if not sum(len(piece) for piece in pieces):
        raise SoundError(Problem(where, "the sound has no samples", "make it again"))
    return np.concatenate(pieces), rate_hz


class Mp3Decoder:
    """Decodes runs of frames from anywhere in an MP3 stream."""

    def __init__(self) -> None:
        self._context = cast(av.AudioCodecContext, av.CodecContext.create("mp3float", "r"))
        self._context.thread_count = 1

    def decode(self, frames: Iterable[bytes]) -> NDArray[np.float32]:
        """All 1152 samples of each frame, shape (frames, channels).

        The sound is late by the delays of encoder and decoder; nothing is cut off here. The first
        frames may depend on missing ones: don't use their samples.
        """
        self._context.flush_buffers()
        given: list[av.AudioFrame] = []
        for frame in frames:
            given += self._context.decode(av.Packet(frame))
        if not given:
            return np.zeros((0, 1), dtype=np.float32)
        # the decoder returns a plane of floats for each channel
        sides = [
            np.concatenate(
                [
                    np.frombuffer(memoryview(frame.planes[side]), np.float32, frame.samples)
                    for frame in given
                ]
            )
            for side in range(given[0].layout.nb_channels)
        ]
        return sides[0][:, None] if len(sides) == 1 else np.stack(sides, axis=1)
