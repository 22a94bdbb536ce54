"""Turns that a page runs together within one paragraph."""

from __future__ import annotations

import pytest

from segmentcast.model import SURE
from segmentcast.transcript import read
from tests.transcript.readers.spoken import spoken

TURNS = (
    ("Rosa", "Is the library open?"), ("Otto", "It is."), ("Rosa", "All night?"),
    ("Otto", "Until six, and who comes late may ring."), ("Kay", "Or knock."), ("Rosa", "Then let us go there."),
    ("Otto", "Good."), ("Kay", "Very good."),
)  # fmt: skip


def _together(turns: tuple[tuple[str, str], ...]) -> str:
    return " ".join(f"{name}: {words}" for name, words in turns)


@pytest.mark.parametrize("head", ["", "The Library Transcript Episode 12: Late Hours (Music) "])
@pytest.mark.parametrize("case", [str, str.upper])
def test_names_that_take_turns_within_a_paragraph_are_labels(head: str, case: object) -> None:
    """Be it that the paragraph begins with a label or not, each turn is its speaker's."""
    assert callable(case)
    turns = tuple((case(name), words) for name, words in TURNS)
    found = spoken(f"Late hours\n\n{head}{_together(turns)}\n", "talk.txt")
    assert [words for _, words in found[-len(TURNS) :]] == [words for _, words in TURNS]
    assert [name for name, _ in found[-len(TURNS) :]] == [name for name, _ in TURNS]


def test_a_number_takes_turns_without_a_stop() -> None:
    """As archives write it: no stops at all, an interviewee's number as the label."""
    text = " ".join(
        f"Interviewer: now what were they made of {at} Yeah 678: oh of strong timbers {at}"
        for at in ("then", "there", "here", "before")
    )
    assert [name for name, _ in spoken(text, "talk.txt")] == ["Host", "Speaker 678"] * 4


def test_full_names_before_surnames() -> None:
    """The first label of each is the full name, the others are a part of it."""
    text = (
        "The talk on boats, as it was held. ROSA LIND: This is a talk on boats. OTTO BRAND: Good day. LIND: You were born here? BRAND: I was. "
        "LIND: In which house? BRAND: The red one. LIND: And who built it? BRAND: My uncle did."
    )
    found = spoken(f"A talk on boats\n\n{text}", "talk.txt")
    assert [name for name, _ in found[-8:]] == ["Rosa Lind", "Otto Brand"] * 4


def test_names_that_take_no_turns_are_doubted() -> None:
    """They may be labels, and a finding names them and their line."""
    text = (
        "The list of the day. Rosa: a boat. Rosa: an oar. Rosa: a sail. Otto: a mill. Otto: a weir. "
        "Otto: a wheel. So it went on until the evening came."
    )
    transcript = read(f"The list\n\nWe begin at six.\n\n{text}\n".encode(), "talk.txt")
    (finding,) = (row for row in transcript.findings if row.rule == "label-unread")
    assert finding.where == "talk.txt:5"
    assert '"Rosa:", "Otto:"' in finding.what
    (turn,) = (turn for turn in transcript.turns if "a weir" in turn.text)
    assert turn.confidence < SURE


def test_who_reads_a_play_out_is_no_other() -> None:
    """Within a labelled person's paragraph, others' names are left to that person, and doubted."""
    text = (
        f"KAY STONE: What does the play say?\n\nJO VOS: It goes so. {_together(TURNS[:4])} {_together(TURNS[5:7])}\n\n"
        "KAY STONE: And then?\n\nJO VOS: Then they go."
    )
    transcript = read(text.encode(), "talk.txt")
    assert {row.name for row in transcript.speakers} == {"Kay Stone", "Jo Vos"}
    assert [turn.confidence < SURE for turn in transcript.turns] == [False, True, False, False]
    assert "label-unread" in {row.rule for row in transcript.findings}


def test_a_name_there_once_among_others_is_doubted() -> None:
    """What looks like one more label within a turn may be somebody."""
    turns = (*TURNS[:4], ("Otto", "Ask her."), *TURNS[5:])
    text = _together(turns).replace("Ask her.", "Ask her. Vera: Oh no, not me.")
    transcript = read(f"Late hours\n\n{text}\n".encode(), "talk.txt")
    (turn,) = (turn for turn in transcript.turns if "not me" in turn.text)
    assert turn.confidence < SURE
