"""Offices are no names: they call whoever the page or the talk gives them to, and nobody else."""

from __future__ import annotations

import pytest

from segmentcast.model import Part
from segmentcast.transcript import read
from segmentcast.transcript.attribution.naming import participants
from segmentcast.transcript.attribution.naming.clues.courtesies import courtesies_in
from segmentcast.transcript.attribution.naming.clues.offices import holders
from segmentcast.transcript.attribution.people import Person, forms_of

_ANSWER = "I was there, and it was cold, and nobody came for a week."


def _names(turns: list[str], summary: str = "", title: str = "") -> dict[str, set[str]]:
    people = participants.gathered(participants.About(summary, title), turns)
    return {one.name: {kind for kind, _ in one.signs} for one in people}


@pytest.mark.parametrize(
    "words",
    [
        "Prime Minister, good morning.",
        "Good morning, Prime Minister.",
        "Righto Prime Minister, thank you for joining us.",
        "Thank you, Premier. Welcome to the show, Treasurer.",
        "PM, how was it?",
        "Foreign Minister, welcome to the programme.",
    ],
)
def test_an_office_is_nobodys_name(words: str) -> None:
    """Whom a turn calls by an office that nobody is said to have stays without a name."""
    assert _names([words, _ANSWER, words, _ANSWER]) == {}


@pytest.mark.parametrize(
    ("turns", "summary"),
    [
        (["Prime Minister, good morning.", _ANSWER], "Prime Minister Rosa Lind on the ice."),
        (["The Prime Minister, Rosa Lind, is here. Prime Minister, welcome.", _ANSWER], ""),
        (["With me is Prime Minister Rosa Lind. Thank you, Prime Minister.", _ANSWER], ""),
    ],
)
def test_an_office_calls_who_has_it(turns: list[str], summary: str) -> None:
    """An office calls the only person to whom the summary or the first turns give it."""
    assert "closes" in _names(turns, summary)["Rosa Lind"]


def test_an_office_of_two_calls_neither() -> None:
    """Where the first turns give one office to two people, it calls nobody."""
    words = "Prime Minister Rosa Lind met Prime Minister Otto Brand. Prime Minister, welcome."
    assert all("closes" not in kinds for kinds in _names([words, _ANSWER]).values())


def test_who_is_greeted_by_a_full_name_answers() -> None:
    """A good morning to a full name welcomes, as on the air; to one word it is only a greeting."""
    (courtesy,) = courtesies_in("Rosa Lind, good morning.")
    assert (courtesy.kind, courtesy.name.text) == ("welcomed", "Rosa Lind")
    assert list(courtesies_in("Good morning, Rosa.")) == []


@pytest.mark.parametrize("medium", ["", ", Radio Nord", ", 60 Minutes", " Frost and Fire, Oslo"])
def test_interview_with_gives_no_part(medium: str) -> None:
    """A title "Interview with X" has X in the talk, on the side of who asks or of who answers."""
    about = participants.About(title=f"Interview with Rosa Lind{medium}")
    (press,) = participants.gathered(about, [_ANSWER])
    assert (press.counts["title_with"], press.counts["title_either"]) == (0, 1)
    (other,) = participants.gathered(
        participants.About(title="Ice: an interview with Rosa Lind"), []
    )
    assert (other.counts["title_with"], other.counts["title_either"]) == (1, 0)


_TALK = (
    "Prime Minister, is the ice our enemy? What do you say to those who fear it?",
    "Well I don't think so. The ice is old, and we have lived with it for a very long time.",
    "Would you concede that it's difficult to know what to do?",
    "One of the things I've learnt in my years in politics is that you don't overreact.",
    "But could it come further south? And what will your government do?",
    "Well we will do what we have to do. Our people are ready, and we have our ships.",
    "Prime Minister, thank you for joining us.",
    "Thank you.",
)


