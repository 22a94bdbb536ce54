"""One piece of the master: encoded, then checked as a listener's decoder gives it back.

The codec moves peaks. So wherever a peak could exceed the ceiling, the piece is decoded; if one does,
those frames alone are encoded again a little lower and replaced in the piece.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from segmentcast.audio_io import Lame, Mp3Decoder, encoder_name
from segmentcast.audio_io.lame import ENCODER_DELAY, Quality
from segmentcast.loudness import CELL, heard_peaks, lower
from segmentcast.master.sixteen_bits import to_int16
from segmentcast.mp3 import SAMPLES_PER_FRAME, NoJointError, Piece, joined
from segmentcast.mp3.frames import frame_header, frame_starts

WARM_FRAMES = 12
"""Frames at the start of a piece that its encoder needs to settle."""

PRE_ROLL, POST_ROLL = 30, 12
"""Frames that are encoded before and after a piece's own, so that it can be joined."""

_MOST_EXTRA_FRAMES = POST_ROLL + 4
"""How many frames a piece may have beyond its samples: the roll and the encoder's delay."""

_DECODER_DELAY = 529
_LATE = ENCODER_DELAY + _DECODER_DELAY
"""By how many samples the decoded sound lags behind the original."""

_RESERVOIR_BYTES, _SIDE_BYTES = 511, 36
"""The furthest back that a frame's data may begin, and the most of a frame that isn't data."""

_CODEC_DB, _COARSE_CODEC_DB = 3.0, 5.0
"""By how much the codec may raise the loudest of three neighbouring frames, at usual and coarse bitrates."""

COARSE_KBPS = 64
_ATTEMPTS = 10
_EXTRA_DB = 0.15
"""By how much more than its excess a place is lowered; this grows by itself at each attempt."""

_METERS_DIFFER_DB = 0.05
"""Meters differ by a few hundredths of a dB: results stay this much below the ceiling."""

_HEARD_FRAMES = 120
"""How many frames are decoded at once: more would only take more memory."""

_APART_FRAMES = 16
"""Restarting a decoder costs as much as decoding this many frames that aren't needed."""

_NEAR_FRAMES = 24
"""Peaks nearer to each other than this are lowered together."""

_AROUND_FRAMES = 4
"""A lowering is released within this many frames."""

_MEND_REACHES = (30, 60, 120)
_KEPT_HEAD = struct.Struct("<dI")
"""The true peak as measured, to the last bit, so that cached pieces give the same report."""
_LOUDEST_DBTP = 20.0
_MONO = 3


