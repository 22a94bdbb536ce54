"""A sentence begins with its first word, not with the pause before it."""

import numpy as np
import pytest

from segmentcast.alignment.activity import Activity
from segmentcast.alignment.data import Heard
from segmentcast.alignment.placing import place
from segmentcast.alignment.spoken_words import find_words

SENTENCES = [find_words(text, "en") for text in ("So he left the house", "But she said nothing")]
SAID = (("so", 0), ("he", 200), ("left", 400), ("the", 700), ("house", 800))


def start_of_second(first_word_ms: tuple[int, int], sound_ms: tuple[int, int]) -> int:
    """Where the second sentence is placed whose "but" is heard at `first_word_ms`."""
    words = [*SAID, ("but", first_word_ms[0]), ("she", first_word_ms[1])]
    ends = [at for _, at in words[1:5]] + [1150, first_word_ms[1], first_word_ms[1] + 200]
    heard = [Heard(word, at, end) for (word, at), end in zip(words, ends, strict=True)]
    heard.append(Heard("said", heard[-1].end_ms, heard[-1].end_ms + 300))
    heard.append(Heard("nothing", heard[-1].end_ms, heard[-1].end_ms + 500))
    active = np.zeros(500, np.bool_)
    active[:120] = active[sound_ms[0] // 10 : sound_ms[1] // 10] = True
    placed = place(SENTENCES, heard, Activity(np.zeros(500, np.float32), active, 5000))[1]
    assert placed is not None
    assert placed.words[0][1].start_ms == placed.start_ms
    return placed.start_ms


@pytest.mark.parametrize(
    ("heard", "sound", "right"),
    [((1160, 2590), (2450, 4000), 2450), ((2400, 2600), (2400, 4000), 2400)],
)
def test_a_first_word_does_not_swallow_the_pause(
    heard: tuple[int, int], sound: tuple[int, int], right: int
) -> None:
    """A word heard from the end of the last sentence on begins after the pause; others stay."""
    assert start_of_second(heard, sound) == right


def test_a_breath_is_not_the_word() -> None:
    """Where sound before the word is far longer than it, the word has half as much again as usual."""
    assert 2000 < start_of_second((1160, 2700), (2000, 4000)) < 2500
