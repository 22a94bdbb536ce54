"""How documents set their words: questions in another type, and words that no reader sees."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from striprtf.striprtf import rtf_to_text

from segmentcast.model import SURE
from segmentcast.transcript import read
from segmentcast.transcript.readers.documents.left_out import LeftOut
from segmentcast.transcript.readers.documents.word_processors.rtf_marks import Marks, marked
from tests.transcript.readers.documents import odt, rtf
from tests.transcript.readers.spoken import spoken

TURNS = (
    ("Why did you cut four sailings?", "Nobody was on them. I counted every night."),
    ("What do the islanders tell you?", "They say that the boat is their road."),
    ("You were a captain once. Do you miss it?", "Every day. I learned to work there."),
    ("Will you keep the mill?", "I hope so. It stands by the water."),
)
INTRODUCTION = (
    "Marit Olsen and her crew of Sound Ferries, who have sailed since the bridge was closed."
)
_SETTINGS = {
    "bold": ("<w:b/>", 'fo:font-weight="bold"', r"\b", "font-weight:700"),
    "italic": ("<w:i/>", 'fo:font-style="italic"', r"\i", "font-style:italic"),
    "underlined": (
        '<w:u w:val="single"/>', 'style:text-underline-style="solid"', r"\ul", "text-decoration:underline",
    ),
    "colour": ('<w:color w:val="C00000"/>', 'fo:color="#c00000"', r"\cf2", "color:#c00000"),
}  # fmt: skip


def _paragraphs() -> list[tuple[str, bool]]:
    rows = [(INTRODUCTION, False)]
    for asked, answer in TURNS:
        rows += [(asked, True), (answer, False)]
    return rows


def _docx(setting: str, word_document: Callable[..., bytes]) -> bytes:
    return word_document(
        "".join(
            f"<w:p><w:r><w:rPr>{setting if asked else ''}</w:rPr><w:t>{words}</w:t></w:r></w:p>"
            for words, asked in _paragraphs()
        )
    )


def _odt(setting: str) -> bytes:
    style = (
        '<style:style style:name="P2" style:family="paragraph" style:parent-style-name="Standard">'
        f"<style:text-properties {setting}/></style:style>"
    )
    body = "".join(
        f'<text:p text:style-name="{"P2" if asked else "P1"}">{words}</text:p>'
        for words, asked in _paragraphs()
    )
    return odt(body, styles=style)


def _rtf(setting: str) -> bytes:
    return rtf(
        "".join(
            f"{{{setting} {words}}}\\par " if asked else f"{words}\\par "
            for words, asked in _paragraphs()
        )
    )


def _html(setting: str) -> bytes:
    """As Google Docs saves it: a class for each way of setting words."""
    talk = "".join(
        f'<p class="c1"><span class="{"c3" if asked else "c2"}">{words}</span></p>'
        for words, asked in _paragraphs()
    )
    sheet = f"@media print{{.c2{{{setting}}}}}.c2{{color:#000000}}.c3{{{setting}}}"
    page = f"<html><head><style>{sheet}</style></head><body>{talk}</body></html>"
    return page.encode()


@pytest.mark.parametrize("kind", _SETTINGS)
@pytest.mark.parametrize("ending", ["docx", "odt", "rtf", "html"])
def test_questions_in_another_type_are_somebody_elses(
    ending: str, kind: str, word_document: Callable[..., bytes]
) -> None:
    """What is bold, italic, underlined or coloured asks, and what is plain answers, in every kind of document."""
    word, opendocument, rich, css = _SETTINGS[kind]
    data = {
        "docx": lambda: _docx(word, word_document),
        "odt": lambda: _odt(opendocument),
        "rtf": lambda: _rtf(rich),
        "html": lambda: _html(css),
    }[ending]()
    turns = [turn for asked, answer in TURNS for turn in (("Host", asked), ("Guest", answer))]
    assert spoken(data, f"talk.{ending}")[-8:] == turns
    transcript = read(data, f"talk.{ending}")
    assert all(turn.confidence >= SURE for turn in transcript.turns[-8:])


def test_a_style_with_a_name_asks(word_document: Callable[..., bytes]) -> None:
    """A house's own style for questions is type, too; so is what a style of Word's, in any language, makes bold."""
    styles = (
        '<w:style w:styleId="Frage"><w:name w:val="Frage"/></w:style>'
        '<w:style w:styleId="Fett"><w:name w:val="Normal"/><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>'
    )
    for style in ("Frage", "Fett", "berschrift2"):
        body = "".join(
            f"<w:p><w:pPr><w:pStyle w:val='{style if asked else ''}'/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"
            for words, asked in _paragraphs()
        )
        turns = spoken(word_document(body, styles=styles), "talk.docx")
        assert [name for name, _ in turns[-8:]] == ["Host", "Guest"] * 4, style


def test_a_question_in_bold_may_begin_its_answers_paragraph() -> None:
    """Where the answer follows a bold question in its line or after a line break, each is said by its own person."""
    talk = "".join(f"<p><strong>{asked} </strong><br/>{answer}</p>" for asked, answer in TURNS)
    page = f"<html><body><article><h1>The ferry</h1><p>{INTRODUCTION}</p>{talk}</article></body></html>"
    turns = [turn for asked, answer in TURNS for turn in (("Host", asked), ("Guest", answer))]
    assert spoken(page, "talk.html")[-8:] == turns
    text = f"# The ferry\n\n{INTRODUCTION}\n\n" + "\n\n".join(
        f"**{asked}** {answer}" for asked, answer in TURNS
    )
    assert spoken(text, "talk.md")[-8:] == turns


def test_headings_that_ask_nobody_are_an_articles() -> None:
    """Questions that speak to nobody, over paragraphs that are nobody's, are doubted: articles are built so."""
    talk = "".join(
        f"## {asked}\n\n{words}\n\n"
        for asked, words in (
            ("What is a ferry?", "A ferry is a boat that goes to and fro."),
            ("How old is the line?", "The line was opened ninety years ago."),
            ("Which boats are in use?", "Two boats of steel are in use today."),
            ("What does the ticket cost?", "The ticket costs four crowns."),
        )
    )
    transcript = read(f"# The ferry\n\n{talk}".encode(), "page.md")
    assert max(turn.confidence for turn in transcript.turns) < SURE
    assert [f.rule for f in transcript.findings if f.rule == "no-conversation"]


