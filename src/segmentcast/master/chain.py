"""From a sound to an MP3 at the target: survey, gain, pieces on a fixed grid, joined and measured.

The sound is read twice: once to survey it, once to encode it. The pieces of a fixed grid are
encoded by as many threads as are allowed and joined frame by frame, so the bytes depend neither on
the number of threads nor on the source's blocks. What is measured in the end is what a decoder
gives back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import numpy as np

from segmentcast import audio_io
from segmentcast.audio_io import SoundInfo
from segmentcast.audio_io.lame import ENCODER_DELAY, Quality
from segmentcast.errors import Problem, SoundError
from segmentcast.loudness import Plan, Survey, from_db, limit, reach_frames, solve_gain
from segmentcast.master.pieces import Encoded, PieceCache, Settings, Stretch, encode_piece
from segmentcast.master.windows import OneSide, Window, windows
from segmentcast.model import Loudness, LoudnessTarget
from segmentcast.mp3 import (
    SAMPLES_PER_FRAME,
    NoJointError,
    Piece,
    crc16,
    frame_length,
    info_frame,
    joined,
)
from segmentcast.ports import Progress, SoundSource
from segmentcast.timing import samples_to_ms

PIECE_FRAMES = 1250
"""MP3 frames of a piece: 30 s at 48 kHz."""

PRE_ROLL, POST_ROLL = 30, 40
_WARM = 12
"""Frames at the start of a piece that its encoder needs to settle."""

_BITRATES_KBPS = {1: 96, 2: 128}
_LOWEST_KBPS = 64
_HEADROOM_DB = 0.4
"""How far under the ceiling the limiter works, as the codec moves peaks up."""

_COARSE_KBPS, _COARSE_HEADROOM_DB = 64, 0.8

_NEAR_ENOUGH_LU = 0.15
_FORETOLD_WELL_LU = 0.5
"""Where the limiter takes more loudness than this, what the survey foretells is not trusted."""

_REHEARSALS = 3
_ROUNDS = 3
_GAIN_STEP_DB = 0.05
_TASK = "Encoding"


@dataclass(frozen=True, slots=True)
class Mastered:
    """What was written. `loudness` is that of the decoded result, `source` that of what came in.

    `samples` are what a decoder gives back, exactly; `gain_db` and `reduction_db` what was
    done; `pieces` and `encodings` how many pieces there are and how often one was encoded.
    """

    duration_ms: int
    samples: int
    rate_hz: int
    channels: int
    bitrate_kbps: int
    length_bytes: int
    loudness: Loudness
    source: Loudness
    gain_db: float
    reduction_db: float
    clipped: int
    pieces: int
    encodings: int


def encode_mp3(
    source: SoundSource,
    out: BinaryIO | Path,
    *,
    target: LoudnessTarget,
    bitrate_kbps: int | None = None,
    quality: Quality = "standard",
    workers: int = 1,
    progress: Progress | None = None,
    cache: PieceCache | None = None,
    where: str = "sound",
) -> Mastered:
    """Write `source` to `out` as an MP3 of constant bitrate at the target, without tags.

    Without `bitrate_kbps` mono gets 96, stereo 128. A stereo sound with two equal sides becomes
    mono. `out`, when a file object, is written from where it stands and must be seekable.
    `where` names the sound in errors. Raises SoundError: silent, or the target cannot be reached.
    """
    if isinstance(out, Path):
        with out.open("w+b") as file:
            return encode_mp3(
                source, file, target=target, bitrate_kbps=bitrate_kbps, quality=quality,
                workers=workers, progress=progress, cache=cache, where=where,
            )  # fmt: skip
    sound = audio_io.resampled(source, output_rate(source.rate_hz))
    found = audio_io.survey(sound)
    if found.same_sides:
        sound = OneSide(sound)
        found = one_side(found)
    _refuse_silence(found, where)
    settings = Settings(
        sound.rate_hz, sound.channels, bitrate_kbps or _BITRATES_KBPS[sound.channels], quality
    )
    if settings.bitrate_kbps < _LOWEST_KBPS:
        raise SoundError(
            Problem(where, f"{settings.bitrate_kbps} kbit/s is too little", "use 64 kbit/s or more")
        )
    job = _Job(sound, found, settings, target, workers, progress, cache)
    return job.run(out)


def already_mastered(info: SoundInfo, loudness: Loudness, target: LoudnessTarget) -> bool:
    """Whether a file can be published as it is: an MP3 within 0.5 LU of the target, under the ceiling."""
    return (
        info.container == "mp3"
        and info.codec == "mp3"
        and info.rate_hz in (44_100, 48_000)
        and abs(loudness.integrated_lufs - target.integrated_lufs) <= 0.5
        and loudness.true_peak_dbtp <= target.true_peak_dbtp
    )


def output_rate(rate_hz: int) -> int:
    """44.1 kHz for its fractions and multiples, 48 kHz for all others."""
    return 44_100 if rate_hz % 11_025 == 0 else 48_000


def one_side(found: Survey) -> Survey:
    """The survey of one of two equal channels: BS.1770 adds up channels, so one is 3 dB less."""
    less = 3.0103
    loudness = replace(found.loudness, integrated_lufs=found.loudness.integrated_lufs - less)
    return replace(
        found,
        channels=1,
        loudness=loudness,
        momentary_lufs=found.momentary_lufs - less,
        short_term_lufs=found.short_term_lufs - less,
        clipped=found.clipped // 2,
    )


def _refuse_silence(found: Survey, where: str) -> None:
    if not found.frames:
        raise SoundError(Problem(where, "there is no sound", "record or narrate it again"))
    if found.loudness.integrated_lufs == float("-inf"):
        raise SoundError(
            Problem(
                where,
                f"nothing but silence (true peak {found.loudness.true_peak_dbtp:.1f} dBTP)",
                "record or narrate it again",
            )
        )


@dataclass(frozen=True, slots=True)
class _Written:
    """One round's result."""

    length_bytes: int
    loudness: Loudness
    pieces: int
    encodings: int
    reduction_db: float


