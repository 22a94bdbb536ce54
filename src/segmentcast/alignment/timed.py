"""Compares a transcript's own times with the sound.

The times are trusted. Recognition of a few windows shows whether the cues' words are there, and when.
Without a model for the language, sound and pauses are compared with the cues.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from segmentcast.alignment.activity import CELL_MS, Activity, LevelRecorder, listen
from segmentcast.alignment.data import AlignmentModel, Heard, TimedCheck, Window, Word
from segmentcast.alignment.placing import place, weigh
from segmentcast.alignment.reporting import refuse
from segmentcast.alignment.sphinx import PocketSphinx
from segmentcast.alignment.spoken_words import find_words
from segmentcast.alignment.word_matching import match
from segmentcast.errors import Problem, TranscriptError
from segmentcast.model import Cue, Finding
from segmentcast.ports import Progress, SoundSource
from segmentcast.timing import clock
from segmentcast.transcript.text.prose import excerpt

TASK = "Checking times"
_SAMPLES = 10
_NOTICED_MS = 150
_STEADY_MS = 400
_FEWEST_STARTS = 4
_STRANGE_SHARE, _DOUBTFUL_SHARE, _FAR_APART_MS = 0.1, 0.35, 5_000
_WEIGHT_A_SECOND = 2.0
_FARTHEST_MS = 60_000
_ALIKE, _BETTER = 0.25, 0.1
_BEYOND_MS = 500
_MOST_CUES_PERCENT = 90
"""Where the length of the sound is not known: the others may end anywhere."""
_SILENT_SHARE = 0.1
_MEND = "use the transcript without times, so that it is aligned, or export the times again"


def check_timed(
    cues: Sequence[Cue],
    source: SoundSource,
    *,
    language: str = "en",
    model: AlignmentModel | None = None,
    workers: int = 1,
    progress: Progress | None = None,
    where: str = "transcript",
) -> TimedCheck:
    """Compares cues with the sound, which is read once in constant memory.

    The shift is the sound's time minus the cues' (`cue.shifted(check.shift_ms)` corrects it); it is
    reported if it is constant and at least 150 ms. Findings name cues without sound, cues after the
    end, and wrong times. Raises TranscriptError if no cue has words, or if the recognised words are
    different ones; SoundError if the recording can't be read.
    """
    words = [find_words(cue.text, language) for cue in cues]
    if not any(words):
        raise TranscriptError(
            Problem(where, "the timed transcript has no words", "export the transcript again")
        )
    model = model or PocketSphinx()
    levels = LevelRecorder()
    lasting_ms = _lasting_ms(cues, source)
    if progress:
        progress.start(TASK, lasting_ms / 1000, "s")
    windows = _sampled(listen(source, levels), lasting_ms, progress)
    listens = model.knows(language) and model.unavailable() is None
    spans: list[tuple[int, int]] = []
    heard: list[Heard] = []
    if listens:
        for words_heard in model.listen(_noting(windows, spans), words, workers=workers):
            heard.extend(words_heard)
    else:
        for _ in windows:
            pass
    activity = levels.finish()
    if progress:
        progress.finish(TASK)
    if not activity.active.any():
        raise refuse(where, 0.0, 0, activity)
    findings: list[Finding] = []
    shift_ms = (
        _shift_by_words(cues, words, heard, spans, activity, where, findings)
        if listens
        else _shift_by_sound(cues, activity)
    )
    if shift_ms:
        findings.insert(0, _shifted(where, shift_ms))
    agreement = _check_sound(cues, words, shift_ms, activity, where, findings)
    return TimedCheck(shift_ms, round(agreement, 3), tuple(findings))


def _lasting_ms(cues: Sequence[Cue], source: SoundSource) -> int:
    """How long cues and sound go together: one cue far behind the end doesn't thin out the windows."""
    ends = sorted(cue.end_ms for cue in cues)
    frames = getattr(source, "frames", None)
    if frames:
        return min(ends[-1], int(frames) * 1000 // source.rate_hz)
    return ends[(len(ends) - 1) * _MOST_CUES_PERCENT // 100]


def _sampled(
    windows: Iterator[Window], lasting_ms: int, progress: Progress | None
) -> Iterator[Window]:
    """About _SAMPLES of the windows, evenly distributed; all are read."""
    taken = 0
    for window in windows:
        if progress:
            progress.advance(TASK, (window.end_ms - window.start_ms) / 1000)
        if window.end_ms > (taken + 0.5) * lasting_ms / _SAMPLES:
            taken = int(window.end_ms * _SAMPLES / max(1, lasting_ms) + 0.5)
            yield window


def _noting(windows: Iterator[Window], spans: list[tuple[int, int]]) -> Iterator[Window]:
    for window in windows:
        spans.append((window.start_ms, window.end_ms))
        yield window


def _shift_by_words(
    cues: Sequence[Cue],
    words: Sequence[Sequence[Word]],
    heard: Sequence[Heard],
    spans: Sequence[tuple[int, int]],
    activity: Activity,
    where: str,
    findings: list[Finding],
) -> int:
    offsets, share = _offsets(cues, words, heard, spans, activity)
    steady = len(offsets) > 0
    middle = float(np.median(offsets)) if steady else 0.0
    spread_ms = float(np.median(np.abs(offsets - middle))) if steady else 0.0
    if share < _STRANGE_SHARE or (share < _DOUBTFUL_SHARE and spread_ms > _FAR_APART_MS):
        raise refuse(where, share, sum(map(len, words)), activity)
    if spread_ms > _STEADY_MS:
        low, high = np.percentile(offsets, (10, 90)) / 1000
        findings.append(
            Finding(
                "warning", "timed-drift", where,
                f"the words are heard between {low:+.1f} and {high:+.1f} s from their times", _MEND,
            )
        )  # fmt: skip
        return 0
    return round(middle) if abs(middle) >= _NOTICED_MS else 0


def _offsets(
    cues: Sequence[Cue],
    words: Sequence[Sequence[Word]],
    heard: Sequence[Heard],
    spans: Sequence[tuple[int, int]],
    activity: Activity,
) -> tuple[NDArray[np.float64], float]:
    """By how many ms the cues are heard late, and the share of the windows' words that were recognised."""
    placed = place(words, heard, activity)
    made_out = sum(
        weigh(cue_words) * now.confidence
        for cue_words, now in zip(words, placed, strict=True)
        if now
    )
    inside = [
        weigh(cue_words)
        for cue, cue_words in zip(cues, words, strict=True)
        if any(start <= (cue.start_ms + cue.end_ms) / 2 < end for start, end in spans)
    ]
    seconds = sum(activity.active_ms(*span) for span in spans) / 1000
    share = made_out / max(1.0, sum(inside), seconds * _WEIGHT_A_SECOND)
    starts = [
        now.start_ms - cue.start_ms
        for cue, now in zip(cues, placed, strict=True)
        if now and now.whole_start
    ]
    if len(starts) >= _FEWEST_STARTS:
        return np.array(starts, dtype=np.float64), share
    expected = [
        (word, time_ms)
        for cue, cue_words in zip(cues, words, strict=True)
        for word, time_ms in zip(cue_words, _times(cue, cue_words), strict=True)
    ]
    pairs = _in_runs(match([word.spoken for word, _ in expected], [word.spoken for word in heard]))
    later = [heard[theirs].start_ms - expected[ours][1] for ours, theirs in pairs]
    return np.array(later, dtype=np.float64), share


def _in_runs(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pairs that belong to a run of three or more on both sides."""
    in_runs: list[tuple[int, int]] = []
    run: list[tuple[int, int]] = []
    for pair in (*pairs, (-9, -9)):
        if run and (pair[0] - run[-1][0] != 1 or pair[1] - run[-1][1] != 1):
            in_runs.extend(run if len(run) > 2 else ())
            run = []
        run.append(pair)
    return in_runs


def _times(cue: Cue, words: Sequence[Word]) -> list[int]:
    """When each word should be heard: its own time, or interpolated in the cue."""
    own = {word.start: word.start_ms for word in cue.word_times}
    length = max(1, len(cue.text))
    return [
        own.get(word.start, cue.start_ms + (cue.end_ms - cue.start_ms) * word.start // length)
        for word in words
    ]


def _shift_by_sound(cues: Sequence[Cue], activity: Activity) -> int:
    """The shift at which cues and sound agree best; 0 if that isn't clear."""
    # a cue that is farther behind the end is nowhere near the sound, at any shift
    farthest_ms = min(max(cue.end_ms for cue in cues), activity.duration_ms + _FARTHEST_MS)
    length = max(len(activity.active), farthest_ms // CELL_MS + 1)
    size = 1 << (length + 2 * _FARTHEST_MS // CELL_MS).bit_length()
    mask, sound = _mask(cues, length), np.zeros(length)
    sound[: len(activity.active)] = activity.active
    mask, sound = mask - mask.mean(), sound - sound.mean()
    scale = float(np.sqrt(np.square(mask).sum() * np.square(sound).sum())) or 1.0
    alike = np.fft.irfft(np.fft.rfft(sound, size) * np.conj(np.fft.rfft(mask, size)), size) / scale
    reach = _FARTHEST_MS // CELL_MS
    around = np.concatenate((alike[-reach:], alike[: reach + 1]))
    best = int(np.argmax(around))
    shift_ms = (best - reach) * CELL_MS
    clear = around[best] >= _ALIKE and around[best] >= around[reach] + _BETTER
    return shift_ms if clear and abs(shift_ms) >= _NOTICED_MS else 0


def _mask(cues: Sequence[Cue], length: int) -> NDArray[np.float64]:
    mask = np.zeros(length)
    for cue in cues:
        mask[max(0, cue.start_ms) // CELL_MS : max(0, cue.end_ms) // CELL_MS] = 1.0
    return mask


def _check_sound(
    cues: Sequence[Cue],
    words: Sequence[Sequence[Word]],
    shift_ms: int,
    activity: Activity,
    where: str,
    findings: list[Finding],
) -> float:
    """Reports cues after the end and cues without sound; returns the share of the cues' time with sound."""
    spoken = [
        cue.shifted(shift_ms) for cue, cue_words in zip(cues, words, strict=True) if cue_words
    ]
    spans = [(cue.start_ms, cue.end_ms) for cue in spoken]
    late = [cue for cue in spoken if cue.end_ms > activity.duration_ms + _BEYOND_MS]
    beyond = {(cue.start_ms, cue.end_ms) for cue in late}
    if late:
        findings.append(
            Finding(
                "warning", "timed-beyond-end", where,
                f"{_cues(late)} after the end of the recording at {clock(activity.duration_ms)}, the first at {clock(max(0, late[0].start_ms))}: “{excerpt(late[0].text)}”",
                "attach the whole recording, or take the words out of the transcript",
            )
        )  # fmt: skip
    sounding = [activity.active_ms(*span) for span in spans]
    silent = [
        span
        for span, sound in zip(spans, sounding, strict=True)
        if span not in beyond and sound < _SILENT_SHARE * (span[1] - span[0])
    ]
    if silent:
        findings.append(
            Finding(
                "warning", "timed-silent", where,
                f"{_cues(silent)} where there is no sound, the first at {clock(max(0, silent[0][0]))}", _MEND,
            )
        )  # fmt: skip
    return sum(sounding) / max(1, sum(end - start for start, end in spans))


def _cues(spans: Sequence[object]) -> str:
    return "1 cue is" if len(spans) == 1 else f"{len(spans)} cues are"


def _shifted(where: str, shift_ms: int) -> Finding:
    direction = "later" if shift_ms > 0 else "earlier"
    return Finding(
        "warning", "timed-shifted", where,
        f"the words are heard {abs(shift_ms) / 1000:.2f} s {direction} than the times say",
        "the captions are shifted; export the times again if that is wrong",
    )  # fmt: skip
