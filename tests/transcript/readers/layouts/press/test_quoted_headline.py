"""A newspaper's headline that quotes somebody looks like a label, and is the page's title."""

import pytest

from segmentcast import transcript
from segmentcast.model import Transcript

LEAD = "The captain tells the Harbour Post about fog, tickets and fifty years at sea"
TURNS = (
    "Where are you right now?",
    "On the upper deck, heading out to the sound, and then I go on to the north.",
    "Do you come back tonight?",
    "I come back when the fog has gone, and the fog goes when it wants to.",
    "And what does a ticket cost?",
    "Nine crowns, as it did when my father stood here and counted them.",
)
SHARE = "Share\nShare this article\n\nThe captain was in town this week. We met him on the quay."


def read(*paragraphs: str) -> Transcript:
    return transcript.read("\n\n".join(paragraphs).encode(), "page.txt")


def words_of(page: Transcript) -> list[str]:
    return [" ".join(paragraph.text for paragraph in turn.paragraphs) for turn in page.turns]


def dashed(count: int = len(TURNS)) -> list[str]:
    return [f"—{turn}" for turn in TURNS[:count]]


@pytest.mark.parametrize(
    "headline",
    [
        'Otto Brand: "We were never late"',
        "Otto Brand : « Nous n'étions jamais en retard »",
        "Otto Brand: „Wir kamen nie zu spät“",
        "Otto Brand: “Were we ever late?”",
        "Otto Brand: We were never late",
    ],
)
@pytest.mark.parametrize("head", [LEAD, f"{LEAD}\n\n{SHARE}"])
def test_a_headline_above_dashes_is_the_title(headline: str, head: str) -> None:
    """The turns divide at their dashes as they do without it, and nobody says the headline."""
    page = read(headline, head, *dashed())
    assert page.title == headline
    assert words_of(page) == list(TURNS)
    assert len({turn.speaker for turn in page.turns}) == 2


def test_a_headline_above_few_dashes_is_nobodys_label() -> None:
    """Too few turns to tell whose they are: they are doubtful, and no single person says the whole page."""
    page = read('Otto Brand: "We were never late"', LEAD, SHARE, *dashed(4))
    assert page.title == 'Otto Brand: "We were never late"'
    assert len({turn.speaker for turn in page.turns}) > 1
    assert min(turn.confidence for turn in page.turns) < 0.9
    assert "never late" not in " ".join(words_of(page))


def test_a_headline_above_labelled_turns_is_the_title() -> None:
    """Whoever is quoted in it may have labels below."""
    turns = [
        f"{who}: {words}" for who, words in zip(("Rosa Lind", "Otto Brand") * 3, TURNS, strict=True)
    ]
    page = read('Otto Brand: "We were never late"', LEAD, *turns)
    assert page.title == 'Otto Brand: "We were never late"'
    assert words_of(page) == list(TURNS)


def test_turns_in_quotation_marks_are_turns() -> None:
    """Where a house sets what is said in quotation marks, the first turn is no headline."""
    page = read(
        'Rosa Lind: "Where are you"', 'Otto Brand: "On the upper deck."',
        'Rosa Lind: "Do you come back?"', 'Otto Brand: "Tonight."',
    )  # fmt: skip
    assert len(page.turns) == 4
    assert page.title == ""


def test_a_quotation_that_ends_as_a_sentence_is_said() -> None:
    """A statement that a page of one person begins with stays."""
    page = read('Otto Brand: "We were never late."', "And we never shall be, as long as I sail.")
    assert "never late" in words_of(page)[0]


@pytest.mark.parametrize(
    ("first", "goes_on"),
    [
        ('Rosa Lind: "Do the bakers come at six?"', "It was in the Harbour News, and nobody believed it."),
        ('Rosa Lind: "The bakers come at six"', "You said so in the Harbour News."),
    ],
)  # fmt: skip
def test_a_first_turn_in_quotation_marks_is_no_headline(first: str, goes_on: str) -> None:
    """Who has turns below asks, or speaks to somebody: no word of it is left out."""
    rest = ("Otto Brand: I did say so.", "Rosa Lind: Who pays?", "Otto Brand: The town does.")
    page = read(first, goes_on, *rest)
    assert words_of(page)[0] == f"{first.partition(': ')[2]} {goes_on}"
    assert page.speaker(page.turns[0].speaker).name == "Rosa Lind"


def test_a_headline_of_somebody_with_turns_below_is_reported() -> None:
    """It may be the first of them: a person has to look."""
    turns = ("Rosa Lind: Who pays?", "Otto Brand: The town does.") * 2
    page = read('Otto Brand: "We were never late"', "The captain on fog and fifty years.", *turns)
    assert page.title == 'Otto Brand: "We were never late"'
    assert "page-words" in {finding.rule for finding in page.findings}
