"""A sound that names its sections: each is surveyed and encoded once, by its key.

A section begins and ends in silence and on a border of MP3 frames, so it reaches its level without its
neighbours, and its decoded sound doesn't depend on where it is. With a cache, an edit costs only the
edited sections and their neighbours. The bytes are the same without one.
"""

from __future__ import annotations

import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from segmentcast import audio_io
from segmentcast.loudness import (
    NO_LEVELS,
    GainPlan,
    Levels,
    Limiter,
    Survey,
    Surveyor,
    from_db,
    integrated_lufs,
    range_lu,
)
from segmentcast.master import encoded_pieces
from segmentcast.master.encoded_pieces import (
    POST_ROLL,
    PRE_ROLL,
    WARM_FRAMES,
    Encoded,
    PieceCache,
    SampleSpan,
    Settings,
    encode_piece,
    encoder_scale,
    packed,
    piece_key,
    unpacked,
)
from segmentcast.master.prepared import Prepared
from segmentcast.master.sixteen_bits import to_int16
from segmentcast.master.thread_pool import pool_of
from segmentcast.model import Loudness
from segmentcast.mp3 import SAMPLES_PER_FRAME
from segmentcast.ports import SectionedSource, SoundSource

_BRIDGE_FRAMES = 150
_CONTEXT_FRAMES = 30
"""Frames of context beside what is used of a neighbour: more than the limiter's reach."""

_SURVEY = struct.Struct("<4sIdIi")
_PIECE = struct.Struct("<4sdII")
_SURVEY_MARK, _PIECE_MARK = b"SUR2", b"SEC1"


_AT_ONCE = 262_144
_KEPT_BYTES = 48 << 20
"""Sections held in memory at the output rate: about four minutes."""


class _Once:
    """Samples in memory as a SoundSource."""

    channels = 1

    def __init__(self, samples: NDArray[np.float32], rate_hz: int) -> None:
        self._samples = samples
        self.rate_hz = rate_hz

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        for first in range(0, len(self._samples), _AT_ONCE):
            yield self._samples[first : first + _AT_ONCE]


class _Sounds:
    """The sections at the output rate. The most recently used stay in memory."""

    def __init__(self, source: SectionedSource, rate_hz: int) -> None:
        self._source = source
        self._rate_hz = rate_hz
        self._doors = tuple(threading.Lock() for _ in source.sections)
        self._lock = threading.Lock()
        self._kept: dict[int, NDArray[np.float32]] = {}
        self._bytes = 0

    def of(self, number: int) -> NDArray[np.float32]:
        """The samples of a section, shape (frames, 1), converted once even if several threads need them."""
        with self._doors[number]:
            with self._lock:
                cached = self._kept.pop(number, None)
                if cached is not None:
                    self._kept[number] = cached
                    return cached
            samples = _Once(self._source.section(number), self._source.rate_hz)
            converted = np.concatenate(list(audio_io.resampled(samples, self._rate_hz).blocks()))
            with self._lock:
                self._kept[number] = converted
                self._bytes += converted.nbytes
                while self._bytes > _KEPT_BYTES and len(self._kept) > 1:
                    self._bytes -= self._kept.pop(next(iter(self._kept))).nbytes
            return converted


@dataclass(frozen=True, slots=True, eq=False)
class EncodedSection:
    """A section's piece, its sound's readings, and the limiter's largest reduction.

    `roll` is how many frames of the piece precede its border.
    """

    encoded: Encoded
    momentary_lufs: NDArray[np.float32]
    reduction_db: float
    roll: int