def test_who_is_called_by_who_answers_asks() -> None:
    """Of a page "Interview with X" the one who answers isn't X if they call X, by a name without commas too."""
    called = _TALK[3].replace("things I've", "things Rosa I've")
    text = "\n\n\n".join(("Interview with Rosa Lind, 60 Minutes", *_TALK[:3], called, *_TALK[4:]))
    document = read(text.encode(), "talk.txt")
    assert [one.name for one in document.speakers] == ["Rosa Lind", "Guest"]


def test_an_interview_on_ones_own_show_is_led() -> None:
    """Who is in the talk by the title, which also names the show after them, leads it; a stand-in isn't them."""
    for title, leader in (
        ("Interview with Rosa Lind, Rosa Lind 360, Nord", "Rosa Lind"),
        ("Interview with Otto Brand, Rosa Lind 360, Nord", "Host"),
    ):
        document = read("\n\n\n".join((title, *_TALK)).encode(), "talk.txt")
        assert [one.name for one in document.speakers] == [leader, "Guest"]


def test_an_unsettled_interview_proposes_the_name() -> None:
    """Where nobody calls whom the title has in the talk, both sides stay unnamed and the name is proposed."""
    text = "\n\n\n".join(("Interview with Rosa Lind - Fox News", *_TALK))
    document = read(text.encode(), "talk.txt")
    assert [one.name for one in document.speakers] == ["Host", "Guest"]
    assert "perhaps Rosa Lind" in str(document.findings[0])


@pytest.mark.parametrize(
    ("turn", "leader"),
    [
        ("Prime Minister, thank you for joining us.", "Rosa Lind"),
        ("Thank you for joining us.", "Host"),
        ("Mrs. Lind, Prime Minister, thank you for joining us.", "Host"),
    ],
)
def test_who_interviews_an_office_for_a_medium_asks(turn: str, leader: str) -> None:
    """ "Interview with X, MEDIUM" names who asks if they call the other by an office, and never name X."""
    talk = (_TALK[0].removeprefix("Prime Minister, ").capitalize(), *_TALK[1:6], turn, _TALK[7])
    text = "\n\n\n".join(("Interview with Rosa Lind, 60 Minutes", *talk))
    assert read(text.encode(), "talk.txt").speakers[0].name == leader


@pytest.mark.parametrize(
    "title",
    [
        "TRANSCRIPT OF THE PRIME MINISTER THE HON OTTO BRAND MP RADIO INTERVIEW WITH ROSA LIND, 2NX",
        "Transcript of the Prime Minister, the Hon. Otto Brand, interview with Rosa Lind",
        "TRANSCRIPT OF THE PRIME MINISTER, OTTO BRAND, A CURRENT AFFAIR WITH ROSA LIND - CHANNEL 9",
    ],
)
def test_the_title_of_an_office_names_both(title: str) -> None:
    """Whose office publishes a page answers on it; the other one of the title asks, capitals or not."""
    document = read("\n\n\n".join((title, *_TALK)).encode(), "talk.txt")
    assert [one.name for one in document.speakers] == ["Rosa Lind", "Otto Brand"]


@pytest.mark.parametrize(
    ("words", "calls"),
    [
        ("One of the things Rosa I've learnt is patience.", True),
        ("Pleasure Rosa.", True),
        ("Well Rosa, it is.", True),
        ("I told Rosa I would come.", False),
        ("That is the work of Rosa I think of.", False),
        ("We met Rosa.", False),
    ],
)
def test_a_name_of_the_page_is_called_without_commas(words: str, calls: bool) -> None:
    """Whom the page names is called where the name interrupts the sentence; not where a verb has it."""
    signs = _names([words], title="Interview with Rosa Lind")["Rosa Lind"]
    assert bool(signs & {"within", "opens"}) is calls
    assert "within" not in _names([words]).get("Rosa", set())


def test_a_medium_behind_a_name_is_cut_off() -> None:
    """ "Rosa Lind Radio 4" is Rosa Lind."""
    names = _names([_ANSWER], "Interview with Rosa Lind Radio 4, Oslo.")
    assert list(names) == ["Rosa Lind"]


