"""Shortens pauses inside a sentence that are longer than its punctuation asks for.

Voices pause where they choose to, for up to 0.8 s and in the middle of a clause. A listener takes that for
the end of the sentence. The cache holds what the engine said; pauses are cut where sentences are joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from segmentcast.model import WordTime
from segmentcast.timing import ms_to_samples, samples_to_ms

if TYPE_CHECKING:
    from numpy.typing import NDArray

Span = tuple[int, int]

LONGEST_MS, LONGEST_AT_MARK_MS = 180, 550
_STEP_MS = 10
_QUIET = 10 ** (-40 / 20)
"""Against the loudest twentieth of the sentence."""
_BEFORE_CUT = 0.6
"""The share of a shortened pause that is kept from its beginning: sounds end more slowly than they begin."""
_FADE_MS = 5
_NEAR_MS = 60
"""How far a word's time may be off."""
_MARK = re.compile(r"[,;:!?()—–…\"“”]|\.(?=\s)|--|\s-\s")


def silences(samples: NDArray[np.int16], rate_hz: int) -> tuple[Span, ...]:
    """The silences between the first and the last sound, in samples, in steps of 10 ms."""
    step = ms_to_samples(_STEP_MS, rate_hz)
    frames = samples[: len(samples) // step * step].reshape(-1, step).astype(np.float32)
    powers = np.einsum("ij,ij->i", frames, frames)
    if not len(powers):
        return ()
    loud = np.flatnonzero(powers > _QUIET**2 * np.quantile(powers, 0.95))
    ends = np.flatnonzero(np.diff(loud) > 1)
    return tuple((int(loud[at] + 1) * step, int(loud[at + 1]) * step) for at in ends)


def cuts(
    samples: NDArray[np.int16], rate_hz: int, words: Sequence[WordTime], text: str
) -> tuple[Span, ...]:
    """The samples to leave out. `words` are the times of the words of `text`, if they are known."""
    return tuple(_cuts(samples, rate_hz, words, text))


def _cuts(
    samples: NDArray[np.int16], rate_hz: int, words: Sequence[WordTime], text: str
) -> Iterator[Span]:
    for start, end in silences(samples, rate_hz):
        if end - start <= ms_to_samples(LONGEST_MS, rate_hz):
            continue
        at_mark = _at_mark(samples_to_ms(start, rate_hz), samples_to_ms(end, rate_hz), words, text)
        kept = ms_to_samples(LONGEST_AT_MARK_MS if at_mark else LONGEST_MS, rate_hz)
        if end - start > kept:
            begin = start + int(kept * _BEFORE_CUT)
            yield begin, begin + end - start - kept


def _at_mark(start_ms: int, end_ms: int, words: Sequence[WordTime], text: str) -> bool:
    """Whether a punctuation mark is where the silence is, or may be."""
    if len(words) < 2:
        return _MARK.search(text.rstrip()[:-1]) is not None
    middle = (start_ms + end_ms) / 2
    gaps = list(pairwise(words))
    near = [
        (left, right)
        for left, right in gaps
        if left.end_ms - _NEAR_MS <= end_ms and right.start_ms + _NEAR_MS >= start_ms
    ] or [min(gaps, key=lambda gap: abs(gap[0].end_ms + gap[1].start_ms - 2 * middle))]
    return any(_MARK.search(text[left.start : right.start]) for left, right in near)


def shortened(samples: NDArray[np.int16], spans: Sequence[Span], rate_hz: int) -> NDArray[np.int16]:
    """The samples without `spans`; what is on both sides of each is faded over 5 ms."""
    if not spans:
        return samples
    fade = ms_to_samples(_FADE_MS, rate_hz)
    rising = np.linspace(0, 1, fade, dtype=np.float32)
    parts = []
    position = 0
    for start, end in spans:
        part = samples[position:start].copy()
        over = part[-fade:] * (1 - rising) + samples[end - fade : end] * rising
        part[-fade:] = np.rint(over)
        parts.append(part)
        position = end
    return np.concatenate([*parts, samples[position:]])


def moved(words: Sequence[WordTime], spans: Sequence[Span], rate_hz: int) -> tuple[WordTime, ...]:
    """The words' times after the cuts."""
    if not spans:
        return tuple(words)
    cut_ms = [(samples_to_ms(start, rate_hz), samples_to_ms(end, rate_hz)) for start, end in spans]

    def at(ms: int) -> int:
        return ms - sum(min(ms, end) - start for start, end in cut_ms if start < ms)

    return tuple(
        replace(word, start_ms=at(word.start_ms), end_ms=at(word.end_ms)) for word in words
    )
