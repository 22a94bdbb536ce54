"""What is measured of a voice: the distribution of its spectrum's shape, without its level.

For every 10 ms of speech, 19 mel-frequency cepstral coefficients (Davis and Mermelstein, 1980). Of
each span only their sums and products are kept, from which its Gaussian follows: spans add up, and an
hour costs no memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from segmentcast.alignment import RATE_HZ
from segmentcast.alignment.activity import cut_out
from segmentcast.ports import SoundSource

CEPSTRA = 19
FRAMES_PER_SECOND = 100
_HOP = RATE_HZ // FRAMES_PER_SECOND
_FRAME = RATE_HZ * 25 // 1000
_FFT = 512
_BANDS, _LOWEST_HZ, _HIGHEST_HZ = 26, 80.0, 7_600.0
_EMPHASIS = 0.97
_BELOW_PEAK_DB, _SILENT_DB = 30.0, -70.0
_LONGEST_MS = 20_000
"""Longer spans are measured piece by piece, to bound the memory."""


@dataclass(frozen=True, slots=True, eq=False)
class VoiceStatistics:
    """The frames of speech in a span: their number, their sum, and the sum of their outer products.

    `sums` has the shape (CEPSTRA,), `products` (CEPSTRA, CEPSTRA).
    """

    frames: int
    sums: NDArray[np.float64]
    products: NDArray[np.float64]

    def __add__(self, other: VoiceStatistics) -> VoiceStatistics:
        return VoiceStatistics(
            self.frames + other.frames, self.sums + other.sums, self.products + other.products
        )

    @property
    def seconds(self) -> float:
        """How much speech was measured."""
        return self.frames / FRAMES_PER_SECOND


NOTHING = VoiceStatistics(0, np.zeros(CEPSTRA), np.zeros((CEPSTRA, CEPSTRA)))


def statistics_of(samples: NDArray[np.int16]) -> VoiceStatistics:
    """The statistics of mono samples at RATE_HZ."""
    if len(samples) < _FRAME:
        return NOTHING
    signal = samples.astype(np.float32) / 32_768
    frames = np.lib.stride_tricks.sliding_window_view(signal, _FRAME)[::_HOP]
    levels_db = 10 * np.log10(frames.var(axis=1) + 1e-12)
    loud = levels_db > max(levels_db.max() - _BELOW_PEAK_DB, _SILENT_DB)
    if not loud.any():
        return NOTHING
    emphasized = np.append(signal[:1], signal[1:] - _EMPHASIS * signal[:-1])
    frames = np.lib.stride_tricks.sliding_window_view(emphasized, _FRAME)[::_HOP][loud]
    spectra = np.fft.rfft(frames * np.hanning(_FRAME).astype(np.float32), _FFT)
    bands = np.log((spectra.real**2 + spectra.imag**2) @ _mel_filters().T + 1e-10)
    cepstra = (bands @ _cosines().T).astype(np.float64)
    return VoiceStatistics(len(cepstra), cepstra.sum(axis=0), cepstra.T @ cepstra)


def statistics_of_spans(
    source: SoundSource, spans_ms: Sequence[tuple[int, int]]
) -> Iterator[VoiceStatistics]:
    """The statistics of each span of a recording: (start, end) in ms, in order of their starts.

    Reads the source once.
    """
    pieces = [
        (number, (start, min(start + _LONGEST_MS, end_ms)))
        for number, (start_ms, end_ms) in enumerate(spans_ms)
        for start in range(start_ms, max(end_ms, start_ms + 1), _LONGEST_MS)
    ]
    found = [NOTHING] * len(spans_ms)
    windows = cut_out(source, [piece for _, piece in pieces])
    for (number, _), window in zip(pieces, windows, strict=False):
        found[number] += statistics_of(window.samples)
    yield from found


@cache
def _mel_filters() -> NDArray[np.float32]:
    """Triangular filters, shape (_BANDS, _FFT // 2 + 1), evenly spaced on the mel scale."""
    lowest, highest = (2_595 * np.log10(1 + hz / 700) for hz in (_LOWEST_HZ, _HIGHEST_HZ))
    edges = 700 * (10 ** (np.linspace(lowest, highest, _BANDS + 2) / 2_595) - 1)
    hz = np.arange(_FFT // 2 + 1) * RATE_HZ / _FFT
    rising = (hz - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - hz) / np.diff(edges)[1:, None]
    return np.maximum(0, np.minimum(rising, falling)).astype(np.float32)


@cache
def _cosines() -> NDArray[np.float32]:
    """The discrete cosine transform without its first row, the level: shape (CEPSTRA, _BANDS)."""
    angles = np.pi / _BANDS * (np.arange(_BANDS) + 0.5) * np.arange(1, CEPSTRA + 1)[:, None]
    return np.asarray(np.cos(angles) * np.sqrt(2 / _BANDS), np.float32)
