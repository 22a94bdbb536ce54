"""Questions behind a letter without a colon, as press offices write them."""

from __future__ import annotations

import pytest

from segmentcast.transcript import read

_SAID = [
    "Good morning. Rosa.", "Who painted the pier?", "The bakers did.", "Is the paint blue?",
    "It is. Tom.", "-- and when does it dry?", "Overnight.",
]  # fmt: skip
_GAP = "\n\n"


@pytest.mark.parametrize("gap", ["     ", "\t", " "])
@pytest.mark.parametrize("between", ["\n\n", "\n          "])
def test_a_letter_without_colon_is_the_label_of_who_asks(gap: str, between: str) -> None:
    """The journalists' words aren't the official's, be the gap behind the letter kept or lost."""
    turns = [f"Q{gap}{words}" if at % 2 else f"MR. LIND: {words}" for at, words in enumerate(_SAID)]
    talk = read(f"Pier Briefing\n\n{between.join(turns)}\n".encode(), "t.txt")
    assert [turn.text for turn in talk.turns] == _SAID
    assert [talk.speaker(turn.speaker).name for turn in talk.turns] == [
        *["Lind", "Host"] * 3,
        "Lind",
    ]


def test_pages_have_such_letters_too() -> None:
    """What a page of the web shows is read in the same way."""
    turns = [f"Q     {words}" if at % 2 else f"MR. LIND: {words}" for at, words in enumerate(_SAID)]
    page = f"<h1>Pier Briefing</h1>{''.join(f'<p>{turn}</p>' for turn in turns)}"
    talk = read(page.encode(), "t.html")
    assert [turn.text for turn in talk.turns] == _SAID


def test_answers_may_have_the_letter_too() -> None:
    """Question and answer alternate; a word "A" that begins a paragraph of the answer is spoken."""
    turns = [f"{'AQ'[at % 2]}     {words}" for at, words in enumerate(_SAID)][1:]
    turns.insert(2, "A baker told me so.")
    talk = read(f"Pier Briefing\n\n{_GAP.join(turns)}\n".encode(), "t.txt")
    assert [talk.speaker(turn.speaker).name for turn in talk.turns] == ["Host", "Guest"] * 3
    assert talk.turns[1].text == "The bakers did.\n\nA baker told me so."


def test_a_name_that_begins_with_the_letter_is_spoken() -> None:
    """Few paragraphs of a labelled talk begin with it, and the same person goes on."""
    turns = [f"{'TOM' if at % 2 else 'ROSA'}: {words}" for at, words in enumerate(_SAID)]
    turns[3:3] = ["Q Harbour paid.", "Q Harbour is a firm."]
    talk = read(f"Pier Talk\n\n{_GAP.join(turns)}\n".encode(), "t.txt")
    assert talk.turns[2].text == "The bakers did.\n\nQ Harbour paid.\n\nQ Harbour is a firm."
