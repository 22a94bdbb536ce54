"""What counts as the same words, and what doesn't."""

import pytest

from segmentcast.listening.comparison import compared_words, differences, names_in
from segmentcast.listening.homophones import sound_alike


def places(written: str, heard: str, language: str = "en") -> list[tuple[str, str, bool]]:
    """The wordings that differ, and whether a number or a negation does."""
    left, right = compared_words(written, language), compared_words(heard, language)
    return [
        (
            " ".join(written[left[at].start : left[at].end] for at in place.written),
            " ".join(heard[right[at].start : right[at].end] for at in place.heard),
            place.telling,
        )
        for place in differences(left, right)
    ]


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("In 1905 they paid $1.2bn.", "in nineteen oh five they paid 1.2 billion dollars"),
        ("About 2,400 came in 2016.", "About twenty-four hundred came in two thousand sixteen."),
        ("The U.S. and the FBI agree.", "the US and the F.B.I. agree"),
        ("He realised that the colour had travelled.", "he realized that the color had traveled"),
        ("All right, health care is first.", "Um, alright, healthcare is 1st."),
        ("She met Mr. Helstyn in Xiamen.", "She met Mr. Helston in Shiamen."),
        ("A hundred and one of them", "101 of them"),
        ("“It’s late,” he said — too late.", "It's late, he said, too late."),
    ],
)
def test_the_same_words_differ_nowhere(written: str, heard: str) -> None:
    """Figures, abbreviations, spelling, fillers, and names that a recogniser spells as it likes."""
    assert places(written, heard) == []


@pytest.mark.parametrize(
    ("written", "heard", "expected"),
    [
        ("But no passenger is safe", "But every passenger is safe", ("no", "every", True)),
        ("It took ninety hours.", "It took 9 hours.", ("ninety", "9", True)),
        ("They won 3-1 at home.", "They won 31 at home.", ("3-1", "31", True)),
        ("The ferry left late.", "The train left late.", ("ferry", "train", False)),
        ("He didn't sign.", "He did sign.", ("didn't", "did", True)),
        ("It was cold and wet.", "It was cold.", ("and wet", "", False)),
        ("It was cold.", "It was very cold.", ("", "very", False)),
        ("She met Ms. Lind.", "She met Ms. Okafor.", ("Lind", "Okafor", False)),
    ],
)
def test_other_words_are_named(written: str, heard: str, expected: tuple[str, str, bool]) -> None:
    """Numbers, negations, words left out or put in, and names that sound otherwise."""
    assert places(written, heard) == [expected]


def test_other_languages_are_compared_as_they_are_written() -> None:
    """Only English has a table; accents and capitals don't count anywhere."""
    assert places("Élan vital", "elan vital", "fr") == []
    assert places("deux cents", "deux mille", "fr") == [("cents", "mille", False)]


def test_names_are_known_at_the_start_of_a_sentence() -> None:
    """A word with a capital within one sentence is a name at the start of another; common words aren't."""
    texts = ["The seed, Daniel Iversen, lost.", "Iversen led. The end of the match."]
    names = names_in(texts)
    assert {"iversen", "daniel"} <= names
    assert "the" not in names
    written = compared_words("Iversen led.", "en", names)
    assert list(differences(written, compared_words("Iverson led.", "en"))) == []


_CONTENT = ("not", "no", "never", "without", "two", "all", "old")
"""Words that change what is said: none may be missing."""


@pytest.mark.parametrize(
    ("written", "heard", "alike"),
    [
        ("quay", "key", True),
        ("its", "it's", True),
        ("firms", "firm's", True),
        ("for ever", "forever", True),
        ("rise", "rose", False),
        ("east", "west", False),
        ("no", "know", True),
        ("", "key", False),
        ("its heart", "it's hard", True),
        ("heart", "hearts", False),
        ("the wind", "the win", True),
        ("can", "can't", False),
        ("now", "not", False),
        ("#2", "too", True),
        ("#2", "#10", False),
        ("won #40 of", "#140", True),
        ("#14", "#40", False),
        ("#12345", "#6", False),
        ("by the sea", "by see", False),
        ("the sea shore", "see sure", False),
        ("the sea wall", "see wall", True),
        ("of two", "to", False),
        *[(f"{word} sea wall", "see wall", False) for word in _CONTENT],
        *[(f"sea wall {word}", "see wall", False) for word in _CONTENT],
    ],
)
def test_words_that_sound_the_same_are_told(written: str, heard: str, alike: bool) -> None:
    """By their pronunciations in the dictionary; in other languages nothing is known."""
    assert sound_alike(written.split(), heard.split(), "en-GB") is alike
    assert sound_alike(written.split(), heard.split(), "fr") is False
