"""Labels that say a part, a title or a given name beside the name, and turns run together."""

from __future__ import annotations

import pytest

from segmentcast.model import Part
from segmentcast.transcript import read
from segmentcast.transcript.labels.label_forms import parse


@pytest.mark.parametrize(
    ("words", "name", "part"),
    [
        ("HOST VERA LUNN", "VERA LUNN", Part.HOST),
        ("Host, Vera Lunn", "Vera Lunn", Part.HOST),
        ("HOST/VERA LUNN", "VERA LUNN", Part.HOST),
        ("Guest host Vera Lunn", "Vera Lunn", Part.HOST),
        ("GUEST OTTO BRAND", "OTTO BRAND", None),
        ("REPORTER VERA LUNN", "VERA LUNN", Part.REPORTER),
        ("Interviewer (Vera Lunn)", "Vera Lunn", Part.HOST),
        ("Moderatorin Vera Lunn", "Vera Lunn", Part.HOST),
        ("Animatrice (Vera Lunn)", "Vera Lunn", Part.HOST),
        ("Q (Vera Lunn)", "Vera Lunn", Part.HOST),
        ("Speaker 1 (Vera Lunn)", "Vera Lunn", None),
    ],
)
def test_a_part_before_a_name_is_no_part_of_the_name(
    words: str, name: str, part: Part | None
) -> None:
    """A label of a part and a full name names the person, and says the part."""
    label = parse(words)
    assert label is not None
    assert (label.name, label.part, label.generic) == (name, part, False)


@pytest.mark.parametrize(
    "words", ["Guest House Owners", "Host City Glasgow", "Guest Room Two", "Reporter Down South"]
)
def test_words_that_begin_like_a_part_are_whole(words: str) -> None:
    """In usual letters "Guest House Owners" is not a guest who is called House Owners."""
    label = parse(words)
    assert label is not None
    assert (label.name, label.part) == (words, None)


def test_a_part_before_a_given_name_is_a_part() -> None:
    """ "Host Vera Lunn" in usual letters is Vera Lunn, and "Host City Glasgow" nobody else."""
    labels = ("Host Vera Lunn", "Guest Otto Brand", "Host City Glasgow")
    page = "\n\n".join(f"{label}: It was wet on day {day}." for day in range(2) for label in labels)
    names = [speaker.name for speaker in read(page.encode(), "x.txt").speakers]
    assert names == ["Vera Lunn", "Otto Brand", "Host City Glasgow"]


@pytest.mark.parametrize("words", ["HOST", "Interviewer", "Speaker 1", "Guest 2", "Q", "Moderator"])
def test_a_part_alone_stays_a_part(words: str) -> None:
    """A label that only says a part names nobody."""
    label = parse(words)
    assert label is not None
    assert label.generic


def test_french_given_names_behind_a_surname_are_of_the_name() -> None:
    """ "M. Bossé (Olivier) :" is Olivier Bossé; a riding or a country stays a role."""
    turns = [
        f"{label} Bonjour à tous, et merci."
        for label in ("M. Brandé (Olivier) :", "Mme Lunn (Vimont) :")
    ]
    transcript = read("\n\n".join(["La séance", *turns * 3, ""]).encode(), "x.txt")
    assert [one.name for one in transcript.speakers] == ["Olivier Brandé", "Lunn"]


def test_surnames_that_take_turns_in_one_paragraph_are_labels() -> None:
    """ "ROE: ... - BRAND: ... - ROE: ..." in one paragraph are three turns."""
    turns = "ROE: How was it? - BRAND: It was cold. - ROE: And then? - BRAND: It was long."
    transcript = read(f"The ice\n\n{turns}\n\nROE: Thanks. - BRAND: Bye.\n".encode(), "x.txt")
    assert [turn.paragraphs[0].text for turn in transcript.turns] == [
        "How was it?", "It was cold.", "And then?", "It was long.", "Thanks.", "Bye.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("Jane Roe - We went by sea at night. Then it was said", False),
        ("Jane Roe - what I mean", False),
        ("Jane Roe, it was cold at the pier. The boat", False),
        ("Jane Roe - The Harbour Times", True),
        ("JANE ROE, Asst. Secretary of State", True),
        ("JANE ROE, Prof. of Law at the Univ. Hospital of Kent", True),
        ("Jane Roe, member for the ward of St. Ives", True),
        ("Jane Roe, former vice pres. Acme Corp", True),
        ("Jane Roe, head of the US dept. Commerce", True),
        ("Jane Roe - member of the exec. Committee of Acme", True),
        ("Jane Roe, thanks for that much. The boat", False),
        ("Jane Roe - Cold as it's at night. Then", False),
        ("Jane Roe, boats don’t go far. The boat", False),
    ],
)
def test_a_sentence_is_no_role(words: str, label: bool) -> None:
    """Words behind a name and a dash or a comma that hold the end of a sentence, or are a clause, are said."""
    assert (parse(words) is not None) == label


