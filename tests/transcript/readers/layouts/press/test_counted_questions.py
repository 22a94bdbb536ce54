"""Questions that a page counts are one person's, and their numbers aren't read aloud."""

from __future__ import annotations

import pytest

from segmentcast.model import Part
from segmentcast.transcript import read

TURNS = (
    ("Mr Brand, why do you open at six?", "I talked to the bakers, and they asked me."),
    ("And do they come to you?", "They do, and I am glad."),
    ("Would you do it again?", "I would do it tomorrow."),
)


def _text(word: str, label: str = "Otto Brand: ") -> str:
    return "\n\n".join(
        f"{word} {at}: {question}\n\n{label}{answer}"
        for at, (question, answer) in enumerate(TURNS, 1)
    )


def _page(label: str, tag: str = "b") -> str:
    talk = "".join(
        f"<p><{tag}>Question {at}: {question}</{tag}></p><p>{label}{answer}</p>"
        for at, (question, answer) in enumerate(TURNS, 1)
    )
    return f"<html><body><article><h1>The early library</h1>{talk}</article></body></html>"


@pytest.mark.parametrize("word", ["Question", "Question No.", "Frage", "Pregunta"])
def test_labels_with_numbers_are_one_person(word: str) -> None:
    transcript = read(f"The early library\n\n{_text(word)}\n".encode(), "page.txt")
    assert len(transcript.speakers) == 2
    assert transcript.speakers[0].part is Part.HOST
    assert [turn.text for turn in transcript.turns] == [words for turn in TURNS for words in turn]


@pytest.mark.parametrize("label", ["", "Otto Brand: ", "<b>Otto Brand:</b> "])
def test_numbers_of_questions_in_bold_are_not_said(label: str) -> None:
    transcript = read(_page(label).encode(), "page.html")
    assert len(transcript.speakers) == 2
    assert [turn.text for turn in transcript.turns] == [words for turn in TURNS for words in turn]


def test_numbers_that_do_not_run_on_are_said() -> None:
    page = _page("").replace("Question 3:", "Question 7:")
    transcript = read(page.encode(), "page.html")
    assert any("Question 1" in turn.text for turn in transcript.turns)
