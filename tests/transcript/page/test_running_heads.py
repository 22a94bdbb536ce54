"""Numbers and heads of pages within a talk are furniture; a number that somebody answers is said."""

from __future__ import annotations

from segmentcast.transcript import read

ANSWER = (
    "We opened the library at six, and the bakers came on the very first morning, all twelve of them, "
    "with flour on their sleeves, and asked for the newspapers and for a warm place to sit down until "
    "the ferry leaves, which is what we had hoped for when we began to plan it a year ago."
)


def _words(text: str) -> str:
    return "\n".join(turn.text for turn in read(text.encode(), "page.txt").turns)


def _talk(*between: str) -> str:
    turns = [f"JOURNALIST: What about the plan of {when}?\n\nMAYOR: {ANSWER}" for when in ("spring", "summer", "autumn", "winter")]  # fmt: skip
    pages = [f"{turn}\n\n{mark}\n\nThat is part {at} of it." for at, (turn, mark) in enumerate(zip(turns, between, strict=False))]  # fmt: skip
    return "\n\n".join([*pages, *turns[len(between) :]])


def test_numbers_that_run_on_are_pages() -> None:
    words = _words(_talk("2", "3", "4"))
    assert not any(f"\n{number}" in words for number in (2, 3, 4))
    assert words.count("That is part") == 3


def test_a_head_beside_the_numbers_goes_with_them() -> None:
    text = _talk("HARBOUR HALL\n\n2", "HARBOUR HALL\n\n3", "HARBOUR HALL\n\n4")
    assert "HARBOUR" not in _words(text)
    transcript = read(text.encode(), "page.txt")
    said = [finding.what for finding in transcript.findings if finding.rule == "furniture"]
    assert said == ['numbers and heads of pages, not spoken: "HARBOUR HALL", "2", "3", "4"']
    assert "HARBOUR HALL" not in _words(_talk("HARBOUR HALL / 2", "HARBOUR HALL / 3"))


def test_one_number_is_a_page_beside_the_documents_first_words() -> None:
    assert "\n2" not in _words(f"THE MAYOR\n\n3 May 2026\n\n{_talk(chr(10).join(('THE MAYOR', '', '2')))}")  # fmt: skip
    assert "Page 2" not in _words(_talk("Page 2 of 9"))


def test_numbers_that_answer_are_said() -> None:
    """One alone, two in answers, and those that do not run on."""
    assert "2" in _words(_talk("2"))
    asked = "How many came by boat that day, of all who came?"
    words = _words(f"JOURNALIST: {asked}\n\n2\n\nMAYOR: {ANSWER}\n\nJOURNALIST: {asked}\n\n3\n\nMAYOR: {ANSWER}")  # fmt: skip
    assert {"2", "3"} <= set(words.split())
    assert "7" in _words(_talk("7", "2"))


def test_the_foot_of_a_page_and_the_head_of_the_next_are_not_said() -> None:
    """Once is enough: a number, and "Page" with the next one beside it, and what records have there."""
    head = ("7", "Page 8", "49th Session", "Monday, 31 May 2021", "Volume 12")
    words = _words(_talk("\n\n".join(head)))
    assert not any(line in words for line in head)
    assert "That is part 0 of it." in words
    assert "Volume 12" in _words(_talk("Volume 12"))
    asked = "Which of the pages of the book of the harbour was it?"
    assert "7" in _words(f"JOURNALIST: {asked}\n\n7\n\nPage 8\n\nMAYOR: {ANSWER}\n\nJOURNALIST: Why?\n\nMAYOR: {ANSWER}")  # fmt: skip


def test_numbers_that_answer_questions_are_said() -> None:
    """However many of them follow each other: a guest counts, and a page's number answers nobody."""
    long = (
        "I have thought about it all the winter, and I have asked everybody whom I know on the river. "
        * 3
    )
    turns = [
        turn
        for number in (1, 2, 3, 4)
        for turn in ("How many ferries were there in that year?", str(number), "And what do you make of it?", long.strip())
    ]  # fmt: skip
    talk = read("\n\n\n".join(["The ferry", *turns, ""]).encode(), "talk.txt")
    said = [paragraph.text for turn in talk.turns for paragraph in turn.paragraphs]
    assert [number for number in "1234" if number in said] == list("1234")
