"""Words as they are said, and how."""

from __future__ import annotations

from pathlib import Path

import pocketsphinx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentcast.alignment.data import Word
from segmentcast.alignment.grammar import write_arpa
from segmentcast.alignment.pronunciation import pronounce, sound_out
from segmentcast.alignment.spoken_words import find_words

DICTIONARY = Path(pocketsphinx.get_model_path()) / "en-us" / "cmudict-en-us.dict"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It’s ‘48,000’ people … no.", "it's forty eight thousand people no"),
        ("Gen. Lee paid $3.2 million in 1998.",
         "general lee paid three point two million dollars in nineteen ninety eight"),
        ("On November 22nd, 5% left.", "on november twenty second five percent left"),
        ("The U.S. café is well-known.", "the u. s. cafe is well known"),
        ("Room 1204 & a half", "room twelve oh four and a half"),
        ("— … —", ""),
    ],
)  # fmt: skip
def test_words_are_those_that_are_said(text, said):
    """Numbers, abbreviations and signs become words; punctuation is left out."""
    assert " ".join(word.spoken for word in find_words(text, "en")) == said


def test_words_know_their_place():
    """A word points to what is written, several to one number."""
    text = "Mr. Cole saw 41 ships."
    assert [text[word.start : word.end] for word in find_words(text, "en")] == [
        "Mr.", "Cole", "saw", "41", "41", "ships",
    ]  # fmt: skip


@given(st.text(max_size=200), st.sampled_from(["en", "de", "ar", "ja"]))
def test_any_text(text, language):
    """Words of any text lie in it, and in order."""
    words = find_words(text, language)
    assert all(0 <= word.start < word.end <= len(text) and word.spoken for word in words)
    assert [word.start for word in words] == sorted(word.start for word in words)


@pytest.mark.parametrize(
    ("word", "way"),
    [
        (Word("harbour", 0, 7), "HH AA R B ER"),
        (Word("organise", 0, 8), "AO R G AH N AY Z"),
        (Word("ngo", 0, 3, capitals=True), "EH N JH IY OW"),
        (Word("u.", 0, 2), "Y UW"),
        (Word("fishnet", 0, 7), "F IH SH N EH T"),
        (Word("benedict's", 0, 10), "B EH N AH D IH K T S"),
        (Word("zovak", 0, 5), "Z OW V AA K"),
    ],
)
def test_pronunciation(word, way):
    """The dictionary first; spelling variants, letters, parts and letter rules for what it lacks."""
    assert way in pronounce([word], DICTIONARY)[word.spoken]


def test_words_without_letters_that_are_known():
    """A word of other letters has no English sound and is left out."""
    assert pronounce([Word("мост", 0, 4), Word("bridge", 0, 6)], DICTIONARY).keys() == {"bridge"}


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12))
def test_letter_rules_use_phones_of_the_model(word):
    """Whatever the letters, the phones are those of the model."""
    phones = set(sound_out(word).split())
    assert phones <= set(
        "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH "
        "UH UW V W Y Z ZH".split()
    )


def test_the_grammar_is_read_by_the_recogniser(tmp_path):
    """The language model is one that the library reads, and it prefers the transcript's order."""
    path = tmp_path / "grammar.arpa"
    path.write_text(
        write_arpa([["the", "old", "bridge"], ["the", "bridge", "is", "closed"]]), encoding="utf-8"
    )
    settings = pocketsphinx.Config(lm=None, loglevel="FATAL")
    model = pocketsphinx.NGramModel(settings, pocketsphinx.LogMath(1.0001), str(path))
    assert model.size() == 3
    # the history goes backwards in time
    assert model.prob(["closed", "is", "bridge"]) > model.prob(["old", "is", "bridge"])


def test_one_word_is_a_grammar():
    """A transcript of a single word has a grammar, too."""
    assert "\\1-grams:" in write_arpa([["yes"]])
