"""Marks that the speaker changes, and one of them before words that only look like a label."""

from __future__ import annotations

import pytest

from segmentcast.model import SURE, Transcript
from segmentcast.transcript import read
from tests.transcript.readers.spoken import spoken


def _read(called: str) -> Transcript:
    before = [
        f">> The plan of number {at} was right, and we said so.\n\n>> Did you, number {at}?"
        for at in range(12)
    ]
    text = "\n\n".join(
        ["The debate", *before, f">> {called} who would pay for it?", ">> The town pays for it."]
    )
    return read(text.encode(), "debate.txt")


@pytest.mark.parametrize(
    "called", ["Governor Brand - arms control:", "Senator Brand, the next one:"]
)
def test_who_is_called_once_among_many_marks_has_no_label(called: str) -> None:
    """Each mark begins a turn; taken for a label, it would make one unknown person of all others."""
    talk = _read(called)
    assert len(talk.turns) == 26
    assert not any(speaker.name == "Brand" for speaker in talk.speakers)
    assert talk.turns[24].confidence < SURE
    assert "label-unread" in {finding.rule for finding in talk.findings}


@pytest.mark.parametrize("label", ["OTTO BRAND:", "Otto Brand:"])
def test_a_name_once_among_many_marks_is_a_label(label: str) -> None:
    """Nobody says it."""
    talk = _read(label)
    assert not any("brand" in turn.text.casefold() for turn in talk.turns)
    assert {turn.confidence >= SURE for turn in talk.turns} == {True, False}


def _call(*cues: tuple[str, str]) -> str:
    """A meeting's captions, a name and a colon before each."""
    rows = (
        f"{at}\n00:00:{at:02}.000 --> 00:00:{at + 1:02}.000\n{name}: {words}\n"
        for at, (name, words) in enumerate(cues, 10)
    )
    return "WEBVTT\n\n" + "\n".join(rows)


def test_a_name_with_its_house_in_square_brackets_is_a_label() -> None:
    """ "Leo Alt [mill]:", be it once, as Zoom writes who renamed himself; words in brackets are none."""
    talk = (("Rosa Lind", "Right."), ("Otto Brand", "And then [laughs] the pier.")) * 3
    captions = _call(*talk, ("Leo Alt [mill]", "Yeah, I think so."), ("Rosa Lind", "Good."))
    assert spoken(captions, "t.vtt")[-2:] == [("Leo Alt", "Yeah, I think so."), ("Rosa Lind", "Good.")]  # fmt: skip


def test_a_small_name_before_many_captions_is_a_label_among_others() -> None:
    """One caption that no name is read before doesn't take the small ones from the others."""
    talk = (("Rosa Lind", "Right."), ("Otto Brand", "It is."), ("cody", "Painted again."))
    most = (("Rosa Lind", "Why?"), ("Otto Brand", "For the bakers."))
    captions = _call(*(talk + most * 3) * 3).replace("\nRosa Lind: Right.", "\nRight.", 1)
    assert ("cody", "Painted again.") in spoken(captions, "t.vtt")
    assert not any("cody" in words for _, words in spoken(captions, "t.vtt"))
