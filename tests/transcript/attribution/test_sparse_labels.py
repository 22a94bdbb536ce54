"""A page that has lost most of its labels: nobody is given the answers of another without a doubt."""

from __future__ import annotations

import pytest

from segmentcast.model import Transcript
from segmentcast.transcript import read
from segmentcast.transcript.attribution.labelled.sparse_labels import swallowed
from segmentcast.transcript.labels.label_book import of_one_voice
from segmentcast.transcript.review.certainty import certainty_of

_PAIRS = [
    ("How did the mill come to you?", "My aunt left it to me in the spring, with all its debts."),
    ("And did the wheel turn then?", "No, it had been standing still for nine years or so."),
    ("Who helped you with it?", "A carpenter from the quay, who had never seen a mill before."),
    ("What does it grind today?", "Rye, mostly. In the autumn there is some barley, too."),
    ("Does anybody buy it?", "Yes, the bakers do. They come at four in the morning."),
    ("So what comes next?", "I would like to mend the roof, if the winter lets me."),
]


def _page(labelled: set[int]) -> bytes:
    rows = ["The mill at night", ""]
    for at, (asked, answered) in enumerate(_PAIRS):
        rows += [f"ROSA LIND: {asked}" if at in labelled else asked, ""]
        rows += [f"OTTO BRAND: {answered}" if at in labelled else answered, ""]
    return "\n".join(rows).encode()


def test_a_conversation_behind_one_label_is_doubted() -> None:
    """Ten paragraphs of questions and answers behind one label are not one person's, surely."""
    transcript = read(_page({0}), "page.txt")
    swallowing = max(transcript.turns, key=lambda turn: len(turn.paragraphs))
    assert swallowing.confidence < 0.6
    assert certainty_of(transcript).doubtful
    [finding] = [item for item in transcript.findings if item.rule == "labels-sparse"]
    assert "11 paragraphs" in finding.what


def test_a_page_with_all_its_labels_is_sure() -> None:
    """The same page with a label before each turn is sure in every turn."""
    transcript = read(_page(set(range(len(_PAIRS)))), "page.txt")
    assert {turn.confidence for turn in transcript.turns} == {1.0}
    assert not [item for item in transcript.findings if item.rule == "labels-sparse"]


def test_a_long_answer_of_one_person_is_sure() -> None:
    """Many paragraphs of one person behind one label stay that person's, a question among them or not."""
    told = "My aunt left it to me.\n\nAnd why not?\n\n"
    told += "\n\n".join(f"That was year {year} of the mill." for year in range(1, 9))
    page = f"The mill\n\nROSA LIND: How was it?\n\nOTTO BRAND: It was long.\n\n{told}\n\nROSA LIND: Thanks.\n"
    assert {turn.confidence for turn in read(page.encode(), "page.txt").turns} == {1.0}


_TOLD = [
    "The council of the river town closed the old mill on Monday after an inspection.",
    "Inspectors had found that the wheel was no longer safe, the council said in a statement.",
    "The mill was built in 1820 and has ground rye for most of its two centuries.",
    "A carpenter from the quay offered to mend the wheel by the autumn.",
    "The owners said that the town had promised to pay for a new roof.",
]


def _told(labelled: tuple[int, ...], count: int, name: str) -> Transcript:
    rows = [
        f"{'Vera Lunn: ' if at in labelled else ''}{(_TOLD * count)[at]}" for at in range(count)
    ]
    if name.endswith("html"):
        page = "<html><body><h1>Mill closes</h1>" + "".join(f"<p>{row}</p>" for row in rows)
        return read(page.encode(), name)
    return read(("Mill closes\n\n\n" + "\n\n\n".join(rows)).encode(), name)


@pytest.mark.parametrize("name", ["page.txt", "page.html"])
@pytest.mark.parametrize(("labelled", "count"), [((0,), 9), ((0,), 26), ((0, 25), 50)])
def test_a_label_before_the_first_paragraph_names_who_says_it_all(
    labelled: tuple[int, ...], count: int, name: str
) -> None:
    """The mend for a page on which nobody asks works: one label, and all of it is that person's."""
    [finding] = [f for f in _told((), count, name).findings if f.rule == "no-conversation"]
    assert "label the first paragraph alone" in finding.mend
    transcript = _told(labelled, count, name)
    assert [speaker.name for speaker in transcript.speakers] == ["Vera Lunn"]
    assert "Vera Lunn" not in " ".join(turn.text for turn in transcript.turns)
    assert {turn.confidence for turn in transcript.turns} == {1.0}
    assert not [f for f in transcript.findings if f.rule in {"no-conversation", "label-unread"}]


def test_a_name_before_the_first_turn_of_a_conversation_says_not_all_of_it() -> None:
    """Where people ask and answer, or a place stands there, one label at the top gives nobody all the words."""
    talk = "".join(f"Why was it {at} miles?\n\n\nBecause of wall {at}.\n\n\n" for at in range(8))
    transcript = _text(f"The walls\n\n\nVera Lunn: Welcome to the walls.\n\n\n{talk}")
    assert min(turn.confidence for turn in transcript.turns) < 0.6
    paragraphs = [
        ("Vera Lunn: Welcome to the walls.", ""),
        *((one, "") for one in talk.split("\n\n\n") if one),
    ]
    assert not of_one_voice(paragraphs)
    assert of_one_voice([paragraphs[0], *(row for row in paragraphs[1:] if "?" not in row[0])])
    place = _text("The mill\n\n\nNew Delhi: " + "\n\n\n".join(_TOLD * 3))
    assert "New Delhi" not in {speaker.name for speaker in place.speakers}


def _text(words: str) -> Transcript:
    return read(words.encode(), "page.txt")


def test_questions_between_many_labels_are_one_persons() -> None:
    """Where most paragraphs have a label, whoever asks twice and answers oneself lost no label."""
    asking = ["Why go?", "Is it far?", "Yes, it is."]
    assert swallowed([*[["It is so."]] * 10, *[asking] * 4]) == frozenset()
    assert swallowed([["It is so."], *[asking * 2] * 4]) == {1, 2, 3, 4}
