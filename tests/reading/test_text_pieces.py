"""What a voice is given at once is bounded, whatever the text and the language."""

from __future__ import annotations

import random

import pytest

from segmentcast import captions
from segmentcast.lexicon import Lexicon
from segmentcast.model import Cue, Paragraph, Part, Reading, Speaker, Transcript, Turn, Voice
from segmentcast.reading import LONGEST_PIECE, compose, prove, split_sentences

WORDS = "the boat came back to quay and people went on board while a cold wind rose".split()


def words(length: int, between: str = " ") -> str:
    """So many characters of words in no order, the same ones every time."""
    chance = random.Random(length)
    return between.join(chance.choice(WORDS) for _ in range(length // 4))[:length]


TEXTS = {
    "no full stop": ("en", words(25_000)),
    "commas alone": ("en", words(25_000).replace(" and ", ", and ")),
    "no space": ("en", words(25_000, "")),
    "hyphens for spaces": ("en", words(25_000, "-")),
    "Chinese without marks": ("zh", "船回到码头人们再次上船" * 2_000),
    "Chinese with commas alone": ("zh", "船回到码头，人们再次上船，" * 2_000),
    "Thai": ("th", "เรือกลับมาที่ท่าเรือ" * 1_000),
    "Hindi without spaces": ("hi", "नावघाटपरवापसआई" * 1_000),
    "one letter with a thousand accents": ("en", "a" + "\u0301" * 1_000 + "b" * 2_000),
    "families": ("en", "👨\u200d👩\u200d👧" * 500 + " came"),
    "a mile of dashes": ("en", "Hello " + "— " * 2_000 + "you there. " + "—" * 3_000 + " and you"),
    "dashes first": ("en", "— " * 500 + words(5_000)),
    "dashes between": ("en", ("a" + "—" * 500) * 20),
    "a long address": ("en", f"See https://a.example/{'x' * 2_300} and {words(3_000)}"),
    "long words at a window's end": ("en", f"{'w ' * 850}{'y' * 560} {words(1_000)}"),
    "two spaces at a cut": ("en", "and you  " * 900),
    "money, three times as long as it is spoken": ("en", "$3.2bn and £4m and 5 km, " * 300),
    "money without spaces": ("en", "$3.2bn/£4m/" * 200),
    "dollars": ("en", "$" * 3_000),
    "figures": ("en", "1234567890" * 300),
}


def read(text: str, language: str, lexicon: Lexicon) -> tuple[Transcript, Reading]:
    """A talk of one paragraph, and its reading."""
    talk = Transcript((Turn("ada", (Paragraph(text),)),), (Speaker("ada", "Ada Cole", Part.HOST),))
    return talk, compose(talk, {"ada": Voice("tone", "low")}, lexicon, language=language)


@pytest.mark.parametrize("name", TEXTS)
def test_no_voice_gets_more_than_the_bound(name: str, lexicon: Lexicon) -> None:
    """Every piece holds something to say and at most 600 characters; together they are the text, says the proof."""
    language, text = TEXTS[name]
    talk, reading = read(text, language, lexicon)
    spoken = [utterance.spoken.text for utterance in reading.utterances]
    assert max(map(len, spoken)) <= LONGEST_PIECE
    assert all(any(char.isalnum() or char == "$" for char in piece) for piece in spoken)
    assert prove(talk, reading) == ()


@pytest.mark.parametrize("name", ["no space", "Chinese without marks", "no full stop"])
def test_captions_of_pieces_hold_the_text(name: str, lexicon: Lexicon) -> None:
    """The captions of a text without full stops say it all, two lines at a time."""
    language, text = TEXTS[name]
    _, reading = read(text, language, lexicon)
    cues = [
        Cue(number * 1000, number * 1000 + 900, "Ada Cole", utterance.text)
        for number, utterance in enumerate(reading.utterances)
    ]
    shown = captions.split(cues, line_characters=65)
    assert "".join("".join(caption.lines) for caption in shown).replace(" ", "") == text.replace(
        " ", ""
    )
    assert max(len(caption.lines) for caption in shown) <= 2


def test_a_piece_ends_at_a_clause_else_a_comma_else_a_word() -> None:
    """The best mark that is near enough decides; what has none is cut between words, never within one."""
    plain = words(2_000)
    cut = plain[:200].rindex(" ")
    for mark in ("; ", ", "):
        text = plain[:cut] + mark + plain[cut + 1 :]
        assert split_sentences(text, "en")[0] == (0, cut + 1)
    both = f"{words(140)}; {words(100)}, {words(1_000)}"
    assert split_sentences(both, "en")[0] == (0, 141)
    ends = [end for _, end in split_sentences(plain, "en")]
    assert all(end == len(plain) or plain[end] == " " for end in ends)


def test_what_is_under_the_bound_stays_as_it_was() -> None:
    """A word of 500 characters, and a sentence of 340, are given whole: spoken sentences keep their place in the cache."""
    for text in ("x" * 500, "https://a.example/" + "y" * 570, words(340), "船" * 590):
        assert split_sentences(text, "en") == ((0, len(text)),)


def test_an_edit_is_not_torn_when_a_piece_is_halved(lexicon: Lexicon) -> None:
    """Where the spoken form is too long, the cut is not within what is said in other words."""
    _, reading = read("$3.2bn, £4m, " * 24 + "more", "en", lexicon)
    assert len(reading.utterances) > 1
    spoken = " ".join(utterance.spoken.text for utterance in reading.utterances)
    assert spoken.count("three point two billion dollars") == 24
    assert spoken.count("four million pounds") == 24