@dataclass(frozen=True, slots=True, eq=False)
class Sections:
    """A sectioned sound at the output rate."""

    source: SectionedSource
    rate_hz: int
    borders: tuple[int, ...]
    """At which frame of the MP3 each section begins, and where the last one ends."""

    cache: PieceCache | None
    sounds: _Sounds
    surveys: list[Survey] = field(default_factory=list)

    def survey(self, workers: int, heed: Callable[[], None]) -> Survey:
        """The survey of the whole, from cached sections and newly surveyed ones.

        `heed` is called for each section and may raise to interrupt the work.
        """
        with pool_of(workers) as pool:
            # backwards, because encoding starts with the beginning, which then is still in memory
            backwards = range(len(self.source.sections) - 1, -1, -1)
            jobs = [pool.submit(self._survey_of, number, heed) for number in backwards]
            self.surveys[:] = [job.result() for job in jobs][::-1]
        momentary = np.concatenate([survey.momentary_lufs for survey in self.surveys])
        peak_dbtp = max(survey.loudness.true_peak_dbtp for survey in self.surveys)
        loudness = Loudness(integrated_lufs(momentary), peak_dbtp, range_lu(momentary))
        return replace(
            self.surveys[0],
            frames=sum(survey.frames for survey in self.surveys),
            loudness=loudness,
            momentary_lufs=momentary,
            levels=NO_LEVELS,
            clipped=sum(survey.clipped for survey in self.surveys),
            parts=tuple(self.surveys),
        )

    def limited_lufs(
        self, plan: GainPlan, settings: Settings, heed: Callable[[], None]
    ) -> NDArray[np.float32]:
        """The readings of the whole after gain and limiter, without the encoder."""
        readings = []
        for number, survey in enumerate(self.surveys):
            heed()
            prepared = Prepared(self._sound(number), survey, plan, encoder_scale(settings))
            for _ in prepared.blocks():
                pass
            readings.append(prepared.momentary_lufs)
        return np.concatenate(readings)

    def make(self, number: int, plan: GainPlan, settings: Settings) -> EncodedSection:
        """The piece of a section, from the cache or encoded now."""
        keys = [
            self.source.sections[near].key if 0 <= near < len(self.surveys) else ""
            for near in (number - 1, number, number + 1)
        ]
        did = f"{plan.gain_db:.2f} {plan.ceiling_dbtp:.2f} {' '.join(keys)}"
        key = piece_key(settings, did)
        cached = self.cache.get(key) if self.cache is not None else None
        section = (
            _made(cached, self.borders[number], self.surveys[number].frames, settings)
            if cached
            else None
        )
        if section is None:
            section = self._make(number, plan, settings)
            if self.cache is not None:
                self.cache.put(key, _kept(section))
        return section

    def bridge(self, number: int, plan: GainPlan, settings: Settings) -> SampleSpan:
        """A span that reaches far to both sides of a section's beginning."""
        scale = encoder_scale(settings)
        before = self._edge(number - 1, plan, scale, -_BRIDGE_FRAMES)
        samples = np.concatenate((before, self._edge(number, plan, scale, _BRIDGE_FRAMES)))
        first = self.borders[number] - len(before) // SAMPLES_PER_FRAME
        return SampleSpan(samples, first, WARM_FRAMES)

    def _make(self, number: int, plan: GainPlan, settings: Settings) -> EncodedSection:
        scale = encoder_scale(settings)
        prepared = Prepared(self._sound(number), self.surveys[number], plan, scale)
        parts = list(prepared.blocks())
        first = self.borders[number]
        if number:
            before = self._edge(number - 1, plan, scale, -PRE_ROLL)
            parts.insert(0, before)
            first -= len(before) // SAMPLES_PER_FRAME
        if number + 1 < len(self.surveys):
            parts.append(self._edge(number + 1, plan, scale, POST_ROLL))
        stretch = SampleSpan(np.concatenate(parts), first, WARM_FRAMES if number else 0)
        encoded = encode_piece(stretch, settings, None)
        roll = self.borders[number] - first
        return EncodedSection(encoded, prepared.momentary_lufs, prepared.reduction_db, roll)

    def _edge(self, number: int, plan: GainPlan, scale: float, frames: int) -> NDArray[np.int16]:
        """The first `frames` MP3 frames of a section as they are encoded; the last ones if negative."""
        count = abs(frames) * SAMPLES_PER_FRAME
        reach = count + _CONTEXT_FRAMES * SAMPLES_PER_FRAME
        samples = self.sounds.of(number)
        samples = samples[:reach] if frames > 0 else samples[-reach:]
        limiter = Limiter(self.rate_hz, 1, plan.ceiling_dbtp - plan.gain_db)
        limited = np.concatenate((limiter.push(samples).samples, limiter.finish().samples))
        used = limited[:count] if frames > 0 else limited[-count:]
        return to_int16(used, from_db(plan.gain_db) / scale)

    def _sound(self, number: int) -> SoundSource:
        return _Once(self.sounds.of(number), self.rate_hz)

    def _survey_of(self, number: int, heed: Callable[[], None]) -> Survey:
        heed()
        section = self.source.sections[number]
        key = piece_key(_ANY, f"survey {self.rate_hz} {section.key}")
        cached = self.cache.get(key) if self.cache is not None else None
        frames = section.frames * (self.rate_hz // self.source.rate_hz)
        survey = _surveyed(cached, frames, self.rate_hz) if cached else None
        if survey is None:
            survey = self._surveyed_now(number, heed)
            if self.cache is not None:
                self.cache.put(key, _packed_survey(survey))
        return survey

    def _surveyed_now(self, number: int, heed: Callable[[], None]) -> Survey:
        meter = audio_io.Meter(self.rate_hz, 1, true_peak=False)
        surveyor = Surveyor(self.rate_hz, 1)
        for block in self._sound(number).blocks():
            heed()
            meter.push(block)
            surveyor.push(block)
        return surveyor.finish(meter.readings())


_ANY = Settings(0, 1, 0, "standard")
"""A survey's cache key; it doesn't depend on how the sound is encoded."""


def sections_of(source: object, rate_hz: int, cache: PieceCache | None) -> Sections | None:
    """The sections of a mono sound that has some, if their borders fall on those of MP3 frames."""
    if not isinstance(source, SectionedSource) or source.channels != 1 or not source.sections:
        return None
    ratio, rest = divmod(rate_hz, source.rate_hz)
    if rest or any(section.frames * ratio % SAMPLES_PER_FRAME for section in source.sections):
        return None
    frames = (section.frames * ratio // SAMPLES_PER_FRAME for section in source.sections)
    borders = tuple(accumulate(frames, initial=0))
    return Sections(source, rate_hz, borders, cache, _Sounds(source, rate_hz))


def is_piece(cached: bytes | memoryview) -> bool:
    """Whether a cached value is a piece of any kind; it may come from another machine."""
    data = bytes(cached)
    if data[:4] == _SURVEY_MARK and len(data) >= _SURVEY.size:
        _, frames, *_ = _SURVEY.unpack_from(data)
        return any(_surveyed(data, frames, rate_hz) is not None for rate_hz in (44_100, 48_000))
    if data[:4] == _PIECE_MARK and len(data) >= _PIECE.size:
        _, reduction_db, _, readings = _PIECE.unpack_from(data)
        return bool(0 <= reduction_db < np.inf) and encoded_pieces.is_piece(
            data[_PIECE.size + 4 * readings :]
        )
    return encoded_pieces.is_piece(data)


def _packed_survey(survey: Survey) -> bytes:
    peak_dbtp, base_db = survey.loudness.true_peak_dbtp, survey.levels.base_db
    head = _SURVEY.pack(_SURVEY_MARK, survey.frames, peak_dbtp, survey.clipped, base_db)
    arrays = (survey.momentary_lufs, survey.levels.peak_codes, survey.levels.energy_codes)
    return head + b"".join(array.tobytes() for array in arrays)


def _surveyed(cached: bytes, frames: int, rate_hz: int) -> Survey | None:
    """A survey from a cached value; None if it isn't one."""
    readings, cells = frames // (rate_hz // 10), -(-frames // 256)
    if len(cached) != _SURVEY.size + 4 * readings + 2 * cells:
        return None
    mark, length, peak_dbtp, clipped, base_db = _SURVEY.unpack_from(cached)
    if mark != _SURVEY_MARK or length != frames:
        return None
    at = _SURVEY.size + 4 * readings
    momentary = np.frombuffer(cached, np.float32, readings, _SURVEY.size)
    levels = Levels(
        np.frombuffer(cached, np.uint8, cells, at),
        np.frombuffer(cached, np.uint8, cells, at + cells),
        base_db,
    )
    if not (peak_dbtp < np.inf and (momentary < np.inf).all()):
        return None
    loudness = Loudness(integrated_lufs(momentary), peak_dbtp, range_lu(momentary))
    return Survey(
        rate_hz, 1, frames, loudness, momentary, levels, same_sides=False, clipped=clipped
    )  # fmt: skip


def _kept(section: EncodedSection) -> bytes:
    readings = len(section.momentary_lufs)
    head = _PIECE.pack(_PIECE_MARK, section.reduction_db, section.roll, readings)
    return head + section.momentary_lufs.tobytes() + packed(section.encoded)


def _made(cached: bytes, border: int, samples: int, settings: Settings) -> EncodedSection | None:
    """The piece of a section of `samples` samples from a cached value; None if it isn't one."""
    if cached[:4] != _PIECE_MARK or not is_piece(cached):
        return None
    _, reduction_db, roll, readings = _PIECE.unpack_from(cached)
    if roll > PRE_ROLL or readings != samples // (settings.rate_hz // 10):
        return None
    least = roll * SAMPLES_PER_FRAME + samples
    encoded = unpacked(cached[_PIECE.size + 4 * readings :], border - roll, least, settings)
    if encoded is None:
        return None
    # a copy: readings are held until the file is complete, and must not keep the piece in memory
    momentary = np.frombuffer(cached, np.float32, readings, _PIECE.size).copy()
    if not (momentary < np.inf).all():
        return None
    return EncodedSection(encoded, momentary, reduction_db, roll)
