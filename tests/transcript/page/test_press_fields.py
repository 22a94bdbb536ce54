"""The fields that press offices put around a talk are notes, and nobody's words."""

from __future__ import annotations

import pytest

from segmentcast.transcript import read

TALK = (
    "ROSA LIND: Good morning everybody. I am glad to be here.\n\n"
    "JOURNALIST: Does that cost the town more than before?\n\n"
    "LIND: It does cost a little more.\n\n"
    "JOURNALIST: Will you close the branch at the harbour?\n\n"
    "LIND: No, we will not close anything. Thanks, everyone.\n\n"
)
PEOPLE = ["Rosa Lind", "Journalist"]


def _speakers(text: str) -> list[str]:
    return [speaker.name for speaker in read(text.encode(), "page.txt").speakers]


@pytest.mark.parametrize(
    "contact",
    [
        "MEDIA CONTACT: DAN DORN 0400 000 000",
        "Press office: Dan Dorn, 0400 000 000 / dan@lind.example",
    ],
)
def test_fields_around_the_talk_are_notes(contact: str) -> None:
    subjects = "SUBJECTS: Opening hours; the bakers' strike"
    transcript = read(f"{subjects}\n\n{TALK}ENDS\n\n{contact}\n".encode(), "page.txt")
    assert [speaker.name for speaker in transcript.speakers] == PEOPLE
    assert {subjects, "ENDS", contact} <= set(transcript.notes)


@pytest.mark.parametrize(
    "said",
    [
        "DAN DORN: Call me on 0400 000 000.",
        "JOURNALIST: What is the number?\n\nDAN DORN: 0400 000 000",
        "DAN DORN: Kay Stone And Otto Brand And Ida Roe And Ben Lind Have 0400 000 000",
        "DAN DORN: 040 000",
    ],
)
def test_a_number_that_somebody_may_say_is_said(said: str) -> None:
    """In a sentence, behind a question, or with more words than a name and an office have."""
    assert "Dan Dorn" in _speakers(f"{TALK}{said}\n")


@pytest.mark.parametrize(
    "said",
    [
        "Subject: Have you seen it?",
        "Topic: I begin with the harbour.",
        f"Topic: {'harbour, ' * 81}",
    ],
)
def test_subjects_that_somebody_may_say_are_said(said: str) -> None:
    """A question, a sentence of somebody's own, and a paragraph of many words are no list of subjects."""
    transcript = read(f"{said}\n\n{TALK}".encode(), "page.txt")
    assert said.strip(", ") not in {note.strip(", ") for note in transcript.notes}


def test_many_subjects_are_notes() -> None:
    """An office lists a dozen of them; beyond a paragraph it is somebody's."""
    subjects = f"SUBJECTS: {'harbour; opening hours; ' * 13}bakers"
    assert subjects in read(f"{subjects}\n\n{TALK}".encode(), "page.txt").notes
    words = f"SUBJECTS: {'harbour; opening hours; ' * 40}bakers"
    assert words not in read(f"{words}\n\n{TALK}".encode(), "page.txt").notes


@pytest.mark.parametrize("words", ["Have they come?", "What you want"])
def test_subjects_that_speak_to_somebody_are_said(words: str) -> None:
    """A question, or a second person."""
    said = f"SUBJECTS: {words}"
    assert said not in read(f"{said}\n\n{TALK}".encode(), "page.txt").notes


def test_a_long_line_with_an_address_is_no_contact() -> None:
    """A name and an office are short, whatever is in capitals behind them."""
    said = f"PRESS: DAN DORN {'-' * 150} dan@lind.example"
    assert said not in read(f"{TALK}{said}\n".encode(), "page.txt").notes


def test_fields_within_the_talk_are_said() -> None:
    """Only what stands around the turns is of the page."""
    said = "Topic: the harbour"
    transcript = read(f"{TALK}{said}\n\nDAN DORN: 0400 000 000\n\n{TALK}".encode(), "page.txt")
    assert not transcript.notes
