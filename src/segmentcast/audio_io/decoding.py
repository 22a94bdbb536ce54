"""Short sounds that are in memory already: an engine's clip, a piece just encoded."""

from __future__ import annotations

import io
from collections.abc import Iterator

import av
import numpy as np
from numpy.typing import NDArray

from segmentcast.audio_io.frames import gathered, to_array
from segmentcast.audio_io.source import decoded, first_sound, opened
from segmentcast.errors import Problem, SoundError


def decode_bytes(data: bytes, *, where: str = "sound") -> tuple[NDArray[np.float32], int]:
    """A short clip of any known format as mono float32 samples, shape (n,), and its rate in Hz.

    Raises SoundError, naming `where`, when it is empty or cannot be decoded.
    """
    if not data:
        raise SoundError(Problem(where, "the sound is empty", "make it again"))
    with opened(io.BytesIO(data), where) as container:
        stream = first_sound(container, where)
        pieces = [
            block.mean(axis=1, dtype=np.float32) for block in decoded(container, stream, where)
        ]
        rate_hz = stream.codec_context.sample_rate
    if not sum(len(piece) for piece in pieces):
        raise SoundError(Problem(where, "the sound holds no samples", "make it again"))
    return np.concatenate(pieces), rate_hz


def decode_mp3(frames: bytes, channels: int) -> Iterator[NDArray[np.float32]]:
    """Blocks of shape (frames, channels) of bare MP3 frames, all 1152 samples of each.

    The sound is late by the encoder's and the decoder's delay: nothing is cut off here.
    """
    with av.open(io.BytesIO(frames), "r", format="mp3") as container:
        stream = container.streams.audio[0]
        assert stream.codec_context.channels == channels
        yield from gathered(to_array(frame) for frame in container.decode(stream))
