"""From a sound to an MP3 at the target: survey, gain, pieces on a fixed grid, joined and measured.

The sound is read once for the survey and once for the encoder (and once more if the limiter has much
to do). Several threads encode the pieces of a fixed grid, which are joined frame by frame, so the
bytes depend neither on the number of threads nor on the source's blocks. The final measurement is of
what a decoder gives back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from segmentcast import audio_io
from segmentcast.audio_io import SoundInfo
from segmentcast.audio_io.lame import Quality
from segmentcast.errors import Problem, SoundError
from segmentcast.loudness import GainPlan, Survey, integrated_lufs, one_side, range_lu, solve_gain
from segmentcast.master.cutting import Bridges, between, stretches
from segmentcast.master.encoded_pieces import (
    COARSE_KBPS,
    Encoded,
    PieceCache,
    SampleSpan,
    Settings,
    encode_piece,
    encoder_scale,
)
from segmentcast.master.mp3_writer import Mp3Writer
from segmentcast.master.prepared import Prepared
from segmentcast.master.sectioned import EncodedSection, Sections, sections_of
from segmentcast.master.thread_pool import pool_of
from segmentcast.model import WRITTEN_KBPS, Loudness, LoudnessTarget
from segmentcast.mp3 import SAMPLES_PER_FRAME, Piece
from segmentcast.ports import Progress, SoundSource
from segmentcast.timing import samples_to_ms

PIECE_FRAMES = 1960
"""MP3 frames of a piece: 51 s at 44.1 kHz. Longer pieces cost more memory than they save time."""

_BITRATES_KBPS = {1: 96, 2: 128}
_HEADROOM_DB = 0.4
"""How far below the ceiling the limiter works, because the codec raises peaks."""

_COARSE_HEADROOM_DB = 0.8
_NEAR_ENOUGH_LU = 0.15
_FORETOLD_WELL_LU = 6.0
"""If the limiter takes more loudness than this, the survey's prediction isn't trusted."""

_REHEARSALS = 3
_ROUNDS = 3
_GAIN_STEP_DB = 0.1
_TASK = "Encoding"


@dataclass(frozen=True, slots=True)
class Mastered:
    """A written MP3. `loudness` is the decoded result's, `source` the original sound's.

    `samples` counts exactly what a decoder gives back; `gain_db` and `reduction_db` say what was done;
    `clipped` counts samples of the source at or above full scale; `pieces` and `encodings` count the
    pieces, and how often any was encoded.
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
    survey: Survey | None = None,
    where: str = "sound",
) -> Mastered:
    """Writes `source` to `out` as an MP3 of constant bitrate at the target, without tags.

    Without `bitrate_kbps`, mono gets 96 and stereo 128. A stereo sound with two equal channels becomes
    mono. If `out` is a file object, it is written from its current position and must be seekable. `survey`
    is the survey of `source`, if there is one already. `where` names the sound in errors. Raises
    SoundError for silence and for a bitrate that isn't written.
    """
    if isinstance(out, Path):
        with out.open("w+b") as file:
            return encode_mp3(
                source, file, target=target, bitrate_kbps=bitrate_kbps, quality=quality,
                workers=workers, progress=progress, cache=cache, survey=survey, where=where,
            )  # fmt: skip
    rate_hz = output_rate(source.rate_hz)
    sections = sections_of(source, rate_hz, cache)
    if sections:
        survey = sections.survey(workers, partial(_heed, progress))
    sound = audio_io.resampled(source, rate_hz)
    if workers > 1:
        sound = audio_io.ReadAhead(sound)
    if survey is None or survey.rate_hz != sound.rate_hz:
        survey = audio_io.survey(sound)
    if survey.same_sides and sound.channels == 2:
        sound = audio_io.first_channel(sound)
        survey = one_side(survey)
    _refuse_silence(survey, where)
    settings = Settings(
        sound.rate_hz, sound.channels, bitrate_kbps or _BITRATES_KBPS[sound.channels], quality
    )
    if settings.bitrate_kbps not in WRITTEN_KBPS:
        raise SoundError(
            Problem(
                where,
                f"an MP3 of {settings.bitrate_kbps} kbit/s is not written",
                f"choose one of: {', '.join(map(str, WRITTEN_KBPS))}",
            )
        )
    return _Job(sound, survey, settings, target, max(1, workers), progress, cache, sections).run(
        out
    )


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


