"""Finds sound and pauses from the level alone, and divides a recording into windows for the model.

A recording is streamed as mono sound at RATE_HZ; only one level for every 10 ms is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmentcast import audio_io
from segmentcast.alignment.data import RATE_HZ, Window
from segmentcast.ports import SoundSource

CELL_MS = 10
_CELL = RATE_HZ * CELL_MS // 1000
_SHORTEST_CELLS, _LONGEST_CELLS = 1500, 2500
_NOISY_DB = 18.0
_SILENT_DB = -90.0
_ABOVE_FLOOR_DB, _ABOVE_NOISE_DB, _BELOW_SPEECH_DB = 9.0, 4.0, 35.0
_BRIDGED_CELLS, _LASTING_CELLS = 12, 4


def _heard(source: SoundSource) -> Iterator[NDArray[np.int16]]:
    mono = source if source.channels == 1 else audio_io.mean_channel(source)
    for block in audio_io.resampled(mono, RATE_HZ).blocks():
        yield np.rint(np.clip(block[:, 0], -1.0, 1.0) * 32767).astype(np.int16)


class LevelRecorder:
    """Collects the levels of a recording while it is read."""

    def __init__(self) -> None:
        self._pieces: list[NDArray[np.float32]] = []
        self.samples = 0

    def add(self, levels_db: NDArray[np.float32], samples: int) -> None:
        """Takes the levels of the next `samples`."""
        self._pieces.append(levels_db)
        self.samples += samples

    @property
    def duration_ms(self) -> int:
        return self.samples * 1000 // RATE_HZ

    def finish(self) -> Activity:
        """Where there is sound."""
        levels_db = np.concatenate(self._pieces) if self._pieces else np.empty(0, np.float32)
        return Activity(levels_db, _active(levels_db), self.duration_ms)


@dataclass(frozen=True, slots=True, eq=False)
class Activity:
    """The level in dB, and whether there is sound, for every CELL_MS."""

    levels_db: NDArray[np.float32]
    active: NDArray[np.bool_]
    duration_ms: int

    def active_ms(self, start_ms: int, end_ms: int) -> int:
        """How many milliseconds of a span are sound."""
        return int(np.count_nonzero(self.active[_cell(start_ms) : _cell(end_ms)])) * CELL_MS

    def spans(self) -> NDArray[np.int64]:
        """Start and end of every run of sound, in ms, shape (n, 2)."""
        edges = np.flatnonzero(np.diff(np.concatenate(([0], self.active.astype(np.int8), [0]))))
        return edges.reshape(-1, 2).astype(np.int64) * CELL_MS

    def divided(self, start_ms: int, end_ms: int) -> list[tuple[int, int]]:
        """Divides the span into parts no longer than a window, at the quietest places."""
        parts = []
        while end_ms - start_ms > _LONGEST_CELLS * CELL_MS:
            first = _cell(start_ms)
            cut = first + _quietest(self.levels_db[first : first + _LONGEST_CELLS])
            parts.append((start_ms, cut * CELL_MS))
            start_ms = cut * CELL_MS
        return [*parts, (start_ms, end_ms)]


def activity_of(samples: NDArray[np.int16]) -> Activity:
    """Where there is sound in mono samples at RATE_HZ."""
    levels = LevelRecorder()
    levels.add(_levels(samples), len(samples))
    return levels.finish()


def _cell(at_ms: int) -> int:
    return max(0, at_ms) // CELL_MS


def _active(levels_db: NDArray[np.float32]) -> NDArray[np.bool_]:
    if not len(levels_db):
        return np.empty(0, dtype=np.bool_)
    floor_db, speech_db = np.percentile(levels_db, (5, 95))
    above_db = np.clip(0.3 * (speech_db - floor_db), _ABOVE_NOISE_DB, _ABOVE_FLOOR_DB)
    threshold_db = max(floor_db + above_db, speech_db - _BELOW_SPEECH_DB, -65.0)
    # a steady sound has no noise floor
    loud = levels_db > min(threshold_db, max(speech_db - 6.0, -60.0))
    return _without_short(~_without_short(~loud, _BRIDGED_CELLS), _LASTING_CELLS)


def _without_short(flags: NDArray[np.bool_], cells: int) -> NDArray[np.bool_]:
    """The flags with runs shorter than `cells` cleared."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    cleared = flags.copy()
    for start, end in edges.reshape(-1, 2):
        if end - start < cells:
            cleared[start:end] = False
    return cleared


def listen(
    source: SoundSource, levels: LevelRecorder, *, careful: bool = False
) -> Iterator[Window]:
    """The whole recording as windows of 15 to 25 s, cut at quiet places; fills `levels`.

    Windows in which speech hardly exceeds the noise ask for careful recognition.
    """
    pending = np.empty(0, dtype=np.int16)
    start = 0
    for block in _heard(source):
        pending = np.concatenate((pending, block))
        while len(pending) >= _LONGEST_CELLS * _CELL:
            cut = _quietest(_levels(pending[: _LONGEST_CELLS * _CELL])) * _CELL
            yield _window(pending[:cut], start, levels, careful)
            start, pending = start + cut, pending[cut:]
    if len(pending):
        yield _window(pending, start, levels, careful)


def _window(samples: NDArray[np.int16], start: int, levels: LevelRecorder, careful: bool) -> Window:
    levels_db = _levels(samples)
    levels.add(levels_db, len(samples))
    floor_db, speech_db = np.percentile(levels_db, (5, 95)) if len(levels_db) else (0.0, 0.0)
    noisy = bool(speech_db - floor_db < _NOISY_DB)
    return Window(start * 1000 // RATE_HZ, samples, careful or noisy)


def cut_out(source: SoundSource, spans_ms: Sequence[tuple[int, int]]) -> Iterator[Window]:
    """These spans (in order; they may overlap) as windows for careful recognition."""
    waiting = [(start * RATE_HZ // 1000, end * RATE_HZ // 1000) for start, end in spans_ms]
    samples = np.empty(0, dtype=np.int16)
    first = 0
    for block in _ended(_heard(source)):
        samples = np.concatenate((samples, block))
        while waiting and (not len(block) or waiting[0][1] <= first + len(samples)):
            start, end = waiting.pop(0)
            yield Window(
                start * 1000 // RATE_HZ, samples[start - first : end - first], careful=True
            )
        if not waiting:
            return
        spare = min(max(0, waiting[0][0] - first), len(samples))
        first, samples = first + spare, samples[spare:]


def _ended(blocks: Iterable[NDArray[np.int16]]) -> Iterator[NDArray[np.int16]]:
    """The blocks that aren't empty, then an empty one."""
    yield from (block for block in blocks if len(block))
    yield np.empty(0, dtype=np.int16)


def _levels(samples: NDArray[np.int16]) -> NDArray[np.float32]:
    cells = samples[: len(samples) // _CELL * _CELL].astype(np.float32).reshape(-1, _CELL) / 32768
    # the variance, so that a DC offset doesn't count as sound
    power = cells.var(axis=1) if len(cells) else np.empty(0, np.float32)
    return np.asarray(10 * np.log10(np.maximum(power, 10 ** (_SILENT_DB / 10))), dtype=np.float32)


def _quietest(levels_db: NDArray[np.float32]) -> int:
    """The cell to cut at: the middle of the quietest 200 ms after the shortest window."""
    smooth = np.convolve(levels_db, np.ones(20) / 20, mode="same")
    return _SHORTEST_CELLS + int(np.argmin(smooth[_SHORTEST_CELLS:_LONGEST_CELLS]))
