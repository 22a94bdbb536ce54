"""Levels the voices of one recording: a quiet guest comes up to the host's loudness.

Who speaks is known from the transcript's turns, or else by level alone. Speech is divided at its
pauses; what lies between two pauses belongs to the turn that covers most of it. One gain for each
voice keeps the dynamics of each. A sound whose voices are near each other is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from segmentcast.loudness import Survey, integrated_lufs
from segmentcast.loudness.gain import SURVEY_CELL
from segmentcast.ports import SoundSource

if TYPE_CHECKING:
    from numpy.typing import NDArray

_UNEVEN_LU, _UNEVEN_BY_LEVEL_LU = 6.0, 10.0
"""How far apart voices are levelled: those that turns tell apart, and those that only the level does."""

_MOST_GAIN_DB = 30.0
_LEAST_READINGS = 20
"""Two seconds of a voice: less says little of its loudness."""

_PAUSE_MS, _SHORTEST_MS, _LONG_MS, _NEAR_MS = 200, 60, 1_000, 1_500
_LEAST_SHARE = 0.03
_ABOVE_FLOOR_DB, _BELOW_SPEECH_DB, _QUIETEST_DB = 8.0, 45.0, -75.0
_ALIKE_DB = 6.0
_AROUND_LU = 10.0
_OTHERS_DB = 3.0
_EDGE_MS = 50


@dataclass(frozen=True, slots=True)
class VoiceTurn:
    """When somebody speaks, in ms of the sound."""

    start_ms: int
    end_ms: int
    voice: str


@dataclass(frozen=True, slots=True, eq=False)
class VoiceLevels:
    """The sound with its voices levelled, and by how much they were apart. `gains_db` by voice."""

    source: SoundSource
    apart_lu: float
    gains_db: dict[str, float]


@dataclass(frozen=True, slots=True)
class _Segment:
    """Cells of sound between two pauses, and their level in dB."""

    first: int
    end: int
    level_db: float


def level_voices(
    source: SoundSource, survey: Survey, turns: Sequence[VoiceTurn] = ()
) -> VoiceLevels | None:
    """The sound with all voices as loud as the loudest; None if they are near each other already.

    `survey` is that of `source`, at its rate. Without turns of at least two voices, segments of two
    clearly different levels count as two voices.
    """
    if not len(survey.levels):
        return None
    segments = _segments(survey)
    by_turn = len({turn.voice for turn in turns}) > 1
    voices = _by_turns(segments, turns, survey) if by_turn else _by_level(segments, survey)
    loudness = {
        voice: lufs
        for voice in sorted(set(voices) - {""})
        if (lufs := _loudness(survey, segments, voices, voice)) is not None
    }
    if len(loudness) < 2:
        return None
    loudest = max(loudness.values())
    apart_lu = loudest - min(loudness.values())
    if apart_lu < (_UNEVEN_LU if by_turn else _UNEVEN_BY_LEVEL_LU):
        return None
    gains = {voice: min(_MOST_GAIN_DB, loudest - lufs) for voice, lufs in loudness.items()}
    loudest_db = float(
        np.median(
            [
                segment.level_db
                for segment, voice in zip(segments, voices, strict=True)
                if loudness.get(voice) == loudest
            ]
        )
    )
    curve = _curve(survey, segments, [gains.get(voice, 0.0) for voice in voices], loudest_db)
    return VoiceLevels(_Raised(source, curve), apart_lu, gains)


def turn_levels(survey: Survey, turns: Sequence[VoiceTurn]) -> list[tuple[VoiceTurn, float | None]]:
    """The loudness of each turn in LUFS; None for one that is shorter than the meter's 0.4 s, or silent.

    Without turns, of each stretch of sound between two pauses, which have no voice.
    """
    cell_ms = SURVEY_CELL * 1000.0 / survey.rate_hz
    stretches = [
        VoiceTurn(round(segment.first * cell_ms), round(segment.end * cell_ms), "")
        for segment in ([] if turns else _segments(survey))
    ]
    longer = [one for one in stretches if one.end_ms - one.start_ms >= _LONG_MS]
    spans = list(turns) or longer or stretches
    levels: list[tuple[VoiceTurn, float | None]] = []
    for turn in spans:
        readings = survey.momentary_lufs[-(-turn.start_ms // 100) + 3 : turn.end_ms // 100]
        lufs = integrated_lufs(readings) if len(readings) else float("-inf")
        levels.append((turn, lufs if np.isfinite(lufs) else None))
    return levels


def _segments(survey: Survey) -> list[_Segment]:
    """Where there is sound, by the level over the noise."""
    level_db = survey.levels.energy_db()
    heard = level_db[level_db > _QUIETEST_DB]
    if not heard.size:
        return []
    floor_db, speech_db = (float(value) for value in np.percentile(heard, (5, 95)))
    threshold_db = max(floor_db + _ABOVE_FLOOR_DB, speech_db - _BELOW_SPEECH_DB, _QUIETEST_DB)
    # sound without pauses has no floor
    loud = level_db > min(threshold_db, speech_db - _ABOVE_FLOOR_DB)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], loud, [False])).astype(np.int8)))
    joined: list[list[int]] = []
    for first, end in edges.reshape(-1, 2).tolist():
        if joined and first - joined[-1][1] < _cells(_PAUSE_MS, survey):
            joined[-1][1] = end
        else:
            joined.append([first, end])
    shortest = _cells(_SHORTEST_MS, survey)
    return [_segment(level_db, first, end) for first, end in joined if end - first >= shortest]


def _segment(level_db: NDArray[np.float32], first: int, end: int) -> _Segment:
    energy = 10.0 ** (level_db[first:end].astype(np.float64) / 10.0)
    return _Segment(first, end, 10.0 * float(np.log10(energy.mean())))


def _cells(ms: float, survey: Survey) -> int:
    return max(1, round(ms * survey.rate_hz / 1000 / SURVEY_CELL))


def _by_turns(segments: list[_Segment], turns: Sequence[VoiceTurn], survey: Survey) -> list[str]:
    """The voice of each segment; segments are cut where two turns meet without a pause."""
    ordered = sorted(turns, key=lambda turn: turn.start_ms)
    bounds = [
        _cells(after.start_ms, survey)
        for before, after in pairwise(ordered)
        if after.voice != before.voice
    ]
    least = _cells(_PAUSE_MS, survey)
    level_db = survey.levels.energy_db()
    cut: list[_Segment] = []
    for segment in segments:
        inner = [at for at in bounds if segment.first + least < at < segment.end - least]
        for first, end in zip([segment.first, *inner], [*inner, segment.end], strict=True):
            cut.append(_segment(level_db, first, end))
    segments[:] = cut
    return [_covering(segment, ordered, survey) for segment in segments]


def _covering(segment: _Segment, turns: Sequence[VoiceTurn], survey: Survey) -> str:
    """The voice of the turn that covers most of a segment; "" for none."""
    cell_ms = SURVEY_CELL * 1000.0 / survey.rate_hz
    start_ms, end_ms = segment.first * cell_ms, segment.end * cell_ms
    shared = [
        (min(end_ms, turn.end_ms) - max(start_ms, turn.start_ms), turn.voice) for turn in turns
    ]
    most_ms, voice = max(shared)
    return voice if most_ms > 0 else ""


def _by_level(segments: Sequence[_Segment], survey: Survey) -> list[str]:
    """Two voices by the levels of the longer segments; a short one goes with a like one near it."""
    longer = [
        number
        for number, segment in enumerate(segments)
        if segment.end - segment.first >= _cells(_LONG_MS, survey)
    ]
    voices = [""] * len(segments)
    if len(longer) < 2:
        return voices
    levels = np.array([segments[number].level_db for number in longer])
    lengths = np.array([segments[number].end - segments[number].first for number in longer], float)
    order = np.argsort(levels)
    gaps = np.diff(levels[order])
    split = int(np.argmax(gaps))
    quiet = order[: split + 1]
    if gaps[split] < _UNEVEN_LU or lengths[quiet].sum() < _LEAST_SHARE * lengths.sum():
        return voices
    for place, number in enumerate(longer):
        voices[number] = "quiet" if place in quiet else "loud"
    near = _cells(_NEAR_MS, survey)
    for number, segment in enumerate(segments):
        for other in (number - 1, number + 1):
            if voices[number] or not 0 <= other < len(segments) or other not in longer:
                continue
            apart = max(segments[other].first - segment.end, segment.first - segments[other].end)
            alike = abs(segments[other].level_db - segment.level_db) < _ALIKE_DB
            if apart < near and alike:
                voices[number] = voices[other]
    return voices


def _loudness(
    survey: Survey, segments: Sequence[_Segment], voices: Sequence[str], voice: str
) -> float | None:
    """The integrated loudness of a voice; None if there is too little of it."""
    hop = survey.rate_hz / 10 / SURVEY_CELL
    readings = [
        # a reading covers the 400 ms before its end
        survey.momentary_lufs[int(np.ceil(segment.first / hop)) + 3 : int(segment.end / hop)]
        for segment, own in zip(segments, voices, strict=True)
        if own == voice
    ]
    joined = np.concatenate(readings) if readings else np.zeros(0, np.float32)
    if len(joined) < _LEAST_READINGS:
        return None
    # without what another voice says in between, which would be all that the gates leave
    middle = float(np.median(joined))
    lufs = integrated_lufs(joined[np.abs(joined - middle) < _AROUND_LU])
    return lufs if np.isfinite(lufs) else None


def _curve(
    survey: Survey, segments: Sequence[_Segment], gains_db: Sequence[float], loudest_db: float
) -> NDArray[np.float32]:
    """The gain at the middle of each cell in dB: that of its segment, and none in longer pauses.

    `loudest_db` is the usual level of the loudest voice's segments.
    """
    level_db = survey.levels.energy_db()
    curve = np.zeros(len(level_db), np.float32)
    edge = _cells(_EDGE_MS, survey)
    for number, (segment, gain_db) in enumerate(zip(segments, gains_db, strict=True)):
        before = segments[number - 1].end if number else 0
        after = segments[number + 1].first if number + 1 < len(segments) else len(curve)
        # as far into the pauses as the smoothing reaches
        first = max(segment.first - 2 * edge, (before + segment.first) // 2)
        end = min(segment.end + 2 * edge, (segment.end + after) // 2)
        curve[first:end] = gain_db
        if gain_db > _UNEVEN_BY_LEVEL_LU:
            # another voice that falls in is not made louder still
            others = level_db[first:end] > loudest_db - gain_db / 2 + _OTHERS_DB
            curve[first:end][others] = 0.0
    around = np.pad(curve, edge, mode="edge")
    lowest = np.lib.stride_tricks.sliding_window_view(around, 2 * edge + 1).min(axis=1)
    window = np.hanning(2 * edge + 3)[1:-1]
    padded = np.pad(lowest, edge, mode="edge")
    return np.convolve(padded, window / window.sum(), mode="valid").astype(np.float32)


class _Raised:
    """A SoundSource under a gain in dB for the middle of each cell, with straight lines between."""

    def __init__(self, source: SoundSource, curve: NDArray[np.float32]) -> None:
        self._source = source
        self._curve = curve
        self.rate_hz = source.rate_hz
        self.channels = source.channels
        self.frames = getattr(source, "frames", 0)

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        middles = np.arange(len(self._curve)) * SURVEY_CELL + SURVEY_CELL / 2
        position = 0
        for block in self._source.blocks():
            first, last = position // SURVEY_CELL, (position + len(block)) // SURVEY_CELL + 2
            near = slice(max(0, first - 1), last)
            frames = np.arange(position, position + len(block))
            gain_db = np.interp(frames, middles[near], self._curve[near])
            yield block * (10.0 ** (gain_db / 20.0)).astype(np.float32)[:, None]
            position += len(block)
