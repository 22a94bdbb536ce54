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


_TALK = (
    "MR. BRAND: Good afternoon.\n\nQUESTION: I'll start.\n\nMR. BRAND: Please.\n\n"
    "QUESTION: What colour is it?\n\nMR. BRAND: Blue.\n\nQUESTION: Thank you.\n\n"
    "MR. BRAND: Thanks.\n"
)
_PEOPLE = [*["Brand", "Question"] * 3, "Brand"]


def test_few_questions_ask_beside_lines_of_the_page() -> None:
    """ "QUESTION:" in capitals is a label, though lines of the page stand around the talk."""
    page = f"Pier Briefing\n\nPAINT\n\nRust / Colours\n\nBAKERS\n\nWishes\n\n{_TALK}\nHB # 4\n"
    talk = read(page.encode(), "t.txt")
    assert [talk.speaker(turn.speaker).name for turn in talk.turns] == _PEOPLE


@pytest.mark.parametrize(
    "head",
    [
        "12:08 p.m. EST", "Presenter: Pier Secretary Otto Brand May 6, 2008",
        "On the Web:\n\nhttps://pier.example/12", "On the Web: https://pier.example/12",
        "Attendees: Rosa Lind, Otto Brand, Tom Alt",
    ],
)  # fmt: skip
def test_fields_and_times_above_the_talk_are_nobodys(head: str) -> None:
    """What is behind them is a name, names, a link or a date, which nobody says."""
    talk = read(f"Pier Briefing\n\n{head}\n\n{_TALK}".encode(), "t.txt")
    assert [talk.speaker(turn.speaker).name for turn in talk.turns] == _PEOPLE


def test_fields_come_again_with_each_subject() -> None:
    """Minutes name who presents each subject; a presenter who speaks is a person."""
    text = "Pier Council\n\nPresenter: {}\n\nRL: It is blue.\n\nOB: Why?\n\nPresenter: {}\n\nRL: Rust.\n\nOB: Yes.\n"
    for one, other, speaks in [
        ("Rosa Lind (RL)", "Otto Brand (OB)", 0),
        ("Rosa Lind?", "Good evening.", 2),
    ]:
        talk = read(text.format(one, other).encode(), "t.txt")
        names = [talk.speaker(turn.speaker).name for turn in talk.turns]
        assert len(names) == 4 + speaks


def test_a_call_to_subscribe_below_the_talk_is_not_spoken() -> None:
    """It stands below the last answer, in short lines."""
    below = "NEWSLETTER\n\nJoin the harbour mailing list\n\nEnter Your Email Address\n"
    assert read(f"Pier\n\n{_TALK}\n{below}".encode(), "t.txt").turns[-1].text == "Thanks."


def test_a_date_above_the_talk_is_nobodys() -> None:
    """Whatever the word before it is; who answers with a date is a person."""
    talk = "Otto Brand: When was it built?\n\nRosa Lind: May 3, 1926.\n\nOtto Brand: Who built it?\n\nRosa Lind: I did.\n"
    page = f"The ferry\n\nInterview Date: May 3, 2026\n\n{talk}"
    assert {one.name for one in read(page.encode(), "t.txt").speakers} == {
        "Otto Brand",
        "Rosa Lind",
    }
    short = "The ferry\n\nOtto Brand: When was it built?\n\nRosa Lind: May 3, 1926.\n\nOtto Brand: I see.\n"
    assert len(read(short.encode(), "t.txt").turns) == 3


@pytest.mark.parametrize(
    "head",
    ["Keywords: mills, ferries", "Abstract: Rosa Lind speaks about the mill.", "Oral History: Rosa Lind This is her story."],
)  # fmt: skip
def test_an_archives_fields_above_the_talk_are_nobodys(head: str) -> None:
    field, _, words = head.partition(":")
    talk = "**Otto Brand:** When was it built?\n\n**Rosa Lind:** In May.\n\n**Otto Brand:** Who built it?\n\n**Rosa Lind:** I did.\n"
    for page in (
        f"# The mill\n\n{head}\n\n{talk}".replace("**", ""),
        f"# The mill\n\n**{field}:**{words}\n\n{talk}",
    ):
        names = [one.name for one in read(page.encode(), "t.md").speakers]
        assert names == ["Otto Brand", "Rosa Lind"]
