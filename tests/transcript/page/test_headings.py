"""Headings, italics and bold names within a Markdown transcript."""

from __future__ import annotations

from segmentcast.transcript import read
from tests.transcript.readers.spoken import rules, spoken

TALK = (
    "# The harbour\n\n**Ida:** Will it open?\n\n**Omar:** No.\n\n## The harbour plan\n\n**Ida:** Why not?\n\n"
    "**Omar:** Money.\n\n### Funding\n\nIt is all gone.\n\n**Ida:** I see.\n"
)


def test_a_heading_between_turns_is_a_chapter() -> None:
    """It is neither spoken nor a speaker, and stands beside the words where it stood."""
    assert spoken(TALK, "talk.md") == [
        ("Ida", "Will it open?"), ("Omar", "No."), ("Ida", "Why not?"), ("Omar", "Money. It is all gone."),
        ("Ida", "I see."),
    ]  # fmt: skip
    transcript = read(TALK.encode(), "talk.md")
    beside = [
        direction.text
        for turn in transcript.turns
        for paragraph in turn.paragraphs
        for direction in paragraph.directions
    ]
    assert beside == ["[The harbour plan]", "[Funding]"]


def test_headings_that_repeat_names_are_labels() -> None:
    """Only the names: a chapter among them is none."""
    text = (
        "# The harbour\n\n## Ida Roe\n\nWill it open?\n\n## Omar Lamb\n\nNo.\n\n## Ida Roe\n\nWhy not?\n\n"
        "## Funding\n\n## Kay Stone\n\nIt is all gone.\n\n## Omar Lamb\n\nSo it is.\n"
    )
    assert spoken(text, "talk.md") == [
        ("Ida Roe", "Will it open?"), ("Omar Lamb", "No."), ("Ida Roe", "Why not?"),
        ("Kay Stone", "It is all gone."), ("Omar Lamb", "So it is."),
    ]  # fmt: skip


def test_questions_in_headings_are_spoken() -> None:
    """Where no labels are, a heading that is a sentence is the interviewer's, and other headings are chapters."""
    text = (
        "# The harbour\n\n### Will it open?\n\nNo.\n\n## Money\n\n### Why not?\n\nIt is all gone.\n"
    )
    words = " ".join(said for _, said in spoken(text, "talk.md"))
    assert words == "Will it open? No. Why not? It is all gone."


def test_a_line_in_italics_is_a_direction_or_reported() -> None:
    """What the table of directions knows is not said; other remarks are said and reported."""
    text = (
        "# The harbour\n\n**Ida:** Will it open?\n\n**Omar:** No.\n\n_Music plays_\n\n**Ida:** Why not?\n\n"
        "*He sits down.*\n\n**Omar:** _Money._\n"
    )
    assert [words for _, words in spoken(text, "talk.md")] == [
        "Will it open?", "No.", "Why not? He sits down.", "Money.",
    ]  # fmt: skip
    assert rules(text, "talk.md") == ["italics-spoken"]
    assert rules(text.replace("*He sits down.*", "[He sits down.]"), "talk.md") == []


def test_bold_names_with_a_small_particle_are_labels() -> None:
    """Without a colon, where bold names repeat."""
    text = (
        "# The harbour\n\n**Ida Roe** Will it open?\n\n**van Smeckler** More water.\n\n**Ida Roe** Why?\n\n"
        "**van Smeckler** Money.\n\n**Ida Roe** I see.\n"
    )
    assert [who for who, _ in spoken(text, "talk.md")] == [
        "Ida Roe", "van Smeckler", "Ida Roe", "van Smeckler", "Ida Roe",
    ]  # fmt: skip
