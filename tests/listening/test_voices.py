"""Voices told apart by the shape of their spectrum: two people, one person, and labels that are wrong."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from segmentcast.alignment import RATE_HZ
from segmentcast.listening.drafting import DraftSentence, SentenceCut
from segmentcast.listening.two_voices import APART, are_two, tell_apart
from segmentcast.listening.voice_check import contrary_voices
from segmentcast.listening.voice_statistics import NOTHING, VoiceStatistics, statistics_of
from segmentcast.listening.voice_turns import divided_by_voices, mark_by_voices

VOWELS_HZ = ((730, 1090, 2440), (270, 2290, 3010), (300, 870, 2240), (530, 1840, 2480))


def babble(seed: int, *, tract: float, pitch_hz: float, seconds: float = 3.0) -> VoiceStatistics:
    """Vowels in random order from a vocal tract of this relative length, excited at this pitch."""
    chance = np.random.default_rng(seed)
    parts: list[NDArray[np.float64]] = []
    for _ in range(int(seconds / 0.15)):
        size = RATE_HZ * 150 // 1000
        pulses = np.zeros(size)
        pulses[:: int(RATE_HZ / pitch_hz * chance.uniform(0.95, 1.05))] = 1.0
        pulses += chance.normal(0, 0.02, size)
        times = np.arange(400) / RATE_HZ
        formants = VOWELS_HZ[int(chance.integers(len(VOWELS_HZ)))]
        response = np.zeros(400) + sum(
            np.exp(-times * 250)
            * np.sin(2 * np.pi * hz / tract * chance.uniform(0.98, 1.02) * times)
            for hz in formants
        )
        parts.append(np.convolve(pulses, response)[:size])
    sound = np.concatenate(parts)
    return statistics_of((sound / np.abs(sound).max() * 16_000).astype(np.int16))


@pytest.fixture(scope="module")
def talk() -> list[VoiceStatistics]:
    """Eight turns of two people in turn; then half a second of the first."""
    turns = [
        babble(at, tract=(1.0, 1.15)[at % 2], pitch_hz=(200.0, 120.0)[at % 2]) for at in range(8)
    ]
    return [*turns, babble(9, tract=1.0, pitch_hz=200.0, seconds=0.6)]


def test_two_people_are_told_apart(talk: Sequence[VoiceStatistics]) -> None:
    """Every turn of a second and more is on the side of its own voice."""
    voices = tell_apart(talk)
    assert voices is not None
    assert voices.apart > APART
    first, second = voices.log_odds[:8:2], voices.log_odds[1:8:2]
    assert (np.sign(first) == -np.sign(second)).all()


def test_less_than_a_second_is_not_forced(talk: Sequence[VoiceStatistics]) -> None:
    """Half a second of speech, and silence, belong to nobody; three turns are too few to tell."""
    voices = tell_apart([*talk, NOTHING])
    assert voices is not None
    assert list(voices.log_odds[8:]) == [0.0, 0.0]
    assert tell_apart(talk[:3]) is None


def test_one_person_is_not_two() -> None:
    """The turns of one voice alone are not far enough apart for a draft to name two."""
    voices = tell_apart([babble(at, tract=1.0, pitch_hz=200.0) for at in range(8)])
    assert voices is not None
    assert voices.apart < APART


def test_three_people_are_not_two(talk: Sequence[VoiceStatistics]) -> None:
    """A third voice is noticed on the side that it shares, and a draft then names nobody."""
    voices = tell_apart(talk)
    assert voices is not None
    assert are_two(talk, voices)
    three = [*talk[:8], *(babble(20 + at, tract=0.85, pitch_hz=290.0) for at in range(4))]
    voices = tell_apart(three)
    assert voices is not None
    assert not are_two(three, voices)
    sentences = [DraftSentence("Yes.", at * 4_000, at * 4_000 + 3_000, 0.9) for at in range(12)]
    assert {one.voice for one in mark_by_voices(sentences, three)} == {""}


def test_no_voice_is_named_alone(talk: Sequence[VoiceStatistics]) -> None:
    """Where the second voice is heard so little that nothing is surely its own, a draft names nobody."""
    first = [talk[at] for at in range(0, 8, 2)]
    sentences = [DraftSentence("Yes.", at * 4_000, at * 4_000 + 3_000, 0.9) for at in range(5)]
    marked = mark_by_voices(sentences, [*first, talk[1]])
    assert {one.voice for one in marked} == {""}


def test_a_draft_has_its_turns_where_the_voice_changes(talk: Sequence[VoiceStatistics]) -> None:
    """Sentences get the name of their voice; a short one goes on, or after a pause is nobody's."""
    ends = [(at * 4_000, at * 4_000 + 3_900) for at in range(8)] + [(31_950, 32_500)]
    sentences = [DraftSentence(f"Sentence {at}.", *ends[at], 0.9) for at in range(9)]
    marked = mark_by_voices(sentences, talk)
    assert [one.voice for one in marked] == ["Speaker 1", "Speaker 2"] * 4 + ["Speaker 2"]
    assert [one.new_turn for one in marked] == [True] * 8 + [False]
    later = DraftSentence("Yes.", 34_000, 34_500, 0.9)
    marked = mark_by_voices([*sentences[:8], later], talk)
    assert (marked[-1].voice, marked[-1].new_turn) == ("", True)


