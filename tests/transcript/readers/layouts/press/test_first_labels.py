"""Labels in front of some turns of an interview whose type tells who speaks: nobody says them."""

from __future__ import annotations

from segmentcast.model import SURE
from segmentcast.transcript import read
from tests.transcript.readers.spoken import spoken

_ASKED = [
    "Why does the library open at six, and did you plan it?",
    "When did you know that it worked?",
    "Do you see yourself opening another?",
]
_SAID = [
    "I talked to the bakers, and they asked me for it.",
    "I knew it when I saw twelve of them.",
    "I am not sure. Ask me in a year.",
]


def _page(asked: list[str], said: list[str], head: str = "") -> str:
    turns = "".join(
        f"<p><b>{question}</b></p><p>{answer}</p>"
        for question, answer in zip([f"{a}{b}" for a, b in zip(asked, _ASKED, strict=True)],
                                    [f"{a}{b}" for a, b in zip(said, _SAID, strict=True)], strict=True)
    )  # fmt: skip
    return f"<html><body><article><h1>The reading room</h1>{head}{turns}</article></body></html>"


def _words(page: str) -> list[str]:
    return [words for _, words in spoken(page, "a.html")]


_TURNS = [words for pair in zip(_ASKED, _SAID, strict=True) for words in pair]


def test_labels_of_the_first_turns_name_the_two() -> None:
    """The paper's name within the bold question, the guest's in bold before the plain answer."""
    page = _page(["The Harbour News: ", "", ""], ["<b>Brand:</b> ", "", ""])
    assert spoken(page, "a.html") == list(
        zip(["The Harbour News", "Brand"] * 3, _TURNS, strict=True)
    )


def test_the_byline_names_who_asks() -> None:
    """A person rather than the paper."""
    page = _page(["Harbour News: ", "", ""], ["Otto Brand: ", "", ""], "<p>By Rosa Lind</p>")
    names = [name for name, _ in spoken(page, "a.html")]
    assert (names, _words(page)) == (["Rosa Lind", "Otto Brand"] * 3, _TURNS)


def test_labels_that_come_again_do_not_swallow_the_turns_without() -> None:
    """Two of three have one on each side: the bold question between is no answer's."""
    page = _page(["Harbour News: ", "", "Harbour News: "], ["Otto Brand: ", "", "Brand: "])
    assert spoken(page, "a.html") == list(
        zip(["Harbour News", "Otto Brand"] * 3, _TURNS, strict=True)
    )


def test_a_first_word_that_nothing_else_tells_is_unsure() -> None:
    """It is read aloud, and a person is to look."""
    talk = read(_page(["", "", ""], ["Honestly: ", "", ""]).encode(), "a.html")
    assert [turn.confidence >= SURE for turn in talk.turns] == [True, False, True, True, True, True]
    assert talk.turns[1].text.startswith("Honestly: ")


def test_a_name_that_the_introduction_has_is_a_label() -> None:
    """Nothing but plain type is about it."""
    page = _page(
        ["", "", ""],
        ["Brand: ", "", ""],
        "<p>Otto Brand stands at the door and talks about it.</p>",
    )
    assert _words(page) == _TURNS
