"""A label that says that nobody knows who speaks is nobody's: its turns are unsure."""

from __future__ import annotations

import pytest

from segmentcast.model import SURE, Part, Transcript
from segmentcast.transcript import read

_TALK = (
    "{unknown}: Is it on?\n\nRosa Lind: Good morning. Why do you open at six?\n\nOtto Brand: The bakers asked for it.\n\n"
    "Rosa Lind: And do they come?\n\n{unknown}: I came as well.\n\nRosa Lind: You did?\n\n{unknown}: Yes, twice.\n"
)


def _sure(talk: Transcript) -> list[bool]:
    return [turn.confidence >= SURE for turn in talk.turns]


@pytest.mark.parametrize(
    "unknown",
    [
        "Unknown Speaker", "Unidentified speaker", "UNKNOWN", "[Unidentified]", "Speaker unknown", "Sprecher unbekannt",
        "Unbekannte Stimme", "Inconnu", "Locuteur non identifié", "Voz no identificada", "Desconocido", "Voce sconosciuta",
        "Onbekende spreker",
    ],
)  # fmt: skip
def test_whoever_is_not_known_is_unsure_and_leads_nothing(unknown: str) -> None:
    """Three people may have said these three turns."""
    talk = read(_TALK.format(unknown=unknown).encode(), "talk.txt")
    assert _sure(talk) == [False, True, True, True, False, True, False]
    assert {turn.confidence for turn in talk.turns if turn.confidence < SURE} == {0.5}
    hosts = {speaker.name for speaker in talk.speakers if speaker.part is Part.HOST}
    assert hosts == {"Rosa Lind"}
    assert "speaker-unnamed" in {finding.rule for finding in talk.findings}


@pytest.mark.parametrize(
    "told", ["Unidentified woman", "Unknown Speaker 2", "Unidentified reporter"]
)
def test_a_label_that_tells_people_apart_is_sure(told: str) -> None:
    """Who wrote the transcript heard that it is another one."""
    assert all(_sure(read(_TALK.format(unknown=told).encode(), "talk.txt")))


def test_an_export_with_times_has_nobody_known_as_well() -> None:
    """The recorder's name for whoever it did not recognise."""
    turns = ["Rosa Lind  0:05\nWhy do you open at six?", "Unknown Speaker  0:10\nThe bakers asked.", "Rosa Lind  0:20\nAnd you?",
             "Otto Brand  0:25\nSo did I."]  # fmt: skip
    talk = read("\n\n".join(turns).encode(), "talk.txt")
    assert _sure(talk) == [True, False, True, True]
