"""A name in brackets before the words of whoever has it."""

from __future__ import annotations

import pytest

from segmentcast.transcript import read

QUESTIONS = "".join(
    f"**What did the {place} cost you?**\n\n{{}}I paid for the {place} myself, as I said.\n\n"
    for place in ("harbour", "mill", "ferry")
)
PAGE = f"---\ntitle: The mayor\ndescription: Otto Brand is the mayor of Fell.\n---\n\n{QUESTIONS}"


@pytest.mark.parametrize("name", ["*(Otto)* ", "(Otto Brand) ", "\\[Otto\\] "])
def test_an_answer_that_begins_with_its_own_name_in_brackets(name: str) -> None:
    """The name stays beside the words, and is not spoken."""
    transcript = read(PAGE.format(name, "", name).encode(), "talk.md")
    paragraphs = [turn.paragraphs[0] for turn in transcript.turns[1::2]]
    assert all(paragraph.text.startswith("I paid for the") for paragraph in paragraphs)
    assert [len(paragraph.directions) for paragraph in paragraphs] == [1, 0, 1]
    assert {row.effect for paragraph in paragraphs for row in paragraph.directions} == {"nothing"}


def test_somebody_elses_name_in_brackets_stays() -> None:
    """Whoever reads the page has to see it."""
    transcript = read(PAGE.format("(Rosa) ", "", "").encode(), "talk.md")
    assert transcript.turns[1].text.startswith("(Rosa) I paid")
