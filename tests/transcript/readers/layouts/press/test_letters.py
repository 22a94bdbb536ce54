"""Letters for question and answer with a stop and a dash, as French offices write them."""

from __future__ import annotations

import pytest

from segmentcast.transcript import read

_SAID = [
    "Pourquoi le port ouvre-t-il si tôt ?", "Les boulangers l'ont demandé.", "Et viennent-ils ?", "Ils viennent.",
    "Tous les matins ?", "Tous les matins, avec leurs enfants.",
]  # fmt: skip


@pytest.mark.parametrize("marks", [("Q.-", "R.-"), ("Q -", "R -"), ("Q. –", "R. –")])
@pytest.mark.parametrize("between", [" ", "\n\n"])
def test_a_question_and_its_answer_may_share_a_paragraph(
    marks: tuple[str, str], between: str
) -> None:
    """The letters tell who speaks, and aren't read aloud, be the answer in the question's paragraph."""
    pairs = zip(_SAID[::2], _SAID[1::2], strict=True)
    text = "\n\n".join(f"{marks[0]} {asked}{between}{marks[1]} {said}" for asked, said in pairs)
    talk = read(f"Le port\n\n{text}\n".encode(), "t.txt")
    assert [turn.text for turn in talk.turns] == _SAID
    assert [talk.speaker(turn.speaker).name for turn in talk.turns] == ["Host", "Guest"] * 3


def test_a_letter_and_a_dash_in_one_answer_cut_nothing() -> None:
    """One paragraph with a plan R in it is no habit."""
    answer = "Le plan Q était mort. R - c'est le port - restait."
    text = f"Q.- {_SAID[0]}\n\nR.- {answer}\n\nQ.- {_SAID[2]}\n\nR.- {_SAID[3]}\n"
    talk = read(f"Le port\n\n{text}".encode(), "t.txt")
    assert talk.turns[1].text == answer


@pytest.mark.parametrize("marks", [("Q.-", "R.-"), ("P.-", "R.-"), ("Q -", "R -")])
def test_a_name_with_the_letters_mark_is_a_label(marks: tuple[str, str]) -> None:
    """Who opens the conference, and answers below, isn't the page's summary."""
    mark = marks[0][1:]
    turns = [f"ROSA LIND{mark} Bonjour à tous."]
    turns += [f"{marks[at % 2]} {words}" for at, words in enumerate(_SAID)]
    talk = read("\n\n".join(turns).encode(), "t.txt")
    assert talk.speaker(talk.turns[0].speaker).name == "Rosa Lind"
    assert [turn.text for turn in talk.turns] == ["Bonjour à tous.", *_SAID]


def test_a_letter_and_a_dash_in_one_question_cut_nothing() -> None:
    """Nor does one behind words that end no sentence, be they in many questions."""
    asked = "Le plan Q est mort. R - le port - reste ?"
    text = f"Q.- {asked}\n\nR.- {_SAID[1]}\n\nQ.- {_SAID[2]}\n\nR.- {_SAID[3]}\n"
    assert read(f"Le port\n\n{text}".encode(), "t.txt").turns[0].text == asked
    pairs = [
        (f"Et le plan R - {words}", said)
        for words, said in zip(_SAID[::2], _SAID[1::2], strict=True)
    ]
    text = "\n\n".join(f"Q.- {one} R.- {said}" for one, said in pairs)
    talk = read(f"Le port\n\n{text}\n".encode(), "t.txt")
    assert [turn.text for turn in talk.turns] == [words for pair in pairs for words in pair]
