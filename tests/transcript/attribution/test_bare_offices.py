"""Labels that are an office alone: whose they are, and when nobody's."""

from __future__ import annotations

import pytest

from segmentcast.model import Transcript
from segmentcast.transcript import overrides_from_toml, read


def _read(*labels: str) -> Transcript:
    """A talk in which Ada Quill asks each of the labelled, twice."""
    turns = [
        f"Ada Quill: What of pier {at}?\n\n{one}: It is shut." for at, one in enumerate(labels)
    ]
    return read("\n\n".join(["The pier", *turns, *turns]).encode(), "talk.txt")


def _who(transcript: Transcript) -> list[str]:
    names = {speaker.key: speaker.name for speaker in transcript.speakers}
    return [names[turn.speaker] for turn in transcript.turns if turn.speaker != "ada-quill"]


@pytest.mark.parametrize(
    ("titled", "bare"),
    [
        ("Mayor Rosa Lind", "Mayor"), ("MAYOR ROSA LIND", "MAYOR"), ("Gov. Rosa Lind", "Governor"),
        ("Secretary of State Rosa Lind", "Secretary of State"), ("Rosa Lind, Mayor", "Mayor"),
        ("Vice President Rosa Lind", "Vice President"), ("Mayor Rosa Lind", "The Mayor"),
    ],
)  # fmt: skip
def test_an_office_is_its_holders(titled: str, bare: str) -> None:
    """Where one person has exactly that title, the office alone is that person."""
    found = _read(titled, bare)
    assert len(set(_who(found))) == 1
    assert _who(found)[0].endswith("Rosa Lind")
    assert all(turn.confidence == 1 for turn in found.turns)


@pytest.mark.parametrize(
    "rank", ["Deputy", "Vice", "Shadow", "Assistant", "Acting", "Former", "Under"]
)
@pytest.mark.parametrize("office", ["Mayor", "President", "Minister", "Secretary"])
def test_a_longer_title_is_another_persons(rank: str, office: str) -> None:
    """ "Minister:" is Rosa Lind's, and never "Shadow Minister Otto Brand", whoever comes first."""
    longer = f"{rank} {office} Otto Brand"
    assert _who(_read(longer, f"{office} Rosa Lind", office))[1:3] == ["Rosa Lind"] * 2
    found = _read(longer, office)
    assert _who(found)[:2] == [longer, office]
    assert any(
        one.rule == "speaker-unnamed" and f'"{office}"' in one.what for one in found.findings
    )


def test_a_lieutenant_governor_is_no_governor() -> None:
    """Two offices that end alike are two people's, with a name or without."""
    found = _read(
        "Governor Rosa Lind", "Lieutenant Governor Otto Brand", "Governor", "Lieutenant Governor"
    )
    assert _who(found)[:4] == ["Rosa Lind", "Otto Brand", "Rosa Lind", "Otto Brand"]
    assert len(set(_who(_read("Governor", "Lieutenant Governor")))) == 2


@pytest.mark.parametrize(
    "titled", [("Mayor Rosa Lind", "Mayor Otto Brand"), ("Prime Minister Otto Brand",)]
)
def test_an_office_of_nobody_for_sure_is_in_doubt(titled: tuple[str, ...]) -> None:
    """Two holders, or a title that may be said in short: the turns are unsure, and a finding asks."""
    bare = titled[0].split(" ")[-3]
    found = _read(*titled, bare)
    unsure = [turn for turn in found.turns if turn.confidence < 1]
    assert len(unsure) == 2
    assert {turn.speaker for turn in unsure} == {bare.lower()}
    assert [one.rule for one in found.findings].count("ambiguous-label") == 1


