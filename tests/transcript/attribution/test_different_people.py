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
