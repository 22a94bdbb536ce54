"""From a sound to an MP3 at the target: survey, gain, pieces on a fixed grid, joined and measured.

The sound is read once to survey it and once to encode it (and once more where the limiter has much
to do). The pieces of a fixed grid are encoded by as many threads as are allowed and joined frame
by frame, so the bytes depend neither on the number of threads nor on the source's blocks. What is
measured in the end is what a decoder gives back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from segmentcast import audio_io
from segmentcast.audio_io import SoundInfo
from segmentcast.audio_io.lame import Quality
from segmentcast.errors import Problem, SoundError
from segmentcast.loudness import (
    Plan,
    Survey,
    from_db,
    integrated_lufs,
    limit,
    range_lu,
    reach_frames,
    solve_gain,
)
from segmentcast.master.pieces import Encoded, PieceCache, Settings, Stretch, encode_piece
from segmentcast.master.windows import OneSide, Window, windows
from segmentcast.master.writer import Writer
from segmentcast.model import Loudness, LoudnessTarget
from segmentcast.mp3 import SAMPLES_PER_FRAME, NoJointError, Piece
from segmentcast.ports import Progress, SoundSource
from segmentcast.timing import samples_to_ms

PIECE_FRAMES = 735
"""MP3 frames of a piece: 17.6 s at 48 kHz. A multiple of 245, so that pieces begin on the meter's
grid of 100 ms at 44.1 and 48 kHz."""

PRE_ROLL, POST_ROLL = 30, 12
WARM_FRAMES = 12
"""Frames at the start of a piece that its encoder needs to settle."""

BRIDGE_REACH = 150
"""How far a piece that bridges a border reaches to both sides, in frames."""

_BITRATES_KBPS = {1: 96, 2: 128}
_LOWEST_KBPS = 64
_HEADROOM_DB = 0.4
"""How far under the ceiling the limiter works, as the codec moves peaks up."""

_COARSE_KBPS, _COARSE_HEADROOM_DB = 64, 0.8
_NEAR_ENOUGH_LU = 0.18
_FORETOLD_WELL_LU = 6.0
"""Where the limiter takes more loudness than this, what the survey foretells is not trusted."""

_REHEARSALS = 3
_ROUNDS = 3
_GAIN_STEP_DB = 0.1
_TASK = "Encoding"


@dataclass(frozen=True, slots=True)
class Mastered:
    """What was written. `loudness` is that of the decoded result, `source` that of what came in.

    `samples` are what a decoder gives back, exactly; `gain_db` and `reduction_db` what was done;
    `clipped` counts samples of the source at full scale or above; `pieces` and `encodings` how
    many pieces there are and how often one was encoded.
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
    `where` names the sound in errors. Raises SoundError: silent, or a bitrate too small.
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
    return _Job(sound, found, settings, target, max(1, workers), progress, cache).run(out)


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
    less = np.float32(10.0 * np.log10(2.0))
    loudness = replace(found.loudness, integrated_lufs=found.loudness.integrated_lufs - float(less))
    return replace(
        found,
        channels=1,
        loudness=loudness,
        momentary_lufs=found.momentary_lufs - less,
        clipped=found.clipped // 2,
    )


