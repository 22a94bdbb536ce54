"""Labels that are short for people whom a page's front matter lists, and calls that look like labels."""

from __future__ import annotations

import sys

import pytest

from segmentcast.model import Transcript
from segmentcast.transcript import overrides_from_toml, read
from segmentcast.transcript.attribution.labelled.listed_labels import full_names
from segmentcast.transcript.labels.label_forms import Label

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


@pytest.mark.parametrize(
    ("host", "guest", "listed"),
    [
        ("IO", "Otto", "hosts: Ida Otto\nguests: Otto Brand"),
        ("Ida", "Otto", "hosts: Ida Otto\nguests: Otto Brand"),
        ("IO", "Otto", "speakers: [Otto Brand, Ida Otto]"),
    ],
)
def test_who_shares_a_label_with_another_listed_person_is_not_completed(
    host: str, guest: str, listed: str
) -> None:
    """ "Otto:" may be either, so the other label's person can be the one who is meant there."""
    assert _listed(host, guest, listed) == [host, guest]


def test_two_labels_that_answer_each_other_are_no_one_person() -> None:
    """Both fit Otto Brand, who doesn't talk to himself."""
    assert _listed("OB", "Otto", "speakers: [Otto Brand, Ida Lomax]") == ["OB", "Otto"]
    assert _listed("Panel", "Mayors", "moderator: Panel of Mayors") == ["Panel", "Mayors"]


def test_two_labels_of_a_listed_person_who_speaks_now_and_then_are_one() -> None:
    """A transcriber may begin with initials and go on with first names."""
    front = "---\nspeakers: [Ida Lomax, Otto Brand]\n---\n"
    talk = _TALK.format(host="IL", guest="OB") + "\n" + _TALK.format(host="Ida", guest="Otto")
    transcript = _read(front + talk)
    assert [speaker.name for speaker in transcript.speakers] == ["Ida Lomax", "Otto Brand"]
    assert len(transcript.turns) == 12


@pytest.mark.parametrize(
    ("guest", "listed"),
    [
        ("Lund", "guest: Otto Brand, Mayor of Lund"),
        ("Lund", "guests: Otto Brand, Mayor of Lund"),
        ("TDS", "guest: Otto Brand, The Daily Show"),
        ("TDS", "guests: Otto Brand, The Daily Show"),
        ("CE", "guest: Otto Brand, Chief Engineer"),
        ("Engineer", "guests: Otto Brand, Chief Engineer"),
        ("XQ", "guest: Otto Brand, Xqorra Quill"),
        ("TQ", "guests: Otto Brand, The Quill"),
        ("RI", "guests: Otto Brand, Roof Institute"),
    ],
)
def test_what_a_listed_person_is_names_nobody(guest: str, listed: str) -> None:
    """Behind a comma may stand an office or a show; neither is the name of who speaks."""
    assert _listed("Ida", guest, f"host: Ida Lomax\n{listed}") == ["Ida Lomax", guest]


@pytest.mark.parametrize(
    "listed",
    [
        "guest: Otto Brand, Mayor of Lund",
        "guests: Otto Brand (Mayor of Lund, once), Rosa Lind",
        "guest: [Rosa Lind, Otto Brand]",
        "guest: Rosa Lind and Otto Brand",
    ],
)
def test_a_listed_person_is_known_beside_what_else_the_list_says(listed: str) -> None:
    """An office takes nobody's name away, and one person's key may have several."""
    assert _listed("IL", "OB", f"host: Ida Lomax\n{listed}") == ["Ida Lomax", "Otto Brand"]


def test_a_listed_name_that_no_table_knows_goes_by_its_letters() -> None:
    """ "Xqorra" is no given name that we know, and is one all the same."""
    assert _listed("IL", "XB", "speakers: [Ida Lomax, Xqorra Brand]")[1] == "Xqorra Brand"
    assert _listed("IL", "Brand", "speakers: [Ida Lomax, Xqorra Brand]")[1] == "Brand"


def test_a_label_in_full_keeps_its_short_forms_from_the_listed() -> None:
    """ "Otto:" behind "Otto Brand:" is Otto Brand, be there a Mia Otto on the list."""
    front = "---\nspeakers: [Mia Otto, Ida Lomax]\n---\n"
    talk = (
        _TALK.format(host="IL", guest="Otto Brand") + "\n" + _TALK.format(host="IL", guest="Otto")
    )
    assert [speaker.name for speaker in _read(front + talk).speakers] == ["Ida Lomax", "Otto Brand"]


def test_a_long_list_is_gone_through_once() -> None:
    """Twice as many people and labels take twice as many steps."""

    def steps(count: int) -> int:
        names = [f"Mira{chr(97 + at % 26)}{chr(97 + at // 26)}" for at in range(count)]
        labels = [Label(name, name) for name in names]
        people = [f"{name} Lomax" for name in names]
        taken = 0

        def tick(*_: object) -> None:
            nonlocal taken
            taken += 1

        sys.setprofile(tick)
        found = full_names(labels, people)
        sys.setprofile(None)
        assert list(found.values()) == people
        return taken

    few = steps(200)
    assert steps(400) < 2.2 * few


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


@pytest.mark.parametrize(
    ("listed", "label"),
    [("Shadow Secretary Otto Brand", "Secretary"), ("Deputy Director Otto Brand", "Director")],
)
def test_an_office_before_a_listed_name_is_no_short_form_of_it(listed: str, label: str) -> None:
    """A deputy director is listed; whoever is labelled "Director" is another person."""
    names = _listed("Ida", label, f"speakers: [Ida Lomax, {listed}]")
    assert names == ["Ida Lomax", label]
    assert _listed("Ida", "King", "speakers: [Ida Lomax, Otto King]")[1] == "Otto King"


@pytest.mark.parametrize(
    ("head", "label", "name"),
    [
        ("Interview with Otto Brand", "Brand", "Otto Brand"),
        ("The mill, with Otto Brand", "BRAND", "Otto Brand"),
        ("The mill\n\nBy Otto Brand", "Brand", "Otto Brand"),
        ("The mill of Otto Brand", "Brand", "Brand"),
        ("Interview with Kay Otto", "Otto", "Otto"),
        ("Interview with Otto Brand and Kay Brand", "Brand", "Brand"),
    ],
)
def test_a_short_label_is_whom_the_page_says_to_be_in_the_talk(
    head: str, label: str, name: str
) -> None:
    """A title or a byline completes a surname, not one that is a given name, nor one that two have."""
    talk = read(f"{head}\n\n{_TALK.format(host='Ida', guest=label)}".encode(), "talk.txt")
    assert talk.speaker(talk.turns[1].speaker).name == name
