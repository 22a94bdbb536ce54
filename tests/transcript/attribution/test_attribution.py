"""Who says what on unlabelled pages: the words of a turn, the people, directions that may be turns, doubt."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from segmentcast.model import Part, Transcript
from segmentcast.transcript import read
from segmentcast.transcript.attribution import host_model
from segmentcast.transcript.attribution.headcount import clarity_of

_ASKED = [
    "Welcome to the programme. How did the ferry come to you, and when did you first take it out?",
    "And what did your neighbours say when they saw the lights?",
    "Why does nobody else do it?",
    "How many people cross on a Sunday?",
    "So what happens when the bridge is open?",
]
_ANSWERED = [
    "My aunt left it to me. I was nineteen, and I had never steered anything wider than a bicycle.",
    "They laughed at first. Then the road was flooded for a month, and I think they stopped laughing.",
    "Because it is cold, and you have to get up at four, and the pay is not much.",
    "About sixty. In the summer we had days with two hundred, but that was before the fire.",
    "I don't know. I suppose that I will carry the bicycles, and we will see who is faster.",
]


def _page(turns: list[str], summary: str = "") -> bytes:
    head = (
        f"The last ferry\n\n{summary}\n\nRead the Full Transcript" if summary else "The last ferry"
    )
    return "\n\n\n".join([head, *turns, ""]).encode()


def _talk(count: int = 5) -> list[str]:
    return [words for pair in zip(_ASKED[:count], _ANSWERED[:count], strict=True) for words in pair]


def _speakers(transcript: Transcript) -> list[str]:
    return [turn.speaker for turn in transcript.turns]


def test_who_asks_is_told_from_the_words() -> None:
    """Without any name the one who asks and the one who answers are told apart, turn by turn."""
    transcript = read(_page(_talk()), "page.txt")
    assert _speakers(transcript) == ["host", "guest"] * 5


def test_the_numbers_name_their_source_and_are_small() -> None:
    """The data file holds source and licence of what it was fitted on, and stays under 200 kB."""
    text = (
        files("segmentcast.transcript.attribution").joinpath("host_model.json").read_text("utf-8")
    )
    assert len(text) < 200_000
    source = json.loads(text)["source"]
    assert "github.com/thechangelog/transcripts" in source
    assert "CC BY-SA 4.0" in source


def test_a_question_sounds_more_like_the_host_than_its_answer() -> None:
    """The model of single turns gives questions to the host more than the answers to them."""
    for asked, answered in zip(_ASKED, _ANSWERED, strict=True):
        assert host_model.log_odds(asked) > host_model.log_odds(answered)


def test_the_evidence_is_words_of_the_turn() -> None:
    """What is given as telling words stands in the turn."""
    words = host_model.telling_words(_ANSWERED[0], host=False)
    assert words
    said = " ".join(host_model.words_of(_ANSWERED[0]))
    assert all(piece in said for piece in words.split(", "))


@pytest.mark.parametrize("before", [3, 4])
def test_a_laugh_that_is_a_turn_does_not_flip_the_rest(before: int) -> None:
    """ "[laughter]" as a paragraph of its own may be a turn: the same person goes on behind it where the words say so."""
    turns = _talk()
    laughed = turns[before]
    cut = laughed.find(". ") + 1 or len(laughed) // 2
    whole = [
        *turns[:before],
        laughed[:cut],
        "[laughter]",
        laughed[cut:].strip(),
        *turns[before + 1 :],
    ]
    transcript = read(
        _page(whole, "Otto Brand joins Rosa Lind to talk about the ferry."), "page.txt"
    )
    keys = _speakers(transcript)
    assert keys[0] == "rosa-lind"
    expected = [("rosa-lind", "otto-brand")[at % 2] for at in range(before + 1)]
    expected += [("rosa-lind", "otto-brand")[at % 2] for at in range(before, len(turns))]
    assert keys == expected


def test_a_laugh_between_turns_leaves_the_alternation() -> None:
    """Where the words bear it out, "[laughter]" between two people is no turn."""
    turns = _talk()
    whole = [*turns[:4], "[laughter]", *turns[4:]]
    transcript = read(
        _page(whole, "Otto Brand joins Rosa Lind to talk about the ferry."), "page.txt"
    )
    assert _speakers(transcript) == ["rosa-lind", "otto-brand"] * 5


@pytest.mark.parametrize(
    "said",
    [
        "I talked to Emil Pass last year, and he said that he does, too.",
        "All of our cabins have Google Maps now.",
        "In Abu Dhabi nobody would believe it.",
        "Maybe I'll ask Emil Pass about that.",
    ],
)
def test_a_mention_is_no_presence(said: str) -> None:
    """Somebody or something that is only spoken of gets no turn."""
    turns = _talk()
    turns[5] = f"{turns[5]} {said}"
    transcript = read(
        _page(turns, "Otto Brand joins Rosa Lind to talk about the ferry."), "page.txt"
    )
    assert [one.name for one in transcript.speakers] == ["Rosa Lind", "Otto Brand"]
    assert _speakers(transcript) == ["rosa-lind", "otto-brand"] * 5


@pytest.mark.parametrize(
    ("summary", "names"),
    [
        ("This week we're talking with Otto Brand about the ferry.", ["Host", "Otto Brand"]),
        (
            "Otto Brand sits down with Rosa Lind to look back at it all.",
            ["Rosa Lind", "Otto Brand"],
        ),
        ("Otto Brand joins Rosa Lind to talk about the ferry.", ["Rosa Lind", "Otto Brand"]),
        ("Rosa Lind speaks with Otto Brand, who steers the ferry.", ["Rosa Lind", "Otto Brand"]),
        ("A long talk about a ferry and a bridge.", ["Host", "Guest"]),
    ],
)
def test_summaries_in_many_words(summary: str, names: list[str]) -> None:
    """Whom a summary names takes part, and the talk says who of them asks."""
    turns = [*_talk(4), "Otto Brand, thank you so much.", "Thank you, Rosa."]
    if names == ["Host", "Guest"]:
        turns = _talk()
    if "talking with" in summary:
        turns = _talk()
    transcript = read(_page(turns, summary), "page.txt")
    assert [one.name for one in transcript.speakers] == names
    assert [one.part for one in transcript.speakers] == [Part.HOST, Part.GUEST]
    assert len(set(_speakers(transcript)[::2])) == 1


def test_an_introduction_within_the_talk_names_both() -> None:
    """ "I'm Rosa Lind, and I'm joined by Otto Brand": both are named without a summary."""
    turns = _talk()
    turns[0] = (
        f"Hello, I'm Rosa Lind, and today I'm joined by Otto Brand. Otto, welcome! {turns[0]}"
    )
    transcript = read(_page(turns), "page.txt")
    assert {(one.name, one.part) for one in transcript.speakers} == {
        ("Rosa Lind", Part.HOST),
        ("Otto Brand", Part.GUEST),
    }


def test_the_roster_gives_the_full_name() -> None:
    """A first name that the talk uses is the person of the show whose first name it is."""
    turns = _talk()
    turns[0] = f"Hello, today I'm joined by Otto Brand. Otto, welcome! {turns[0]}"
    turns[1] = f"Thank you, Rosa. {turns[1]}"
    turns[9] = f"{turns[9]} Thanks for having me, Rosa."
    transcript = read(_page(turns), "page.txt", roster=["Rosa Lind", "Ada Rowe"])
    assert [one.name for one in transcript.speakers] == ["Rosa Lind", "Otto Brand"]


def test_a_break_is_no_speaker() -> None:
    """ "Break: ..." on a page without labels is a note: it is not spoken, and nobody is called so."""
    turns = _talk()
    whole = [
        *turns[:4],
        "Break: we will be right back.",
        *turns[4:8],
        "Break: stay with us.",
        *turns[8:],
    ]
    transcript = read(
        _page(whole, "Otto Brand joins Rosa Lind to talk about the ferry."), "page.txt"
    )
    assert _speakers(transcript) == ["rosa-lind", "otto-brand"] * 5
    assert "right back" not in " ".join(turn.text for turn in transcript.turns)


def test_an_essay_that_asks_in_passing_is_one_voice() -> None:
    """A question within what one person tells asks nobody."""
    told = [
        "I have lived on this river for fifty years, and every spring it has come into my kitchen.",
        "My father carried me to the roof the first time, and we counted the chairs that went by.",
        "We do not leave, because the water always goes home again, and so do we.",
        "Who would ask a tree why it stays? I have planted nine of them, and the water took two.",
        "My sister lives on the hill now, and I bring her fish when the road is dry again.",
        "In the end I always find that the house is still there, and that I am, too.",
        "I have a boat in the attic, and my grandchildren think that it is a bed.",
    ]
    transcript = read(_page(told), "page.txt")
    assert len(transcript.speakers) == 1


def test_clarity_tells_an_interview_from_a_round() -> None:
    """Log-odds that alternate are clear, those of three voices in turn are not."""
    interview = clarity_of([1.0, -1.2, 0.8, -0.9] * 6)
    around = clarity_of([1.0, -1.2, -0.8] * 8)
    assert interview.clarity > 3 * around.clarity
    assert interview.strength > around.strength
    assert clarity_of([]).clarity == 0.0


def test_the_words_of_an_introduction_end_with_a_word() -> None:
    """Evidence is shown to people: it is not cut in the middle of a word, and says that it goes on."""
    page = (
        "The ferry at night\n\n\n"
        "    Joining me now to talk about the harbor is Rosa Lind, who has led the night crew since the"
        " spring of the flood, and who is in our studio on the quay. Rosa, who is out there?\n\n"
        "    The bakers and the nurses. We carry forty of them.\n\n"
        "    Rosa Lind, thank you for being with us.\n"
    )
    turns = read(page.encode(), "t.txt").turns
    (words,) = (row.words for row in turns[0].evidence if row.rule == "introduction")
    assert words.endswith(" …")
    assert words.removesuffix(" …").split() == page.split()[4:][: len(words.split()) - 1]


@pytest.mark.parametrize("at", [-1, 2])
def test_one_wider_gap_ends_no_turn(at: int) -> None:
    """More room before an outro or behind an introduction sets a part off; each paragraph stays a turn."""
    turns = [words for pair in zip(_ASKED, _ANSWERED, strict=True) for words in pair] * 2
    even = read("\n\n".join(["The last ferry", *turns]).encode(), "page.txt")
    turns[at] = f"\n{turns[at]}"
    wider = read("\n\n".join(["The last ferry", *turns]).encode(), "page.txt")
    assert [turn.text for turn in wider.turns] == [turn.text for turn in even.turns]
    assert [turn.speaker for turn in wider.turns] == [turn.speaker for turn in even.turns]
    assert len(wider.turns) == 20


def test_wider_gaps_between_long_answers_end_turns() -> None:
    """Where they stand between questions and answers of several paragraphs, they are what divides them."""
    turns = [
        part
        for asked, answered in zip(_ASKED, _ANSWERED, strict=True)
        for part in (asked, "\n\n".join([answered, *["It was cold, and nobody came."] * 3]))
    ]
    source = read("\n\n\n".join(["The last ferry", *turns]).encode(), "page.txt")
    assert [len(turn.paragraphs) for turn in source.turns] == [1, 4] * 5


def test_few_long_answers_are_whole() -> None:
    """Two questions and two answers of thirteen paragraphs are four turns, as the page's gaps say."""
    answer = [
        "I came to the river when I was nineteen, and my aunt had a boat that nobody wanted.",
        *["We mended it over the winter, and the water was high that year."] * 11,
        "I have never stopped since then.",
    ]
    turns = [
        _ASKED[0],
        "\n\n".join(answer),
        "And what will happen to it when you stop?",
        "\n\n".join(reversed(answer)),
    ]
    source = read("\n\n\n".join(["The last ferry", *turns]).encode(), "page.txt")
    assert [len(turn.paragraphs) for turn in source.turns] == [1, 13, 1, 13]