class PieceCache(Protocol):
    """Keeps encoded pieces by a hash of everything that decides them. Threads share it."""

    def get(self, key: str) -> bytes | None:
        """The bytes stored under the key, or None."""
        ...

    def put(self, key: str, data: bytes) -> None:
        """Stores `data` under the key."""
        ...


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides how a piece is encoded. Peaks are checked from `check_dbtp` upwards."""

    rate_hz: int
    channels: int
    bitrate_kbps: int
    quality: Quality
    ceiling_dbtp: float = 0.0
    check_dbtp: float = 0.0

    def checking(self, ceiling_dbtp: float, highest_dbtp: float) -> Settings:
        """These settings for a sound whose highest peak after the limiter is `highest_dbtp`."""
        codec_db = _COARSE_CODEC_DB if self.bitrate_kbps <= COARSE_KBPS else _CODEC_DB
        check_dbtp = round(min(ceiling_dbtp, highest_dbtp) - codec_db, 1)
        return replace(self, ceiling_dbtp=ceiling_dbtp, check_dbtp=check_dbtp)


@dataclass(frozen=True, slots=True, eq=False)
class SampleSpan:
    """Samples to encode as frames of the whole; the first of these is number `first`.

    Frames before `settled` aren't checked, because they won't be used.
    """

    samples: NDArray[np.int16]
    first: int
    settled: int

    def part(self, first: int, end: int) -> NDArray[np.int16]:
        """The samples of the frames from `first` up to `end`, as far as this span has them."""
        at = max(0, first - self.first) * SAMPLES_PER_FRAME
        return self.samples[at : max(0, end - self.first) * SAMPLES_PER_FRAME]


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """MP3 frames of a span, their decoded true peak, and how many encodings they took."""

    piece: Piece
    peak_dbtp: float
    encodings: int


def encode_piece(stretch: SampleSpan, settings: Settings, cache: PieceCache | None) -> Encoded:
    """Encodes a span so that its decoded true peak is at or below the ceiling.

    With a cache, the piece is kept under a hash of its samples. These must be writable: they are
    lowered here and there meanwhile, and restored at the end.
    """
    if cache is None:
        return _encode(stretch, settings)
    content = hashlib.sha256(stretch.samples.tobytes()).hexdigest()
    # peaks before `settled` weren't checked: the same sound at the very start is another piece
    key = piece_key(settings, f"{stretch.settled} {content}")
    cached = cache.get(key)
    encoded = unpacked(cached, stretch.first, len(stretch.samples), settings) if cached else None
    if encoded is None:
        encoded = _encode(stretch, settings)
        cache.put(key, packed(encoded))
    return encoded


def piece_key(settings: Settings, content: str) -> str:
    """The key of a piece made from `content` with these settings."""
    return hashlib.sha256(f"master-5 {encoder_name()} {settings} {content}".encode()).hexdigest()


def packed(encoded: Encoded) -> bytes:
    """A piece as bytes for a cache."""
    return _KEPT_HEAD.pack(encoded.peak_dbtp, encoded.encodings) + encoded.piece.data


def unpacked(cached: bytes, first: int, samples: int, settings: Settings) -> Encoded | None:
    """A piece that begins at frame `first`, from a cached value.

    None if it isn't one, has another form, is shorter than `samples` samples, or much longer.
    """
    if not is_piece(cached):
        return None
    peak_dbtp, encodings = _KEPT_HEAD.unpack_from(cached)
    piece = Piece(cached[_KEPT_HEAD.size :], first)
    wanted = frame_header(settings.rate_hz, settings.channels, settings.bitrate_kbps)
    same_form = all(
        piece.data[at + 2] & 0xFC == wanted[2] & 0xFC
        and (piece.data[at + 3] >> 6 == _MONO) == (wanted[3] >> 6 == _MONO)
        for at in piece.starts[:-1]
    )
    extra = (len(piece.starts) - 1) * SAMPLES_PER_FRAME - samples
    if not same_form or not 0 <= extra <= _MOST_EXTRA_FRAMES * SAMPLES_PER_FRAME:
        return None
    return Encoded(piece, peak_dbtp, encodings)


def is_piece(cached: bytes | memoryview) -> bool:
    """Whether a cached value is a piece at all; it may come from another machine."""
    if len(cached) <= _KEPT_HEAD.size:
        return False
    peak_dbtp, encodings = _KEPT_HEAD.unpack_from(cached)
    try:
        frame_starts(bytes(cached[_KEPT_HEAD.size :]))
    except ValueError:
        return False
    return bool(peak_dbtp <= _LOUDEST_DBTP and encodings > 0)


@lru_cache(maxsize=64)
def encoder_scale(settings: Settings) -> float:
    """The factor that the encoder applies to all samples: LAME takes off up to 5 %, by bitrate.

    Measured by encoding a tone, so that it is right for whatever encoder is installed.
    """
    frames = settings.rate_hz // SAMPLES_PER_FRAME
    seconds = np.arange(frames * SAMPLES_PER_FRAME) / settings.rate_hz
    tone = np.repeat(0.5 * np.sin(2 * np.pi * 997.0 * seconds)[:, None], settings.channels, axis=1)
    samples = to_int16(tone.astype(np.float32))
    piece = Piece(_frames(samples, settings), 0)
    decoded = Mp3Decoder().decode(piece.bytes_of(0, piece.end))[_LATE:]
    middle = slice(settings.rate_hz // 4, settings.rate_hz * 3 // 4)
    sent = samples[middle].astype(np.float64) / 32_768.0
    came = decoded[middle].astype(np.float64)
    return round(float(np.vdot(sent, came) / np.vdot(sent, sent)), 3)


def _frames(samples: NDArray[np.int16], settings: Settings) -> bytes:
    encoder = Lame(settings.rate_hz, settings.channels, settings.bitrate_kbps, settings.quality)
    return b"".join((*encoder.encode(samples), encoder.finish()))


def _encode(stretch: SampleSpan, settings: Settings) -> Encoded:
    # the samples are lowered in place and restored at the end: a copy would be megabytes
    lowered: list[tuple[NDArray[np.int16], NDArray[np.int16]]] = []
    try:
        return _under_the_ceiling(stretch, settings, lowered)
    finally:
        for part, was in reversed(lowered):
            part[:] = was


def _under_the_ceiling(
    stretch: SampleSpan,
    settings: Settings,
    lowered: list[tuple[NDArray[np.int16], NDArray[np.int16]]],
) -> Encoded:
    """The piece; every change to the span's samples is noted in `lowered`."""
    piece = Piece(_frames(stretch.samples, settings), stretch.first)
    to_check = _loud_frames(stretch, settings)[: piece.end - piece.first]
    encodings = 1
    peak_dbtp = float("-inf")
    for attempt in range(_ATTEMPTS + 1):
        over: list[_Over] = []
        for first, end in _runs(to_check, _APART_FRAMES, _HEARD_FRAMES):
            excess = _heard(piece, first, end, settings, peak_dbtp)
            if attempt < _ATTEMPTS and excess.asked_db.any():
                over.append(excess)
            else:
                peak_dbtp = max(peak_dbtp, excess.peak_dbtp)
        if not over:
            break
        to_check[:] = False
        for excess in over:
            lowered.append(_lower(stretch, excess, settings, (attempt + 1) * _EXTRA_DB))
            to_check[excess.first : excess.end] = True
        for first, end in _runs(_touched(over, len(to_check)), _NEAR_FRAMES):
            piece = _mended(piece, stretch, first + piece.first, end + piece.first, settings)
            encodings += 1
            to_check[max(0, first - 2) : end + 2] = True
    return Encoded(piece, peak_dbtp, encodings)


