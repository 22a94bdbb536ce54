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

from segmentcast.audio_io import Lame, Meter, decode_mp3, encoder_name
from segmentcast.audio_io.lame import ENCODER_DELAY, Quality
from segmentcast.loudness import CELL, Plan, TruePeak, asked_reduction_db, from_db, limit
from segmentcast.master.windows import to_int16

_DECODER_DELAY = 529
_LATE = ENCODER_DELAY + _DECODER_DELAY
"""By how many samples the decoded sound is later than what was encoded."""

METER_WARM_HOPS = 5
"""Readings that the meter needs before the first one that counts: its window and its filters."""

_ATTEMPTS = 6
_EXTRA_DB = 0.15
_METERS_DIFFER_DB = 0.05
"""Meters differ by a few hundredths of a dB: stay that much under the ceiling."""

_AT_ONCE = 32_768


class PieceCache(Protocol):
    """Keeps encoded pieces by the hash of their samples and settings. Called from several threads."""

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
class Stretch:
    """Samples to encode: `samples[first:last]`; what is around them is context for the limiter.

    Of samples[first:last], what comes before `settled` is not held to the ceiling, as it will not be
    used, and `own` are the frames whose loudness is read.
    """

    samples: NDArray[np.float32]
    first: int
    last: int
    settled: int
    own: slice


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """MP3 frames of a stretch and what a decoder makes of them.

    `momentary_lufs` are the readings of its own frames, `peak_dbtp` the true peak of all that is
    settled; `attempts` counts the encodings, `reduction_db` is the most that the limiter took.
    """

    data: bytes
    momentary_lufs: NDArray[np.float32]
    peak_dbtp: float
    attempts: int
    reduction_db: float


def encode_piece(
    stretch: Stretch, settings: Settings, plan: Plan, ceiling_dbtp: float, cache: PieceCache | None
) -> Encoded:
    """Encode a stretch so that its decoded true peak is at or under the ceiling."""
    more_db = np.zeros(-(-len(stretch.samples) // CELL), dtype=np.float32)
    attempt = 0
    while True:
        attempt += 1
        samples, reduction_db = _prepared(stretch, settings, plan, more_db)
        data = _frames(samples, settings, cache)
        decoded = _decoded(data, len(samples), settings.channels)
        del samples
        settled = decoded[stretch.settled :]
        asked = asked_reduction_db(settled, ceiling_dbtp - _METERS_DIFFER_DB)
        if attempt == _ATTEMPTS or not asked.any():
            break
        _ask_more(more_db, asked, (stretch.first + stretch.settled) // CELL)
        del decoded, settled
    readings = _readings(decoded, stretch.own, settings)
    return Encoded(data, readings, _true_peak_dbtp(settled), attempt, reduction_db)


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


def _prepared(
    stretch: Stretch, settings: Settings, plan: Plan, more_db: NDArray[np.float32]
) -> tuple[NDArray[np.int16], float]:
    loud = stretch.samples * np.float32(from_db(plan.gain_db))
    reduction_db = limit(loud, settings.rate_hz, plan.ceiling_dbtp, more_db)
    scale = encoder_scale(settings)
    return to_int16(loud[stretch.first : stretch.last], 1.0 / scale), reduction_db


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
        said = f"{encoder_name()} {settings}".encode()
        key = hashlib.sha256(said + hashlib.sha256(samples.tobytes()).digest()).hexdigest()
        kept = cache.get(key)
        if kept is not None:
            return kept
    encoder = Lame(settings.rate_hz, settings.channels, settings.bitrate_kbps, settings.quality)
    data = b"".join((*encoder.encode(samples), encoder.finish()))
    if cache is not None:
        cache.put(key, data)
    return data


def _decoded(data: bytes, frames: int, channels: int) -> NDArray[np.float32]:
    """What was encoded, as a decoder gives it back: on the same grid, as many frames."""
    decoded = np.zeros((frames, channels), dtype=np.float32)
    at = -_LATE
    for block in decode_mp3(data, channels):
        first, last = max(at, 0), min(at + len(block), frames)
        if last > first:
            decoded[first:last] = block[first - at : last - at]
        at += len(block)
    return decoded


def _readings(decoded: NDArray[np.float32], own: slice, settings: Settings) -> NDArray[np.float32]:
    """Momentary loudness of the frames `own`, the first reading 100 ms after their start."""
    warm = METER_WARM_HOPS if own.start else 0
    meter = Meter(settings.rate_hz, settings.channels, true_peak=False)
    for first in range(own.start - warm * (settings.rate_hz // 10), own.stop, _AT_ONCE):
        meter.push(decoded[first : min(first + _AT_ONCE, own.stop)])
    return meter.readings()[warm:]


def _true_peak_dbtp(samples: NDArray[np.float32]) -> float:
    peak = TruePeak(samples.shape[1])
    for first in range(0, len(samples), _AT_ONCE):
        peak.push(samples[first : first + _AT_ONCE])
    return peak.finish()