@dataclass(frozen=True, slots=True)
class _Job:
    sound: SoundSource
    found: Survey
    settings: Settings
    target: LoudnessTarget
    workers: int
    progress: Progress | None
    cache: PieceCache | None

    def run(self, out: BinaryIO) -> Mastered:
        begin = out.tell()
        aim = self.target.integrated_lufs
        encodings = 0
        piece_frames = PIECE_FRAMES
        for attempt in range(_ROUNDS):
            plan, aim = self._rehearsed(aim) if attempt == 0 else (self._plan(aim), aim)
            try:
                written = self._write(out, begin, plan, piece_frames)
            except NoJointError:
                # one piece: slower, needs no joint, and takes the whole sound in memory
                piece_frames = -(-self.found.frames // SAMPLES_PER_FRAME)
                written = self._write(out, begin, plan, piece_frames)
            encodings += written.encodings
            off = self.target.integrated_lufs - written.loudness.integrated_lufs
            if abs(off) <= _NEAR_ENOUGH_LU or attempt == _ROUNDS - 1:
                break
            aim += off
        return Mastered(
            duration_ms=samples_to_ms(self.found.frames, self.settings.rate_hz),
            samples=self.found.frames,
            rate_hz=self.settings.rate_hz,
            channels=self.settings.channels,
            bitrate_kbps=self.settings.bitrate_kbps,
            length_bytes=written.length_bytes,
            loudness=written.loudness,
            source=self.found.loudness,
            gain_db=plan.gain_db,
            reduction_db=written.reduction_db,
            clipped=self.found.clipped,
            pieces=written.pieces,
            encodings=encodings,
        )

    def _plan(self, aim_lufs: float) -> Plan:
        """The gain for `aim_lufs`, in steps: a small edit of the sound leaves it as it was."""
        aim = replace(self.target, integrated_lufs=aim_lufs)
        coarse = self.settings.bitrate_kbps <= _COARSE_KBPS
        headroom_db = _COARSE_HEADROOM_DB if coarse else _HEADROOM_DB
        plan = solve_gain(self.found, aim, self.target.true_peak_dbtp - headroom_db)
        return replace(plan, gain_db=round(plan.gain_db / _GAIN_STEP_DB) * _GAIN_STEP_DB)

    def _rehearsed(self, aim_lufs: float) -> tuple[Plan, float]:
        """A plan that was tried without the encoder where the limiter takes much, and its aim."""
        plan = self._plan(aim_lufs)
        for _ in range(_REHEARSALS):
            unlimited_lufs = self.found.loudness.integrated_lufs + plan.gain_db
            if unlimited_lufs - plan.foretold_lufs < _FORETOLD_WELL_LU:
                break
            off = self.target.integrated_lufs - self._limited_lufs(plan)
            if abs(off) <= _NEAR_ENOUGH_LU / 2:
                break
            aim_lufs += off
            plan = self._plan(aim_lufs)
        return plan, aim_lufs

    def _limited_lufs(self, plan: Plan) -> float:
        """Loudness after gain and limiter, before the encoder."""
        rate_hz = self.settings.rate_hz
        meter = audio_io.Meter(rate_hz, self.settings.channels, true_peak=False)
        step = PIECE_FRAMES // 4 * SAMPLES_PER_FRAME
        for window in windows(self.sound, step, *reach_frames(rate_hz)):
            loud = window.samples * np.float32(from_db(plan.gain_db))
            limited, _ = limit(loud, rate_hz, plan.ceiling_dbtp)
            meter.push(limited[window.lead : window.lead + window.step])
        return meter.finish().integrated_lufs

    def _write(self, out: BinaryIO, begin: int, plan: Plan, piece_frames: int) -> _Written:
        out.seek(begin)
        out.truncate()
        head = frame_length(self.settings.rate_hz, self.settings.bitrate_kbps)
        out.write(bytes(head))
        meter = audio_io.Meter(self.settings.rate_hz, self.settings.channels)
        frames = sound_bytes = crc = pieces = encodings = 0
        reduction_db = 0.0
        left: Piece | None = None
        start = 0
        for window, encoded in self._encoded(plan, piece_frames):
            own = window.lead - self._context_lead(window)
            meter.push(encoded.decoded[own : own + window.step])
            pieces += 1
            encodings += encoded.attempts
            reduction_db = max(reduction_db, encoded.reduction_db)
            first = window.number * piece_frames - own // SAMPLES_PER_FRAME
            right = Piece(encoded.data, first)
            if left is not None:
                data, number = joined(left, start, right, window.number * piece_frames, _WARM)
                out.write(data)
                sound_bytes, crc = sound_bytes + len(data), crc16(data, crc)
                frames, start = frames + number - start, number
            left = right
        assert left is not None
        data, number = joined(left, start, None, 0, 0)
        out.write(data)
        sound_bytes, crc = sound_bytes + len(data), crc16(data, crc)
        frames += number - start
        out.seek(begin)
        out.write(self._head(frames, sound_bytes, crc))
        out.seek(0, 2)
        return _Written(head + sound_bytes, meter.finish(), pieces, encodings, reduction_db)

    def _head(self, frames: int, sound_bytes: int, crc: int) -> bytes:
        return info_frame(
            rate_hz=self.settings.rate_hz,
            channels=self.settings.channels,
            bitrate_kbps=self.settings.bitrate_kbps,
            frames=frames,
            sound_bytes=sound_bytes,
            sound_crc=crc,
            delay=ENCODER_DELAY,
            padding=frames * SAMPLES_PER_FRAME - ENCODER_DELAY - self.found.frames,
        )

    def _encoded(self, plan: Plan, piece_frames: int) -> Iterator[tuple[Window, Encoded]]:
        """The pieces in order, encoded ahead by the workers."""
        reach_before, reach_after = reach_frames(self.settings.rate_hz)
        step = piece_frames * SAMPLES_PER_FRAME
        before = PRE_ROLL * SAMPLES_PER_FRAME + reach_before
        after = POST_ROLL * SAMPLES_PER_FRAME + reach_after
        if self.progress:
            self.progress.start(_TASK, self.found.frames / self.settings.rate_hz, "s")
        waiting: deque[tuple[Window, Future[Encoded]]] = deque()
        with ThreadPoolExecutor(max_workers=max(1, self.workers)) as pool:
            for window in windows(self.sound, step, before, after):
                waiting.append((window, pool.submit(self._encode, window, plan)))
                if len(waiting) > self.workers:
                    yield self._next(waiting)
            while waiting:
                yield self._next(waiting)
        if self.progress:
            self.progress.finish(_TASK)

    def _next(self, waiting: deque[tuple[Window, Future[Encoded]]]) -> tuple[Window, Encoded]:
        window, future = waiting.popleft()
        encoded = future.result()
        if self.progress:
            self.progress.advance(_TASK, window.step / self.settings.rate_hz)
        return window, encoded

    def _encode(self, window: Window, plan: Plan) -> Encoded:
        first = self._context_lead(window)
        last = min(len(window.samples), window.lead + window.step + POST_ROLL * SAMPLES_PER_FRAME)
        settle = _WARM * SAMPLES_PER_FRAME if first else 0
        stretch = Stretch(window.samples, first, last, slice(settle, last - first))
        return encode_piece(stretch, self.settings, plan, self.target.true_peak_dbtp, self.cache)

    def _context_lead(self, window: Window) -> int:
        """Frames at the start of a window that are context for the limiter only."""
        return max(0, window.lead - PRE_ROLL * SAMPLES_PER_FRAME)
