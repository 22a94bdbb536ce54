"""A text without full stops is named, with its place and its length."""

from __future__ import annotations

import pytest

from segmentcast.model import Finding
from segmentcast.transcript import read

LONG = "and then we went down to the water where the boat was lying " * 40


def findings(text: str, name: str = "talk.txt") -> list[Finding]:
    """What reading the text says of its full stops."""
    data = f"ADA COLE, HOST: Where was it?\n\nBEN ROY, CAPTAIN: {text}\n".encode()
    return [finding for finding in read(data, name).findings if finding.rule == "no-full-stops"]


def test_many_words_without_a_full_stop_are_a_finding() -> None:
    """The warning has the line, the characters of the longest sentence, and what to do."""
    (finding,) = findings(f"It was cold. {LONG}")
    assert (finding.severity, finding.where) == ("warning", "talk.txt:3")
    assert f"{len(LONG):,} characters in one sentence" in finding.what
    assert "no full stops" in finding.what
    assert "Add the full stops" in finding.mend


def test_decimals_and_addresses_are_no_full_stops() -> None:
    """A point within a number or an address ends no sentence."""
    assert findings("it cost 3.5 million at news.example and then " * 40)


@pytest.mark.parametrize(
    "text",
    [
        LONG.replace("lying ", "lying. "),
        LONG.replace("lying ", "lying? ").replace("lying? and", "lying!” and"),
        "船回到码头，人们再次上船。" * 200,
        "नाव घाट पर वापस आई। " * 200,
        "เรือกลับมาที่ท่าเรือ " * 200,
        "It was short",
        "…" * 3000 + " Well.",
    ],
)
def test_texts_with_stops_of_their_own_are_not_named(text: str) -> None:
    """Other full stops count, and Thai is written without any."""
    assert findings(text) == []


def test_several_such_paragraphs_are_one_finding() -> None:
    """The longest is shown, the others are counted."""
    (finding,) = findings(f"{LONG}\n\nADA COLE: {LONG * 2}")
    assert finding.where == "talk.txt:5"
    assert "(2 such paragraphs)" in finding.what


def test_a_megabyte_without_a_full_stop_is_measured_at_once() -> None:
    """The search is linear, whatever marks the text has."""
    (finding,) = findings("it cost 3.5 and " * 65_000)
    assert "1,0" in finding.what
