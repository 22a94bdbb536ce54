"""Marks that the speaker changes, and one of them before words that only look like a label."""

from __future__ import annotations

import pytest

from segmentcast.model import SURE, Transcript
from segmentcast.transcript import read


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