@pytest.mark.parametrize("surname", ["Fox", "Sky", "Channel", "Bloomberg"])
def test_a_surname_that_a_medium_has_too_is_kept(surname: str) -> None:
    """ "Emma Louise Fox" keeps her surname; "Fox News", "Sky News" and "Channel Nine" are cut off."""
    turns = [f"My guest today is Emma Louise {surname}. Emma, welcome.", _ANSWER]
    assert list(_names(turns)) == [f"Emma Louise {surname}"]
    for medium in ("Fox News", "Sky News", "Channel Nine", "LAFM", "RVT", "RVT 1377"):
        assert list(_names([_ANSWER], f"Interview with Rosa Ann {medium}.")) == ["Rosa Ann"]


@pytest.mark.parametrize("name", ["Jean Luc GODE", "Anna Maria LIND", "Otto Brand III"])
def test_a_surname_in_capitals_is_no_station(name: str) -> None:
    """Pages in French write names so; a station's letters have no vowel."""
    assert list(_names([_ANSWER], f"Interview with {name}")) == [name]


def test_a_place_is_nobody() -> None:
    """A place behind the medium in a title is no candidate."""
    assert list(_names([_ANSWER], title="Interview with Rosa Lind CNN, Washington DC")) == [
        "Rosa Lind"
    ]


@pytest.mark.parametrize(
    "words",
    [
        "Premier Rosa Lind is here too. How do you answer?",
        "And Prime Minister Rosa Lind has also called for more. How do you answer?",
    ],
)
def test_an_office_is_not_taken_from_who_is_told_about(words: str) -> None:
    """A premier is no prime minister, and of whom a turn says what they did is not there."""
    assert "closes" not in _names(["Good morning, Prime Minister.", _ANSWER, words]).get(
        "Rosa Lind", set()
    )


@pytest.mark.parametrize(
    ("before", "office"),
    [
        ("Deputy", "Mayor"), ("former", "Mayor"), ("Acting", "Mayor"), ("Shadow", "Minister"), ("Lieutenant", "Governor"),
        ("Assistant", "Secretary"), ("former Prime", "Minister"),
    ],
)  # fmt: skip
def test_an_office_is_not_its_deputys(before: str, office: str) -> None:
    """Whoever is called Mayor is not who the page calls Deputy Mayor, nor who was Mayor once."""
    called = f"Mr. {office}, good morning." if office == "Secretary" else f"Good morning, {office}."
    assert list(holders(f"Here is {office} Otto Brand.", [called, _ANSWER]))
    assert not list(holders(f"Here is {before} {office} Otto Brand.", [called, _ANSWER]))


def test_a_country_stands_between_an_office_and_its_holder() -> None:
    """ "The Prime Minister of Norway, Rosa Lind" has that office."""
    words = "The Prime Minister of Norway, Rosa Lind – Prime Minister, good morning."
    assert "closes" in _names([words, _ANSWER])["Rosa Lind"]


def test_an_office_of_many_calls_nobody() -> None:
    """Forms of one name have its fullest; more forms than a name has are not compared, and have none."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    forms = [f"President {letters[at:]} Lind." for at in range(24)]
    turns = ["Mr. President, welcome.", _ANSWER]
    ((name, _, _),) = holders(" ".join(forms[:4]), turns)
    assert name == f"{letters} Lind"
    assert list(holders(" ".join(forms), turns)) == []


def test_a_guest_is_not_the_namesake_who_is_called() -> None:
    """If the summary has Otto Brand answer, the Otto whom the guest calls is another one."""
    turns = ["How was it?", "Well, Otto, it was cold.", "And then?", "It was long, Otto."]
    people = participants.gathered(participants.About("We talk with Otto Brand."), turns)
    participants.part_namesakes(people, [True, False, True, False])
    assert {one.name: len(one.signs) for one in people} == {"Otto Brand": 0, "Otto": 3}


def test_a_given_name_of_two_calls_neither_by_full_name() -> None:
    """Where the page names two of one given name, the given name alone takes neither's surname."""
    turns = ["How was it?", "Well, Otto, it was cold."]
    names = _names(turns, "Otto Lind sits down with Otto Brand.")
    assert names["Otto Lind"] == names["Otto Brand"] == set()
    assert names["Otto"] == {"opens", "within"}


