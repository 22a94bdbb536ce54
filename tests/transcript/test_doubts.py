"""What labels, forms, headings, and tables leave in doubt, and what is no part of the talk."""

from __future__ import annotations

import json

import pytest

from segmentcast.model import SURE
from segmentcast.transcript import read
from tests.transcript.readers.spoken import rules, spoken, starts

_TALK = (
    "Mia Falk: The ferry leaves at nine.\n\n{}Jon Berg: Nobody was on board.\n\nMia Falk: Why?\n\n"
    "Jon Berg: It was late.\n\nMia Falk: Thank you.\n\n"
)


@pytest.mark.parametrize("words", ["The Result", "The Bottom Line"])
def test_words_of_a_sentence_before_a_colon_are_a_doubtful_label(words: str) -> None:
    """What is there once, and could begin a sentence as well, is nobody's at full confidence."""
    transcript = read(_TALK.format(f"{words}: nobody came.\n\n").encode(), "talk.txt")
    (turn,) = (turn for turn in transcript.turns if "nobody came" in turn.text)
    assert turn.confidence < SURE
    assert "label-doubtful" in {finding.rule for finding in transcript.findings}


def test_initials_are_those_of_a_person_on_the_page() -> None:
    """Initials without a full label are named by the summary, the byline, or their owner's own words."""
    page = (
        "The quay\n\nLena Ode talks about the quay.\n\nBy Mia Falk\n\nMF: Where is it?\n\nLO: At the river.\n\n"
        "MF: And now?\n\nJB: I'm Jon Berg, and it is late.\n\nMF: Thanks.\n\nJB: Yes.\n"
    )
    names = dict.fromkeys(name for name, _ in spoken(page, "talk.txt"))
    assert list(names) == ["Mia Falk", "Lena Ode", "Jon Berg"]


def test_initials_are_those_of_a_list_of_who_was_there() -> None:
    """Minutes begin with "Full Name (FN)"; initials that are a word are somebody's among others."""
    page = (
        "# Meeting notes\n-----\nIda Stone (IS), Mia Falk (MF), Otto Vend (OVD)\n\n## The quay\n\nMia Falk (MF)\n\n- slides\n\n"
        + "MF: We saw the boats.\n\nIS: They were late.\n\nOVD: All of them.\n\n" * 4
        + "## The mill\n\nMF: It bakes.\n\nOVD: It does.\n\nIS: I see.\n"
    )
    turns = spoken(page, "notes.md")
    assert turns[:3] == [
        ("Mia Falk", "We saw the boats."), ("Ida Stone", "They were late."), ("Otto Vend", "All of them."),
    ]  # fmt: skip
    assert turns[-3:] == [
        ("Mia Falk", "It bakes."),
        ("Otto Vend", "It does."),
        ("Ida Stone", "I see."),
    ]


def test_two_people_in_one_label_stay_two() -> None:
    """ "WH, DH:" says nothing of who DH is elsewhere."""
    page = "WH: One.\n\nDH: Two.\n\nWH, DH: Both.\n\nDH: Three.\n\nWH: Four.\n\nLK: Five.\n\nLK: Six.\n"
    turns = [turn for turn in spoken(page, "notes.txt") if turn[1] in {"Two.", "Three."}]
    assert {name for name, _ in turns} == {"DH"}


@pytest.mark.parametrize("full", ["mill.example", "ida falk"])
def test_small_initials_are_those_of_a_label_in_small_letters(full: str) -> None:
    """Who has a domain or a small name for a label at first is the one whom its letters stand for later."""
    letters = "me" if "." in full else "if"
    page = f"**{full}**: Who are you?\n\n**Lena Ode**: A miller.\n\n" + (
        f"**{letters}**: Where is it?\n\n**LO**: At the river.\n\n" * 3
    )
    turns = spoken(page, "talk.md")
    assert len({name for name, _ in turns}) == 2
    assert {name for name, words in turns if words.endswith("?")} == {turns[0][0]}


def test_initials_of_nobody_on_the_page_name_nobody() -> None:
    """They stay as they are written, with a finding; "ED" may be a name."""
    page = "MF: Where is it?\n\nED: At the river.\n\nMF: And now?\n\nED: It is late.\n"
    transcript = read(page.encode(), "talk.txt")
    assert [speaker.name for speaker in transcript.speakers] == ["MF", "Ed"]
    assert [finding.rule for finding in transcript.findings] == ["speaker-unnamed"]


