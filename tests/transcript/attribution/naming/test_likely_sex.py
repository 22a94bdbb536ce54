"""Whether a woman or a man speaks: by title, pronouns, and given name, and never where these are thin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentcast import transcript
from segmentcast.model import Paragraph, Part, Speaker, Turn
from segmentcast.transcript.attribution.naming.name_knowledge.likely_sex import (
    sex_of_name,
    with_sexes,
)

LABELLED = "A talk\n\nHOST ONE, HOST: {intro}\n\n{name}, GUEST: It was crowded.\n"


def judged(name: str, said: str, summary: str = "", others: tuple[str, ...] = ()) -> Speaker:
    """The person of that name, of whom the host says something."""
    people = [Speaker("host", "Host", Part.HOST), Speaker("guest", name, Part.GUEST)]
    people += [Speaker(other, other, Part.GUEST) for other in others]
    turns = [Turn("host", (Paragraph(said),)), Turn("guest", (Paragraph("He said she left."),))]
    return with_sexes(people, turns, ("A title", summary))[1]


@pytest.mark.parametrize(
    ("name", "said", "sex"),
    [
        ("Rosa Lind", "How was it?", "woman"),
        ("Peter Aune", "How was it?", "man"),
        ("Robin Sand", "How was it?", ""),
        ("Robin Sand", "Ms. Sand, how was it?", "woman"),
        ("Robin Sand", "Thank you, Mr Sand.", "man"),
        ("Robin Sand", "With me is Robin Sand, who captains the ferry. She has done it for years.", "woman"),
        ("Robin Sand", "Robin Sand has his own boat.", "man"),
        ("Andrea Bocelli", "Andrea Bocelli sings. He has a new record.", "man"),
        ("Peter Aune", "Ms. Aune, welcome.", "woman"),
        ("Peter Aune", "Peter Aune has her own boat.", ""),
        ("Peter Aune", "Peter Aune has a boat. She bought it. Peter Aune said she likes it.", "woman"),
        ("Robin Sand", "Robin Sand met Anna Berg. She was late.", ""),
        ("Robin Sand", "Robin Sand has his boat. Robin Sand has her boat.", ""),
        ("Robin Sand", "My sister met Robin Sand.", ""),
        ("Host", "How was it?", ""),
        ("Rosa", "How was it?", ""),
        ("Unidentified woman", "How was it?", "woman"),
        ("MALE SPEAKER 2", "How was it?", "man"),
        ("Ann Man", "How was it?", "woman"),
    ],
)  # fmt: skip
def test_who_speaks(name: str, said: str, sex: str) -> None:
    """A title settles it; pronouns that can mean nobody else and given names have to agree."""
    person = judged(name, said)
    assert person.sex == sex
    rules = {evidence.rule for evidence in person.sex_evidence}
    assert rules == {f"likely-{sex}" if sex else "sex-unclear"}


def test_people_of_one_family_name_are_told_apart() -> None:
    """ "Mr. Lind" says nothing of Rosa Lind where an Otto Lind speaks, too; nor do a person's own words."""
    assert judged("Rosa Lind", "Mr. Lind, welcome.", others=("Otto Lind",)).sex == "woman"
    assert judged("Robin Sand", "Welcome.").sex == ""


def test_the_summary_and_the_role_count() -> None:
    """The page's summary has pronouns; a spokeswoman is a woman."""
    assert (
        judged("Robin Sand", "Hello.", "Robin Sand on the ferry that she captains.").sex == "woman"
    )
    people = [Speaker("a", "Robin Sand", Part.GUEST, "spokeswoman for the port")]
    assert with_sexes(people, [], ())[0].sex == "woman"


def test_the_transcript_has_it_and_it_changes_nobody() -> None:
    """Reading gives each speaker the likely sex; two speakers who differ in it alone are the same person."""
    text = LABELLED.format(intro="Here is Rosa Lind.", name="ROSA LIND")
    read = transcript.read(text.encode(), "talk.txt")
    assert [speaker.sex for speaker in read.speakers if speaker.name == "Rosa Lind"] == ["woman"]
    assert Speaker("a", "A", Part.HOST, sex="man") == Speaker("a", "A", Part.HOST)


def test_names_of_both_are_of_neither() -> None:
    """Names that are common on both sides, or unknown, tell nothing; accents and hyphens do not matter."""
    assert [sex_of_name(f"{name} X") for name in ("Kim", "Andrea", "Jean", "Xyzzy", "Wei")] == [
        ""
    ] * 5
    assert [sex_of_name(f"{name} X") for name in ("Otto", "Zoë", "Anna-Lena")] == [
        "man",
        "woman",
        "woman",
    ]
    assert sex_of_name("Rosa") == sex_of_name("") == ""


@given(st.text(max_size=60), st.text(max_size=200), st.text(max_size=80))
def test_any_text(name: str, said: str, summary: str) -> None:
    """Whatever is written, there is an answer with evidence."""
    person = judged(name or "x", said, summary)
    assert person.sex in ("", "woman", "man")
    assert person.sex_evidence