@dataclass(frozen=True, slots=True, eq=False)
class _Over:
    """Decoded frames of a piece, counted from its first: by how much each cell is too high."""

    first: int
    end: int
    peak_dbtp: float
    asked_db: NDArray[np.float32]

    @property
    def sample(self) -> int:
        """Where in the span the first cell lies."""
        return self.first * SAMPLES_PER_FRAME - _LATE


def _loud_frames(stretch: SampleSpan, settings: Settings) -> NDArray[np.bool_]:
    """The frames whose decoded peak could be above the ceiling, or the highest of all."""
    samples = stretch.samples
    whole, rest = divmod(len(samples), SAMPLES_PER_FRAME)
    rows = samples[: whole * SAMPLES_PER_FRAME].reshape(whole, SAMPLES_PER_FRAME * samples.shape[1])
    highest = np.zeros(whole + bool(rest) + 2, dtype=np.int32)
    np.maximum(rows.max(axis=1), -rows.min(axis=1).astype(np.int32), out=highest[:whole])
    if rest:
        highest[whole] = np.abs(samples[-rest:].astype(np.int32)).max()
    floor = min(32_000.0, 32_768.0 * 10.0 ** (settings.check_dbtp / 20.0))
    loud = highest >= floor
    # an encoded frame is heard in two, and its noise precedes it
    loud[1:] |= loud[:-1].copy()
    loud[:-1] |= loud[1:].copy()
    loud[: stretch.settled] = False
    return np.asarray(loud)


def _runs(marked: NDArray[np.bool_], gap: int, longest: int | None = None) -> list[tuple[int, int]]:
    """Begin and end of each run of marked places; runs at most `gap` apart are one.

    Runs longer than `longest` places are divided.
    """
    at = np.flatnonzero(marked)
    if not at.size:
        return []
    breaks = np.flatnonzero(np.diff(at) > gap)
    firsts = np.concatenate((at[:1], at[breaks + 1])).tolist()
    ends = (np.concatenate((at[breaks], at[-1:])) + 1).tolist()
    return [
        (part, min(part + longest, end) if longest else end)
        for first, end in zip(firsts, ends, strict=True)
        for part in range(first, end, longest or end - first)
    ]