def _struck(ending: str, word_document: Callable[..., bytes]) -> bytes:
    if ending == "docx":
        return word_document(
            "<w:p><w:r><w:t>Berg: Sleep. </w:t></w:r><w:r><w:rPr><w:dstrike/></w:rPr><w:t>Not</w:t></w:r>"
            "<w:r><w:rPr><w:dstrike/></w:rPr><w:t>hing. </w:t></w:r><w:r><w:t>I think.</w:t></w:r></w:p>"
        )
    if ending == "odt":
        style = '<style:style style:name="T1" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style>'
        return odt(
            '<text:p>Berg: Sleep. <text:span text:style-name="T1">Nothing.</text:span> I think.</text:p>',
            styles=style,
        )
    if ending == "rtf":
        return rtf(r"Berg: Sleep. {\strike Nothing.} I think.\par")
    if ending == "md":
        return b"**Berg:** Sleep. ~~Nothing.~~ I think.\n"
    return b"<html><body><p>Berg: Sleep. <del>Nothing.</del> I think.</p></body></html>"


@pytest.mark.parametrize("ending", ["docx", "odt", "rtf", "md", "html"])
def test_struck_out_words_are_not_said_and_reported(
    ending: str, word_document: Callable[..., bytes]
) -> None:
    """What an author struck out is not spoken, in every kind of document, and a finding says what it was."""
    transcript = read(_struck(ending, word_document), f"t.{ending}")
    assert transcript.turns[0].text.endswith("Sleep. I think.")
    assert [f.what for f in transcript.findings if f.rule == "struck-out"] == [
        'struck out in the document, so not spoken: "Nothing."'
    ]


def test_words_that_nobody_sees_are_not_said_and_reported(
    word_document: Callable[..., bytes],
) -> None:
    """Hidden text and what a tracked change deleted are not spoken; each is reported."""
    body = (
        "<w:p><w:r><w:t>Berg: It is </w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>not </w:t></w:r>"
        "<w:del><w:r><w:delText>very </w:delText></w:r></w:del><w:r><w:t>wet.</w:t></w:r></w:p>"
    )
    hidden = '<style:style style:name="T1" style:family="text"><style:text-properties text:display="none"/></style:style>'
    deleted = (
        '<text:tracked-changes><text:changed-region text:id="a"><text:deletion>'
        "<text:p>very</text:p></text:deletion></text:changed-region></text:tracked-changes>"
    )
    opendocument = f'{deleted}<text:p>Berg: It is <text:span text:style-name="T1">not </text:span>wet.</text:p>'
    for data, name in (
        (word_document(body), "t.docx"),
        (odt(opendocument, styles=hidden), "t.odt"),
        (rtf(r"Berg: It is {\v not }{\deleted very }wet.\par"), "t.rtf"),
    ):
        transcript = read(data, name)
        assert transcript.turns[0].text.endswith("It is wet."), name
        whats = {f.rule: f.what for f in transcript.findings}
        assert whats["hidden-text"].endswith('"not"'), name
        assert whats["deleted-text"].endswith('"very"'), name


