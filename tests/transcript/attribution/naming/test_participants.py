"""Who takes part: names that look like a person's, calls that are counted once, sides, and the number of people."""

from __future__ import annotations

import pytest

from segmentcast.model import SURE, Part, Transcript
from segmentcast.transcript import read
from segmentcast.transcript.attribution import headcount
from segmentcast.transcript.attribution.naming import participants
from segmentcast.transcript.attribution.naming.clues import page_summary
from segmentcast.transcript.attribution.naming.name_knowledge.given_names import is_given_name

_ASKED = [
    "How did the lighthouse come to you, and when did you first climb it?",
    "And what did your family say when they saw the stairs?",
    "Why does nobody else want to live there?",
    "How many ships do you count on a Sunday?",
    "So what do you do when the lamp goes out?",
    "What would you tell somebody who wants to take over?",
]
_ANSWERED = [
    "I answered an advertisement. I was twenty, and I had never been on an island in my life.",
    "My mother counted them. There are two hundred and eleven, and she told me each of them on the telephone.",
    "Because it is wet, and the boat comes on Tuesdays only, and you talk to yourself a lot.",
    "About forty. In the autumn we had days with ninety, but that was before they built the harbour.",
    "I have a second one. My father gave it to me, and I have used it twice in thirty years.",
    "Bring books. I read everything that I had in the first winter, and then I read the labels.",
]


def _page(turns: list[str], head: str = "") -> bytes:
    first = f"The keeper\n\n{head}\n\nRead the Full Transcript" if head else "The keeper"
    return "\n\n\n".join([first, *turns, ""]).encode()


def _talk() -> list[str]:
    return [words for pair in zip(_ASKED, _ANSWERED, strict=True) for words in pair]


def _cast(transcript: Transcript) -> list[tuple[str, Part]]:
    return [(one.name, one.part) for one in transcript.speakers]


def _gathered(turns: list[str], summary: str = "") -> dict[str, participants.Candidate]:
    about = participants.About(summary)
    return {one.name: one for one in participants.gathered(about, turns)}


@pytest.mark.parametrize("name", ["Rosa", "otto", "José", "Giulia", "Lars", "Amal"])
def test_given_names_of_many_languages_are_known(name: str) -> None:
    """The filter holds given names whatever their case and accents."""
    assert is_given_name(name)


def test_hardly_any_other_word_is_a_given_name() -> None:
    """Of words that are no names at most a few in a hundred pass the filter."""
    words = [f"{start}{end}" for start in "qxzvw" for end in ("ttle", "ruxo", "ibbet", "onkle")]
    assert sum(map(is_given_name, words)) <= 2


def test_calls_within_one_turn_count_once() -> None:
    """Who thanks an absent friend twice in one breath has called them in one turn."""
    turns = _talk()
    turns[3] = f"Thank you, Emil. {turns[3]} He carried the lamp. Thanks, Emil."
    sides = [at % 2 == 0 for at in range(len(turns))]
    assert _gathered(turns)["Emil"].called(sides) == (0, 1)


def test_words_in_quotation_marks_call_nobody() -> None:
    """What somebody once said to somebody else is no form of address here."""
    turns = _talk()
    turns[3] = f'{turns[3]} She always said, "Otto, take the lift." There is no lift.'
    assert "Otto" not in _gathered(turns)


def test_a_first_name_alone_introduces_its_bearer() -> None:
    """ "My name is Rosa" names the one who says it."""
    turns = _talk()
    turns[0] = f"Welcome to the harbour hour. My name is Rosa. {turns[0]}"
    turns[1] = f"Thank you, Rosa. {turns[1]}"
    assert ("Rosa", Part.HOST) in _cast(read(_page(turns), "page.txt"))


def test_the_host_is_named_by_the_guests_thanks() -> None:
    """A host who is called by the first name only is named by it; nobody invents the rest."""
    turns = _talk()
    turns[0] = f"Today I'm talking with Otto Brand. Otto, welcome to the show. {turns[0]}"
    turns[1] = f"Thanks for having me, Rosa. {turns[1]}"
    turns[9] = f"{turns[9]} You know, Rosa, that is a long time."
    turns += ["Otto, thank you so much.", "Thank you, Rosa."]
    assert _cast(read(_page(turns), "page.txt")) == [
        ("Rosa", Part.HOST),
        ("Otto Brand", Part.GUEST),
    ]


@pytest.mark.parametrize(
    "aside",
    [
        "Fascinating, I did not think of that.",
        "Exactly, and then it rains.",
        "I had Emil Pass on the show, and he said that every island needs one.",
        "The mayor, Ada Rowe, wants to close it.",
    ],
)
def test_asides_name_nobody(aside: str) -> None:
    """Interjections and people who are spoken of are nobody's name: the two stay Host and Guest."""
    turns = _talk()
    turns[4] = f"{aside} {turns[4]}"
    assert _cast(read(_page(turns), "page.txt")) == [("Host", Part.HOST), ("Guest", Part.GUEST)]


