"""Where the page shows no turns, or sections only: said, and never sure."""

from __future__ import annotations

from pathlib import Path

import pytest

from segmentcast.model import Transcript
from segmentcast.transcript import read
from segmentcast.transcript.review.certainty import certainty_of

ANSWERS = (
    "I think it was my sister who lit it, and then we had no work for the rest of the winter, so we read.",
    "We carry them every day, because the water comes up in the autumn and it does not ask.",
    "They have one each. I have one. The mayor has one, and she never came to use it.",
    "I would say that it is a habit by now, and one that my dog likes very much.",
)
ASKS = ("Wow. And then the stove.", "Mm, and the harbour is close.", "Okay. So you carry them up.")
LAST = "You made it! What'd you think? Otto is doing a good job. That's all for now."
OPENING = "What do you think when a library opens at six? I speak with Otto Brand, who runs the reading room."


def _read(text: str) -> Transcript:
    return read(text.encode(), "page.txt")


def _talk(before_last: str) -> str:
    turns = [f"{OPENING}\n\nThis is my podcast. I hope you enjoy it."]
    turns.append("Hi Otto. Would you introduce yourself?")
    for at in range(8):
        turns.append(f"{ANSWERS[at % 4]}\n\nAnd that is how it went for me.")
        turns.append(ASKS[at % 3])
    return "A conversation\n\n\n" + "\n\n\n".join(turns) + before_last + LAST + "\n"


@pytest.mark.parametrize("line", ["", " ", "\u200b", "\u200b \ufeff"])
def test_one_wider_gap_is_that_of_a_section(line: str) -> None:
    """A page with more room before its last words shows the same turns; an unseen character changes nothing."""
    control = _read(_talk("\n\n\n"))
    wide = _read(_talk(f"\n\n\n{line}\n\n"))
    assert len(control.turns) > 12
    assert [turn.text for turn in wide.turns] == [turn.text for turn in control.turns]


def test_one_voice_that_asks_for_thousands_of_words_is_doubted() -> None:
    """A talk without any separation is not one person's at 0.85: it is said, and held."""
    paragraphs = [OPENING]
    for at in range(70):
        paragraphs.append(
            f"So what did you do in the {at}th winter? {ANSWERS[at % 4]} {ANSWERS[at % 3]}"
        )
    transcript = _read("A conversation\n\n\n" + " ".join(paragraphs) + "\n")
    assert certainty_of(transcript).doubtful
    assert any("turn-boundaries" in str(finding) for finding in transcript.findings)


def test_unknown_boundaries_are_held() -> None:
    """Where one gap stands between all paragraphs, and they don't alternate, a person checks the talk."""
    page = Path(__file__).parents[1] / "cases/single_spaced.in.txt"
    transcript = _read(page.read_text("utf-8"))
    assert any("turn-boundaries" in str(finding) for finding in transcript.findings)
    assert certainty_of(transcript).doubtful == len(transcript.turns)


@pytest.mark.parametrize(("length", "parts"), [(5, 5), (10, 10), (20, 20)])
def test_gaps_that_leave_both_sides_long_part_sections(length: int, parts: int) -> None:
    """A break in the middle of a talk that hardly asks doesn't give one half to whoever asks."""
    said = ["And what did you do then?", ANSWERS[0]]
    for at in range(1, length):
        said += [ASKS[at % 3], ANSWERS[at % 4]]
    page = "A conversation\n\n" + "\n\n".join(said[:parts]) + "\n\n\n\n" + "\n\n".join(said[parts:])
    assert [turn.text for turn in _read(page + "\n").turns] == said


def test_statements_of_a_few_paragraphs_on_both_sides_are_turns() -> None:
    """Two who both speak four paragraphs at a time are parted by the page's larger gaps."""
    turns = ["\n\n".join([*ANSWERS[:3], f"Is that so in the {at}th winter?"]) for at in range(4)]
    assert len(_read("A conversation\n\n" + "\n\n\n\n".join(turns) + "\n").turns) == 4


def test_three_questions_before_an_outro_are_turns() -> None:
    """More questions than turns within what the larger gap leaves: the smaller one stands between turns."""
    said = [
        words
        for at in range(3)
        for words in (f"What did you do in the {at}th winter?", ANSWERS[at])
    ]
    page = "A conversation\n\n" + "\n\n".join(said) + "\n\n\n\n" + LAST + "\n"
    assert [turn.text for turn in _read(page).turns][:6] == said


@pytest.mark.parametrize("rhetorical", [0, 3])
def test_long_answers_with_a_gap_or_questions_of_their_own_are_whole(rhetorical: int) -> None:
    """A smaller gap within an answer, or the questions that it asks itself, end no turn."""
    paragraphs = [f"{ANSWERS[at % 4]} That was in the {at}th year." for at in range(40)]
    for at in range(rhetorical):
        paragraphs[at * 9 + 5] += " And why was that?"
    middle = "\n\n" if rhetorical else "\n\n\n"
    answer = middle.join("\n\n".join(paragraphs[at : at + 4]) for at in range(0, 40, 4))
    turns = [f"{asked}\n\n\n\n{answer}" for asked in ("What did you do then?", "And after that?")]
    assert len(_read("A conversation\n\n" + "\n\n\n\n".join(turns) + "\n").turns) == 4


def test_turns_that_only_the_words_tell_are_held() -> None:
    """Whatever they say, a person looks at them first."""
    said = [*ANSWERS, "What did you do?", *ANSWERS, "And then what did you do?", *ANSWERS]
    transcript = _read("A conversation\n\n" + "\n\n".join(said) + "\n")
    assert any(finding.rule == "turn-boundaries" for finding in transcript.findings)
    assert certainty_of(transcript).doubtful == len(transcript.turns)


@pytest.mark.parametrize(
    ("words", "questions", "long"), [(1800, 9, False), (2600, 3, False), (2600, 9, True)]
)
def test_only_a_turn_as_long_as_a_talk_that_asks_is_doubted(
    words: int, questions: int, long: bool
) -> None:
    """Somebody who speaks for ten minutes may ask a few questions that nobody answers."""
    answer = [
        f"{ANSWERS[0]} {'Why was that?' if at < questions else ''}" for at in range(words // 24)
    ]
    turns = ["What did you do?", " ".join(answer), "And then what did you do?", ANSWERS[1]] * 2
    transcript = _read("A conversation\n\n\n" + "\n\n\n".join(turns) + "\n")
    assert any(finding.rule == "turn-boundaries" for finding in transcript.findings) is long
    assert (min(turn.confidence for turn in transcript.turns) <= 0.5) is long
