"""Which words a voice of a language can read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentcast.cast import unreadable_turns
from segmentcast.cast.readable_scripts import unreadable_words
from segmentcast.model import Phonemes, Reading, Spoken, Utterance, Voice, VoiceInfo

HEART = Voice("hibari", "heart")
INFOS = {("hibari", "heart"): VoiceInfo("hibari", "heart", "en-US", "", "")}


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en-US", "He wrote «Путин» and 東京、日本 beside it.", ["Путин", "東京、日本"]),
        ("en", "She is called محمد or 김, and שלום means peace.", ["محمد", "김", "שלום"]),
        ("en", "Café, Łódź, Nguyễn, Zoë’s ½ µg of α-synuclein, 1ª, ﬁne, Ｆ.", []),
        ("en", "The word is λόγος.", ["λόγος"]),
        ("ru", "Путин сказал: NATO.", []),
        ("ru", "Это 東京.", ["東京"]),
        ("sr", "Београд, Beograd", []),
        ("az", "Бакы", ["Бакы"]),
        ("ko", "한국의 美 대통령", ["美"]),
        ("ja", "東京でコンサート、々〆。", []),
        ("zh-CN", "今天", []),
        ("hi", "नमस्ते Путин", ["Путин"]),
        ("*", "Путин 東京", []),
        ("", "Путин 東京", []),
        ("iu", "Путин ᐃᓄᒃᑎᑐᑦ", []),
        ("en", "Step 0㋐, (नमस्ते)!", ["0㋐", "नमस्ते"]),
    ],
)
def test_words_in_a_foreign_script(language: str, text: str, words: list[str]) -> None:
    """A voice reads its language's scripts and Latin letters; of a language that is not known, everything."""
    assert [word for word, _ in unreadable_words(text, language)] == words


def test_a_pronounced_word_is_readable() -> None:
    """A word that the lexicon gives in sounds is one that the engine need not read."""
    text = "Mr. Путин said"
    assert unreadable_words(text, "en")
    assert not unreadable_words(text, "en", [Phonemes(4, 9, "ˈputɪn")])


@given(st.text(max_size=80), st.sampled_from(["en", "ja", "ru", "el", "xx", "*"]))
def test_any_text(text: str, language: str) -> None:
    """Every reported word holds a letter of the script that it is reported for, and ASCII is always readable."""
    for word, script in unreadable_words(text, language):
        assert word
        assert script
        assert not word.isascii()


def test_each_turn_is_reported_once() -> None:
    """An error for every turn with its voice, its words and the way out; a model by its path counts by the text."""
    texts = [
        ("Путин, Путин.", HEART, 2),
        ("И снова Шойгу.", HEART, 2),
        ("Да.", Voice("piper", "/x.onnx"), 3),
    ]
    reading = Reading(
        tuple(
            Utterance(turn, 0, "ada", voice, text, Spoken(text), 0) for text, voice, turn in texts
        ),
        "en",
    )
    first, second = unreadable_turns(reading, INFOS)
    assert (first.severity, first.where, second.where) == ("error", "turn 3", "turn 4")
    assert "hibari/heart" in first.what
    assert '"Путин", "И", "снова", "Шойгу" (Cyrillic)' in first.what
    assert "[lexicon]" in first.mend
    assert "/x.onnx" in second.what
