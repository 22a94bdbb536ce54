"""What stands between two turns of an unlabelled page and nobody says: out, or the episode waits for a person."""

from __future__ import annotations

import pytest

from segmentcast.model import Transcript
from segmentcast.transcript import read
from segmentcast.transcript.attribution import stray_paragraphs
from segmentcast.transcript.review.certainty import certainty_of

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
_TALK = [words for pair in zip(_ASKED, _ANSWERED, strict=True) for words in pair]


def _text(strays: tuple[str, ...], at: int) -> Transcript:
    head = "The last ferry\n\nOtto Brand joins Rosa Lind to talk about the ferry."
    return read("\n\n\n".join([head, *_TALK[:at], *strays, *_TALK[at:], ""]).encode(), "page.txt")


def _html(strays: tuple[str, ...], at: int) -> Transcript:
    rows = [
        "Otto Brand joins Rosa Lind to talk about the ferry.",
        *_TALK[:at],
        *strays,
        *_TALK[at:],
    ]
    body = "".join(f"<p>{words}</p>\n" for words in rows)
    page = f"<html><body><h1>The last ferry</h1>{body}</body></html>"
    return read(page.encode(), "page.html")


def _is_held(transcript: Transcript) -> bool:
    return certainty_of(transcript).doubtful > 0


