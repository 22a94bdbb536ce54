"""Sentences of a paragraph."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentcast.reading import split_sentences
from segmentcast.reading.sentences import LONGEST_SENTENCE, speakable


def _split(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["They won with U.S. support.", "The U.N. said so."],
        ["Dr. Lee met Lt. Gen. Cole and Sen. Byrd.", "They talked."],
        ["It was No. 5 of them.", "The rest came on Nov. 8th."],
        ["It began at 6 p.m. Tuesday in the square.", "Nobody came."],
        ["Atty. Gen. Cole and Supt. Lee agreed.", "So did J. K. Roy."],
        ['She said, "I will go. We can\'t stay." Then she left.'],
        ["“Go,” he said.", "She went."],
        ["It moved to the U.S.", "He stayed."],
        ["Is it far?", "Yes!", "Well... it is."],
    ],
)
def test_sentences_end_where_a_reader_ends_them(sentences: list[str]) -> None:
    """Abbreviations, initials, hours and quotations do not end a sentence; full stops do."""
    text = " ".join(sentences)
    if '"I will' in text:
        assert "".join(_split(text)).replace(" ", "") == text.replace(" ", "")
        assert not any(part.endswith("go.") for part in _split(text))
    else:
        assert _split(text) == sentences


def test_a_long_sentence_is_cut_at_its_clauses() -> None:
    """A sentence beyond the limit comes in pieces that end at commas and hold all the words."""
    text = (
        ", ".join(f"then the {number} boats went out to the grey island" for number in range(20))
        + "."
    )
    pieces = _split(text)
    assert " ".join(pieces) == text
    assert max(map(len, pieces)) <= LONGEST_SENTENCE
    assert all(piece.endswith((",", ".")) for piece in pieces)


def test_marks_without_words_join_their_neighbours() -> None:
    """A row of marks is no sentence of its own; a paragraph of marks has none."""
    assert _split("* * * It was late. — —") == ["* * * It was late. — —"]
    assert _split("* * *") == []
    assert _split("") == []


def test_a_language_without_spaces_is_split_at_its_own_stops() -> None:
    """Japanese sentences end at their full stop though no space follows."""
    assert _split("今日は晴れです。明日は雨です。", "ja") == ["今日は晴れです。", "明日は雨です。"]


def test_a_line_of_a_megabyte_of_quotation_marks_is_read() -> None:
    """Quotation marks, which the library compares with each other, do not make the work grow out of hand."""
    text = "\"'(“ a " * 140_000
    assert "".join(_split(text)).count("a") == 140_000


@given(st.text(max_size=600), st.sampled_from(["en", "en-GB", "ja", "fr", "ar", "zz"]))
def test_nothing_that_can_be_said_is_lost(text: str, language: str) -> None:
    """The pieces come in order, apart, and all that is left out is space and silent marks."""
    position = 0
    for start, end in split_sentences(text, language):
        assert start >= position
        assert not speakable(text[position:start])
        assert speakable(text[start:end])
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not speakable(text[position:])


@given(
    st.lists(
        st.sampled_from(
            ["Mr.", "Lee", "said", "no.", "It", "U.S.", "5", "p.m.", "go!", '"', "—", "Then"]
        ),
        max_size=80,
    )
)
def test_pieces_join_to_the_paragraph(words: list[str]) -> None:
    """Joined again, the sentences are the paragraph's words."""
    text = " ".join(words)
    assert "".join(re.sub(r"\W", "", piece) for piece in _split(text)) == re.sub(r"\W", "", text)
