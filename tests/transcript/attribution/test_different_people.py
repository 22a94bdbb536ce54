"""Labels that look alike: which of them are one person's, and which are two people's."""

from __future__ import annotations

import pytest

from segmentcast.transcript import read

_WORDS = ("It is a scandal.", "I never took it.", "My mother did.", "I did not know that.", "No.")


def _talk(*labels: str) -> bytes:
    """A talk in which Maria asks, and the labels answer in turn, twice over."""
    turns = ["Maria Lund: What do people say?"]
    for _ in range(2):
        turns += [f"{label}: {words}" for label, words in zip(labels, _WORDS, strict=False)]
        turns.append("Maria Lund: And you?")
    return ("The last ferry\n\n" + "\n\n".join(turns)).encode()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("DR BRAND", "MRS BRAND"),
        ("Mr Brand", "Ms Brand"),
        ("MR. BRAND", "MRS. BRAND"),
        ("MR OTTO BRAND", "MRS BRAND"),
        ("MR ANNE LEE", "MRS ANNE LEE"),
        ("MRS BRAND", "MISS BRAND"),
        ("LORD HALL", "LADY HALL"),
        ("SIR JOHN BRAND", "LADY BRAND"),
        ("SENATOR BERG", "CONGRESSMAN BERG"),
        ("HERR BRAND", "FRAU BRAND"),
        ("KING CHARLES I", "KING CHARLES II"),
        ("TOM WEBB SR.", "TOM WEBB"),
        ("JOHN SMITH SR", "JOHN SMITH JR"),
        ("GEORGE H. W. BUSH", "GEORGE W. BUSH"),
        ("ANNA MARIA BERG", "ANNA LENA BERG"),
        ("LABOUR MP 1", "LABOUR MP 2"),
        ("VOX POP ONE", "VOX POP TWO"),
    ],
)
def test_labels_that_differ_in_more_than_spelling_are_two_people(one: str, other: str) -> None:
    """A title of another sex or rank, a generation, a number, a middle name: two people, sure turns."""
    talk = read(_talk(one, other), "talk.txt")
    assert len(talk.speakers) == len({speaker.name for speaker in talk.speakers}) == 3
    first, second = talk.turns[1], talk.turns[2]
    assert first.speaker != second.speaker
    assert first.text.startswith(_WORDS[0])
    assert min(first.confidence, second.confidence) == 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("DR. OTTO BRAND", "BRAND"),
        ("MRS BRAND", "MS BRAND"),
        ("PROF ANNE LEE", "DR ANNE LEE"),
        ("PROF LEE", "DR LEE"),
        ("SEN. BERG", "SENATOR BERG"),
        ("ANNA MARIA BERG", "ANNA M. BERG"),
        ("GEORGE W. BUSH", "GEORGE BUSH"),
        ("ANNE DE VRIES", "ANNE VRIES"),
    ],
)
def test_labels_of_one_person_stay_one(one: str, other: str) -> None:
    """Titles that one person can have, and a name in short, do not make two people; keys stay."""
    talk = read(_talk(one, other), "talk.txt")
    assert len(talk.speakers) == 2
    assert not any("-" in key and key.split("-")[0] in {"mrs", "ms", "dr", "prof", "senator"}
                   for key in (speaker.key for speaker in talk.speakers))  # fmt: skip


def test_another_title_once_is_a_slip() -> None:
    """ "DR BRAND" once, far from any "MR BRAND", is the one Brand who speaks."""
    turns = "Maria Lund: So?\n\nMR BRAND: Yes.\n\n" * 3 + "Maria Lund: No?\n\nDR BRAND: No.\n\n"
    talk = read(f"The ferry\n\n{turns}".encode(), "talk.txt")
    assert [speaker.key for speaker in talk.speakers] == ["maria-lund", "brand"]


def test_the_name_alone_beside_two_who_have_it_is_doubtful() -> None:
    """ "BRAND" may be Mr or Mrs Brand: a finding says so, and the turn is not sure."""
    talk = read(_talk("MR BRAND", "MRS BRAND", "BRAND"), "talk.txt")
    assert {speaker.key for speaker in talk.speakers} == {"maria-lund", "mr-brand", "mrs-brand"}
    assert talk.turns[3].confidence == 0.5
    assert "ambiguous-label" in {finding.rule for finding in talk.findings}
    given = read(_talk("MR OTTO BRAND", "MRS BRAND", "BRAND"), "talk.txt")
    assert "ambiguous-label" in {finding.rule for finding in given.findings}


def _names_of(*labels: str) -> list[tuple[str, float]]:
    page = "\n\n".join(
        f"{label}: The harbour is open{'?' * (at % 2)}." for at, label in enumerate(labels)
    )
    talk = read(page.encode(), "t.txt")
    return [
        (talk.speaker(turn.speaker).name, turn.confidence) for turn in talk.turns for _ in turn.paragraphs
    ]  # fmt: skip


def test_a_given_name_that_answers_its_namesake_is_another_person() -> None:
    """ "Otto:" and "Ida Otto:" take turns, so that they are two, and who Otto is isn't sure."""
    found = _names_of(*["Ida Otto", "Otto"] * 3)
    assert found == [("Ida Otto", 1.0), ("Otto", 0.5)] * 3


