"""Shifts the pitch by resampling and the tempo by overlap-add (WSOLA), for engines without such controls."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    import numpy as np
    from numpy.typing import NDArray

FINEST = 100
"""The largest denominator of a pitch ratio, which keeps the resampling filter short."""


def ratio(factor: float) -> Fraction:
    """The small fraction that stands for a pitch factor."""
    # Only here: it brings decimal numbers along, and no voice is spoken by importing its engine.
    from fractions import Fraction

    return Fraction(factor).limit_denominator(FINEST)


def shifted(samples: NDArray[np.float32], factor: float) -> NDArray[np.float32]:
    """Pitch and formants times `factor`, duration divided by it, at the same rate.

    Ask the engine for speech that is `factor` times as long to keep the duration.
    """
    step = ratio(factor)
    if step == 1 or samples.size == 0:
        return samples
    import numpy as np

    from segmentcast.polyphase import converted

    return converted(np.asarray(samples, dtype=np.float32), step.denominator, step.numerator)


def stretched(samples: NDArray[np.float32], rate_hz: int, factor: float) -> NDArray[np.float32]:
    """Duration times `factor`, at the same pitch.

    Waveform-similarity overlap-add (Verhelst and Roelands 1993): Hann windows of 40 ms, half
    overlapped, each from the place within 10 ms of its nominal one that fits best.
    """
    import numpy as np

    half = rate_hz // 50
    search = rate_hz // 100
    if abs(factor - 1.0) < 1e-3 or samples.size < 4 * half:
        return samples
    window = (0.5 - 0.5 * np.cos(np.pi * np.arange(2 * half) / half)).astype(np.float32)
    frames = max(1, round(samples.size * factor / half))
    padded = np.concatenate(
        [np.zeros(half, np.float32), samples, np.zeros(4 * half + 2 * search, np.float32)]
    )
    out = np.zeros((frames + 1) * half, np.float32)
    last_start = padded.size - 3 * half - 2 * search
    at = 0
    for frame in range(frames):
        wanted = min(int(frame * half / factor), last_start)
        if frame:
            low = max(0, wanted - search)
            follows = padded[at + half : at + 2 * half]
            region = padded[low : low + 2 * search + half]
            at = low + int(np.argmax(np.correlate(region, follows, mode="valid")))
        else:
            at = wanted
        out[frame * half : (frame + 2) * half] += padded[at : at + 2 * half] * window
    return out[half : half + round(samples.size * factor)]
