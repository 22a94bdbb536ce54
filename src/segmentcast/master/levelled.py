"""The mastered sound before encoding, for formats beside the MP3: the same gain and limiter."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from segmentcast import audio_io
from segmentcast.loudness import Limiter, from_db
from segmentcast.master.chain import output_rate
from segmentcast.ports import SoundSource


class Levelled:
    """A sound after `gain_db` and a limiter at `ceiling_dbtp`, as a SoundSource."""

    def __init__(self, source: SoundSource, gain_db: float, ceiling_dbtp: float) -> None:
        self._source = source
        self._factor = np.float32(from_db(gain_db))
        self._ceiling_dbtp = ceiling_dbtp
        self.rate_hz = source.rate_hz
        self.channels = source.channels

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        limiter = Limiter(self.rate_hz, self.channels, self._ceiling_dbtp)
        for block in self._source.blocks():
            yield limiter.push(block * self._factor).samples
        yield limiter.finish().samples


def levelled(
    source: SoundSource, *, gain_db: float, channels: int, ceiling_dbtp: float
) -> SoundSource:
    """The sound behind the MP3, with the same gain and channels."""
    sound = audio_io.resampled(source, output_rate(source.rate_hz))
    if sound.channels > channels:
        sound = audio_io.first_channel(sound)
    return Levelled(sound, gain_db, ceiling_dbtp)