def _refuse_silence(found: Survey, where: str) -> None:
    if not found.frames:
        raise SoundError(Problem(where, "there is no sound", "record or narrate it again"))
    if found.loudness.integrated_lufs == float("-inf"):
        seconds, peak = found.frames / found.rate_hz, found.loudness.true_peak_dbtp
        raise SoundError(
            Problem(
                where,
                f"nothing but silence ({seconds:.1f} s, true peak {peak:.1f} dBTP)",
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
        encodings = 0
        piece_frames = PIECE_FRAMES
        plan, aim_lufs = self._rehearsed(self.target.integrated_lufs)
        for last_round in (*[False] * (_ROUNDS - 1), True):
            try:
                written = self._write(out, begin, plan, piece_frames)
            except NoJointError:
                # one piece: slower, needs no joint, and takes the whole sound in memory
                piece_frames = -(-self.found.frames // SAMPLES_PER_FRAME)
                written = self._write(out, begin, plan, piece_frames)
            encodings += written.encodings
            off = self.target.integrated_lufs - written.loudness.integrated_lufs
            if last_round or abs(off) <= _NEAR_ENOUGH_LU:
                break
            aim_lufs += off
            plan = self._plan(aim_lufs)
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
        coarse = self.settings.bitrate_kbps <= _COARSE_KBPS
        headroom_db = _COARSE_HEADROOM_DB if coarse else _HEADROOM_DB
        aim = replace(self.target, integrated_lufs=aim_lufs)
        plan = solve_gain(self.found, aim, self.target.true_peak_dbtp - headroom_db)
        return replace(plan, gain_db=round(plan.gain_db / _GAIN_STEP_DB) * _GAIN_STEP_DB)

    def _rehearsed(self, aim_lufs: float) -> tuple[Plan, float]:
        """A plan, tried without the encoder where the limiter takes much, and what it aims at."""
        plan = self._plan(aim_lufs)
        for _ in range(_REHEARSALS):
            unlimited_lufs = self.found.loudness.integrated_lufs + plan.gain_db
            if unlimited_lufs - plan.foretold_lufs < _FORETOLD_WELL_LU:
                break
            off = self.target.integrated_lufs - self._limited_lufs(plan)
            aim_lufs += off
            plan = self._plan(aim_lufs)
            if abs(off) <= 0.6:
                break
        return plan, aim_lufs

    def _limited_lufs(self, plan: Plan) -> float:
        """Loudness after gain and limiter, before the encoder."""
        rate_hz = self.settings.rate_hz
        meter = audio_io.Meter(rate_hz, self.settings.channels, true_peak=False)
        for window in windows(self.sound, 96 * SAMPLES_PER_FRAME, *reach_frames(rate_hz)):
            loud = window.samples * np.float32(from_db(plan.gain_db))
            limit(loud, rate_hz, plan.ceiling_dbtp)
            meter.push(loud[window.lead : window.lead + window.step])
        return meter.finish().integrated_lufs

    def _write(self, out: BinaryIO, begin: int, plan: Plan, piece_frames: int) -> _Written:
        writer = Writer(out, begin, self.settings, WARM_FRAMES)
        readings: list[NDArray[np.float32]] = []
        peak_dbtp, reduction_db = float("-inf"), 0.0
        pieces = encodings = 0
        for window, encoded in self._encoded(plan, piece_frames):
            border = window.number * piece_frames
            first = border - min(border, PRE_ROLL)

            def bridge(window: Window = window, border: int = border) -> Piece:
                made = self._encode(window, plan, BRIDGE_REACH, BRIDGE_REACH)
                return Piece(made.data, border - BRIDGE_REACH)

            writer.add(Piece(encoded.data, first), border, bridge)
            readings.append(encoded.momentary_lufs)
            peak_dbtp = max(peak_dbtp, encoded.peak_dbtp)
            reduction_db = max(reduction_db, encoded.reduction_db)
            pieces += 1
            encodings += encoded.attempts
            del window, encoded, bridge  # a window is 8 MB: not kept while the next one is awaited
        momentary = np.concatenate(readings)
        loudness = Loudness(integrated_lufs(momentary), peak_dbtp, range_lu(momentary))
        length_bytes = writer.finish(self.found.frames)
        return _Written(length_bytes, loudness, pieces, encodings, reduction_db)

    def _encoded(self, plan: Plan, piece_frames: int) -> Iterator[tuple[Window, Encoded]]:
        """The pieces in order, encoded ahead by the workers."""
        reach_before, reach_after = reach_frames(self.settings.rate_hz)
        seen = windows(
            self.sound,
            piece_frames * SAMPLES_PER_FRAME,
            BRIDGE_REACH * SAMPLES_PER_FRAME + reach_before,
            POST_ROLL * SAMPLES_PER_FRAME + reach_after,
        )
        if self.progress:
            self.progress.start(_TASK, self.found.frames / self.settings.rate_hz, "s")
        waiting: deque[tuple[Window, Future[Encoded]]] = deque()
        with ThreadPoolExecutor(max_workers=self.workers) as pool:
            for window in seen:
                waiting.append((window, pool.submit(self._encode, window, plan)))
                del window
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

    def _encode(
        self, window: Window, plan: Plan, before: int = PRE_ROLL, after: int | None = None
    ) -> Encoded:
        """Encode a window's own frames with `before` more ahead and POST_ROLL behind.

        With `after` only that many frames from its start on.
        """
        reach_before, reach_after = reach_frames(self.settings.rate_hz)
        lead = min(window.lead, before * SAMPLES_PER_FRAME)
        origin = max(0, window.lead - lead - reach_before)
        first = window.lead - lead - origin
        behind = window.step + POST_ROLL * SAMPLES_PER_FRAME
        if after is not None:
            behind = min(behind, after * SAMPLES_PER_FRAME)
        last = min(len(window.samples) - origin, first + lead + behind)
        stretch = Stretch(
            samples=window.samples[origin : origin + last + reach_after],
            first=first,
            last=last,
            settled=WARM_FRAMES * SAMPLES_PER_FRAME if lead else 0,
            own=slice(lead, min(last - first, lead + window.step)),
        )
        return encode_piece(stretch, self.settings, plan, self.target.true_peak_dbtp, self.cache)