def test_initials_that_two_people_share_are_in_doubt() -> None:
    """A full name that is a label once has its initials from there on; two people's are nobody's surely."""
    page = (
        "Kim Anders: Kora, welcome.\n\nKora Amman: Well, I can frame it\n\nKA: You have been there.\n\n"
        "KA: I have.\n\nCH: So there were battles.\n\nKA: Yes.\n\nCH: And now?\n"
    )
    transcript = read(page.encode(), "talk.txt")
    assert [turn.text for turn in transcript.turns[:2]] == [
        "Kora, welcome.",
        "Well, I can frame it",
    ]
    assert all(
        turn.confidence < SURE
        for turn in transcript.turns
        if turn.text != "CH" and "You have" in turn.text
    )
    assert "ambiguous-label" in {finding.rule for finding in transcript.findings}


def test_people_without_a_name_are_not_one_who_says_it() -> None:
    """One member of an audience says who she is; the others aren't her."""
    page = (
        "Mia Falk: Questions?\n\nAudience member: Hi. My name is Lena Ode, and I row.\n\nMia Falk: Yes.\n\n"
        "Audience member: What of the dog?\n\nMia Falk: It swims.\n"
    )
    assert {name for name, _ in spoken(page, "talk.txt")} == {"Mia Falk", "Audience member"}


def test_a_form_before_the_talk_is_about_it() -> None:
    """Fields, a line each, are notes; so is a remark in italics under a heading."""
    page = (
        "# Interview 3\n\n**Date:** 2025-12-02\n\n**Length:** 48 minutes\n\n**Place Name:** Lower Quay\n\n## Part A\n\n"
        "_Aim: to learn about the work_\n\n**INTERVIEWER:** Your name?\n\n**E3:** Jon.\n\n## Part B\n\n_Aim: the past_\n\n"
        "**INTERVIEWER:** And before?\n\n**E3:** I rowed.\n"
    )
    transcript = read(page.encode(), "talk.md")
    assert [turn.text for turn in transcript.turns] == [
        "Your name?",
        "Jon.",
        "And before?",
        "I rowed.",
    ]
    assert "Place Name: Lower Quay" in transcript.notes


def test_voices_of_passers_by_are_no_form() -> None:
    """People who say a sentence each before the talk have their turns."""
    page = (
        "Man in crowd: I hate it.\n\nOld woman: It is late.\n\nLena Ode: We stay.\n\n"
        + _TALK.format("")
    )
    assert [words for _, words in spoken(page, "talk.txt")][:3] == [
        "I hate it.",
        "It is late.",
        "We stay.",
    ]


@pytest.mark.parametrize("form", ["**{}:** {}", "{}: {}"])
def test_headings_ask_where_only_the_guest_has_a_label(form: str) -> None:
    """An interview whose questions are headings has two speakers."""
    answers = ("At nine. It is late.", "Nobody.", "It was late.")
    asked = ("When does it leave?", "Tell us about the crew.", "Why is that so?")
    body = "".join(
        f"## {question}\n\n{form.format('Jon Berg', answer)}\n\n"
        for question, answer in zip(asked, answers, strict=True)
    )
    turns = spoken(f"# The ferry\n\n{body}", "talk.md")
    assert turns == [
        turn for pair in zip(asked, answers, strict=True) for turn in (("Host", pair[0]), ("Jon Berg", pair[1]))
    ]  # fmt: skip


_LISTS = (
    "Most Popular\n\nCouncil votes to close the bridge\n\nWill it rain?\n\nRelated\n\nThe mill is open again\n",
    "You may also like\n\nTen dogs that swim\n\nMayor resigns after a night on the quay\n",
)


@pytest.mark.parametrize("links", _LISTS)
def test_headlines_behind_the_talk_are_not_said(links: str) -> None:
    """A page's lists of its other pages are furniture, as text and as HTML."""
    turns = spoken(_TALK.format("") + links, "talk.txt")
    assert turns[-1] == ("Mia Falk", "Thank you.")
    blocks = (_TALK.format("") * 3 + links).split("\n\n")
    page = "".join(f"<p>{block}</p>" for block in blocks)
    assert spoken(f"<html><body>{page}</body></html>", "talk.html")[-1] == (
        "Mia Falk",
        "Thank you.",
    )


def test_an_answer_behind_such_words_is_said() -> None:
    """ "Related" between turns, with sentences behind it, ends nothing."""
    page = _TALK.format("") + "Related\n\nThat is what they are, I think. We asked them.\n"
    assert "That is what they are, I think. We asked them." in spoken(page, "talk.txt")[-1][1]