def test_an_anchor_who_is_tossed_back_to_is_not_there() -> None:
    """After whom the show is named is neither side where the one who leads calls that person."""
    turns = ["Rosa, we are live. How was it?", "It was cold.", "Rosa, he is cold.", "I like her."]
    people = participants.gathered(participants.About(title="The Rosa Lind Show"), turns)
    participants.part_namesakes(people, [True, False, True, False])
    (anchor,) = [one for one in people if one.name == "Rosa Lind"]
    assert (anchor.signs, anchor.counts["eponym"]) == ([], 0)


def test_who_is_told_about_is_not_the_namesake_who_is_called() -> None:
    """A guest who calls Otto and tells of an Otto Brand speaks to another Otto."""
    turns = ["How was it?", "It was hard, Otto.", "Who came?", "We have Otto Brand up there."]
    people = participants.gathered(participants.About(), turns)
    participants.part_namesakes(people, [True, False, True, False])
    assert {one.name: {kind for kind, _ in one.signs} for one in people} == {
        "Otto Brand": {"introduced"},
        "Otto": {"closes"},
    }


def test_this_is_somebody_who_is_somebody_is_no_self_introduction() -> None:
    """ "This is X, who edits it" is said of another; "This is X." opens one's own turn."""
    about = _names(["This is Rosa Lind, who is the editor, and she wrote to us."])
    assert "self" not in about.get("Rosa Lind", set())
    assert "self" in _names(["This is Rosa Lind. Good to have you."])["Rosa Lind"]


@pytest.mark.parametrize(
    ("title", "leader"),
    [
        ("Radio interview Rosa Lind, Radio 4", "Rosa Lind"),
        ("Rosa Lind Programme, Radio Nord", "Rosa Lind"),
        ("Nord 7.30 Report with Rosa Lind", "Rosa Lind"),
        ("Ice and the Rosa Lind affair", "Host"),
    ],
)
def test_a_programmes_title_names_who_leads_if_the_talk_calls_them(title: str, leader: str) -> None:
    """Who is called by the given name of whom a programme's title names leads, by that name in full."""
    talk = (*_TALK[:3], "Well Rosa I think so.", _TALK[4], "It's a pleasure Rosa.", *_TALK[6:])
    document = read("\n\n\n".join((title, *talk)).encode(), "talk.txt")
    assert document.speakers[0].name == leader


@pytest.mark.parametrize(
    "words", ["Rosa Lind, thanks very much indeed.", "Minister, Rosa Lind, thank you."]
)
def test_a_full_name_thanked_at_the_end_answers(words: str) -> None:
    """Bare thanks to a full name, as a talk on the air ends, are a courtesy to who answers."""
    assert [one.name.text for one in courtesies_in(words)] == ["Rosa Lind"]
    assert list(courtesies_in("They said to Rosa Lind, thank you.")) == []


@pytest.mark.parametrize("thanks", ["Many thanks for talking to us.", "Many thanks."])
def test_many_is_nobody(thanks: str) -> None:
    """ "Many" is a given name somewhere, and thanks are none of hers."""
    assert _names([_ANSWER, thanks]) == {}


def test_mr_alone_is_no_office() -> None:
    """ "Mr. Secretary" calls the Secretary who is there, and no Mr. Brand; "Mr. President" nobody."""
    persons = [
        Person("Ida Lomax", Part.HOST),
        Person("Otto Brand", Part.GUEST, "Mr."),
        Person("Rosa Lind", Part.GUEST, "Secretary"),
    ]
    forms = forms_of(persons)
    assert forms.get("Mr. Secretary") == 2
    assert "Mr. President" not in forms
