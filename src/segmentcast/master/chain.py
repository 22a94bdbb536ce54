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

from segmentcast import audio_io
from segmentcast.audio_io import SoundInfo
from segmentcast.audio_io.lame import Quality
from segmentcast.errors import Problem, SoundError
from segmentcast.loudness import Plan, Survey, integrated_lufs, one_side, range_lu, solve_gain
from segmentcast.master.channels import OneSide
from segmentcast.master.cutting import Bridges, stretches
from segmentcast.master.pieces import (
    COARSE_KBPS,
    Encoded,
    PieceCache,
    Settings,
    Stretch,
    encode_piece,
    encoder_scale,
)
from segmentcast.master.prepared import Prepared
from segmentcast.master.writer import Writer
from segmentcast.model import Loudness, LoudnessTarget
from segmentcast.mp3 import SAMPLES_PER_FRAME, Piece
from segmentcast.ports import Progress, SoundSource
from segmentcast.timing import samples_to_ms

PIECE_FRAMES = 1225
"""MP3 frames of a piece: 32 s at 44.1 kHz."""

_BITRATES_KBPS = {1: 96, 2: 128}
_LOWEST_KBPS = 64
_HEADROOM_DB = 0.4
"""How far under the ceiling the limiter works, as the codec moves peaks up."""

_COARSE_HEADROOM_DB = 0.8
_NEAR_ENOUGH_LU = 0.15
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
    found: Survey | None = None,
    where: str = "sound",
) -> Mastered:
    """Write `source` to `out` as an MP3 of constant bitrate at the target, without tags.

    Without `bitrate_kbps` mono gets 96, stereo 128. A stereo sound with two equal sides becomes
    mono. `out`, when a file object, is written from where it stands and must be seekable.
    `found` is the survey of `source`, where there is one already. `where` names the sound in errors. Raises SoundError: silent, or a bitrate too small.
    """
    if isinstance(out, Path):
        with out.open("w+b") as file:
            return encode_mp3(
                source, file, target=target, bitrate_kbps=bitrate_kbps, quality=quality,
                workers=workers, progress=progress, cache=cache, found=found, where=where,
            )  # fmt: skip
    sound = audio_io.resampled(source, output_rate(source.rate_hz))
    if workers > 1:
        sound = audio_io.ReadAhead(sound)
    if found is None or found.rate_hz != sound.rate_hz:
        found = audio_io.survey(sound)
    if found.same_sides and sound.channels == 2:
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
        plan, aim_lufs = self._rehearsed(self.target.integrated_lufs)
        for last_round in (*[False] * (_ROUNDS - 1), True):
            written = self._write(out, begin, plan)
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
        coarse = self.settings.bitrate_kbps <= COARSE_KBPS
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
            prepared = self._prepared(plan)
            for _ in prepared.blocks():
                pass
            off = self.target.integrated_lufs - integrated_lufs(prepared.momentary_lufs)
            aim_lufs += off
            plan = self._plan(aim_lufs)
            if abs(off) <= 0.6:
                break
        return plan, aim_lufs

    def _prepared(self, plan: Plan) -> Prepared:
        return Prepared(self.sound, self.found, plan, encoder_scale(self.settings))

    def _write(self, out: BinaryIO, begin: int, plan: Plan) -> _Written:
        highest_dbtp = min(plan.ceiling_dbtp, self.found.loudness.true_peak_dbtp + plan.gain_db)
        settings = self.settings.checking(self.target.true_peak_dbtp, highest_dbtp)
        prepared = self._prepared(plan)
        writer = Writer(out, begin, settings)
        bridges = Bridges()
        peak_dbtp = float("-inf")
        pieces = encodings = 0
        for border, stretch, encoded in self._encoded(prepared, settings):

            def bridge(border: int = border, stretch: Stretch = stretch) -> Piece:
                return encode_piece(bridges.between(border, stretch), settings, self.cache).piece

            writer.add(encoded.piece, border, bridge)
            bridges.passed(stretch, border + PIECE_FRAMES)
            peak_dbtp = max(peak_dbtp, encoded.peak_dbtp)
            pieces += 1
            encodings += encoded.encodings
            del stretch, encoded, bridge  # not kept while the next one is awaited
        momentary = prepared.momentary_lufs
        loudness = Loudness(integrated_lufs(momentary), peak_dbtp, range_lu(momentary))
        length_bytes = writer.finish(self.found.frames)
        return _Written(length_bytes, loudness, pieces, encodings, prepared.reduction_db)

    def _encoded(
        self, prepared: Prepared, settings: Settings
    ) -> Iterator[tuple[int, Stretch, Encoded]]:
        """The pieces in order, encoded ahead by the workers, and where each begins."""
        if self.progress:
            self.progress.start(_TASK, self.found.frames / settings.rate_hz, "s")
        waiting: deque[tuple[int, Stretch, Future[Encoded]]] = deque()
        with ThreadPoolExecutor(max_workers=self.workers) as pool:
            for border, stretch in stretches(prepared.blocks(), PIECE_FRAMES):
                job = pool.submit(encode_piece, stretch, settings, self.cache)
                waiting.append((border, stretch, job))
                del stretch, job
                if len(waiting) > self.workers:
                    yield self._next(waiting)
            while waiting:
                yield self._next(waiting)
        if self.progress:
            self.progress.finish(_TASK)

    def _next(
        self, waiting: deque[tuple[int, Stretch, Future[Encoded]]]
    ) -> tuple[int, Stretch, Encoded]:
        border, stretch, job = waiting.popleft()
        encoded = job.result()
        if self.progress:
            end = stretch.first * SAMPLES_PER_FRAME + len(stretch.samples)
            seconds = (end - border * SAMPLES_PER_FRAME) / self.settings.rate_hz
            self.progress.advance(_TASK, seconds)
        return border, stretch, encoded