def test_times_without_a_name_between_names_are_in_doubt() -> None:
    """They go on with the speaker before, without their times, and not at full confidence."""
    page = (
        "00:00 Mia Falk: The ferry leaves.\n00:05 It is late.\n00:09 Jon Berg: Nobody.\n00:12 Not one.\n"
        "00:15 All gone.\n00:20 Mia Falk: Why?\n00:22 It was cold.\n"
    )
    transcript = read(page.encode(), "talk.txt")
    assert spoken(page, "talk.txt") == [
        ("Mia Falk", "The ferry leaves. It is late."), ("Jon Berg", "Nobody. Not one. All gone."), ("Mia Falk", "Why? It was cold."),
    ]  # fmt: skip
    assert all(turn.confidence < SURE for turn in transcript.turns)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.srt", "1\n00:00:00,000 --> 00:00:02,000\nR&amp;D isn&#39;t late.\n"),
        ("a.csv", "speaker,text\nMia,R&amp;D isn&#39;t late.\nJon,No.\n"),
        ("a.json", json.dumps({"segments": [{"speaker": "Mia", "text": "R&amp;D isn&#39;t late."}, {"speaker": "Jon", "text": "No."}]})),
        ("a.sbv", "0:00:00.000,0:00:02.000\nR&amp;D isn&#39;t late.\n"),
        ("a.vtt", "WEBVTT\n\n00:00.000 --> 00:02.000\nR&amp;amp;D isn&#39;t late.\n"),
    ],
)  # fmt: skip
def test_references_in_captions_and_tables_are_characters(name: str, text: str) -> None:
    """HTML's references are read as what they stand for in every format, with a note."""
    assert spoken(text, name)[0][1] == "R&D isn't late."
    assert "references" in rules(text, name)


@pytest.mark.parametrize("heading", ["start", "start_time", "begin"])
def test_whole_milliseconds_in_a_table_are_told_by_the_words(heading: str) -> None:
    """Nobody takes twenty seconds for each word."""
    in_ms = f"{heading},speaker,text\n120,Mia,The ferry leaves.\n2600,Jon,Nobody.\n4000,Mia,Why?\n"
    assert starts(in_ms, "a.csv") == [120, 2600, 4000]
    in_s = f"{heading},speaker,text\n0,Mia,The ferry leaves.\n3,Jon,Nobody.\n8,Mia,Why?\n"
    assert starts(in_s, "a.csv") == [0, 3000, 8000]


def test_a_paragraph_that_begins_like_a_notice_is_said() -> None:
    """ "Auto-generated documentation" is what somebody talks about."""
    page = _TALK.format("Auto-generated documentation is what we lack.\n\n")
    assert "Auto-generated documentation is what we lack." in spoken(page, "talk.txt")[0][1]


def test_a_link_whose_address_has_brackets_or_spaces() -> None:
    """Only the words of a link are said."""
    page = (
        "**Mia Falk:** The [ferry](https://en.example.org/wiki/Ferry_(boat)) left [at]( https://e.example/a) "
        "[nine](https://e.example/Open source-x.html), [so](<https://e.example/x y>) [it](/a_(b)_(c) 'Title') is.\n\n"
        "\\[52:38\\] to \\[53:24\\]\n\n**Jon Berg:** No.\n\n**Mia Falk:** Why?\n"
    )
    assert spoken(page, "talk.md")[0] == ("Mia Falk", "The ferry left at nine, so it is.")


def test_a_sentence_of_many_words_before_a_colon_is_no_label() -> None:
    """ "Honourable Members, the floor is open ... by:" is reported as nobody's label."""
    words = "Honourable Members, the floor is now open, and before I offer it, I have a list of speakers whom the whips named:"
    transcript = read(_TALK.format(f"{words}\n\n").encode(), "talk.txt")
    assert [finding.rule for finding in transcript.findings] == []
    assert all(turn.confidence >= SURE for turn in transcript.turns)


def test_nobody_known_has_one_finding() -> None:
    """Whoever has no name has no doubtful part on top of it."""
    page = '{"segments": [{"speaker": "Mia Falk", "text": "Why?"}, {"text": "No."}, {"speaker": "Mia Falk", "text": "Oh."}]}'
    transcript = read(page.encode(), "a.json")
    assert not [finding for finding in transcript.findings if "is probably the" in finding.what]