def test_a_wrong_label_is_found_and_no_right_one(talk: Sequence[VoiceStatistics]) -> None:
    """The turn that was given to the other person is named with its voice; the rest is left alone."""
    labels = ["rosa", "peter"] * 4 + ["rosa"]
    assert contrary_voices(talk, labels) == ()
    labels[3] = "rosa"
    (contrary,) = contrary_voices(talk, labels)
    assert (contrary.turn, contrary.voice) == (3, "peter")


def test_a_third_voice_is_compared_too(talk: Sequence[VoiceStatistics]) -> None:
    """With three people the right one of the other two is named."""
    third = [babble(20 + at, tract=0.88, pitch_hz=260.0) for at in range(4)]
    labels = ["rosa", "peter"] * 4 + ["rosa", "ada", "ada", "rosa", "ada"]
    (contrary,) = contrary_voices([*talk, *third], labels)
    assert (contrary.turn, contrary.voice) == (11, "ada")


def test_a_sentence_is_divided_where_the_voice_changes(talk: Sequence[VoiceStatistics]) -> None:
    """A reply that the recogniser wrote into a sentence is another person's; a mere pause is not."""
    text = "So it went, and it came back."
    cuts = (SentenceCut(12, 2_900, 3_500),)
    sentences = [
        DraftSentence(text, at * 8_000, at * 8_000 + 6_500, 0.9, cuts=cuts) for at in range(4)
    ]
    one, other = talk[0], talk[1]
    parts = [[one, other], [one, talk[2]], [other, talk[3]], [one, talk[4]]]
    whole, measured = divided_by_voices(sentences, parts)
    assert [sentence.text for sentence in whole] == [text[:11], text[12:], *[text] * 3]
    assert (whole[0].end_ms, whole[1].start_ms) == (2_900, 3_500)
    assert measured[:2] == [one, other]
    marked = mark_by_voices(whole, measured)
    assert [sentence.voice[-1:] for sentence in marked] == ["1", "2", "1", "2", "1"]


def test_a_reply_in_the_middle_is_another_voice(talk: Sequence[VoiceStatistics]) -> None:
    """A sentence that goes on behind a reply is divided in three; a silent piece changes nothing."""
    cuts = (SentenceCut(4, 900, 1_100), SentenceCut(8, 1_900, 2_100), SentenceCut(11, 2_900, 3_100))
    around = DraftSentence("So, no, so so.", 0, 4_000, 0.9, cuts=cuts)
    others = [DraftSentence("So.", at * 5_000, at * 5_000 + 3_000, 0.9) for at in range(1, 5)]
    parts = [[talk[0], talk[1], NOTHING, talk[2]], *([one] for one in (*talk[3:6], talk[6]))]
    whole, _ = divided_by_voices([around, *others], parts)
    assert [sentence.text for sentence in whole] == ["So,", "no,", "so so.", *["So."] * 4]
