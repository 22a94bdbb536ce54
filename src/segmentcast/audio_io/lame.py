"""MP3 encoding by LAME: constant bitrate, whole frames, nothing but frames."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import version
from typing import Literal

import lameenc
import numpy as np
from numpy.typing import NDArray

Quality = Literal["standard", "fast"]

ENCODER_DELAY = 576
"""Samples that LAME inserts before the sound (its default); a decoder adds 529 more."""

BLOCK_FRAMES = 32_768
_LAME_QUALITY: dict[Quality, int] = {"standard": 5, "fast": 7}


class Lame:
    """One MP3 stream. Its bytes don't depend on how the sound is divided into blocks."""

    def __init__(self, rate_hz: int, channels: int, bitrate_kbps: int, quality: Quality) -> None:
        self._encoder = lameenc.Encoder()
        self._encoder.silence()
        self._encoder.set_in_sample_rate(rate_hz)
        # at low bitrates LAME lowers the sample rate unless the output rate is set
        self._encoder.set_out_sample_rate(rate_hz)
        self._encoder.set_channels(channels)
        self._encoder.set_bit_rate(bitrate_kbps)
        self._encoder.set_quality(_LAME_QUALITY[quality])

    def encode(self, samples: NDArray[np.int16]) -> Iterator[bytes]:
        """Encodes a block of shape (frames, channels); returns the MP3 frames that are ready."""
        for first in range(0, len(samples), BLOCK_FRAMES):
            block = np.ascontiguousarray(samples[first : first + BLOCK_FRAMES])
            yield bytes(self._encoder.encode(block))

    def finish(self) -> bytes:
        """The remaining frames; ends the stream."""
        return bytes(self._encoder.flush())


@lru_cache(maxsize=1)
def encoder_name() -> str:
    """The encoder and its version, both of which decide the bytes."""
    return f"lameenc {version('lameenc')}"
