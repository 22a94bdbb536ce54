"""Phonemes from a lexicon, and which word is heard when."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentcast.engines.phonemes import alphabets, word_alignment
from segmentcast.errors import EngineError
from segmentcast.model import Phonemes, Spoken, Voice
from segmentcast.ports import Engine

VOICES = [Voice("hibari", "heart"), Voice("piper", "joe")]
DICTIONARY = {"the": "ðə", "cat": "kæt", "of": "ʌv", "Rome": "ɹoʊm", "'s": "z", "the cat": "ðəkæt"}


def plain(word: str) -> str:
    return DICTIONARY.get(word.strip(".,"), "")


@pytest.mark.parametrize(
    ("text", "misaki"),
    [
        ("ˈmoʊsəl", "mˈOsəl"),
        ("/mɪˈluːtɪnoʊvɪtʃ/", "mɪlˈutɪnOvɪʧ"),
        ("ˈdʒɜːrni", "ʤˈɜɹni"),
        ("ˈstriːt", "stɹˈit"),
        ("həˈləʊ", "həlˈO"),
        ("rɪˈt͡ʃaɪ", "ɹɪʧˈI"),
        ("", None),
        ("mo(]/x)☃", None),
        ("1", None),
    ],
)
def test_ipa_becomes_misaki(text: str, misaki: str | None) -> None:
    """Diphthongs and affricates become single letters, stress moves to its vowel, nonsense is refused."""
    assert alphabets.for_misaki(text) == misaki


def test_british_keeps_length() -> None:
    """British voices know length and their own diphthong."""
    assert alphabets.for_misaki("ˈkɑːnəʊ", british=True) == "kˈɑːnQ"


def test_ipa_for_espeak_needs_the_models_alphabet() -> None:
    """Each code point must be one that the model knows; English r and g are spelt its way."""
    assert alphabets.for_espeak("ˈgrɑːz", set("ˈɡɹɑːz"), english=True) == tuple("ɡɹˈɑːz")
    assert alphabets.for_espeak("ˈgrɑːz", set("ˈɡɹɑz"), english=True) is None
    assert alphabets.for_espeak("$^_", set("$^_"), english=True) is None


def test_pieces_are_words_cut_at_lexicon_entries() -> None:
    """A word is cut where an entry ends; entries that overlap or lie outside are left out."""
    text = "Rome's  cat — sat."
    entries = (Phonemes(0, 4, "x"), Phonemes(2, 6, "y"), Phonemes(15, 99, "z"))
    found = [(text[p.start : p.end], p.ipa) for p in word_alignment.pieces(text, entries)]
    assert found == [("Rome", "x"), ("'s", ""), ("cat", ""), ("sat.", "")]


def test_merged_words_are_found_apart() -> None:
    """Words that the engine ran together are told apart by their sounds, stress goes to the right one."""
    text = "the cat of Rome"
    said = "ðəkˈæt əvɹˈoʊm."
    aligned = word_alignment.align(text, word_alignment.pieces(text, ()), said, plain)
    assert aligned is not None
    assert [said[a:b] for a, b in filter(None, aligned.spans)] == ["ðə", "kˈæt", "əv", "ɹˈoʊm"]


def test_a_spelling_replaces_only_its_own_word() -> None:
    """Neighbours, spaces and punctuation stay as the engine had them."""
    text = "the cat of Rome's, the cat."
    at = text.index("Rome")
    parts = word_alignment.pieces(text, (Phonemes(at, at + 4, "ro"),))
    aligned = word_alignment.align(text, parts, "ðə kˈæt əv ɹˈoʊmz, ðə kˈæt.", plain)
    assert aligned is not None
    spelled = word_alignment.respelled(aligned, ["RO" if part.ipa else None for part in parts])
    assert "".join(spelled.symbols) == "ðə kˈæt əv ROz, ðə kˈæt."
    assert spelled.spans[3] is not None
    assert "".join(spelled.symbols[slice(*spelled.spans[3])]) == "RO"


def test_what_does_not_fit_is_not_believed() -> None:
    """Phonemes of quite another sentence give no alignment instead of a wrong one."""
    text = "the cat of Rome"
    assert (
        word_alignment.align(text, word_alignment.pieces(text, ()), "ʃuːɪɡz lʊŋk fɪnɪʃ", plain)
        is None
    )
    assert word_alignment.align(text, word_alignment.pieces(text, ()), "", plain) is None


@given(
    st.lists(st.sampled_from(["the", "cat", "of", "Rome", "—", "the,", "xyz"]), max_size=150),
    st.integers(0, 3),
)
def test_times_are_in_order_and_inside(words: list[str], shift: int) -> None:
    """Whatever the words, times come in order, inside the sound, with offsets of words."""
    text = " ".join(words)
    said = [*" ".join(plain(word) for word in words)]
    parts = word_alignment.pieces(text, ())
    aligned = word_alignment.align(text, parts, said, plain)
    if aligned is None:
        return
    lengths = word_alignment.joined([[50, *[100] * len(said), 70]], 1.0)
    result = word_alignment.times(text, parts, aligned, lengths, 1000, shift_ms=-40 * shift)
    for word in result or ():
        assert text[word.start : word.end].isalnum()
        assert 0 <= word.start_ms <= word.end_ms <= sum(lengths)
    assert all(a.end_ms <= b.start_ms and a.end <= b.start for a, b in pairwise(result or ()))


@given(
    st.lists(st.lists(st.integers(0, 900), min_size=2, max_size=9), min_size=1, max_size=5),
    st.floats(0.5, 2),
)
def test_joined_lengths_add_up(made: list[list[int]], scale: float) -> None:
    """No sample is lost or counted twice when sentences are joined, also after resampling."""
    symbols = sum(len(lengths) - 2 for lengths in made) + len(made) - 1
    joined = word_alignment.joined(made, scale)
    assert len(joined) == symbols + 2
    assert sum(joined) == round(sum(map(sum, made)) * scale)


@pytest.mark.parametrize("voice", VOICES, ids=str)
def test_lexicon_is_heard(make: Callable[[str], Engine], voice: Voice) -> None:
    """A word's phonemes change its sound; phonemes that cannot be said leave the plain word."""
    engine = make(voice.engine)
    text = "We went to Mosul, and stayed."
    plain_speech = engine.synth(Spoken(text), voice)
    longer = engine.synth(Spoken(text, (Phonemes(11, 16, "ˈmɑːsələˌmɑːsələ"),)), voice)
    assert longer.samples.size > plain_speech.samples.size + longer.rate_hz // 5
    assert longer.words is not None
    assert [text[w.start : w.end] for w in longer.words] == [
        "We",
        "went",
        "to",
        "Mosul",
        "and",
        "stayed",
    ]
    unsayable = engine.synth(Spoken(text, (Phonemes(11, 16, "☃"),)), voice)
    assert unsayable.samples.tobytes() == plain_speech.samples.tobytes()


