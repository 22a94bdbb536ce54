"""Passages of a sponsor within a talk of two: what a third person answers there is nobody's for sure."""

from __future__ import annotations

import pytest

from segmentcast.model import Turn
from segmentcast.transcript import read

_BEFORE = [
    "Welcome. Today my guest is Rosa Lind, who counts the boats of the harbour. Rosa, welcome to the show.",
    "Thank you for having me, Otto. I have listened to it for years.",
    "How many boats did you count this year?",
    "We counted ninety, and I have not been to the north side yet, where my sister counts them.",
    "Why so many more than last year?",
    "Because the ferry stopped, and people who lived across the water bought boats of their own.",
]
_AD = [
    "Great to be here. I am a big fan of the harbour.",
    "What does Frostworks do, and who is it for?",
    "We make lamps that hold for thirty years, and we sell them to anybody who has a boat.",
]
_AFTER = [
    "So Rosa, what does the town say about the boats?",
    "The town wants a second bridge. I think they will be waiting for a long time, as my mother did.",
    "And will you count again next year?",
    "I will, as I have for thirty years. It is my evening walk, and somebody has to.",
    "Rosa, thank you so much for being here.",
    "Thank you, Otto. It was a pleasure.",
]


def _turns(leads: str, ends: str) -> list[Turn]:
    talk = [*_BEFORE, leads, *_AD, ends, "Thank you.", *_AFTER]
    return list(read("\n\n\n".join(["The harbour", *talk, ""]).encode(), "page.txt").turns)


@pytest.mark.parametrize(
    "leads",
    [
        "I see. This show is brought to you by Frostworks, and I am excited to have Mia Rowe, their captain, joining me.",
        "I see. And now to one of our sponsors. Hi, Mia.",
    ],
)
def test_a_sponsors_answers_are_nobodys_for_sure(leads: str) -> None:
    """Up to the thanks to who gives them, and no further."""
    turns = _turns(leads, "That is good to know. Thanks for that, Mia.")
    assert [at for at, turn in enumerate(turns) if turn.confidence <= 0.5] == [7, 9, 11]


def test_the_passage_ends_where_the_guest_is_named() -> None:
    turns = _turns(
        "We are brought to you by Frostworks. Hi, Mia.", "Good. Back to you, Rosa: is it wet?"
    )
    assert [at for at, turn in enumerate(turns) if turn.confidence <= 0.5] == [7, 9]


@pytest.mark.parametrize(
    "leads",
    [
        "I see. This show is brought to you by Frostworks. I asked Mia Rowe what to ask you, and she said: the lamps.",
        "I see. I talked to Mia Rowe, their captain, who joined me last week.",
        "I see. This show is brought to you by Frostworks. Hi, Mia, if you hear us. Now, Rosa, what is next?",
    ],
)
def test_whom_a_turn_does_not_speak_to_says_nothing(leads: str) -> None:
    """Without a sponsor, without a greeting, or where the guest is spoken to behind it."""
    assert min(turn.confidence for turn in _turns(leads, "And what then?")) > 0.5