def test_a_page_says_what_it_shows() -> None:
    """Words that a page hides are not spoken and reported; a transcript that a click opens is."""
    shown = (
        "The ferry leaves at nine in the morning, and comes back when everybody is on board again."
    )
    page = (
        f'<html><body><p>{shown}</p><p style="display: none">Not this.</p>'
        f'<p><span aria-hidden="true">→</span> {shown}</p><noscript>Nor this.</noscript>'
        f"<template><p>Nor that.</p></template><details><summary>More</summary><p>{shown}</p></details></body></html>"
    )
    transcript = read(page.encode(), "t.html")
    words = " ".join(turn.text for turn in transcript.turns)
    assert words.count(shown) == 3
    assert "this" not in words
    assert "→" not in words
    assert [f.what for f in transcript.findings if f.rule == "hidden-text"] == [
        'hidden in the document, so not spoken: "Not this."'
    ]
    opened = page.replace("<body>", '<body><div id="transcript" style="display:none">').replace(
        "</body>", "</div></body>"
    )
    assert shown in " ".join(turn.text for turn in read(opened.encode(), "t.html").turns)


def test_the_number_of_a_page_is_no_word() -> None:
    """Numbers of pages, which a word processor fills in, are not spoken."""
    body = "<text:p>Is it wet in here? <text:page-number>3</text:page-number></text:p>"
    assert spoken(odt(body), "t.odt")[0][1] == "Is it wet in here?"


PROSE = (
    "The ferry leaves at nine in the morning, and it comes back when everybody is on board again."
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<div class="post type-post tag-music">', "</div>"),
        ('<div class="l-sidebar-fixed article-body">', "</div>"),
        ('<form id="mainform">', "</form>"),
        ('<article class="teaser"><p>Twelve dead fish were seen in the harbour last night, the police say, and nobody knows why '
         "it is always twelve of them and never some other number.</p></article><div>", "</div>"),
        ("<footer>", "</footer>"),
    ],
)  # fmt: skip
def test_what_holds_a_pages_prose_is_no_furniture(before: str, after: str) -> None:
    """Themes call an article's element by the names of tags and sidebars; its words are spoken all the same."""
    talk = "".join(f"<p>{number}. {PROSE}</p>" for number in range(1, 8))
    page = f"<html><body>{before}{talk}{after}</body></html>"
    words = " ".join(turn.text for turn in read(page.encode(), "t.html").turns)
    assert words.count(PROSE) == 7


def test_lists_of_links_are_furniture_in_any_language() -> None:
    """Links to other pages are not spoken, whatever their heading says, nor is a paragraph that only leads to one."""
    talk = "".join(f"<p>{number}. {PROSE}</p>" for number in range(1, 8))
    links = "".join(
        f'<li><a href="/{n}">Seitsemän lauttaa saapui satamaan</a></li>' for n in "abcd"
    )
    alone = '<p>Lea también: <a href="/x">El puerto cierra sus puertas por la noche</a></p>'
    page = f"<html><body><article>{talk}{alone}{talk}<div><p>Aiheesta lisää</p><ul>{links}</ul></div></article></body></html>"
    transcript = read(page.encode(), "t.html")
    words = " ".join(turn.text for turn in transcript.turns)
    assert words.count(PROSE) == 14
    assert "lauttaa" not in words
    assert "puerto" not in words
    assert any("El puerto" in f.what for f in transcript.findings if f.rule == "furniture")


def test_bold_questions_beside_labelled_answers_are_the_interviewers() -> None:
    """Where two people answer with their names, a bold question without one is nobody's of them."""
    names = ("Berg", "Lunn", "Berg", "Lunn")
    rows = list(zip(names, TURNS, strict=True))
    talk = "".join(
        f"<p><b>{asked}</b></p><p>{name}: {answer}</p>" for name, (asked, answer) in rows
    )
    page = f"<html><body><article><h1>The ferry</h1>{talk}</article></body></html>"
    turns = [turn for name, (asked, answer) in rows for turn in (("Host", asked), (name, answer))]
    assert spoken(page, "talk.html") == turns