def test_a_short_form_in_a_role_leaves_the_turn_to_its_speaker() -> None:
    """The first turns are no title and no summary, and a single one in mid-talk is nobody else's."""
    first = [
        ("Jane Roe, former vice pres. Acme Corp", "Why?"),
        ("Otto Brand - head of dept. Acme Ltd", "The roof fell in."),
    ]
    talk = [*first, *[("Roe", "And then?"), ("Brand", "We built it.")] * 3, ("Mia Lind, senior lecturer at univ. Oslo", "I saw it."), ("Roe", "Good.")]  # fmt: skip
    transcript = read("\n\n".join(f"{name}: {words}" for name, words in talk).encode(), "x.txt")
    names = {speaker.key: speaker.name for speaker in transcript.speakers}
    said = [(names[turn.speaker], turn.paragraphs[0].text) for turn in transcript.turns]
    assert said[:2] == [("Jane Roe", "Why?"), ("Otto Brand", "The roof fell in.")]
    assert said[-2:] == [("Mia Lind", "I saw it."), ("Jane Roe", "Good.")]


_QUESTIONS = ("Why so early?", "And do they come?", "Who pays for it?")
_ANSWERS = ("The bakers asked.", "They do, each day.", "The town pays.")


def _exchanges(question: str, answer: str) -> str:
    pairs = zip(_QUESTIONS, _ANSWERS, strict=True)
    return "\n\n".join(f"{question} {asked}\n\n{answer} {said}" for asked, said in pairs) + "\n"


@pytest.mark.parametrize(
    ("question", "answer"),
    [("Q: Vera Lunn:", "A: Tom Hale:"), ("Q Vera Lunn:", "Tom Hale:"), ("Q - VERA LUNN:", "TOM HALE:")],
)  # fmt: skip
def test_a_letter_for_question_or_answer_is_no_part_of_the_name(question: str, answer: str) -> None:
    """Behind "Q" the name is that of whoever asks, and the letter is not of it."""
    talk = read(_exchanges(question, answer).encode(), "t.txt")
    assert [(one.name, one.part.value) for one in talk.speakers] == [
        ("Vera Lunn", "host"), ("Tom Hale", "guest")
    ]  # fmt: skip
    assert len(talk.turns) == 6


@pytest.mark.parametrize(("question", "answer"), [("Q:", "TOM HALE:"), ("Q (Vera Lunn):", "A:")])
def test_one_letter_before_the_questions_or_the_answers_is_a_label(
    question: str, answer: str
) -> None:
    """The questions of nobody in particular aren't said by whoever answers them, nor the other way round."""
    talk = read(_exchanges(question, answer).encode(), "t.txt")
    assert [turn.text for turn in talk.turns] == [
        words for pair in zip(_QUESTIONS, _ANSWERS, strict=True) for words in pair
    ]


def test_a_name_behind_the_letter_of_a_question_that_may_be_called_is_doubted() -> None:
    """ "Q: Vera Lunn: why?" may call her: the turn is the questioner's, and in doubt."""
    talk = read(_exchanges("Q: Vera Lunn:", "TOM HALE:").encode(), "t.txt")
    assert len(talk.turns) == 6
    assert all(turn.confidence <= 0.5 for turn in talk.turns[::2])
    assert any(row.rule == "label-unread" for row in talk.findings)
