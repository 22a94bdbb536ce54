"""One piece of the master: gain, limiter, encoder, and a look at what a listener's decoder gives.

The codec moves peaks. So every piece is decoded again, and where it is above the ceiling the
limiter is told to take a little more at that very place, until nothing is.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from segmentcast.audio_io import Lame, decode_mp3
from segmentcast.audio_io.lame import ENCODER_DELAY, Quality
from segmentcast.loudness import CELL, Plan, asked_reduction_db, from_db, limit
from segmentcast.master.windows import to_int16
from segmentcast.mp3 import SAMPLES_PER_FRAME

DECODER_DELAY = 529
LATE = ENCODER_DELAY + DECODER_DELAY
"""By how many samples the decoded sound is later than what was encoded."""

_ATTEMPTS = 6
_EXTRA_DB = 0.15
_METERS_DIFFER_DB = 0.05
"""Meters differ by a few hundredths of a dB: stay that much under the ceiling."""


class PieceCache(Protocol):
    """Keeps encoded pieces by the hash of their samples and settings."""

    def get(self, key: str) -> bytes | None:
        """The bytes that were put under the key, or None."""
        ...

    def put(self, key: str, data: bytes) -> None:
        """Keep `data` under the key."""
        ...


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides how a piece is encoded."""

    rate_hz: int
    channels: int
    bitrate_kbps: int
    quality: Quality


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """MP3 frames of a piece and what they decode to, shape (frames, channels), `lead` and tail included.

    `attempts` counts the encodings that it took; `reduction_db` the most that the limiter took;
    `over_db` by how much it is above the ceiling still, 0 when it is not.
    """

    data: bytes
    decoded: NDArray[np.float32]
    attempts: int
    reduction_db: float
    over_db: float


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """Samples to encode: `samples[first:last]`, what is around them being context for the limiter.

    `checked` is the part of samples[first:last] (frames from its start) that is held to the ceiling.
    """

    samples: NDArray[np.float32]
    first: int
    last: int
    checked: slice


def encode_piece(
    stretch: Stretch, settings: Settings, plan: Plan, ceiling_dbtp: float, cache: PieceCache | None
) -> Encoded:
    """Encode a stretch so that its decoded true peak is at or under the ceiling."""
    loud = stretch.samples * np.float32(from_db(plan.gain_db))
    more_db = np.zeros(-(-len(loud) // CELL), dtype=np.float32)
    over_db = 0.0
    for attempt in range(1, _ATTEMPTS + 1):
        limited, reduction_db = limit(loud, settings.rate_hz, plan.ceiling_dbtp, more_db)
        samples = to_int16(limited[stretch.first : stretch.last], 1.0 / encoder_scale(settings))
        data = _frames(samples, settings, cache)
        decoded = _decoded(data, len(samples), settings.channels)
        asked = asked_reduction_db(decoded[stretch.checked], ceiling_dbtp - _METERS_DIFFER_DB)
        over_db = max(0.0, -float(asked.min(initial=0.0)) - _METERS_DIFFER_DB)
        if not asked.any() or attempt == _ATTEMPTS:
            break
        _ask_more(more_db, asked, (stretch.first + (stretch.checked.start or 0)) // CELL)
    return Encoded(data, decoded, attempt, reduction_db, over_db)


@lru_cache(maxsize=64)
def encoder_scale(settings: Settings) -> float:
    """What the encoder multiplies all samples by: LAME takes off up to 5 %, by bitrate.

    Found by encoding a tone, so that it is right for whatever encoder is installed.
    """
    seconds = np.arange(settings.rate_hz) / settings.rate_hz
    tone = np.repeat(0.5 * np.sin(2 * np.pi * 997.0 * seconds)[:, None], settings.channels, axis=1)
    samples = to_int16(tone.astype(np.float32))
    decoded = _decoded(_frames(samples, settings, None), len(samples), settings.channels)
    middle = slice(settings.rate_hz // 4, settings.rate_hz * 3 // 4)
    sent = samples[middle].astype(np.float64) / 32_768.0
    came = decoded[middle].astype(np.float64)
    return round(float(np.vdot(sent, came) / np.vdot(sent, sent)), 3)


def _ask_more(more_db: NDArray[np.float32], asked: NDArray[np.float32], at: int) -> None:
    """Where a cell came out too loud, it and its neighbours are to be lowered by that and a bit."""
    wanted = np.where(asked < 0, asked - np.float32(_EXTRA_DB), np.float32(0))
    padded = np.pad(wanted, 1)
    spread = np.minimum(padded[1:-1], np.minimum(padded[:-2], padded[2:]))
    part = more_db[at : at + len(spread)]
    part += spread[: len(part)]


def _frames(samples: NDArray[np.int16], settings: Settings, cache: PieceCache | None) -> bytes:
    key = ""
    if cache is not None:
        key = hashlib.sha256(repr(settings).encode() + samples.tobytes()).hexdigest()
        kept = cache.get(key)
        if kept is not None:
            return kept
    encoder = Lame(settings.rate_hz, settings.channels, settings.bitrate_kbps, settings.quality)
    data = encoder.encode(samples) + encoder.finish()
    if cache is not None:
        cache.put(key, data)
    return data


def _decoded(data: bytes, frames: int, channels: int) -> NDArray[np.float32]:
    """What was encoded, as a decoder gives it back: on the same grid, as many frames."""
    blocks = list(decode_mp3(data, channels))
    return np.ascontiguousarray(np.concatenate(blocks)[LATE : LATE + frames])


def encoded_frames(frames: int) -> int:
    """How many MP3 frames hold that many samples and the delays around them."""
    return -(-(frames + LATE) // SAMPLES_PER_FRAME)