def test_plain_answers_beside_labelled_bold_questions_are_the_guests() -> None:
    """Where only the questions, in bold, have a name, what is plain below them is not that person's."""
    talk = "".join(
        f"<p><b>Herald: {asked}</b></p><blockquote><p>{answer}</p><p>{PROSE}</p></blockquote>"
        for asked, answer in TURNS
    )
    page = f"<html><body><article><h1>The ferry</h1>{talk}</article></body></html>"
    turns = [
        turn
        for asked, answer in TURNS
        for turn in (("Herald", asked), ("Guest", f"{answer} {PROSE}"))
    ]
    assert spoken(page, "talk.html") == turns


@pytest.mark.parametrize(
    "title", ["talk-v2", "Microsoft Word - talk.doc", "Document1", "Unbenannt 1", "talk.final.docx"]
)
def test_a_files_name_is_no_title(title: str, word_document: Callable[..., bytes]) -> None:
    """What a converter or a word processor calls a file is not the talk's title; its headline is, and nothing is lost."""
    talk = "".join(f"<p>{asked}</p><p>{answer}</p>" for asked, answer in TURNS)
    head = f"<head><title>{title}</title></head>"
    page = f"<html>{head}<body><p>The ferry at night</p>{talk}</body></html>"
    assert read(page.encode(), "talk-v2.html").title == "The ferry at night"
    bare = read(f"<html>{head}<body>{talk}</body></html>".encode(), "talk-v2.html")
    assert bare.turns[0].text == TURNS[0][0]
    assert title not in bare.title
    words = ("The ferry at night", *(words for turn in TURNS for words in turn))
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in words)
    assert read(word_document(body, title), "talk-v2.docx").title == "The ferry at night"


@pytest.mark.parametrize("wrapped", ["*{}*", "[{}]{{.underline}}", "<u>{}</u>"])
def test_questions_in_the_type_of_markdown(wrapped: str) -> None:
    """Italic and underlined questions ask, also right below a heading, and as converters write what Markdown lacks."""
    talk = "\n\n".join(f"{wrapped.format(asked)}\n\n{answer}" for asked, answer in TURNS)
    turns = [turn for asked, answer in TURNS for turn in (("Host", asked), ("Guest", answer))]
    assert spoken(f"# The ferry\n\n## The talk\n\n{talk}\n", "talk.md") == turns


def test_a_short_link_alone_is_a_button_and_a_name_is_none() -> None:
    """A paragraph that is one link ("Drucken") isn't spoken; a speaker's name that is one at each turn is a label."""
    names = ("Rosa Lind", "Otto Brand")
    talk = "".join(
        f'<p><a href="/{number % 2}">{names[number % 2]}</a></p><p>{number}. {PROSE}</p>'
        for number in range(6)
    )
    page = f'<html><body><article>{talk}<p><a href="/print">Drucken</a></p></article></body></html>'
    transcript = read(page.encode(), "t.html")
    assert [turn.speaker for turn in transcript.turns] == ["rosa-lind", "otto-brand"] * 3
    words = " ".join(turn.text for turn in transcript.turns)
    assert "Drucken" not in words
    assert any("Drucken" in f.what for f in transcript.findings if f.rule == "furniture")


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("<b>Rosa Lind:</b> Which book?", '<b>Kay Stone:</b> <a href="/b">The Wind in the Willows</a>'),
        ("<b>Rosa Lind:</b> Which book?</p><p>Kay Stone:", '<a href="/b">The Last Mill of the Valley</a>'),
        ("<b>Rosa Lind:</b> Which book?</p><p><b>Kay Stone</b>", '<a href="/b">The Last Mill of the Valley</a>'),
    ],
)  # fmt: skip
def test_a_title_that_is_a_link_is_an_answer(asked: str, answer: str) -> None:
    """A link behind a label, or below one, is said by the one whose label it is."""
    more = "<p><b>Rosa Lind:</b> Why?</p><p><b>Kay Stone:</b> I read it twice.</p>"
    page = f"<html><body><article>{more}<p>{asked}</p><p>{answer}</p>{more}</article></body></html>"
    words = " ".join(turn.text for turn in read(page.encode(), "t.html").turns)
    assert re.sub("<[^>]*>", "", answer).removeprefix("Kay Stone: ") in words