def _heed(progress: Progress | None) -> None:
    """Lets whoever shows the progress interrupt the work here by raising an exception."""
    if progress:
        progress.advance(_TASK, 0.0)


def _refuse_silence(survey: Survey, where: str) -> None:
    if not survey.frames:
        raise SoundError(Problem(where, "there is no sound", "record or narrate it again"))
    if survey.loudness.integrated_lufs == float("-inf"):
        seconds, peak = survey.frames / survey.rate_hz, survey.loudness.true_peak_dbtp
        raise SoundError(
            Problem(
                where,
                f"nothing but silence ({seconds:.1f} s, true peak {peak:.1f} dBTP)",
                "record or narrate it again",
            )
        )


@dataclass(frozen=True, slots=True)
class _Written:
    """The result of one round."""

    length_bytes: int
    loudness: Loudness
    pieces: int
    encodings: int
    reduction_db: float


@dataclass(frozen=True, slots=True)
class _Job:
    sound: SoundSource
    survey: Survey
    settings: Settings
    target: LoudnessTarget
    workers: int
    progress: Progress | None
    cache: PieceCache | None
    sections: Sections | None

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
            before, plan = plan, self._plan(aim_lufs)
            if plan.gain_db == before.gain_db:
                break
        return Mastered(
            duration_ms=samples_to_ms(self.survey.frames, self.settings.rate_hz),
            samples=self.survey.frames,
            rate_hz=self.settings.rate_hz,
            channels=self.settings.channels,
            bitrate_kbps=self.settings.bitrate_kbps,
            length_bytes=written.length_bytes,
            loudness=written.loudness,
            source=self.survey.loudness,
            gain_db=plan.gain_db,
            reduction_db=written.reduction_db,
            clipped=self.survey.clipped,
            pieces=written.pieces,
            encodings=encodings,
        )

    def _plan(self, aim_lufs: float) -> GainPlan:
        """The gain for `aim_lufs`, in steps, so that a small edit of the sound doesn't change it."""
        coarse = self.settings.bitrate_kbps <= COARSE_KBPS
        headroom_db = _COARSE_HEADROOM_DB if coarse else _HEADROOM_DB
        aim = replace(self.target, integrated_lufs=aim_lufs)
        plan = solve_gain(self.survey, aim, self.target.true_peak_dbtp - headroom_db)
        return replace(plan, gain_db=round(plan.gain_db / _GAIN_STEP_DB) * _GAIN_STEP_DB)

    def _rehearsed(self, aim_lufs: float) -> tuple[GainPlan, float]:
        """A plan and its aim; rehearsed without the encoder if the limiter takes much."""
        plan = self._plan(aim_lufs)
        for _ in range(_REHEARSALS):
            unlimited_lufs = self.survey.loudness.integrated_lufs + plan.gain_db
            if unlimited_lufs - plan.foretold_lufs < _FORETOLD_WELL_LU:
                break
            off = self.target.integrated_lufs - self._limited_lufs(plan)
            aim_lufs += off
            plan = self._plan(aim_lufs)
            if abs(off) <= 0.6:
                break
        return plan, aim_lufs

    def _limited_lufs(self, plan: GainPlan) -> float:
        """Loudness after gain and limiter, without the encoder."""
        if self.sections:
            return integrated_lufs(
                self.sections.limited_lufs(plan, self.settings, partial(_heed, self.progress))
            )
        prepared = self._prepared(plan)
        for _ in prepared.blocks():
            pass
        return integrated_lufs(prepared.momentary_lufs)

    def _prepared(self, plan: GainPlan) -> Prepared:
        return Prepared(self.sound, self.survey, plan, encoder_scale(self.settings))

    def _write(self, out: BinaryIO, begin: int, plan: GainPlan) -> _Written:
        highest_dbtp = min(plan.ceiling_dbtp, self.survey.loudness.true_peak_dbtp + plan.gain_db)
        settings = self.settings.checking(self.target.true_peak_dbtp, highest_dbtp)
        writer = Mp3Writer(out, begin, settings)
        heard = _Heard()
        parts = (
            self._of_sections(self.sections, plan, settings, heard)
            if self.sections
            else self._of_grid(plan, settings, heard)
        )
        if self.progress:
            self.progress.start(_TASK, self.survey.frames / settings.rate_hz, "s")
        for part in parts:

            def bridge(part: _EncodedPart = part) -> Piece:
                encoded = encode_piece(part.bridge(), settings, self.cache)
                heard.peak_dbtp = max(heard.peak_dbtp, encoded.peak_dbtp)
                return encoded.piece

            writer.add(part.encoded.piece, part.border, bridge)
            heard.peak_dbtp = max(heard.peak_dbtp, part.encoded.peak_dbtp)
            heard.pieces += 1
            heard.encodings += part.encoded.encodings
            if self.progress:
                self.progress.advance(_TASK, part.samples / settings.rate_hz)
            del part, bridge  # not held while waiting for the next one
        if self.progress:
            self.progress.finish(_TASK)
        momentary = np.concatenate(heard.momentary_lufs)
        loudness = Loudness(integrated_lufs(momentary), heard.peak_dbtp, range_lu(momentary))
        length_bytes = writer.finish(self.survey.frames)
        return _Written(length_bytes, loudness, heard.pieces, heard.encodings, heard.reduction_db)

    def _of_grid(self, plan: GainPlan, settings: Settings, heard: _Heard) -> Iterator[_EncodedPart]:
        """The pieces of a fixed grid in order; the workers encode ahead."""
        prepared = self._prepared(plan)
        bridges = Bridges()
        waiting: deque[tuple[int, SampleSpan, Future[Encoded]]] = deque()

        def done() -> _EncodedPart:
            border, stretch, job = waiting.popleft()
            left = bridges.left
            end = stretch.first * SAMPLES_PER_FRAME + len(stretch.samples)
            part = _EncodedPart(
                border,
                min(PIECE_FRAMES * SAMPLES_PER_FRAME, end - border * SAMPLES_PER_FRAME),
                job.result(),
                lambda: between(left, border, stretch),
            )
            bridges.passed(stretch, border + PIECE_FRAMES)
            return part

        with pool_of(self.workers) as pool:
            for border, stretch in stretches(prepared.blocks(), PIECE_FRAMES):
                job = pool.submit(encode_piece, stretch, settings, self.cache)
                waiting.append((border, stretch, job))
                del stretch, job
                if len(waiting) > self.workers:
                    yield done()
            while waiting:
                yield done()
        heard.momentary_lufs.append(prepared.momentary_lufs)
        heard.reduction_db = prepared.reduction_db

    def _of_sections(
        self, sections: Sections, plan: GainPlan, settings: Settings, heard: _Heard
    ) -> Iterator[_EncodedPart]:
        """The pieces of a sectioned sound in order."""
        waiting: deque[tuple[int, Future[EncodedSection]]] = deque()

        def done() -> _EncodedPart:
            number, job = waiting.popleft()
            section = job.result()
            heard.momentary_lufs.append(section.momentary_lufs)
            heard.reduction_db = max(heard.reduction_db, section.reduction_db)
            return _EncodedPart(
                sections.borders[number],
                sections.surveys[number].frames,
                section.encoded,
                lambda: sections.bridge(number, plan, settings),
            )

        with pool_of(self.workers) as pool:
            for number in range(len(sections.surveys)):
                waiting.append((number, pool.submit(sections.make, number, plan, settings)))
                if len(waiting) > self.workers:
                    yield done()
            while waiting:
                yield done()


@dataclass(frozen=True, slots=True, eq=False)
class _EncodedPart:
    """A piece, the frame at which its own frames begin, how many samples are its own, and its bridge."""

    border: int
    samples: int
    encoded: Encoded
    bridge: Callable[[], SampleSpan]


@dataclass(slots=True, eq=False)
class _Heard:
    """Measurements made while a sound is written."""

    momentary_lufs: list[NDArray[np.float32]] = field(default_factory=list)
    peak_dbtp: float = float("-inf")
    reduction_db: float = 0.0
    pieces: int = 0
    encodings: int = 0
