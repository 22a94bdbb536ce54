"""Pauses inside a sentence are no longer than its punctuation asks for."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from segmentcast import engines, narration
from segmentcast.cache import SpeechCache
from segmentcast.model import Reading, Spoken, Utterance, Voice, WordTime
from segmentcast.narration.inner_pauses import (
    LONGEST_AT_MARK_MS,
    LONGEST_MS,
    cuts,
    moved,
    shortened,
    silences,
)

RATE_HZ = narration.RATE_HZ
TEXT = "One two, three four"
HELD = "In another case the court refused to hear the appeal of a man who was fined for keeping roosters inside the city of Fairmont."
"""Before "inside" the default host pauses for 0.4 s."""


class Quiet:
    """A progress display that shows nothing."""

    def start(self, task: str, total: float, unit: str) -> None: ...
    def advance(self, task: str, amount: float) -> None: ...
    def finish(self, task: str) -> None: ...
    def say(self, message: str) -> None: ...


def spoken(*gaps_ms: int) -> tuple[NDArray[np.int16], tuple[WordTime, ...]]:
    """The words of `TEXT`, 300 ms of noise each, with silence between them; and their times."""
    noise = np.random.default_rng(1).normal(0, 4000, RATE_HZ * 3 // 10).astype(np.int16)
    parts, words, at, place = [], [], 0, 0
    for word, gap in zip(TEXT.split(), (*gaps_ms, 0), strict=True):
        start = TEXT.index(word, place)
        place = start + len(word)
        words.append(WordTime(at, at + 300, start, place))
        parts += [noise, np.zeros(RATE_HZ * gap // 1000, np.int16)]
        at += 300 + gap
    return np.concatenate(parts), tuple(words)


def lengths_ms(samples: NDArray[np.int16]) -> list[int]:
    return [round((end - start) * 1000 / RATE_HZ) for start, end in silences(samples, RATE_HZ)]


def test_a_pause_is_as_long_as_its_place_allows() -> None:
    """Without a mark it is cut to less than 0.2 s, at a comma to less than 0.6 s; shorter ones stay."""
    samples, words = spoken(500, 900, 100)
    spans = cuts(samples, RATE_HZ, words, TEXT)
    assert lengths_ms(shortened(samples, spans, RATE_HZ)) == [LONGEST_MS, LONGEST_AT_MARK_MS, 100]


@pytest.mark.parametrize(
    ("text", "limit"), [(TEXT, LONGEST_AT_MARK_MS), ("One two three four.", LONGEST_MS)]
)
def test_without_times_a_mark_anywhere_allows_the_longer_pause(text: str, limit: int) -> None:
    """An engine that gives no times of words: the full stop at the end is not inside the sentence."""
    samples, _ = spoken(700, 700, 700)
    spans = cuts(samples, RATE_HZ, (), text)
    assert lengths_ms(shortened(samples, spans, RATE_HZ)) == [limit] * 3


@given(st.tuples(*[st.integers(0, 1_500)] * 3))
def test_nothing_but_silence_is_cut_and_words_keep_their_sound(
    gaps_ms: tuple[int, int, int],
) -> None:
    """Every word's time still holds its sound; a sentence without long pauses is the same samples."""
    samples, words = spoken(*gaps_ms)
    spans = cuts(samples, RATE_HZ, words, TEXT)
    result, times = shortened(samples, spans, RATE_HZ), moved(words, spans, RATE_HZ)
    assert len(result) == len(samples) - sum(end - start for start, end in spans)
    for before, after in zip(words, times, strict=True):
        old = samples[before.start_ms * 24 : before.end_ms * 24]
        assert np.array_equal(result[after.start_ms * 24 : after.end_ms * 24], old)
    assert all(left.end_ms <= right.start_ms for left, right in pairwise(times))
    if max(gaps_ms) <= LONGEST_MS - 10:
        assert result is samples


def test_a_narrated_sentence_has_no_hole(tmp_path: Path) -> None:
    """In the joined sound the default host pauses for less than 0.2 s; the cached sentence stays."""
    host = Voice("hibari", "heart")
    reading = Reading((Utterance(0, 0, "ana", host, HELD, Spoken(HELD), 250),))
    speakers, cache = {"hibari": engines.get("hibari")}, SpeechCache(tmp_path)
    made = narration.narrate(
        reading, speakers, cache, {"ana": "Ana"}, workers=1, progress=Quiet(), task=""
    )
    sound = np.concatenate(list(made.source.blocks()))[:, 0]
    kept = cache.get(narration.sentence_keys(reading, speakers)[0])
    assert kept is not None
    assert max(lengths_ms(kept.samples)) > 250
    assert max(lengths_ms(np.rint(sound * 32767).astype(np.int16))) <= 200
    (cue,) = made.cues
    removed_ms = len(kept.samples) / 24 - (cue.end_ms - cue.start_ms)
    assert removed_ms > 100
    last = cue.word_times[-1]
    assert last.end_ms == pytest.approx(cue.start_ms + kept.words[-1].end_ms - removed_ms, abs=2)
