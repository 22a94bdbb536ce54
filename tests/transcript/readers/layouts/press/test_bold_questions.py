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
    """Bold paragraphs are turns of whoever asks, the byline's person; whom the introduction presents answers."""
    expected = [
        turn
        for asked, answer in TURNS
        for turn in (("Dale Pruitt", asked), ("Marit Olsen", " ".join(answer)))
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


def _headed(extra: str = "") -> str:
    talk = "".join(f"### {asked}\n\n" + "\n\n".join(answer) + "\n\n" for asked, answer in TURNS)
    return (
        f"# The ferry and the mill\n\n## Links\n\n- A map\n\n## Transcript\n\n{extra}### Introduction\n\n"
        f"{INTRODUCTION}\n\n{talk}"
    )


def test_questions_in_headings_are_turns_of_whoever_asks() -> None:
    """Headings that ask stand over the answers, as the French press prints them; what is before them is not lost."""
    turns = spoken(_headed(), "page.md")
    assert turns[0] == ("Narrator", INTRODUCTION)
    assert turns[1:] == [
        turn for asked, answer in TURNS for turn in (("Host", asked), ("Guest", " ".join(answer)))
    ]
    transcript = read(_headed().encode(), "page.md")
    assert [turn.confidence >= SURE for turn in transcript.turns] == [False] + [True] * 8


def test_chapters_of_a_talk_may_ask() -> None:
    """Where people ask below the headings, too, a heading that asks is a chapter's title."""
    talk = "".join(
        f"### {asked}\n\nAnd how was it on day {at}?\n\n" + "\n\n".join(answer) + "\n\n"
        for at, (asked, answer) in enumerate(TURNS)
    )
    turns = spoken(f"# The ferry\n\n## Transcript\n\n{talk}", "page.md")
    assert ("Host", TURNS[0][0]) not in turns


def test_a_conversation_below_headings_that_ask_is_doubted() -> None:
    """Where two people take turns below each heading, nobody surely says what both of them say."""
    pairs = [
        ("Welcome to the programme. Tell me how the ferry came to you.", "My aunt left it to me. I was nineteen then."),
        ("So let's talk about what your neighbours said when they saw the lights.", "They laughed at first. I think they stopped when the road was flooded."),
        ("And you told me once that nobody else wants to do it.", "Because it is cold, and I have to get up at four."),
        ("So it sounds like you will miss the river when the bridge is open.", "I don't know. I suppose that I will carry the bicycles."),
    ]  # fmt: skip
    talk = "".join(
        f"### {asked}\n\n{one}\n\n{other}\n\n{two}\n\n{another}\n\n"
        for (asked, _), (one, other), (two, another) in zip(
            TURNS[:3], pairs[:3], pairs[1:], strict=True
        )
    )
    transcript = read(f"# The ferry\n\n{talk}".encode(), "page.md")
    assert max(turn.confidence for turn in transcript.turns) < SURE
    [finding] = [item for item in transcript.findings if item.rule == "labels-sparse"]
    assert "headings" in finding.what
