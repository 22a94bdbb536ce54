"""Courtesies name who is there: presented, welcomed, thanked for having asked."""

from __future__ import annotations

import pytest

from segmentcast.transcript.attribution import people, sequence
from segmentcast.transcript.attribution.naming import participants
from segmentcast.transcript.attribution.naming.clues.courtesies import courtesies_in


@pytest.mark.parametrize(
    ("text", "kind", "names"),
    [
        ("Today, my guest is Rosa Lind, who keeps the light.", "presented", ["Rosa Lind"]),
        ("I'm here with Rosa Lind-Moss of the Trust.", "presented", ["Rosa Lind-Moss"]),
        ("Joining me now are Rosa Lind and Otto Brand.", "presented", ["Rosa Lind", "Otto Brand"]),
        ("Unser Gast heute ist Rosa Lind, Biologin.", "presented", ["Rosa Lind"]),
        ("Nous recevons ce matin Rosa Lind, biologiste.", "presented", ["Rosa Lind"]),
        ("Hoy nos acompaña Rosa Lind, bióloga.", "presented", ["Rosa Lind"]),
        ("La nostra ospite di oggi è Rosa Lind, biologa.", "presented", ["Rosa Lind"]),
        ("Welcome, Murch.", "welcomed", ["Murch"]),
        ("Welcome to Ice Time, Rosa.", "welcomed", ["Rosa"]),
        ("Rosa welcome to the show.", "welcomed", ["Rosa"]),
        ("Thank you Rosa for joining me.", "welcomed", ["Rosa"]),
        ("Bienvenida, Rosa.", "welcomed", ["Rosa"]),
        ("Otto, thanks so much for having me.", "asked", ["Otto"]),
        ("Great to be here, Otto.", "asked", ["Otto"]),
        ("Danke für die Einladung, Otto.", "asked", ["Otto"]),
    ],
)
def test_a_courtesy_names_who_is_there(text: str, kind: str, names: list[str]) -> None:
    """Each form gives its kind and the names that it is done for, in five languages."""
    assert [(one.kind, one.name.text) for one in courtesies_in(text)] == [
        (kind, name) for name in names
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Welcome to Ice Time.",
        "She said, “Rosa, thanks for having me.”",
        "It is great to be here in Oslo.",
        "I worked with Rosa.",
    ],
)
def test_other_words_are_no_courtesy(text: str) -> None:
    """A show, a quotation, a place and a past colleague are not welcomed."""
    assert list(courtesies_in(text)) == []


def _company(turns: list[str], summary: str = "", title: str = "") -> people.Company:
    talk = sequence.talk_of(turns, boundaries_known=True)
    about = participants.About(summary, title)
    return people.gather(about, turns, talk.odds, sequence.leading(talk))


_TALK = [
    "How is the ice this year?",
    "It is cold, and it is old, and I like it very much.",
    "And what will you do next?",
    "I will stay, because my work is here and I have no other.",
] * 5


def test_a_welcome_and_its_answer_name_both() -> None:
    """ "Rosa, welcome" and "thanks for having me, Otto" are enough to name guest and host."""
    turns = ["Rosa, welcome back to the show.", "Thanks for having me, Otto.", *_TALK]
    assert [person.name for person in _company(turns).people] == ["Otto", "Rosa"]


def test_the_surname_of_another_is_worse_than_none() -> None:
    """A first name is completed by the surname that its bearer is given, not by one who is spoken of."""
    turns = ["Rosa, welcome back to the show.", "Thanks for having me, Otto.", *_TALK]
    turns[10] = "Did Rosa Parks ever come here? What do you think?"
    assert [person.name for person in _company(turns).people] == ["Otto", "Rosa"]


def test_two_in_one_sentence_are_both_there() -> None:
    """Where the talk names the guest whom the summary has talking with somebody, that one is the host."""
    turns = ["Rosa, welcome back to the show.", "I am glad that you asked.", *_TALK]
    company = _company(turns, "Otto Brand speaks with Rosa Lind about the ice.")
    assert [person.name for person in company.people] == ["Otto Brand", "Rosa Lind"]


def test_who_is_spoken_of_takes_nothing_from_the_two_of_a_sentence() -> None:
    """Where the summary's guest is surely there, whom the guest speaks of makes its host no less likely."""
    turns = ["Rosa, welcome back to the show.", "I am glad that you asked.", *_TALK]
    for at in (3, 5, 9):
        turns[at] = "Nora Quist is at the station. You know, Nora, she is strong, and I said so."
    company = _company(turns, "Otto Brand speaks with Rosa Lind about the ice.")
    assert [person.name for person in company.people] == ["Otto Brand", "Rosa Lind"]
    assert min(person.confidence for person in company.people) >= 0.93


def test_one_word_in_the_place_of_a_full_name() -> None:
    """A summary may call a person by one name, if the talk does as well; a country is no guest by that."""
    turns = ["Murch, welcome back to the show.", "I am glad that you asked.", *_TALK]
    company = _company(turns, "Murch joins Otto Brand to talk about the ice.")
    assert [person.name for person in company.people] == ["Otto Brand", "Murch"]
    known = participants.gathered(participants.About("Iran joins Otto Brand to talk."), _TALK)
    assert "Iran" not in {one.name for one in known}


def test_a_place_is_nobody() -> None:
    """ "In Austin, Texas." calls neither a city nor a state."""
    assert not participants.gathered(
        participants.About(), ["I lived in Austin, Texas. Then I left."]
    )
