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


def test_a_number_in_a_sentence_is_said() -> None:
    said = "DAN DORN: Call me on 0400 000 000."
    assert "Dan Dorn" in _speakers(f"{TALK}{said}\n")
