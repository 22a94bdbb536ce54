"""News phrases in both offline voices: what is written sounds like the plain words that it stands for.

The phrases were written apart from the rules. A phrase counts for a voice when it makes the same
phonemes (stress, spaces and marks left out) of the spoken form as of the plain words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import pytest

from segmentcast.engines import hibari, piper
from segmentcast.lexicon import default_lexicon, lexicon_of
from segmentcast.reading import speak, split_sentences

HERE = Path(__file__).parent
NO_SOUND = re.compile(r"[\sˈˌ.,;:!?—…\"“”()\-‿]")
PHRASES = [line.split("\t") for line in (HERE / "phrases.tsv").read_text().splitlines()[1:]]
TRAPS = (HERE / "traps.txt").read_text().splitlines()
LEXICON = lexicon_of(default_lexicon())


def _spoken(text: str) -> str:
    return speak(text, LEXICON, "en")[0].text


@pytest.fixture(scope="module", params=["heart", "joe"])
def phonemes(request: pytest.FixtureRequest) -> Iterator[Callable[[str], str]]:
    """The phonemes that a voice makes of a text."""
    if request.param == "heart":
        heart = hibari.build({})._load("heart").tts
        yield lambda text: NO_SOUND.sub("", "".join(heart.phonemize(text)))
    else:
        joe = piper.build({})._load("joe").voice
        yield lambda text: NO_SOUND.sub("", "".join(chain.from_iterable(joe.phonemize(text))))


def test_phrases_sound_like_the_words_that_they_stand_for(phonemes: Callable[[str], str]) -> None:
    """At least 97 of 100 phrases."""
    wrong = [
        written
        for written, words in PHRASES
        if phonemes(_spoken(written)) not in {phonemes(_spoken(text)) for text in words.split("|")}
    ]
    assert len(wrong) <= 0.03 * len(PHRASES), wrong


def test_a_phrase_is_one_sentence() -> None:
    """No abbreviation within it ends one; of the few that do, the next word could begin a sentence."""
    cut = [written for written, _ in PHRASES if len(split_sentences(written, "en")) > 1]
    assert len(cut) <= 1, cut


@pytest.mark.parametrize("written", TRAPS)
def test_what_only_looks_like_a_form_keeps_its_words(written: str) -> None:
    """Only spans, titles, fractions and signs change, by the rules for them; figures and words stay."""
    spoken = _spoken(written)
    if spoken != written:
        assert re.search(r"\d[-–]\d|Gen\.|St\.|24/7|1/[34]|&", written), spoken
