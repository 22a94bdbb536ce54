"""Introductions above a talk: the page's words about it, and what people say before they greet."""

from __future__ import annotations

import pytest

from segmentcast.model import SURE
from segmentcast.transcript import read
from tests.transcript.readers.spoken import spoken

TALK = (
    "Who goes on the ferry at night, and how many of them do you know?",
    "I know all of them. They go home from the mill.",
    "Do you ever sleep, then?",
    "I sleep in the morning, when my sister has the boat.",
    "And what do you do when the river is high?",
    "I wait. My father taught me that nobody drowns on the bank.",
)


@pytest.mark.parametrize(
    ("introduction", "greeting"),
    [
        ("Marit Olsen has run the ferry at Sound for thirty years, alone. In this episode, I speak with her about the bridge.",
         "Hello everybody. Today I'm talking to Marit Olsen, who runs the ferry."),
        ("Marit Olsen est capitaine du bac depuis trente ans et habite sur la rive du fleuve.",
         "Bonjour à toutes et tous, je suis aujourd'hui avec Marit Olsen."),
        ("Marit Olsen talks about the ferry, the bridge, and what the islanders think", "Happy to be here with you."),
        ("Subjects: the ferry; the bridge; the price of diesel.", "Good morning, how are you?"),
    ],
)  # fmt: skip
def test_an_introduction_under_a_small_gap_is_nobodys(introduction: str, greeting: str) -> None:
    """What introduces a talk, told by the greeting or the words behind it, is the summary, whatever the gap."""
    page = "\n\n".join(("The ferry at night", introduction, greeting, *TALK))
    transcript = read(page.encode(), "page.txt")
    words = " ".join(turn.text for turn in transcript.turns)
    assert introduction not in words
    assert introduction in (transcript.summary, *transcript.notes)
    assert words.startswith(greeting)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Mr Olsen, welcome to the morning programme on the river.", "Good morning, I am glad to be with you."),
        ("On the line is the captain, Marit Olsen, good morning.", "Good morning to you."),
        ("In today's episode we'll go on with the ferry. We'll hear what was said on Monday, and more of it.",
         "Hello and welcome to the river hour. I'm Rosa Lind."),
    ],
)  # fmt: skip
def test_what_is_said_before_a_greeting_is_said(first: str, second: str) -> None:
    """A welcome to somebody, and a few words of the host's before his greeting, are spoken."""
    page = "\n\n".join(("The ferry at night", first, second, *TALK))
    assert spoken(page, "page.txt")[0][1].startswith(first)


@pytest.mark.parametrize(
    ("introduction", "severity", "sure"),
    [
        ("Marit Olsen closed the ferry at Sound in May, and the river has been quiet ever since that day.", "warning", False),
        ("Marit Olsen looks back on the ferry, the bridge, and what all of the islanders thought.", "note", True),
    ],
)  # fmt: skip
def test_an_introduction_that_words_alone_tell_is_reported(
    introduction: str, severity: str, sure: bool
) -> None:
    """It is quoted; the turn behind it is doubtful, unless the page sums the talk up. Below a mark it is said."""
    parts = (
        "The ferry at night",
        introduction,
        "Marit Olsen, good morning.",
        "Good morning.",
        *TALK,
    )
    transcript = read("\n\n\n".join(parts).encode(), "page.txt")
    [finding] = [f for f in transcript.findings if f.rule == "page-words"]
    assert (finding.severity, finding.where) == (severity, "page.txt:4")
    assert introduction[:60] in finding.what
    assert transcript.summary == introduction
    assert (transcript.turns[0].confidence >= SURE) is sure
    marked = (parts[0], "Transcript", *parts[1:])
    assert spoken("\n\n\n".join(marked), "page.txt")[0][1] == introduction


def test_a_greeting_that_speaks_of_an_interview_is_said() -> None:
    """Who greets, and speaks of himself, opens the talk, though he calls it an interview."""
    first = (
        "Salut ! Je te propose de répondre à cette petite interview, qui paraîtra chez nous en mai."
    )
    page = "\n\n\n".join(
        ("Le bac de nuit", first, "Bonjour ! Je suis prêt.", "Tu dors la nuit ?", "Non, je dors le matin.",
         "Et ton père ?", "Mon père dort aussi, je crois.", "Tu aimes ça ?", "Oui, j'aime le fleuve.")
    )  # fmt: skip
    assert spoken(page, "page.txt")[0][1] == first


@pytest.mark.parametrize(
    "words",
    [
        "Hi, and welcome to the podcast. Today we are joined by Otto Brand, author and librarian for bakers.",
        "Good evening everyone. The guest tonight is Otto Brand, who joins us from the reading room.",
    ],
)
def test_who_says_hello_is_speaking(words: str) -> None:
    """Without a summary the first paragraph may look like one; a greeting is said all the same."""
    talk = [
        words,
        "Otto, how are you today?",
        "I am fine, thank you for having me. It is good to be here again.",
        "You run the reading room at the harbour. Why do you open at six?",
        "We open at six because the bakers asked for it, and they want to read the paper.",
        "And do they come?",
        "They do come. I was surprised, but on the first morning there were twelve of them.",
    ]
    source = read("\n\n\n".join(["A conversation", *talk, ""]).encode(), "page.txt")
    assert source.turns[0].text.startswith(words[:20])
    assert not source.summary


def test_what_the_chair_says_above_the_first_label_is_reported() -> None:
    """It is not spoken, and the newsroom hears of it; a page's own words in the first person are not."""
    talk = "HON. O. BRAND: Thank you. I present the order.\n\nMR SPEAKER: Are there any questions?\n\nHON. O. BRAND: I have none.\n"  # fmt: skip

    def warned(head: str) -> list[str]:
        found = read(f"Papers of the Harbour\n\n{head}\n\n{talk}".encode(), "talk.txt").findings
        return [finding.what for finding in found if finding.rule == "page-words"]

    said = "I now call upon the Minister for Piers to present the order."
    assert warned(said) == [f'taken for the page\'s introduction, not spoken: "{said}"']
    assert warned("I met the minister at the pier, and we had coffee.") == []