def _heard(piece: Piece, first: int, end: int, settings: Settings, known_dbtp: float) -> _Over:
    """The frames first:end of a piece, decoded."""
    end = min(end, piece.end - piece.first)
    warm = min(first, _warm_frames(settings))
    behind = min(1, piece.end - piece.first - end)
    frames = piece.bytes_of(piece.first + first - warm, piece.first + end + behind)
    decoded = Mp3Decoder().decode(frames)
    span = warm * SAMPLES_PER_FRAME, len(decoded) - behind * SAMPLES_PER_FRAME
    ceiling_dbtp = settings.ceiling_dbtp - _METERS_DIFFER_DB
    return _Over(first, end, *heard_peaks(decoded, span, ceiling_dbtp, known_dbtp))


def _warm_frames(settings: Settings) -> int:
    """Frames that a decoder needs before the first that counts: for the reservoir, and the overlap."""
    frame_bytes = SAMPLES_PER_FRAME * settings.bitrate_kbps * 125 // settings.rate_hz
    return 1 - (-_RESERVOIR_BYTES // (frame_bytes - _SIDE_BYTES))


def _lower(
    stretch: SampleSpan, over: _Over, settings: Settings, extra_db: float
) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """Lowers each cell that is too loud, and its neighbours, by the excess and `extra_db`, in place.

    Returns the part of the samples that changed, and its previous content.
    """
    wanted = np.where(over.asked_db < 0, over.asked_db - np.float32(extra_db), np.float32(0))
    room = _AROUND_FRAMES * SAMPLES_PER_FRAME // CELL
    padded = np.pad(wanted, room)
    spread = np.minimum(padded, np.minimum(np.roll(padded, 1), np.roll(padded, -1)))
    first = over.sample - room * CELL
    skip = -(-max(0, -first) // CELL)
    part = stretch.samples[first + skip * CELL :][: (len(spread) - skip) * CELL]
    was = part.copy()
    loud = part.astype(np.float32)
    lower(loud, settings.rate_hz, spread[skip : skip - (-len(part) // CELL)])
    np.rint(loud, out=loud)
    part[:] = loud
    return part, was


def _touched(over: list[_Over], frames: int) -> NDArray[np.bool_]:
    """The frames of the piece whose sound changed, counted from its first."""
    touched = np.zeros(frames, dtype=np.bool_)
    for excess in over:
        cells = np.flatnonzero(excess.asked_db)
        for frame in np.unique((excess.sample + cells * CELL) // SAMPLES_PER_FRAME).tolist():
            touched[max(0, frame - 1) : frame + 4] = True
    return touched


def _mended(piece: Piece, stretch: SampleSpan, first: int, end: int, settings: Settings) -> Piece:
    """The piece with the frames first:end encoded again, joined where no data is torn apart."""
    stretch_end = stretch.first - (-len(stretch.samples) // SAMPLES_PER_FRAME)
    for reach in _MEND_REACHES:
        patch_first = max(stretch.first, first - reach)
        patch_end = end + reach
        patch = Piece(_frames(stretch.part(patch_first, patch_end), settings), patch_first)
        ahead, number, behind = b"", patch_first, b""
        try:
            if patch_first > stretch.first:
                before = range(patch_first, first + 1)
                ahead, number = joined(piece, piece.first, patch, first - 3, WARM_FRAMES, before)
            if patch_end < stretch_end:
                after = range(end, piece.end)
                middle, last = joined(patch, number, piece, end + 3, 0, after)
                behind = piece.data[piece.start(last) :]
            else:
                middle, _ = joined(patch, number, None, 0, 0)
        except NoJointError:
            continue
        return Piece(ahead + middle + behind, piece.first)
    return Piece(_frames(stretch.samples, settings), piece.first)
