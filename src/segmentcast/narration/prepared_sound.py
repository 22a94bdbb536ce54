"""A spoken sentence as it is cached: resampled, levelled, trimmed, and faded at its edges."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from segmentcast.cache import KeptSpeech
from segmentcast.libraries.pydub_segment import leading_silence_ms, segment_of
from segmentcast.model import Speech, WordTime
from segmentcast.polyphase import converted

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE_HZ = 24_000
"""The rate at which sentences are cached and joined: the default engine's, and enough for speech."""
_ACTIVE_RMS_DBFS = -23.0
_ACTIVE_GATE_DB = 30.0
_FRAME_MS = 20
_SILENCE_DBFS = -52.0
_HEAD_MARGIN_MS = 30
_TAIL_MARGIN_MS = 70
_FADE_MS = 5


def prepare(speech: Speech) -> KeptSpeech:
    """A sentence as it is cached: at 24 kHz, levelled, trimmed to a margin of silence, edges faded."""
    samples = resample(speech.samples, speech.rate_hz, RATE_HZ)
    samples = levelled(samples)
    pcm = (np.clip(samples, -1.0, 1.0) * 32767.0).round().astype("<i2")
    segment = segment_of(pcm, RATE_HZ)
    head_ms = max(0, leading_silence_ms(segment, _SILENCE_DBFS) - _HEAD_MARGIN_MS)
    tail_ms = max(0, leading_silence_ms(segment.reverse(), _SILENCE_DBFS) - _TAIL_MARGIN_MS)
    segment = segment[head_ms : len(segment) - tail_ms].fade_in(_FADE_MS).fade_out(_FADE_MS)
    trimmed = np.frombuffer(segment.raw_data, "<i2")
    words = tuple(
        WordTime(
            max(0, word.start_ms - head_ms), max(0, word.end_ms - head_ms), word.start, word.end
        )
        for word in speech.words or ()
    )
    return KeptSpeech(trimmed, RATE_HZ, words)


def resample(samples: NDArray[np.float32], from_hz: int, to_hz: int) -> NDArray[np.float32]:
    """Converts the rate of a short mono sound, shape (n,), without aliasing."""
    if from_hz == to_hz:
        return samples
    return converted(samples, to_hz, from_hz)


def levelled(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Brings the RMS of the speech (20 ms frames within 30 dB of the loudest) to -23 dBFS.

    Engines differ by several dB. Pauses in a sentence don't count, and peaks stay below full scale.
    `samples`: mono at `RATE_HZ`, shape (n,), full scale at 1.
    """
    frame = RATE_HZ * _FRAME_MS // 1000
    whole = samples[: len(samples) // frame * frame].reshape(-1, frame).astype(np.float64)
    powers = (whole**2).mean(axis=1)
    if powers.size == 0 or powers.max() <= 0:
        return samples
    active = powers[powers >= powers.max() * 10 ** (-_ACTIVE_GATE_DB / 10)]
    gain = 10 ** (_ACTIVE_RMS_DBFS / 20) / math.sqrt(active.mean())
    gain = min(gain, 0.99 / float(np.abs(samples).max()))
    return (samples * gain).astype(np.float32)
