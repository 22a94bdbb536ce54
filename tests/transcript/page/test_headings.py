"""Headings, italics and bold names within a Markdown transcript."""

from __future__ import annotations

from segmentcast.model import SURE
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


def test_small_names_in_bold_answer_bold_questions() -> None:
    """A name without a capital, in bold before each answer, is a label; a bold line that no answer follows is in doubt."""
    asked = [
        "What is the mill?",
        "Who built it?",
        "Who pays?",
        "Does it turn?",
        "When?",
        "And now?",
    ]
    text = "".join(f"**{words}**\n\n**ida**: It is said, but not by me.\n\n" for words in asked)
    transcript = read(f"# The mill\n\n{text}**Thanks ida!**\n\nSee the mill.\n".encode(), "talk.md")
    turns = [(turn.speaker, turn.paragraphs[0].text, turn.confidence) for turn in transcript.turns]
    said = "It is said, but not by me."
    assert (
        turns[:-1]
        == [row for words in asked for row in [("host", words, 1.0), ("ida", said, 1.0)]][:-1]
    )
    assert turns[-1] == ("ida", said, 0.5)


def test_a_programmes_name_in_bold_above_the_first_label_is_nobodys() -> None:
    """Where each label has a colon, a line in bold without one is no speaker, and what is below it is not spoken."""
    page = (
        "<html><body><p><b>HARBOUR TONIGHT</b></p><p>Aired March 5, 2024 - 18:00 ET<br>THIS IS A RUSH TRANSCRIPT.</p>"
        "<p>IDA ROE, ANCHOR: Good evening.<br><br>OMAR LAMB, CORRESPONDENT: Good evening, Ida.<br><br>"
        "ROE: Will it open?<br><br>LAMB: No.</p></body></html>"
    )
    assert spoken(page, "talk.html") == [
        ("Ida Roe", "Good evening."), ("Omar Lamb", "Good evening, Ida."), ("Ida Roe", "Will it open?"), ("Omar Lamb", "No."),
    ]  # fmt: skip


def test_a_name_in_bold_above_its_own_words_is_a_label() -> None:
    """Whoever has a label with a colon later has one without it first."""
    page = (
        "<html><body><p><b>Ida Roe</b></p><p>Good evening.</p><p>Omar Lamb: Good evening, Ida.</p>"
        "<p>Ida Roe: Will it open?</p><p>Omar Lamb: No.</p></body></html>"
    )
    assert spoken(page, "talk.html")[0] == ("Ida Roe", "Good evening.")


PANEL = (
    "# The mill at the quay\n\n**Rosa:** Good evening, all.\n\n## Who owned the mill?\n\n"
    "**Kay:** The town.\n\n**Rosa:** And my family.\n\n## What did it make?\n\n**Ben:** Flour.\n\n"
    "## When did it close?\n\n**Kay:** In 1990.\n\n**Ben:** Why, who can tell?\n\n**Rosa:** Nobody.\n\n"
    "**Ben:** So it is.\n\n**Rosa:** Good night.\n"
)
WHO = ["Rosa", "Kay", "Rosa", "Ben", "Kay", "Ben", "Rosa", "Ben", "Rosa"]


def test_headings_of_a_panel_that_ask_are_nobodys_words() -> None:
    """Chapters between several people with labels stay unspoken, and are reported if none of those people asks."""
    assert [who for who, _ in spoken(PANEL, "talk.md")] == WHO
    assert rules(PANEL, "talk.md") == ["question-unspoken"]
    asked = PANEL.replace("Good evening, all.", "Shall we?").replace("Nobody.", "Is it so?")
    assert rules(asked.replace("The town.", "Was it the town?"), "talk.md") == []


def test_bold_questions_beside_several_labels_are_doubted() -> None:
    """They are the host's for want of another, or stay where they stand if somebody with a label asks."""
    bold = (
        PANEL.replace("The mill at the quay\n", "The mill\n")
        .replace("## ", "**")
        .replace("?\n\n**", "?**\n\n**")
    )
    transcript = read(bold.encode(), "talk.md")
    hosts = [turn for turn in transcript.turns if turn.speaker == "host"]
    assert [(turn.text, turn.confidence) for turn in hosts] == [
        ("Who owned the mill?", 0.5), ("What did it make?", 0.5), ("When did it close?", 0.5),
    ]  # fmt: skip
    asked = bold.replace("Flour.", "Was it flour?").replace("So it is.", "Is it so?")
    assert {who for who, _ in spoken(asked, "talk.md")} == {"Rosa", "Kay", "Ben"}
    unsure = [turn for turn in read(asked.encode(), "talk.md").turns if turn.confidence < SURE]
    assert len(unsure) == 3


def test_a_title_right_above_an_answer_is_no_question() -> None:
    """Where headings ask the one who has a label, the page's title is still not said."""
    text = (
        "# The mill at the quay\n\n**Kay:** I ground corn.\n\n## Who owned the mill?\n\n**Kay:** The town.\n\n"
        "## What did it make?\n\n**Kay:** Flour.\n\n## When did it close?\n\n**Kay:** In 1990.\n"
    )
    assert read(text.encode(), "talk.md").title == "The mill at the quay"
    assert [words for who, words in spoken(text, "talk.md") if who == "Host"] == [
        "Who owned the mill?", "What did it make?", "When did it close?",
    ]  # fmt: skip
