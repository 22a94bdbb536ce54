"""Interviews whose questions are bold paragraphs: who asks and who answers is in the type, not in a label."""

from __future__ import annotations

import pytest

from segmentcast.model import SURE, Part
from segmentcast.transcript import read
from tests.transcript.readers.spoken import spoken

TURNS = (
    ("Why did you cut four sailings?", ("Nobody was on them.", "Two of the three were crew.")),
    ("What do the islanders say?", ("They say the boat is their road. It burns no diesel.",)),
    ("You were a captain once. Do you miss it?", ("Every day. I learned to work there.",)),
    ("Tell me about the mill.", ("It stands by the water.",)),
)
INTRODUCTION = "Marit Olsen runs Sound Ferries. She spoke to the Herald about the cuts."


def _page() -> str:
    talk = "".join(
        f"<p><b>{asked}</b></p>" + "".join(f"<p>{words}</p>" for words in answer)
        for asked, answer in TURNS
    )
    return (
        '<html><body><article><h1>The ferry and the mill</h1><p class="byline">By Dale Pruitt</p>'
        f"<p>{INTRODUCTION}</p>{talk}</article></body></html>"
    )


def _markdown() -> str:
    talk = "".join(f"**{asked}**\n\n" + "\n\n".join(answer) + "\n\n" for asked, answer in TURNS)
    return f"# The ferry and the mill\n\nBy Dale Pruitt\n\n{INTRODUCTION}\n\n{talk}"


@pytest.mark.parametrize(("data", "name"), [(_page(), "page.html"), (_markdown(), "page.md")])
def test_bold_questions_are_the_bylines(data: str, name: str) -> None:
    """Bold paragraphs are turns of whoever asks, the byline's person; plain ones answer, all of them surely."""
    expected = [
        turn
        for asked, answer in TURNS
        for turn in (("Dale Pruitt", asked), ("Guest", " ".join(answer)))
    ]
    assert spoken(data, name) == expected
    transcript = read(data.encode(), name)
    assert all(turn.confidence >= SURE for turn in transcript.turns)
    assert transcript.speakers[0].part is Part.HOST
    assert transcript.summary == INTRODUCTION


def test_bold_answers_are_left_alone() -> None:
    """Bold lines that ask nothing, and plain ones that do, are no questions of an interviewer."""
    talk = "".join(f"<p>{asked}</p><p><b>{answer[0]}</b></p>" for asked, answer in TURNS)
    transcript = read(f"<html><body><article>{talk}</article></body></html>".encode(), "page.html")
    assert not any(
        evidence.rule == "label" for turn in transcript.turns for evidence in turn.evidence
    )