def test_a_surname_that_is_an_office_too_is_a_surname() -> None:
    """ "Rosa Mayor" is "MAYOR:" for short."""
    assert set(_who(_read("Rosa Mayor", "MAYOR"))) == {"Rosa Mayor"}


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("The Mayor, Rosa Lind, is here.", "Rosa Lind"),
        ("With me is Mayor Rosa Lind.", "Rosa Lind"),
        ("The former Mayor, Rosa Lind, is here.", "Mayor"),
        ("With me is Deputy Mayor Rosa Lind.", "Mayor"),
        ("With me are Mayor Rosa Lind and Mayor Otto Brand.", "Mayor"),
    ],
)
def test_an_office_that_no_label_names_is_whom_the_talk_introduces_with_it(
    words: str, name: str
) -> None:
    """The only one who is introduced as the mayor has the label "MAYOR:", and can be called by it."""
    page = f"ADA ROWE: Good morning. {words} Why so early?\n\nMAYOR: They asked.\n\nADA ROWE: And?\n\nMAYOR: They came.\n"
    talk = read(page.encode(), "t.txt")
    assert talk.speaker(talk.turns[1].speaker).name == name
    named = overrides_from_toml({"speakers": {"mayor": {"name": "Kay Stone"}}}, "cast.toml")
    again = read(page.encode(), "t.txt", overrides=named)
    assert again.speaker(again.turns[1].speaker).name == "Kay Stone"


@pytest.mark.parametrize(
    "words",
    [
        "Yesterday the Mayor, Rosa Lind, spoke in the hall. Today we hear her successor.",
        "The Mayor of Lund, Rosa Lind, has closed the harbour.",
        "The Mayor, Rosa Lind, says no.",
    ],
)
def test_an_office_is_not_whom_somebody_only_speaks_of(words: str) -> None:
    """The holder who is told of may be another town's, or of another year: nobody here has that name."""
    page = f"ADA ROWE: Good morning. {words} Why so early?\n\nMAYOR: They asked.\n\nADA ROWE: And?\n\nMAYOR: They came.\n"
    assert [one.name for one in read(page.encode(), "t.txt").speakers] == ["Ada Rowe", "Mayor"]


@pytest.mark.parametrize(
    "words", ["Mayor Rosa Lind has closed it.", "The Mayor, Rosa Lind, talks about it."]
)
def test_a_page_may_say_who_has_the_office(words: str) -> None:
    """The summary's words of the only mayor are of whom the label is, unless it tells what she did."""
    page = f"The harbour\n\n{words}\n\nADA ROWE: Why so early?\n\nMAYOR: They asked.\n\nADA ROWE: And?\n\nMAYOR: They came.\n"
    named = "talks" in words
    assert read(page.encode(), "t.txt").speakers[1].name == ("Rosa Lind" if named else "Mayor")


def test_a_register_of_many_labels_gives_no_office_to_anybody() -> None:
    """Among hundreds of people the only one with an office by name may still be another one."""
    others = "".join(
        f"KAY STONE{'AB'[at % 2]}{chr(97 + at // 2 % 26)}{chr(97 + at // 52)}: Yes.\n\n"
        for at in range(210)
    )
    page = (
        f"ADA ROWE: Why?\n\nMAYOR ROSA LIND: So.\n\nADA ROWE: And?\n\nMAYOR: They came.\n\n{others}"
    )
    names = [one.name for one in read(page.encode(), "t.txt").speakers]
    assert "Mayor" in names


def test_an_office_that_labels_give_to_two_is_not_a_thirds() -> None:
    """Whom the talk introduces doesn't settle whose the label of two mayors is."""
    rows = [
        ("ADA ROWE", "Here is Mayor Rosa Lind. Why so early?"), ("MAYOR", "They asked."), ("ADA ROWE", "And?"),
        ("MAYOR OTTO BRAND", "They came."), ("ADA ROWE", "So?"), ("MAYOR KAY STONE", "Yes."),
    ]  # fmt: skip
    talk = read("\n\n".join(f"{who}: {words}" for who, words in rows).encode(), "t.txt")
    assert talk.turns[1].confidence <= 0.5
    assert "Rosa Lind" not in {one.name for one in talk.speakers}