def test_two_people_are_two_and_four_are_more() -> None:
    """Clear alternation speaks for two people more than four names that are called in turn."""
    turns = _talk()
    odds = [1.5, -1.5] * 6
    sides = [True, False] * 6
    two = participants.gathered(participants.About(), turns)
    names = ["Rosa", "Otto", "Ada", "Emil"]
    called = [f"{names[at % 4]}, what do you say? {text}" for at, text in enumerate(turns)]
    more = participants.gathered(participants.About(), called)
    flat = [0.4, -0.2, -0.3, 0.1] * 3
    of_two = headcount.headcount_of(headcount.row_of(two, turns, odds, sides)).two
    assert of_two > 0.5
    row = headcount.row_of(more, called, flat, [odd > 0 for odd in flat])
    assert of_two > headcount.headcount_of(row).two


@pytest.mark.parametrize("words", ["Ada just said it.", "To Ada's point, yes.", "You guys laugh."])
def test_what_only_three_people_say_speaks_against_two(words: str) -> None:
    """Who speaks of somebody called here as of a third, or to several at once, is not in a talk of two."""
    turns = [
        f"Ada, tell us more. {text}" if at in (2, 4) else text for at, text in enumerate(_talk())
    ]
    odds = [1.5, -1.5] * 6
    sides = [True, False] * 6
    told = [f"{words} {text}" if at in (5, 7) else text for at, text in enumerate(turns)]
    rows = []
    for talk in (turns, told):
        known = participants.gathered(participants.About(), talk)
        rows.append(headcount.row_of(known, talk, odds, sides))
    alone, told_of = (headcount.headcount_of(row) for row in rows)
    assert alone.two > told_of.two


def test_things_of_the_title_are_no_third_person() -> None:
    """ "With Mining Pools" in a title takes nothing from the two of the summary; another person's name does."""
    talk = _talk()
    sides = [float(at % 2 == 0) for at in range(len(talk))]
    odds = [4.0 if side else -4.0 for side in sides]
    counts = []
    for title in ("Building Lighthouses With Mining Pools", "Building Lighthouses With Nora Quist"):
        about = participants.About("Rosa Lind speaks with Otto Brand about the light.", title)
        known = participants.gathered(about, talk)
        row = headcount.row_of(known, talk, odds, sides)
        counts.append(dict(zip(headcount.KINDS, row, strict=True))["page_people"])
    assert counts == [0, 1]


def test_a_doubtful_name_is_proposed_and_not_given() -> None:
    """A name that little speaks for leaves the guest a Guest, and stands in the finding as a proposal."""
    turns = _talk()
    turns[10] = f"Otto, one more. {turns[10]}"
    transcript = read(_page(turns), "page.txt")
    assert _cast(transcript) == [("Host", Part.HOST), ("Guest", Part.GUEST)]
    (finding,) = (one for one in transcript.findings if "perhaps Otto" in one.what)
    assert finding.rule == "speaker-unnamed"


def test_an_interview_of_somebody_with_somebody() -> None:
    """Who asks follows "of", who answers "with"; what a quotation before it speaks of is nobody."""
    summary = "„Es gibt mehr Freunde der Hafenpolitik als vermutet.“ Ein Interview von Otto Brand mit Rosa Lind."
    found = {(one.name.text, one.part.value) for one in page_summary.in_summary(summary)}
    assert found == {("Otto Brand", "host"), ("Rosa Lind", "guest")}


def test_whom_the_summary_only_mentions_does_not_take_part() -> None:
    """Who is named beside the page's one guest, and by nobody in the talk, leaves the turns as sure as they were."""
    title = "Rosa Lind on the Lamp"
    plain = "Rosa Lind is the keeper of the lighthouse."
    names = f"{plain} She learned the work from Otto Brand and Mia Rowe, and writes letters to Karl Stein."

    def sure(summary: str) -> int:
        page = f"{title}\n\n{summary}\n\nRead the Full Transcript\n\n\n" + "\n\n\n".join(
            _talk() * 2
        )
        return sum(turn.confidence >= SURE for turn in read(page.encode(), "page.txt").turns)

    assert sure(names) == sure(plain) == 24


def test_an_abbreviation_is_no_given_name() -> None:
    """ "AI Impacts" is not somebody called Ai."""
    about = participants.About("She runs AI Impacts, a project.")
    people = participants.gathered(about, _talk())
    headcount.weigh(people, [at % 2 == 0 for at in range(12)], two=False)
    assert [one.probability < 0.3 for one in people if one.name == "AI Impacts"] == [True]


def test_a_company_is_no_surname() -> None:
    """ "Otto Frostworks" once, where Frostworks is said often, leaves the host's name as it is."""
    turns = ["I'm Otto, and this is how Otto Frostworks came to be, says Rosa Lind.", *_talk()]
    named = [*turns, *["Frostworks is where we met, and Frostworks pays for the lamp."] * 2]
    assert any(
        one.name == "Otto Frostworks" for one in participants.gathered(participants.About(), turns)
    )
    people = participants.gathered(participants.About(), named)
    assert [one.name for one in people if one.name.startswith("Otto")] == ["Otto"]
