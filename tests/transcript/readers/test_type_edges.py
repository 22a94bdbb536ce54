"""Where a talk whose questions are set in another type begins and ends, and what stands in between."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from segmentcast.model import SURE
from segmentcast.transcript import read
from tests.transcript.readers.spoken import spoken
from tests.transcript.readers.test_type import INTRODUCTION, TURNS

OPENINGS = (
    "Tell me about yourself",
    "Let's begin with how you came to the islands ...",
    "Good morning! You have many names. Before anything else I had to ask!",
)
FIRST = "I was born on the quay. My father had a boat."
_TURNS = [turn for asked, answer in TURNS for turn in (("Host", asked), ("Guest", answer))]


def _page(ending: str, opening: str, *, bold: bool, word_document: Callable[..., bytes]) -> bytes:
    rows = [(opening, FIRST), *TURNS]
    if ending == "md":
        mark = "**{}**" if bold else "## {}"
        talk = "\n\n".join(f"{mark.format(asked)}\n\n{answer}" for asked, answer in rows)
        return f"---\ntitle: The ferry\n---\n\n{INTRODUCTION}\n\n{talk}\n".encode()
    if ending == "html":
        tag = "p><b" if bold else "h2"
        end = "b></p" if bold else "h2"
        talk = "".join(f"<{tag}>{asked}</{end}><p>{answer}</p>" for asked, answer in rows)
        return f"<html><head><title>The ferry</title></head><body><article><h1>The ferry</h1><p>{INTRODUCTION}</p>{talk}</article></body></html>".encode()
    style = "" if bold else '<w:pPr><w:pStyle w:val="Heading2"/></w:pPr>'
    run = "<w:rPr><w:b/></w:rPr>" if bold else ""
    talk = "".join(
        f"<w:p>{style}<w:r>{run}<w:t>{asked}</w:t></w:r></w:p><w:p><w:r><w:t>{answer}</w:t></w:r></w:p>"
        for asked, answer in rows
    )
    head = (
        f"<w:p><w:r><w:t>The ferry</w:t></w:r></w:p><w:p><w:r><w:t>{INTRODUCTION}</w:t></w:r></w:p>"
    )
    return word_document(head + talk)


@pytest.mark.parametrize("opening", OPENINGS)
@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("ending", ["md", "html", "docx"])
def test_the_first_of_the_questions_may_have_no_question_mark(
    ending: str, bold: bool, opening: str, word_document: Callable[..., bytes]
) -> None:
    """A heading or bold words that speak to the guest open the talk, whatever they end in; nothing of it is lost."""
    data = _page(ending, opening, bold=bold, word_document=word_document)
    assert spoken(data, f"talk.{ending}") == [("Host", opening), ("Guest", FIRST), *_TURNS]


def test_the_first_question_may_begin_its_answers_paragraph() -> None:
    """One bold question with its answer on the next line is a question as those in paragraphs of their own are."""
    talk = "\n\n".join(f"**{asked}**\n\n{answer}" for asked, answer in TURNS[1:])
    asked, answer = TURNS[0]
    page = f"# The ferry\n\n*{INTRODUCTION}*\n\n**{asked}**\n{answer}\n\n{talk}\n"
    assert spoken(page, "talk.md") == _TURNS


def test_questions_of_a_page_need_no_question_marks() -> None:
    """Headings that ask without a question mark, and speak to somebody, are an interview's."""
    asked = ("Tell us about the ferry", "How did you become a captain", "What are your plans", "What would you change")  # fmt: skip
    talk = "\n\n".join(f"## {one}\n\n{row[1]}" for one, row in zip(asked, TURNS, strict=True))
    turns = spoken(f"# The ferry\n\n{INTRODUCTION}\n\n{talk}\n", "talk.md")
    assert turns == [
        turn
        for one, row in zip(asked, TURNS, strict=True)
        for turn in (("Host", one), ("Guest", row[1]))
    ]


def test_what_somebody_says_above_the_first_question_is_reported() -> None:
    """A heading above the first question with a paragraph of somebody's own below isn't dropped without a finding."""
    talk = "\n\n".join(f"## {asked}\n\n{answer}" for asked, answer in TURNS)
    page = f"# The ferry\n\n{INTRODUCTION}\n\n## Childhood\n\n{FIRST}\n\n{talk}\n"
    transcript = read(page.encode(), "talk.md")
    assert [f.where for f in transcript.findings if f.rule == "above-talk"] == ["talk.md:5"]


