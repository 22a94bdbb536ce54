"""Labels that a hand mistyped are in doubt: nobody reads them aloud in somebody else's turn, sure of it."""

from __future__ import annotations

import pytest

from segmentcast.model import SURE, Transcript
from segmentcast.transcript import read

_HEAD = "The ferry\n\n"
_TALK = (
    "{other}: When did he tell you?\n\n{one}: He told me on Monday.\n\n{other}: Did you believe him?\n\n"
    "{line}\n\n{other}: And the bakers?\n\n{one}: They did not.\n\n{other}: Why?\n\n{one}: They wait.\n"
)


def _read(line: str, one: str = "Otto Brand", other: str = "Rosa Lind") -> Transcript:
    return read((_HEAD + _TALK.format(line=line, one=one, other=other)).encode(), "talk.txt")


def _is_doubted(talk: Transcript, words: str, rule: str) -> bool:
    (turn,) = (turn for turn in talk.turns if words in turn.text)
    return turn.confidence < SURE and rule in {finding.rule for finding in talk.findings}


@pytest.mark.parametrize("mark", ["::", ";", ".", " -"])
@pytest.mark.parametrize("one", ["PM", "Otto Brand"])
def test_a_known_label_with_another_mark_is_doubted(one: str, mark: str) -> None:
    """The paragraph would be read aloud in the turn before, the label with it."""
    talk = _read(f"{one}{mark} I always believe him.", one=one, other="JOURNALIST")
    assert _is_doubted(talk, "always believe", "label-unread")


@pytest.mark.parametrize(
    "line", ["PM2; I always believe him.", "PM:\n\nPM2; I always believe him."]
)
def test_a_counted_label_with_another_mark_is_doubted(line: str) -> None:
    """Where a label without words stands above it, too: "PM2" may be a second person."""
    assert _is_doubted(_read(line, one="PM", other="JOURNALIST"), "always believe", "label-unread")


@pytest.mark.parametrize(
    "line", ["(PM) I've got", "[PM] We have got", "PM I've got", "PM We've got", "PM We’ve got"]
)
def test_a_known_label_in_brackets_or_without_a_mark_is_doubted(line: str) -> None:
    """No sentence begins with an office in capitals and "I"."""
    talk = _read(f"{line} no comment.", one="PM", other="JOURNALIST")
    assert _is_doubted(talk, "no comment", "label-unread")


@pytest.mark.parametrize(
    "line",
    ["Otto Brand was late.", "Otto. He was late.", "PM Roe was late.", "Otto - he was late."],
)
def test_a_sentence_that_begins_with_a_name_is_not_doubted(line: str) -> None:
    """People are spoken of by the names that their labels have."""
    one = line.split(" ", maxsplit=1)[0].strip(".") if "Brand" not in line else "Otto Brand"
    talk = _read(line, one=one)
    assert "label-unread" not in {finding.rule for finding in talk.findings}


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        ("Otto Brand", "Otto Bran"),
        ("Otto Brand", "Otto Brnad"),
        ("PM", "PN"),
        ("Otto Brand", "Oto Bramd"),
        ("Mia Zebrinkas", "Mia Zuvrinkas"),
    ],
)
def test_a_name_a_letter_or_two_from_a_known_one_is_doubted(known: str, typed: str) -> None:
    """It looks like another person, and is there once."""
    talk = _read(f"{typed}: I always believe him.", one=known)
    assert _is_doubted(talk, "always believe", "label-doubtful")
    what = next(finding.what for finding in talk.findings if finding.rule == "label-doubtful")
    assert known in what
    assert typed in what


@pytest.mark.parametrize(
    "line",
    [
        "Otto Grand: I am Otto Grand, his cousin.",
        ">> Otto Bran: I believe him.",
        "Otto Brand: I believe him.",
        "Ida Stone: I believe him.",
    ],
)
def test_another_person_with_a_near_name_is_not_doubted(line: str) -> None:
    """Who is spoken of by the name, or marked, is somebody else."""
    assert "label-doubtful" not in {finding.rule for finding in _read(line).findings}


@pytest.mark.parametrize(
    ("known", "other", "third"), [("王伟", "李强", "王芳"), ("김민수", "이지은", "김민지")]
)
def test_names_whose_characters_are_syllables_are_not_near(
    known: str, other: str, third: str
) -> None:
    """Two people of one family name share most of the name."""
    talk = _read(f"{third}: I always believe him.", one=known, other=other)
    assert "label-doubtful" not in {finding.rule for finding in talk.findings}


def test_two_people_with_near_names_who_both_speak_often_are_two() -> None:
    """Anna and Anne are nobody's slip of the hand."""
    talk = _read("Anne: I believe him.", one="Anna", other="Anne")
    assert all(turn.confidence >= SURE for turn in talk.turns)


def test_questions_from_the_floor_are_somebody() -> None:
    """ "Question:" comes twice, asks, and somebody with a label answers."""
    talk = read(
        b"The bridge\n\nJane Roe: Good morning. Here is the bridge.\n\nOtto Brand: It is a good bridge.\n\n"
        b"Question: What will it cost?\n\nJane Roe: Two hundred.\n\nQuestion: When does it open?\n\n"
        b"Jane Roe: In March.\n\nOtto Brand: In the first week.\n",
        "t.txt",
    )
    said = [turn.text for turn in talk.turns if talk.speaker(turn.speaker).name == "Question"]
    assert said == ["What will it cost?", "When does it open?"]


def test_one_question_from_nobody_is_doubted() -> None:
    """Somebody may say "Question: how much?" as well."""
    talk = _read("Question: How much will it cost?")
    assert _is_doubted(talk, "How much", "label-unread")


def test_a_group_is_no_mistyped_one_of_its_people() -> None:
    """One journalist among "JOURNALISTS:" is as right as they are, and each has a label of an office's kind."""
    rows = [
        ("ROSA LIND", "The harbour is open."),
        ("JOURNALISTS", "Since when?"),
        ("ROSA LIND", "Since six."),
    ] * 2
    page = "\n\n".join(
        f"{who}: {words}"
        for who, words in [*rows, ("JOURNALIST", "Really?"), ("JOURNALISTS", "Thank you.")]
    )
    talk = read(page.encode(), "t.txt")
    assert not [row for row in talk.findings if row.rule == "label-doubtful"]
    assert all(turn.confidence == 1.0 for turn in talk.turns)


def test_an_office_that_captions_name_once_is_somebody() -> None:
    """ "MAYOR:" among captions with names is no sign on a door."""
    words = [
        "MAYOR OTTO BRAND: Good morning.",
        "ROSA LIND: Why so early?",
        "MAYOR: They asked.",
        "ROSA LIND: Thank you.",
    ]
    cues = "\n\n".join(
        f"00:00:{at}0.000 --> 00:00:{at}9.000\n>> {text}" for at, text in enumerate(words, 1)
    )
    talk = read(f"WEBVTT\n\n{cues}\n".encode(), "t.vtt")
    assert [(turn.speaker, turn.confidence) for turn in talk.turns] == [
        ("otto-brand", 1.0), ("rosa-lind", 1.0), ("otto-brand", 1.0), ("rosa-lind", 1.0)
    ]  # fmt: skip