@pytest.mark.parametrize("page", [_text, _html])
@pytest.mark.parametrize(
    "strays",
    [
        ("Listen · 8 min",),
        ("CULTURE",),
        ("Ida Roe",),
        ("Photo: Jo Lamb",),
        ("The ferry at the quay in 2019. Jo Lamb / River News",),
        ("Related", "The mill turns again", "How the quay was lost to the sea"),
    ],
)
def test_what_has_no_full_stop_between_turns_is_no_turn(page, strays: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    """A caption, a credit, a kicker between two turns leaves the others with whom they belong, or holds the page."""
    transcript = page(strays, 4)
    words = [paragraph.text for turn in transcript.turns for paragraph in turn.paragraphs]
    if not _is_held(transcript):
        assert words == _TALK
        assert [turn.speaker for turn in transcript.turns] == ["rosa-lind", "otto-brand"] * 5
    reported = [finding for finding in transcript.findings if finding.rule == "page-words"]
    assert {words for words in strays if any(words in finding.what for finding in reported)} == set(
        strays
    )


def test_a_caption_in_the_middle_is_taken_out_and_named() -> None:
    """Where the words before and after say that it is no turn, it goes out, and a finding says how to keep it."""
    transcript = _text(("The ferry at the quay in 2019",), 4)
    assert "The ferry at the quay in 2019" not in [turn.text for turn in transcript.turns]
    assert not _is_held(transcript)
    [finding] = [finding for finding in transcript.findings if finding.rule == "page-words"]
    assert "not spoken" in finding.what
    kept = _text(("The ferry at the quay in 2019.",), 4)
    assert "The ferry at the quay in 2019." in [turn.text for turn in kept.turns]


def test_a_caption_with_a_full_stop_holds_the_page() -> None:
    """A whole sentence that fits nobody stays in the text, and nothing is published before a person has looked."""
    transcript = _text(("The old ferry at the quay, seen from the river last spring.",), 2)
    assert _is_held(transcript)
    assert any("seen from the river" in finding.what for finding in transcript.findings)


def test_a_clean_page_is_not_held() -> None:
    """Without anything between its turns the same page is sure, and nothing goes out of it."""
    for page in (_text, _html):
        transcript = page((), 0)
        assert not _is_held(transcript)
        assert not [f for f in transcript.findings if f.rule == "page-words"]
        assert [turn.text for turn in transcript.turns] == _TALK


@pytest.mark.parametrize("words", ["Yes", "Absolutely", "I never said so", "We did — and"])
def test_short_answers_without_a_full_stop_are_spoken(words: str) -> None:
    """Replies and what somebody says of himself stay, whatever they end with."""
    turns = [*_TALK[:5], words, *_TALK[6:]]
    head = "The last ferry\n\nOtto Brand joins Rosa Lind to talk about the ferry."
    transcript = read("\n\n\n".join([head, *turns, ""]).encode(), "page.txt")
    assert words in [turn.text for turn in transcript.turns]
    assert [turn.speaker for turn in transcript.turns] == ["rosa-lind", "otto-brand"] * 5


@pytest.mark.parametrize(
    "words",
    [
        "Can one vote for it, or is nobody asked...? Where is that done",
        "Apart from those on the quay, which were mended in the spring",
        "Better than the others on the quay by far, but, uh, certainly",
    ],
)
def test_what_asks_or_points_back_is_not_taken_out(words: str) -> None:
    """A question or "those" without a full stop at its end waits for a person: no caption has them."""
    transcript = _text((words,), 4)
    assert words in [turn.text for turn in transcript.turns]
    assert _is_held(transcript)


@pytest.mark.parametrize("read_as", ["page.html", "page.txt"])
def test_an_article_is_no_conversation(read_as: str) -> None:
    """A page on which nobody asks anything is held, not read in two voices."""
    rows = [
        "The council of the river town closed the old mill on Monday after an inspection.",
        "Inspectors had found that the wheel was no longer safe, the council said in a statement.",
        "The mill was built in 1820 and has ground rye for most of its two centuries.",
        "A carpenter from the quay offered to mend the wheel by the autumn.",
        "The owners said that the town had promised to pay for a new roof.",
        "A meeting is planned for the second week of May in the town hall.",
    ]
    if read_as.endswith("html"):
        text = "<html><body><h1>Mill closes</h1>" + "".join(f"<p>{row}</p>" for row in rows)
    else:
        text = "\n\n\n".join(["Mill closes\n\nAfter two centuries the wheel stands still.", *rows])
    transcript = read(text.encode(), read_as)
    assert len(transcript.speakers) == 1 or _is_held(transcript)
    assert any(finding.rule == "no-conversation" for finding in transcript.findings)


def test_a_laugh_that_is_a_turn_makes_no_answer_a_caption() -> None:
    """Where one person may go on behind a direction, turns that do not alternate prove nothing."""
    turns = [[words] for words in _TALK * 2]
    odds = [3.0 if at % 2 == 0 else -3.0 for at in range(len(turns))]
    turns.insert(7, ["The town of Leeds wants to build a bridge across the river before winter."])
    odds.insert(7, 3.0)
    behind = [False] * len(turns)
    assert stray_paragraphs.find(turns, odds, behind, known=True).doubtful == {7}
    behind[15] = True
    assert stray_paragraphs.find(turns, odds, behind, known=True) == stray_paragraphs.Strays()


@pytest.mark.parametrize(
    ("at", "question", "answer"),
    [(6, "How many boats leave?", "Twelve a day"), (8, "What would help you?", "More flour")],
)
def test_a_few_words_behind_a_question_are_its_answer(at: int, question: str, answer: str) -> None:
    """An answer without a full stop between two questions, or at the end, is spoken and holds nothing."""
    transcript = _talk_with(at, question, answer)
    assert [turn.text for turn in transcript.turns][at + 1] == answer
    assert not _is_held(transcript)


@pytest.mark.parametrize("answer", ["Read more: about bread", "Read next"])
def test_an_answer_that_looks_like_a_pages_words_moves_nobody(answer: str) -> None:
    """It waits for a person, and the turns after it are still those of who says them."""
    transcript = _talk_with(4, "Which book do you read?", answer)
    assert [turn.text for turn in transcript.turns][5] == answer
    assert [turn.speaker for turn in transcript.turns] == ["rosa-lind", "otto-brand"] * 5
    assert _is_held(transcript)


@pytest.mark.parametrize("end", ["…[interrupted]", "… [interrupted]", "—", "..."])
def test_an_interrupted_sentence_is_spoken(end: str) -> None:
    """What ends in a dash, in dots or in a direction is speech."""
    words = f"Rosa, what happened was there was a change of owners{end}"
    transcript = _text((words, "Yeah, but owners change nothing about a ferry."), 4)
    assert any("change of owners" in turn.text for turn in transcript.turns)
    assert not [finding for finding in transcript.findings if finding.rule == "page-words"]


def test_many_words_that_may_be_a_pages_are_one_finding() -> None:
    """Where dozens of paragraphs may be captions, one finding counts them."""
    rows = [row for pair in zip(_TALK, ["The ferry at the quay in 2019"] * 10, strict=True) for row in pair] * 3  # fmt: skip
    head = "The last ferry\n\nOtto Brand joins Rosa Lind to talk about the ferry."
    transcript = read("\n\n\n".join([head, *rows, ""]).encode(), "page.txt")
    [finding] = [finding for finding in transcript.findings if finding.rule == "page-words"]
    assert finding.what.startswith("30 paragraphs")


def test_a_paragraph_of_brackets_is_looked_at_once() -> None:
    """A hundred thousand brackets in one word between two turns take no longer than to read them."""
    words = "A" + "a[" * 50_000 + "x"
    assert [turn.text for turn in _text((words,), 4).turns][:4] == _TALK[:4]


def _talk_with(at: int, question: str, answer: str) -> Transcript:
    turns = [*_TALK[:at], question, answer, *_TALK[at + 2 :]]
    head = "The last ferry\n\nOtto Brand joins Rosa Lind to talk about the ferry."
    return read("\n\n\n".join([head, *turns, ""]).encode(), "page.txt")


@pytest.mark.parametrize("at", [2, 4, 5, 7])
@pytest.mark.parametrize("words", ["I'm Ida Roe", "We had my brother's boat as well"])
def test_what_somebody_says_of_himself_is_spoken(words: str, at: int) -> None:
    """Without a full stop, and whoever the words around it sound like: no caption says "I"."""
    transcript = _text((words,), at)
    assert words in [turn.text for turn in transcript.turns]


@pytest.mark.parametrize("fits", [True, False])
def test_turns_behind_a_place_that_may_be_a_turn_are_in_doubt(fits: bool) -> None:
    """Words that pages use go out; if a turn is lacking there, all that follows may change sides."""
    before = [["Why is it so old?"], ["It is cold up there."]] * 3
    behind = before[1:] if fits else before
    turns = [*before, ["Listen · 8 min"], *behind]
    sides = [1.0, -1.0] * 3
    odds = [*sides, 0.0, *(sides[1:] if fits else sides)]
    strays = stray_paragraphs.find(turns, odds, [False] * len(turns), known=True)
    assert strays.out == {6}
    assert strays.moved == (set(range(7, 12)) if fits else set())
