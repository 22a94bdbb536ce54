"""What a page has around a talk told by its type: appeals behind it, other stories' headlines above it."""

from __future__ import annotations

import pytest

from segmentcast.model import SURE, Transcript
from segmentcast.transcript import read

TURNS = (
    ("Otto, how did you come to write of bakers?", "I began when I had no work myself."),
    ("How did you meet them?", "I went to the door at six and asked."),
    ("Would you do it again?", "I would do it again tomorrow."),
)
TALK = "".join(f"<p><b>{question}</b></p><p>{answer}</p>" for question, answer in TURNS)
ASKED = "".join(f"<p>Lind: {question}</p><p>Brand: {answer}</p>" for question, answer in TURNS)


def _read(body: str) -> Transcript:
    page = f"<html><body><article><h1>Books of bread</h1>{body}</article></body></html>"
    return read(page.encode(), "page.html")


@pytest.mark.parametrize(
    "behind",
    [
        "<p>Closed Doors: The winter hit us hard. Give to the Harbour Paper.</p><p><b>GIVE NOW!</b></p>",
        "<p><b>The paper needs you!</b></p><p>Give to DE22 1005 0000 0190 0947 29.</p>",
        "<p><b>The paper needs you!</b></p><p>The winter was hard.</p><p><b>Give now!</b></p>",
    ],
)
def test_appeals_behind_the_last_answer_are_unsure(behind: str) -> None:
    transcript = _read(TALK + behind)
    assert len(transcript.speakers) == 2
    held = [turn for turn in transcript.turns if turn.confidence < SURE]
    assert held
    sure = [turn.text for turn in transcript.turns if turn.confidence >= SURE]
    assert not any("winter" in text or "now!" in text.casefold() for text in sure)
    assert any(finding.rule == "page-words" for finding in transcript.findings)


def test_thanks_for_the_talk_are_sure() -> None:
    transcript = _read(f"{TALK}<p><b>Thank you for the talk.</b></p>")
    assert transcript.turns[-1].text == "Thank you for the talk."
    assert transcript.turns[-1].confidence >= SURE


def test_hashtags_behind_the_talk_are_not_said() -> None:
    assert _read(f"{ASKED}<p>#Books#Bread #Bakers</p>").turns[-1].text == TURNS[-1][1]
    assert "#Books" in _read(ASKED.replace("tomorrow.", "tomorrow, #Books and all.")).turns[-1].text


def test_another_storys_headline_with_the_guests_name_is_not_said() -> None:
    headline = "<p><b>Otto Maria Brand: “We read”</b> Why bread from the oven saves the town</p>"
    forecast = "<p>His Forecast for “Harbour Hour” of Quay Radio: “What stays are books.”</p>"
    transcript = _read(f"{headline}{forecast}{ASKED}")
    assert [turn.text for turn in transcript.turns] == [words for turn in TURNS for words in turn]
    assert any("What stays are books" in finding.what for finding in transcript.findings)


def test_a_full_name_in_bold_before_short_ones_is_a_label() -> None:
    first = "<p><b>Otto Maria Brand:</b> I am glad to be here.</p>"
    assert _read(f"{first}{ASKED}").turns[0].text == "I am glad to be here."
