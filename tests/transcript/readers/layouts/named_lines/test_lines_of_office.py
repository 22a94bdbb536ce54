"""Records whose names stand alone, with the person's office on the line below."""

from __future__ import annotations

import pytest

from segmentcast.model import SURE
from segmentcast.transcript import read
from tests.transcript.readers.spoken import spoken

ASKS = ("Why has the bridge not been mended?", "When will it come?")
ANSWERS = ("Because the money has not come.", "In May, I am told.")


def _record(asker: str, answerer: str) -> str:
    turns = zip(ASKS, ANSWERS, strict=True)
    return "Questions in the council\n\n" + "\n\n".join(
        f"Councillor Jane Roe\n{asker}{asks}\n\nCouncillor Otto Brand\n{answerer}{answers}"
        for asks, answers in turns
    )


@pytest.mark.parametrize(
    ("asker", "answerer"),
    [
        ("Leader of the Council\n", "Cabinet member for roads\n"),
        (", Mill Lane\n", "Chair, Bridges Committee, Lord Warden of the Mill and of the Weirs\n"),
        ("Mill Lane\n12:00,\n24 June 1991\n", "Mill Lane\n"),
        ("Leader of the Council\n", ""),
    ],
)
def test_an_office_behind_each_name_is_not_said(asker: str, answerer: str) -> None:
    """What comes behind one name again, word for word, is the person's office; one note says so."""
    text = _record(asker, answerer)
    assert [words for _, words in spoken(text, "record.txt")] == [
        ASKS[0],
        ANSWERS[0],
        ASKS[1],
        ANSWERS[1],
    ]
    transcript = read(text.encode(), "record.txt")
    notes = [row for row in transcript.findings if row.rule == "offices-unspoken"]
    assert [row.severity for row in notes] == ["note"]
    assert all(turn.confidence >= SURE for turn in transcript.turns)


def test_the_office_is_the_role() -> None:
    """The line describes the person, as if it stood behind the name."""
    transcript = read(
        _record("Leader of the Council\n", "Cabinet member for roads\n").encode(), "r.txt"
    )
    assert ["Leader of the Council" in row.role for row in transcript.speakers] == [True, False]


def test_an_office_that_is_there_once_is_doubted() -> None:
    """Beside offices of others, a line like one is read aloud, and its turn is held."""
    text = _record("Leader of the Council\n", "Cabinet member for roads\n")
    text += "\n\nCouncillor Kay Stone\nMember for Mill Lane\nAnd what does it cost?"
    last = read(text.encode(), "record.txt").turns[-1]
    assert last.confidence < SURE
    assert "Mill Lane" in last.text


def test_words_that_come_again_with_a_stop_are_said() -> None:
    """A sentence that two turns of one person begin with is speech."""
    text = _record("I thank the honourable Lady.\n", "We have begun.\n")
    assert spoken(text, "record.txt")[0][1].startswith("I thank the honourable Lady.")


@pytest.mark.parametrize(
    "words", ["Yes of course", "Thank you Chair", "I am told", "So the minister"]
)
def test_words_that_come_again_without_a_stop_are_said(words: str) -> None:
    """As recognisers write, who begins two turns alike has no office for it."""
    said = [words for _, words in spoken(_record("", f"{words}\n"), "record.txt")]
    assert [words in said[at] for at in (1, 3)] == [True, True]