@pytest.mark.parametrize(
    "labels",
    [
        ["Ida Otto", "Rosa Lind", "Otto", "Rosa Lind", "Ida Otto", "Rosa Lind"],
        ["Ida Otto", "Rosa Lind", "Otto", "Rosa", "Otto", "Rosa"],
        ["Ida Otto", "Otto Brand", "Ada Quill", "Otto", "Ada Quill", "Otto"],
    ],
)
def test_a_given_name_that_is_a_surname_is_doubted(labels: list[str]) -> None:
    """If other labels shorten names otherwise or not at all, nobody has the word for sure."""
    found = _names_of(*labels)
    assert all(
        sure <= 0.5 for (_, sure), label in zip(found, labels, strict=True) if label == "Otto"
    )
    assert all(sure == 1.0 for (_, sure), label in zip(found, labels, strict=True) if label != "Otto")  # fmt: skip


@pytest.mark.parametrize(
    "labels",
    [
        ["IDA OTTO", "ROSA LIND", "OTTO", "LIND", "IDA OTTO", "OTTO", "LIND"],
        ["Ida Otto", "Q", "Otto", "Q", "Otto", "Q"],
    ],
)
def test_a_surname_is_its_owners_where_others_have_theirs(labels: list[str]) -> None:
    """A house that writes surnames means the surname, be it a given name as well."""
    found = _names_of(*labels)
    assert {name for (name, _), label in zip(found, labels, strict=True) if label.casefold() == "otto"} == {"Ida Otto"}  # fmt: skip
    assert all(sure == 1.0 for _, sure in found)


def test_each_label_of_a_register_is_somebody() -> None:
    """Names that begin and end alike are two people's, be they the five hundredth of a list."""
    names = [f"IDA {chr(65 + at // 26)}{chr(65 + at % 26)}DA LIND" for at in range(450)]
    page = "\n\n".join(f"{name}: We met at six." for name in names)
    assert len(read(page.encode(), "t.txt").speakers) == len(names)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HON. M. BRAND", "HON. R. LIND-BRAND"),
        ("M. BRAND", "R. BRAND"),
        ("M. BRAND", "R. LIND-BRAND"),
        ("R. BRAND", "HON. M. BRAND"),
        ("O. BRAND", "ROSA BRAND"),
        ("O. BRAND", "ROSA LIND-BRAND"),
    ],
)
def test_an_initial_that_contradicts_is_another_person(one: str, other: str) -> None:
    """ "M." before a surname is an initial behind a title, and beside others' initials; no thanks names its person."""
    talk = read(
        _talk(one, other).replace(b"And you?", b"Thank you, Rosa Lind-Brand. And you?"), "t.txt"
    )
    whose = [talk.speaker(turn.speaker).name for turn in talk.turns]
    assert len(set(whose)) == 3
    short, full = (one, other) if len(one.split()) <= len(other.split()) else (other, one)
    names = {one: whose[1], other: whose[2]}
    assert names[short][:2] == short.removeprefix("HON. ")[:2]
    assert names[full].startswith(("R. Lind", "R. Brand", "Rosa", "M. Brand"))
    assert all(turn.confidence == 1.0 for turn in talk.turns)


@pytest.mark.parametrize("surname", ["BRAND", "LIND-BRAND", "VAN DER BERG", "M. BRAND"])
def test_an_initial_tells_two_who_share_a_surname(surname: str) -> None:
    """ "R. BRAND" is Rosa Brand beside "O. BRAND", who is Otto Brand: two people, sure turns."""
    last = surname.removeprefix("M. ")
    found = _names_of(*[f"ROSA {surname}", f"OTTO {surname}"], *[f"R. {last}", f"O. {last}"] * 3)
    assert [name.split()[0] for name, _ in found] == ["Rosa", "Otto"] * 4
    assert all(sure == 1.0 for _, sure in found)


def test_an_initial_that_fits_two_is_doubtful() -> None:
    """ "R. BRAND" beside Rosa and Ruth Brand is nobody's for sure."""
    found = _names_of("ROSA BRAND", "RUTH BRAND", "IDA MOOR", "R. BRAND", "IDA MOOR", "R. BRAND")
    assert [sure for _, sure in found] == [1.0, 1.0, 1.0, 0.5, 1.0, 0.5]


@pytest.mark.parametrize("labels", [("ROSA BRAND", "R. BRAND"), ("R. LIND-BRAND", "BRAND")])
def test_who_answers_her_own_short_name_is_another_person(labels: tuple[str, str]) -> None:
    """Two labels that take turns are two people's, though one could be the other in short."""
    assert len({name for name, _ in _names_of(*labels * 3)}) == 2


@pytest.mark.parametrize("off", ["Rosa-Off", "Rosa Off", "ROSA OFF", "Rosa aus dem Off"])
def test_who_is_heard_off_camera_is_the_person_seen(off: str) -> None:
    """German transcripts mark narration so; the name is that of the person."""
    assert {name for name, _ in _names_of(*[off, "Rosa", "Otto", off, "Otto"] * 2)} == {"Rosa", "Otto"}  # fmt: skip
    assert {name for name, _ in _names_of(*["Lift-Off", "Otto Brand"] * 3)} == {"Lift-Off", "Otto Brand"}  # fmt: skip
