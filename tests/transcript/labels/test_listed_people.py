"""Labels that are short for people whom a page's front matter lists, and calls that look like labels."""

from __future__ import annotations

import pytest

from segmentcast.model import Transcript
from segmentcast.transcript import overrides_from_toml, read

_TALK = (
    "{host}: Why did it close?\n\n{guest}: The roof fell in.\n\n{host}: And then?\n\n"
    "{guest}: We built it again.\n\n{host}: In a year?\n\n{guest}: In two.\n"
)


def _read(text: str) -> Transcript:
    return read(text.encode(), "talk.md")


def _listed(host: str, guest: str, listed: str) -> list[str]:
    front = f"---\ntitle: The mill\n{listed}\n---\n"
    transcript = _read(front + _TALK.format(host=host, guest=guest))
    assert len(transcript.turns) == 6
    return [transcript.speaker(turn.speaker).name for turn in transcript.turns[:2]]


@pytest.mark.parametrize(
    ("host", "guest"), [("IL", "OvB"), ("IL", "OB"), ("Ida", "Otto"), ("Lomax", "OVB")]
)
def test_short_labels_are_the_listed_people(host: str, guest: str) -> None:
    """Initials, with the particle or without, and first and last names are told by the list."""
    listed = "speakers:\n  - Ida Lomax\n  - Otto van Brand"
    assert _listed(host, guest, listed) == ["Ida Lomax", "Otto van Brand"]
    assert _listed(host, guest, "host: Ida Lomax\nguests: [Otto van Brand]") == [
        "Ida Lomax", "Otto van Brand",
    ]  # fmt: skip


def test_a_short_label_that_two_listed_people_have_is_neither() -> None:
    """Nobody is named who may be the other one."""
    names = _listed("IL", "OB", "speakers:\n  - Ida Lomax\n  - Otto Brand\n  - Olga Blom")
    assert names[0] == "Ida Lomax"
    assert names[1] not in {"Otto Brand", "Olga Blom"}


def test_a_list_of_what_a_page_is_about_names_nobody() -> None:
    """Tags and authors are no speakers."""
    assert "Ida Lomax" not in _listed("IL", "OB", "tags:\n  - Ida Lomax\n  - Otto Brand")


def test_a_cast_may_still_call_them_by_their_labels() -> None:
    """Whoever wrote `[speakers.il]` before the list was read has the person named so."""
    text = "---\nspeakers: [Ida Lomax, Otto Brand]\n---\n" + _TALK.format(host="IL", guest="OB")
    cast = overrides_from_toml({"speakers": {"il": {"name": "Ida Lomax-Roe"}}}, "cast.toml")
    transcript = read(text.encode(), "talk.md", overrides=cast)
    assert transcript.speakers[0].name == "Ida Lomax-Roe"


def test_a_call_at_the_end_of_a_turn_is_said() -> None:
    """ "Thank you. Mr. Brand:" before his own label belongs to who calls on him."""
    text = (
        "**Ida Lomax:** Why did it close?\n\n**Otto Brand:** The roof fell in.\n\n"
        "**Ida Lomax:** Follow up. Mr. Brand:\n\n**Otto Brand:** We built it again.\n\n"
        "**Ida Lomax:** And then?\n\n**Otto Brand:** It stood.\n"
    )
    transcript = _read(text)
    assert transcript.turns[2].text == "Follow up. Mr. Brand:"
    assert len(transcript.turns) == 6
    assert not transcript.findings


@pytest.mark.parametrize(
    "words",
    [
        "Well, if you go back to what I said in April, in May, and in June, I said:",
        "Yeah, when you had to write the old name, you wrote:",
        "Additionally, we can make an appeal, because they like it. The first page says:",
    ],
)
def test_sentences_with_a_comma_and_a_colon_are_no_calls(words: str) -> None:
    """An interjection calls nobody, and neither does what a later sentence's colon ends."""
    text = (
        "**Ida Lomax:** Why did it close?\n\n**Otto Brand:** The roof fell in.\n\n"
        f"**Ida Lomax:** {words} the mill is old.\n\n**Otto Brand:** We built it again.\n\n"
        "**Ida Lomax:** And then?\n\n**Otto Brand:** It stood.\n"
    )
    assert not _read(text).findings


@pytest.mark.parametrize(
    "words",
    [
        "Mr. Brand, if I may:",
        "Mr. Brand, you wrote a book. I ask you:",
        "Governor Brand - the mill:",
    ],
)
def test_whom_a_labelled_turn_calls_is_no_second_label(words: str) -> None:
    """Behind its own label a turn may call anybody; only another's full name there is in doubt."""
    text = (
        "**Ida Lomax:** Good evening.\n\n**Otto Brand:** Good evening.\n\n"
        "**Ida Lomax:** {} why did it close?\n\n**Otto Brand:** The roof fell in.\n\n"
        "**Ida Lomax:** And then?\n\n**Otto Brand:** It stood.\n"
    )
    assert not _read(text.format(words)).findings
    assert _read(text.format("Rosa Lind:")).findings
    without_label = _read(text.replace("**Ida Lomax:** {}", "{}").format("Mr. Brand, if I may:"))
    assert without_label.findings


def test_a_small_word_in_bold_is_somebody() -> None:
    """Where every label is in bold, "**chg:**" is as sure as the others, be it there once."""
    text = (
        "**Ida Lomax:** Why did it close?\n\n**Otto Brand:** The roof fell in.\n\n"
        "It was a bad night.\n\n**deb:** It was old.\n\nWe all knew it.\n\n**Ida Lomax:** And then?\n\n"
        "**Otto Brand:** We built it again.\n\nIn two years.\n"
    )
    transcript = _read(text)
    assert [transcript.speaker(turn.speaker).name for turn in transcript.turns][2] == "deb"
    assert transcript.turns[2].confidence == 1.0
    assert not transcript.findings