@pytest.mark.parametrize("voice", VOICES, ids=str)
def test_the_engines_own_markup_is_read_out(make: Callable[[str], Engine], voice: Voice) -> None:
    """Brackets in a text are words among others, not a way to change what is said."""
    engine = make(voice.engine)
    bare = engine.synth(Spoken("He saw one ship."), voice)
    for text in ("He saw [one](/tˈumənimˈɛni/) ship.", "He saw one [[tˈumənimˈɛni]] ship."):
        marked = engine.synth(Spoken(text), voice)
        assert marked.samples.size > bare.samples.size + marked.rate_hz // 3


@pytest.mark.parametrize("voice", [*VOICES, Voice("piper", "joe", pitch=1.18)], ids=str)
def test_times_agree_with_the_sound(make: Callable[[str], Engine], voice: Voice) -> None:
    """The pause at a comma lies between the words that the times say: it is quiet there."""
    text = "We packed the boat, the tide went out, nobody spoke."
    speech = make(voice.engine).synth(Spoken(text), voice)
    assert speech.words is not None
    level = np.sqrt(np.mean(np.square(speech.samples)))
    pauses = [
        (a.end_ms, b.start_ms)
        for a, b in pairwise(speech.words)
        if text[a.end] == "," and b.start_ms - a.end_ms > 60
    ]
    assert pauses
    for start_ms, end_ms in pauses:
        middle = (start_ms + end_ms) // 2 * speech.rate_hz // 1000
        width = speech.rate_hz // 100
        assert (
            np.sqrt(np.mean(np.square(speech.samples[middle - width : middle + width]))) < level / 3
        )


def test_a_word_that_hibari_cannot_read_is_an_error(make: Callable[[str], Engine]) -> None:
    """A word in letters unknown to the engine is named instead of being left out."""
    voice = Voice("hibari", "heart")
    with pytest.raises(EngineError, match="北京"):
        make("hibari").synth(Spoken("They met in 北京 on Friday."), voice)
    spelled = Spoken("They met in 北京 on Friday.", (Phonemes(12, 14, "beɪˈdʒɪŋ"),))
    assert make("hibari").synth(spelled, voice).samples.size
