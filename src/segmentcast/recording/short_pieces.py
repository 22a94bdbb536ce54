"""Intro, outro, and sting: short sounds that fit into memory, cut and faded with pydub.

Segments come from decoded samples, never from files, for which pydub would need other programs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from segmentcast import audio_io
from segmentcast.audio_io import FileSource
from segmentcast.errors import Problem, SoundError
from segmentcast.libraries.pydub_segment import segment_of
from segmentcast.loudness import from_db
from segmentcast.recording.stretch import BlockReader, fitted

if TYPE_CHECKING:
    from numpy.typing import NDArray

LONGEST_SHORT_MS = 90_000
"""A minute and a half: anything longer is no intro, and exceeds the memory limit."""

_EDGE_MS = 10


def short_piece(
    file: FileSource,
    rate_hz: int,
    channels: int,
    level_lufs: float,
    *,
    fade_in_ms: int = _EDGE_MS,
    fade_out_ms: int = _EDGE_MS,
) -> NDArray[np.float32]:
    """A short file at `level_lufs`, with faded edges: float32 of shape (frames, channels).

    It has exactly as many frames as the file at this rate. Raises SoundError if the file isn't a
    sound, is silent, or is longer than LONGEST_SHORT_MS.
    """
    samples = _whole(file, rate_hz, channels)
    meter = audio_io.Meter(rate_hz, channels, true_peak=False)
    meter.push(samples)
    loudness = meter.finish().integrated_lufs
    if loudness == float("-inf"):
        if not np.abs(samples).max(initial=0.0):
            raise SoundError(Problem(str(file.path), "nothing but silence", "export it again"))
        # shorter than the meter's block of 0.4 s
        loudness = -0.691 + 10.0 * float(np.log10(np.mean(samples.astype(np.float64) ** 2)))
    faded = _faded(samples, rate_hz, fade_in_ms, fade_out_ms)
    return np.asarray(faded * np.float32(from_db(level_lufs - loudness)), dtype=np.float32)


def _whole(file: FileSource, rate_hz: int, channels: int) -> NDArray[np.float32]:
    most = LONGEST_SHORT_MS * rate_hz // 1000
    samples = BlockReader(fitted(file, rate_hz, channels)).take(most + 1)
    if len(samples) > most:
        raise SoundError(
            Problem(
                str(file.path),
                f"longer than {LONGEST_SHORT_MS // 1000} s, which is too long for an intro, outro or sting",
                "cut it, or use it as a bed",
            )
        )
    return samples


def _faded(
    samples: NDArray[np.float32], rate_hz: int, fade_in_ms: int, fade_out_ms: int
) -> NDArray[np.float32]:
    """The same frames with faded edges, through the 16 bits that pydub works with."""
    peak = max(1.0, float(np.abs(samples).max(initial=0.0)))
    whole = np.rint(samples * np.float32(32_767.0 / peak)).astype("<i2")
    segment = segment_of(whole, rate_hz)
    length_ms = len(segment)
    segment = segment.fade_in(min(fade_in_ms, length_ms // 2))
    segment = segment.fade_out(min(fade_out_ms, length_ms // 2))
    faded = np.frombuffer(segment.raw_data, "<i2").reshape(-1, samples.shape[1])
    # pydub counts in milliseconds: a fraction of the last may be missing, or be extra silence
    piece = np.zeros(samples.shape, np.float32)
    count = min(len(piece), len(faded))
    piece[:count] = faded[:count]
    return piece * np.float32(peak / 32_767.0)