def test_a_link_below_a_bold_question_is_its_answer() -> None:
    """Below a question in bold type, whatever mark it ends with, a link alone is what the guest says."""
    asked = ("Why so early?", "Name a book that you like.", "Is it old?", "Will you stay?")
    answers = (f"No. {PROSE}", '<a href="/b">The Last Mill of the Valley</a>', "It is.", "I will.")
    rows = "".join(
        f"<p><b>{question}</b></p><p>{answer}</p>"
        for question, answer in zip(asked, answers, strict=True)
    )
    page = f"<html><body><article>{rows}</article></body></html>"
    turns = read(page.encode(), "t.html").turns
    assert "The Last Mill of the Valley" in [turn.text for turn in turns]


def test_names_that_are_links_are_labels_however_few() -> None:
    """A name as a link names its speaker, even where somebody speaks once."""
    names = ("Rosa Lind", "Kay Stone", "Rosa Lind", "Kay Stone", "Rosa Lind", "Ben Ode")
    talk = "".join(
        f'<p><a href="/n">{name}</a></p><p>{number}. {PROSE}</p>'
        for number, name in enumerate(names)
    )
    page = f"<html><body><article>{talk}</article></body></html>"
    turns = read(page.encode(), "t.html").turns
    assert [turn.speaker for turn in turns] == [name.lower().replace(" ", "-") for name in names]


def test_an_announced_link_is_not_spoken() -> None:
    """What sites write before a link to another story goes with it, and is reported; talk goes on behind it."""
    link = '<p>Lea también: <a href="/x">El último molino del valle</a></p>'
    bare = '<p><a href="/y">Storm closes schools in the valley</a></p>'
    talk = "<p><b>Rosa Lind:</b> Why?</p><p><b>Kay Stone:</b> I read it twice.</p>"
    page = f"<html><body><article>{talk}{link}{talk}{bare}{talk}</article></body></html>"
    transcript = read(page.encode(), "t.html")
    assert [turn.text for turn in transcript.turns] == ["Why?", "I read it twice."] * 3
    reported = " ".join(f.what for f in transcript.findings if f.rule == "furniture")
    assert "molino" in reported
    assert "Storm" in reported


def test_a_sign_that_is_hidden_from_readers_aloud_parts_words() -> None:
    """A sign between two numbers goes, and they stay two."""
    page = (
        '<p><b>Rosa Lind:</b> How much?</p><p><b>Kay Stone:</b> 1<span aria-hidden="true">/</span>2 of it.</p>'
        "<p><b>Rosa Lind:</b> Why?</p><p><b>Kay Stone:</b> I was tired.</p>"
    )
    turns = read(f"<html><body>{page}</body></html>".encode(), "t.html").turns
    assert turns[1].text == "1 2 of it."
    starred = page.replace("Stone:", 'Stone<span aria-hidden="true">*</span>:')
    turns = read(f"<html><body>{starred}</body></html>".encode(), "t.html").turns
    assert turns[1].speaker == "kay-stone"


def test_a_word_document_with_broken_styles_is_read_without_them(
    word_document: Callable[..., bytes],
) -> None:
    """Styles that end in mid-element cost the settings, not the words."""
    body = "".join(
        f"<w:p><w:r><w:t>{name}: {words}</w:t></w:r></w:p>"
        for asked, answer in TURNS
        for name, words in (("Rosa Lind", asked), ("Kay Stone", answer))
    )
    data = word_document(body, styles='<w:style w:styleId="a"><w:name')
    turns = [
        turn for asked, answer in TURNS for turn in (("Rosa Lind", asked), ("Kay Stone", answer))
    ]
    assert spoken(data, "t.docx") == turns
    assert any("styles" in finding.what for finding in read(data, "t.docx").findings)


@pytest.mark.parametrize("number", ["1", "2"])
def test_the_colours_of_rich_text_are_those_of_its_table(number: str) -> None:
    """Words in the table's red are set apart, whatever its number; words in its black are plain."""
    red, black = r"\red192\green0\blue0;", r"\red0\green0\blue0;"
    other = "2" if number == "1" else "1"
    table = r"{\colortbl;" + (red + black if number == "1" else black + red) + "}"
    words = rf"{{\cf{number} Why?}}\par {{\cf{other} To rest.}}\par "
    marks = Marks()
    text = rtf_to_text(marked(rtf(table + words).decode("cp1252"), marks, LeftOut()))
    kinds = {piece.text: bool(piece.kinds) for line in marks.lines_of(text) for piece in line}
    assert kinds["Why?"]
    assert not kinds["To rest."]
