"""One piece of the master: encoded, and looked at as a listener's decoder gives it back.

The codec moves peaks. So wherever a peak can come out above the ceiling, the piece is decoded
again; where one does, those frames alone are encoded again a little lower and set into the piece.
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
"""So many frames a piece may have beyond its samples: the roll, and what the encoder is late."""

_DECODER_DELAY = 529
_LATE = ENCODER_DELAY + _DECODER_DELAY
"""By how many samples the decoded sound is later than what was encoded."""

_RESERVOIR_BYTES, _SIDE_BYTES = 511, 36
"""As far back as a frame's data may begin, and what of a frame is not data, at most."""

_CODEC_DB, _COARSE_CODEC_DB = 3.0, 5.0
"""By how much the codec may raise the loudest of a frame and those beside it, at usual and coarse bitrates."""

COARSE_KBPS = 64
_ATTEMPTS = 10
_EXTRA_DB = 0.15
"""By so much more than it was too loud a place is lowered, and by as much more each time."""

_METERS_DIFFER_DB = 0.05
"""Meters differ by a few hundredths of a dB: stay that much under the ceiling."""

_HEARD_FRAMES = 120
"""So many frames are decoded at once: more would only take more memory."""

_APART_FRAMES = 16
"""To begin anew with a decoder costs as much as to decode so many frames that need not be heard."""

_NEAR_FRAMES = 24
"""Peaks that are nearer to each other are mended together."""

_AROUND_FRAMES = 4
"""What is lowered is let go within so many frames."""

_MEND_REACHES = (30, 60, 120)
_KEPT_HEAD = struct.Struct("<dI")
"""The true peak as it was measured, to the last bit: a file from kept pieces tells the same of itself."""
_LOUDEST_DBTP = 20.0
_MONO = 3


class PieceCache(Protocol):
    """Keeps encoded pieces by the hash of what they are made of. Called from several threads."""

    def get(self, key: str) -> bytes | None:
        """The bytes that were put under the key, or None."""
        ...

    def put(self, key: str, data: bytes) -> None:
        """Keep `data` under the key."""
        ...


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides how a piece is encoded. `check_dbtp` is from where on peaks are looked at."""

    rate_hz: int
    channels: int
    bitrate_kbps: int
    quality: Quality
    ceiling_dbtp: float = 0.0
    check_dbtp: float = 0.0

    def checking(self, ceiling_dbtp: float, highest_dbtp: float) -> Settings:
        """The same for a sound whose highest peak is at `highest_dbtp` after the limiter."""
        codec_db = _COARSE_CODEC_DB if self.bitrate_kbps <= COARSE_KBPS else _CODEC_DB
        check_dbtp = round(min(ceiling_dbtp, highest_dbtp) - codec_db, 1)
        return replace(self, ceiling_dbtp=ceiling_dbtp, check_dbtp=check_dbtp)


@dataclass(frozen=True, slots=True, eq=False)
class SampleSpan:
    """Samples to encode as frames of the whole: the first of them has the number `first`.

    Frames before `settled` are not looked at, as they will not be used.
    """

    samples: NDArray[np.int16]
    first: int
    settled: int

    def part(self, first: int, end: int) -> NDArray[np.int16]:
        """The samples of the frames from `first` up to `end`, as far as they are here."""
        at = max(0, first - self.first) * SAMPLES_PER_FRAME
        return self.samples[at : max(0, end - self.first) * SAMPLES_PER_FRAME]


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """MP3 frames of a stretch, the true peak that a decoder gives, and how many encodings it took."""

    piece: Piece
    peak_dbtp: float
    encodings: int


def encode_piece(stretch: SampleSpan, settings: Settings, cache: PieceCache | None) -> Encoded:
    """Encode a stretch so that its decoded true peak is at or under the ceiling.

    With a cache it is kept under a hash of its samples, which must be writable: they are lowered
    here and there meanwhile, and in the end are what they were.
    """
    if cache is None:
        return _encode(stretch, settings)
    content = hashlib.sha256(stretch.samples.tobytes()).hexdigest()
    # peaks before `settled` were not looked at: the same sound at the very start is another piece
    key = piece_key(settings, f"{stretch.settled} {content}")
    cached = cache.get(key)
    encoded = unpacked(cached, stretch.first, len(stretch.samples), settings) if cached else None
    if encoded is None:
        encoded = _encode(stretch, settings)
        cache.put(key, packed(encoded))
    return encoded


def piece_key(settings: Settings, content: str) -> str:
    """The key of a piece that is made of `content` with these settings."""
    return hashlib.sha256(f"master-5 {encoder_name()} {settings} {content}".encode()).hexdigest()


def packed(encoded: Encoded) -> bytes:
    """A piece as a cache keeps it."""
    return _KEPT_HEAD.pack(encoded.peak_dbtp, encoded.encodings) + encoded.piece.data


def unpacked(cached: bytes, first: int, samples: int, settings: Settings) -> Encoded | None:
    """A piece that begins at frame `first`, from what a cache held.

    None when it is none, or none of this form, or shorter than so many samples, or much longer.
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
    """Whether what a cache held is a piece at all; it may come from a stranger."""
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
    """What the encoder multiplies all samples by: LAME takes off up to 5 %, by bitrate.

    Found by encoding a tone, so that it is right for whatever encoder is installed.
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
    # the samples are lowered where they lie and put back in the end: a copy of all is megabytes
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
    """The piece; what is done to the stretch's samples is noted in `lowered`."""
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
    """Frames of a piece, counted from its first, as they are heard: by how much each cell is too high."""

    first: int
    end: int
    peak_dbtp: float
    asked_db: NDArray[np.float32]

    @property
    def sample(self) -> int:
        """Where in the stretch its first cell lies."""
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
    # what goes in as one frame comes out in two, and its noise goes ahead of it
    loud[1:] |= loud[:-1].copy()
    loud[:-1] |= loud[1:].copy()
    loud[: stretch.settled] = False
    return np.asarray(loud)


def _runs(marked: NDArray[np.bool_], gap: int, longest: int | None = None) -> list[tuple[int, int]]:
    """First and end of each run of marked places; runs no further apart than `gap` are one.

    Runs of more than `longest` places are given in parts.
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
    """The frames first:end of a piece as a decoder gives them back."""
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
    """Where a cell came out too loud, it and its neighbours are lowered by that and `extra_db`, in place.

    Returns the part of the samples in which they are, and what it was before.
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
    """The frames of the piece whose sound is not as it was, counted from its first."""
    touched = np.zeros(frames, dtype=np.bool_)
    for excess in over:
        cells = np.flatnonzero(excess.asked_db)
        for frame in np.unique((excess.sample + cells * CELL) // SAMPLES_PER_FRAME).tolist():
            touched[max(0, frame - 1) : frame + 4] = True
    return touched


def _mended(piece: Piece, stretch: SampleSpan, first: int, end: int, settings: Settings) -> Piece:
    """The piece with the frames first:end encoded anew, joined where nothing is torn."""
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
