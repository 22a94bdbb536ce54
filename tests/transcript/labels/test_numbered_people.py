"""Interviewees whom a transcript calls by a number."""

from __future__ import annotations

import pytest

from segmentcast.model import SURE
from segmentcast.transcript import read
from tests.transcript.readers.spoken import spoken

ASKED = ("What did you call the boats?", "And who made them?", "Could you see the tracks?")
SAID = ("We called them mud boats.", "My uncle did. Two a year.", "You still can.")


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("number", ["678", "007", "1", "12", "40512"])
def test_a_number_that_answers_is_a_label(number: str, gap: str) -> None:
    """It comes again beside the label of whoever asks."""
    text = "Interview about the boats\n\n" + gap.join(
        f"Interviewer: {asked}{gap}{number}: {said}"
        for asked, said in zip(ASKED, SAID, strict=True)
    )
    turns = spoken(text, "talk.txt")
    assert [words for _, words in turns] == [
        words for pair in zip(ASKED, SAID, strict=True) for words in pair
    ]
    assert {name for name, _ in turns} == {"Host", f"Speaker {number}"}


def test_a_number_is_a_label_where_lines_are_broken_by_hand() -> None:
    """Its line isn't taken for the rest of the line before."""
    text = "\n".join(
        f"Interviewer: Well now I never had heard of one of those things, and was amazed at {at}\n"
        f"678: Well this here we were referring to is simply some boards that we called by {at}"
        for at in ("ones", "twos", "threes", "fours")
    )
    assert [name for name, _ in spoken(text, "talk.txt")] == ["Host", "Speaker 678"] * 4


@pytest.mark.parametrize(
    "numbered",
    ["1: In the beginning it rained.\n\n2: Then it froze.\n\n3: Then it thawed.\n\n4: Then it rained."],
)  # fmt: skip
def test_numbers_that_count_are_no_labels(numbered: str) -> None:
    """Verses and lists ascend, and whoever reads them out says them."""
    text = (
        f"Rosa Lind: Read it, please.\n\nOtto Brand: I will.\n\n{numbered}\n\nRosa Lind: And again?\n\n"
        f"Otto Brand: Yes.\n\n{numbered}\n\nRosa Lind: Thank you."
    )
    transcript = read(text.encode(), "talk.txt")
    assert {row.name for row in transcript.speakers} == {"Rosa Lind", "Otto Brand"}
    assert all(turn.confidence >= SURE for turn in transcript.turns)


def test_a_number_there_once_is_doubted() -> None:
    """Beside labels it may be somebody, so that the turn is held."""
    text = (
        "Rosa Lind: Who was there?\n\nOtto Brand: We two.\n\n678: And me.\n\nRosa Lind: You?\n\n"
        "Otto Brand: He was."
    )
    transcript = read(text.encode(), "talk.txt")
    assert [turn.confidence < SURE for turn in transcript.turns] == [False, True, False, False]


def test_two_numbers_that_count_are_doubted() -> None:
    """Two people who answer in turn, or a list of two that is read out twice: a person has to decide."""
    listed = "1: It rained on the first day.\n\n2: Then it froze."
    text = (
        f"Rosa Lind: Read it, please.\n\nOtto Brand: I will.\n\n{listed}\n\nRosa Lind: And again?\n\n"
        f"Otto Brand: Yes.\n\n{listed}\n\nRosa Lind: Thank you."
    )
    transcript = read(text.encode(), "talk.txt")
    unsure = [turn.text for turn in transcript.turns if turn.confidence < SURE]
    assert unsure == ["It rained on the first day.", "Then it froze."] * 2
