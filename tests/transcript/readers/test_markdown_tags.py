"""Tags in a Markdown talk: markup goes and is reported, words that speak of tags stay."""

from __future__ import annotations

import pytest

from segmentcast.transcript import read

MARKED = "---\nturns: as written\n---\n"


def _spoken(words: str, head: str = "") -> str:
    """The turns of a talk that begins with some words, and whose later turns are all there."""
    text = f"{head}**Kay:** {words}\n\n**Rosa:** Why is that?\n\n**Kay:** It is so.\n\n**Rosa:** Yes.\n"
    first, *others = read(text.encode(), "talk.md").turns
    assert [turn.text for turn in others] == ["Why is that?", "It is so.", "Yes."]
    return first.text


@pytest.mark.parametrize(
    ("words", "spoken"),
    [
        ("Into a `<script>` element.", "Into a <script> element."),
        ("A `std::vector<style>` is one.", "A std::vector<style> is one."),
        ("The `<s>` and `</s>` are two.", "The <s> and </s> are two."),
        ("A bare <script> element.", "A bare element."),
        ("A bare <style> element, <template> and <noscript>.", "A bare element, and ."),
        ("Write <style> and then </style>, always.", "Write and then , always."),
        ("With <s> before the word and </s> behind it.", "With before the word and behind it."),
        ("A `~~` and a `~~` are two.", "A ~~ and a ~~ are two."),
        ("Write `<!--` first.", "Write <!-- first."),
        (r"It is \<!-- b --> there.", "It is <!-- b --> there."),
        ("It begins with <!-- always.", "It begins with <!-- always."),
    ],
)
def test_words_about_tags_are_said(words: str, spoken: str) -> None:
    """Code is spoken by its words, and a tag that is no plausible markup takes no words with it."""
    assert _spoken(words) == spoken


def test_words_about_comments_are_said_in_a_talk_that_is_read_as_written() -> None:
    """An escaped comment, and one in code, are words of a talk that a person has marked."""
    assert _spoken(r"It is \<!-- b --> there.", MARKED) == "It is <!-- b --> there."
    assert _spoken(r"It is \<!-- b --\> there.", MARKED) == "It is <!-- b --> there."
    assert _spoken("It is `<!-- b -->` there.", MARKED) == "It is <!-- b --> there."
    assert _spoken("It is ~~not~~ there.", MARKED) == "It is ~~not~~ there."


@pytest.mark.parametrize(
    "markup",
    [
        '<script src="https://example.org/a.js"></script>',
        "<script>\nlet a = 1;\n\nlet b = `2`;\n</script>",
        "<style>p { color: red }</style>",
        "<noscript>Please switch JavaScript on.</noscript>",
        "<!-- ask again -->",
        "<!-- ask again",
    ],
)
def test_what_is_markup_is_not_said_and_reported(markup: str) -> None:
    """A page's code and a comment in a Markdown talk are not spoken; a note says what was there."""
    text = f"**Kay:** So it is.\n\n{markup}\n\n**Rosa:** Why is that?\n\n**Kay:** It was.\n"
    transcript = read(text.encode(), "talk.md")
    assert [turn.text for turn in transcript.turns] == ["So it is.", "Why is that?", "It was."]
    (finding,) = [finding for finding in transcript.findings if finding.rule == "comment"]
    assert markup.split(maxsplit=1)[0] in finding.what


@pytest.mark.parametrize("text", ["<s>x", "<b>x", "<script>", "a <!-- b "])
def test_many_tags_end(text: str) -> None:
    """Tags that nothing closes are read in linear time: no tag is looked for behind each of them."""
    talk = f"**Kay:** So. {'It is so. ' * 20_000}\n\n**Rosa:** {text * 40_000}\n"
    assert read(talk.encode(), "talk.md").turns[0].text.startswith("So. It is so")


@pytest.mark.parametrize("end", ["", "**Kay:** Thank you.\n", "Thank you.\n"])
def test_directions_behind_a_label_alone_keep_their_order(end: str) -> None:
    """Directions of somebody who says nothing yet stay in the order in which they are written."""
    text = f"{MARKED}**Rosa:** So it is.\n\n**Kay:** (applause)\n\n[END]\n\n{end}"
    turns = read(text.encode(), "talk.md").turns
    shown = [[direction.text for direction in turn.paragraphs[-1].directions] for turn in turns]
    assert [[row.strip("()[]") for row in rows] for rows in shown] == (
        [[], ["applause", "END"]] if end else [["applause", "END"]]
    )
    assert [turn.speaker for turn in turns] == ["rosa", "kay"][: 1 + bool(end)]
