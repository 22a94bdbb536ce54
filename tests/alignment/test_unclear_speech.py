"""Sentences that are hard to make out: placed as unsure if they are there, and never if they are not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from segmentcast.alignment import Alignment, WrittenSentence, align

RATE_HZ = 16_000
AROUND = (
    "The ferry to the island was cancelled again on Monday.",
    "Forty people spent the night in the waiting room.",
)
SENTENCE = "The harbour master apologised, and he promised buses for everybody who was stranded."
OTHER = "Nobody in the office has answered the telephone since the middle of last week, I hear."


def gap(seconds: float) -> NDArray[np.float32]:
    return np.zeros(int(RATE_HZ * seconds), np.float32)


def aligned(interview: Any, pieces: list[NDArray[np.float32]], texts: tuple[str, ...]) -> Alignment:
    samples = np.concatenate(pieces)
    noise = np.random.default_rng(4).standard_normal(len(samples)) * 10 ** (-60 / 20)
    sentences = [WrittenSentence(0, at, "Ann", text) for at, text in enumerate(texts)]
    return align(type(interview.sound)((samples + noise).astype(np.float32)), sentences)


def hidden(speech: NDArray[np.float32], share: float) -> NDArray[np.float32]:
    """Speech under bursts of noise as loud as itself, which leave only a share of it clear."""
    bursts = (
        np.random.default_rng(7).standard_normal(len(speech)) * np.sqrt(np.mean(speech**2)) * 1.5
    )
    at = np.arange(len(speech)) / RATE_HZ % 0.8
    return np.asarray(speech + bursts * (at > 0.8 * share), np.float32)


@pytest.mark.parametrize("share", [0.45, 0.4])
def test_a_sentence_that_is_half_made_out_is_placed_as_unsure(
    share: float, say: Callable[..., Any], interview: Any
) -> None:
    """It has its caption, near its place, and a finding; it is not called missing."""
    first, last = (say(text) for text in AROUND)
    speech = hidden(say(SENTENCE), share)
    pieces = [gap(0.5), first, gap(0.4), speech, gap(0.5), last, gap(0.4)]
    alignment = aligned(interview, pieces, (AROUND[0], SENTENCE, AROUND[1]))
    assert alignment.matched == (0, 1, 2)
    start_ms = (len(first) + RATE_HZ * 0.9) / 16
    assert alignment.cues[1].start_ms == pytest.approx(start_ms, abs=300)


def test_another_sentence_of_the_same_length_is_never_placed(
    say: Callable[..., Any], interview: Any
) -> None:
    """What is said instead of a sentence does not become it: it "could not be made out"."""
    first, last = (say(text) for text in AROUND)
    pieces = [gap(0.5), first, gap(0.4), say(OTHER), gap(0.5), last, gap(0.4)]
    alignment = aligned(interview, pieces, (AROUND[0], SENTENCE, AROUND[1]))
    assert alignment.missing == (1,)
    assert [finding.rule for finding in alignment.findings] == ["alignment-unclear"]
    assert "could not be made out in the sound after 0:0" in alignment.findings[0].what


def test_a_sentence_without_sound_is_not_in_the_recording(
    say: Callable[..., Any], interview: Any
) -> None:
    """Where there is a pause and no sound, it is missing, which is another finding."""
    first, last = (say(text) for text in AROUND)
    alignment = aligned(
        interview, [gap(0.5), first, gap(5), last, gap(0.4)], (AROUND[0], SENTENCE, AROUND[1])
    )
    assert alignment.missing == (1,)
    assert [finding.rule for finding in alignment.findings] == ["alignment-missing"]


@pytest.mark.parametrize(
    ("word", "rest", "pause_s"),
    [
        ("No,", "the ministry has never published those figures.", 0.9),
        ("I", "cannot remember who opened the gate that night.", 0.7),
        ("Uh, so", "we waited at the crossing until the morning.", 1.0),
    ],
)
def test_a_lone_first_word_begins_its_sentence(
    word: str, rest: str, pause_s: float, say: Callable[..., Any], interview: Any
) -> None:
    """The cue begins with the word, not behind the pause that follows it."""
    first, last = (say(text) for text in AROUND)
    pieces = [
        gap(0.5),
        first,
        gap(0.8),
        say(word),
        gap(pause_s),
        say(rest),
        gap(0.5),
        last,
        gap(0.4),
    ]
    alignment = aligned(interview, pieces, (AROUND[0], f"{word} {rest}", AROUND[1]))
    assert alignment.matched == (0, 1, 2)
    start_ms = (len(first) + RATE_HZ * 1.3) / 16
    assert alignment.cues[1].start_ms == pytest.approx(start_ms, abs=120)


def test_the_first_sentence_of_a_stammerer_is_placed(
    say: Callable[..., Any], interview: Any
) -> None:
    """Repeated beginnings, which the transcript leaves out, don't make the sentence missing."""
    said = ("I, I,", "I thi, I think, I,", "I think that, that, that,", "the, the ferry,")
    text = "I think that the ferry should sail on Sundays."
    stammered = [part for words in said for part in (say(words), gap(0.25))]
    last = say(AROUND[1])
    pieces = [gap(0.6), *stammered, say("should sail, should sail on Sundays."), gap(0.6), last]
    alignment = aligned(interview, [*pieces, gap(0.4)], (text, AROUND[1]))
    assert alignment.matched == (0, 1)
    start_ms = alignment.cues[0].start_ms
    end_ms = sum(map(len, pieces[:-2])) / 16
    assert 500 <= start_ms <= 600 + sum(map(len, stammered)) / 16
    assert alignment.cues[0].end_ms == pytest.approx(end_ms, abs=250)
