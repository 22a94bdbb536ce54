"""Dates in figures: day or month first by what the page and its language show, else reported."""

from __future__ import annotations

import pytest

from segmentcast.lexicon import Lexicon
from segmentcast.model import Paragraph, Part, Reading, Speaker, Transcript, Turn, Voice
from segmentcast.reading import compose, prove

JUNE, MAY = "June fifth, twenty twenty-six", "May sixth, twenty twenty-six"


def _read(*texts: str, language: str = "en") -> Reading:
    paragraphs = tuple(Paragraph(text, line=at) for at, text in enumerate(texts, 1))
    speaker = Speaker("ada", "Ada", Part.HOST)
    transcript = Transcript((Turn("ada", paragraphs),), (speaker,))
    reading = compose(transcript, {"ada": Voice("tone", "low")}, Lexicon(), language=language)
    assert not prove(transcript, reading)
    return reading


def _all(reading: Reading) -> str:
    return " ".join(utterance.spoken.text for utterance in reading.utterances)


@pytest.mark.parametrize(
    ("other", "language", "words"),
    [
        ("It opened on 29/11/2025.", "en", JUNE),
        ("It opened on 11/29/2025.", "en", MAY),
        ("It was due on 29/11.", "en", JUNE),
        ("It opened.", "en-GB", JUNE),
        ("It opened.", "en-AU", JUNE),
        ("It opened.", "en-US", MAY),
        ("It opened on 29 November.", "en", JUNE),
        ("It opened on November 29.", "en", MAY),
        ("The colour of the harbour is grey.", "en", JUNE),
        ("The color of the harbor is gray.", "en", MAY),
        ("It opened on 29/11/2025.", "en-US", JUNE),
    ],
)
def test_the_page_or_its_country_says_what_a_date_means(
    other: str, language: str, words: str
) -> None:
    """Another date decides before the language's country, that before words and spelling."""
    reading = _read("It closes on 05/06/2026.", other, language=language)
    assert words in _all(reading)
    assert not reading.findings


@pytest.mark.parametrize(
    "other",
    [
        "It opened.",
        "It opened on 29/11/2025, or on 11/29/2025.",
        "The Labour leader saw Pearl Harbor.",
        "It is 3/4 done.",
    ],
)
def test_a_date_that_nothing_explains_is_reported_with_both_readings(other: str) -> None:
    """The month is said first, and the warning names the line and both days."""
    reading = _read("It closes on 05/06/2026.", other)
    [finding] = reading.findings
    assert (finding.severity, finding.rule, finding.where) == (
        "warning",
        "date-order",
        "line 1, turn 1",
    )
    assert MAY in _all(reading)
    assert MAY in finding.what
    assert JUNE in finding.what


def test_dates_that_are_the_same_either_way_are_no_finding() -> None:
    """Nor is a fraction, a score, or the name of September 11."""
    reading = _read("On 05/05/2026 and 9/11, 3/4 of it fell 2-1. It opens on 13/1/2026.")
    assert not reading.findings