def test_a_questions_second_paragraph_is_not_the_guests_for_sure() -> None:
    """A plain paragraph below a heading that asks, too, is the interviewer's, and doubted."""
    more = "Now let us play a game: I ask, and you answer in one word. Ready, are you?"
    rows = [f"## {asked}\n\n{answer}" for asked, answer in TURNS]
    rows[1] = f"## Thank you for that! {TURNS[1][0]}\n{more}\n\n{TURNS[1][1]}"
    transcript = read(("# The ferry\n\n" + "\n\n".join(rows)).encode(), "talk.md")
    turn = next(turn for turn in transcript.turns if more in turn.text)
    assert turn.speaker == "host"
    assert turn.confidence < SURE
    assert transcript.turns[3].text == TURNS[1][1]


def test_a_name_in_bold_in_the_introduction_is_no_label() -> None:
    """An introduction that begins with the guest's name in bold is not said, least of all by a third person."""
    talk = "\n\n".join(f"**{asked}**\n\n{answer}" for asked, answer in TURNS)
    page = f"# The ferry\n\n**Marit Olsen**\nruns Sound Ferries, and has for years.\n\n{talk}\n"
    named = [("Marit Olsen" if name == "Guest" else name, words) for name, words in _TURNS]
    assert spoken(page, "talk.md") == named


@pytest.mark.parametrize(
    "note",
    [
        "*Olsen and others are hard at work on the new line. Its boats are on order.*",
        "For more about the ferry see the timetable on the quay.",
        "Marit recommends the book of the harbour master.",
    ],
)
def test_the_editors_note_below_a_talk_is_not_the_guests_for_sure(note: str) -> None:
    """The last paragraph in italics, of the guest by name, or for readers who want more, is doubted and reported."""
    talk = "\n\n".join(f"## {asked}\n\n{answer}" for asked, answer in TURNS[:3])
    last = f"## Thank you for everything, Marit! {TURNS[3][0]}\n\n{TURNS[3][1]}\n\n{note}"
    # A second paragraph elsewhere: that the last turn alone has two isn't what shows it.
    page = f"# The ferry\n\n{talk}\n\nI was young.\n\n{last}\n"
    transcript = read(page.encode(), "talk.md")
    assert transcript.turns[-1].confidence < SURE
    assert all(turn.confidence >= SURE for turn in transcript.turns[:-1])
    assert [f for f in transcript.findings if f.rule == "page-words" and note.strip("*") in f.what]


_DASHES = {
    "lines": "\n\n".join(f"—{asked}\n—{answer}" for asked, answer in TURNS),
    "one paragraph": "\n\n".join(f"– {asked} – {answer}" for asked, answer in TURNS),
    "questions alone": "\n\n".join(f"— {asked}\n\n{answer}" for asked, answer in TURNS),
}


@pytest.mark.parametrize("name", _DASHES)
@pytest.mark.parametrize("ending", ["md", "txt", "html"])
def test_dashes_begin_the_turns_of_printed_dialogue(name: str, ending: str) -> None:
    """Paragraphs that begin with a dash are turns that alternate; the introduction above is nobody's."""
    text = f"The ferry at night\n\n{INTRODUCTION}\n\n{_DASHES[name]}\n"
    if ending == "html":
        rows = "".join(f"<p>{row}</p>".replace("\n", "<br>") for row in text.strip().split("\n\n"))
        text = f"<html><body><article>{rows}</article></body></html>"
    transcript = read(text.encode(), f"talk.{ending}")
    assert [(turn.speaker.title(), turn.text) for turn in transcript.turns] == _TURNS
    assert all(turn.confidence >= SURE for turn in transcript.turns)


def test_a_turn_on_the_wrong_side_of_a_dash_is_doubted() -> None:
    """Where a turn is missing and somebody asks in an answer's place, that turn isn't sure."""
    rows = [f"—{asked}\n—{answer}" for asked, answer in (*TURNS, *TURNS[:2])]
    rows[3] = "—Will you keep the mill?\n—Which of them do you mean?"
    transcript = read("\n\n".join(rows).encode(), "talk.md")
    doubted = [turn.text for turn in transcript.turns if turn.confidence < SURE]
    assert doubted == ["Which of them do you mean?"]
