"""Number words read back to their figures, and the proof that nothing else is said."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentcast.lexicon import default_lexicon, lexicon_of
from segmentcast.model import (
    Edit,
    Finding,
    Paragraph,
    Part,
    Reading,
    Speaker,
    Spoken,
    Transcript,
    Turn,
    Utterance,
    Voice,
)
from segmentcast.reading import compose, numbers, prove
from segmentcast.reading.english import ENGLISH
from segmentcast.reading.figures import same_figures
from segmentcast.reading.folding import fold

LEXICON = lexicon_of(default_lexicon())
PHRASES = Path(__file__).parent / "phrases.tsv"


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("$1.5bn", "one point five billion dollars"), ("5,000,000 km", "five million kilometers"),
        ("$1,500 million", "fifteen hundred million dollars"), ("1904", "nineteen oh four"), ("$0.50", "fifty cents"),
        ("$5.00", "five dollars"), ("4.50%", "four point five zero percent"), ("10⁶", "ten to the sixth"),
        ("5 m³", "five cubic meters"), ("2 1/2", "two and one half"), ("¾", "three quarters"),
        ("11/29/2026", "November twenty-ninth, twenty twenty-six"), ("2026-11-29", "November twenty-ninth, twenty twenty-six"),
        ("29/11/2026", "November twenty-ninth, twenty twenty-six"), ("10:00", "ten o'clock"), ("7:05", "seven oh five"),
        ("2:00:35", "two hours thirty-five"), ("0800 123", "zero eight hundred, one two three"), ("II-IV", "two to four"),
        ("6-4, 7-6(5), 6-0", "six four, seven six, five, six love"), ("20s", "twenties"), ("CO2", "C O two"),
        ("3 m/s", "three meters per second"), ("22nd", "twenty-second"), ("100th", "one hundredth"), ("100th", "hundredth"),
        ("10,000th", "ten thousandth"), ("1/100th", "one hundredth"), ("1/1,000", "one thousandth"), ("5/16ths", "five sixteenths"),
        ("1800s", "eighteen hundreds"), ("2000s", "two thousands"), ("$250K", "two hundred fifty thousand dollars"),
        ("08:06", "eight oh six"), ("00:23:00", "zero hours twenty-three minutes"), ("5/6/26", "May sixth, twenty twenty-six"),
        ("16/1/99", "January sixteenth, nineteen ninety-nine"), ("220-212", "two twenty to two twelve"),
    ],
)  # fmt: skip
def test_words_that_say_the_figures(written: str, spoken: str) -> None:
    """Scales, years, dates, hours, fractions, notes of power, numerals and scores are read back."""
    assert same_figures(written, spoken)


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("$1.5bn", "one point four billion dollars"), ("15", "fifty"), ("1904", "nineteen fourteen"), ("2026", "twenty sixteen"),
        ("4.05", "four point five"), ("11/29", "December twenty-ninth"), ("II", "three"), ("3-1", "one three"),
        ("7:05", "seven fifty"), ("5 m³", "five hundred meters"), ("10⁶", "one hundred six"), ("$5", "five thousand dollars"),
        ("$5m", "five billion dollars"), ("1st", "one thousandth"), ("3-0", "three"), ("20-3", "twenty three"),
        ("100-96", "one hundred ninety-six"), ("220-212", "two twenty two twelve"), ("100th", "one thousandth"),
        ("1.5 million km", "one point five kilometers"), ("$5m", "five dollars"), ("2bn", "two"), ("3-million", "three"),
    ],
)  # fmt: skip
def test_words_that_say_other_figures(written: str, spoken: str) -> None:
    """Another figure, another order, a lost zero within a number: none passes."""
    assert not same_figures(written, spoken)


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_every_cardinal_is_read_back_and_no_other(number: int, other: int) -> None:
    """What the number words say is what they are read back to, whatever the number."""
    assert same_figures(f"{number:,}", numbers.cardinal(number))
    plain = str(other).rstrip("0")
    if plain != str(number).rstrip("0"):
        assert not same_figures(f"{number:,}", numbers.cardinal(other))


_ORDINALS = st.integers(1, 10**6) | st.builds(
    lambda head, tens: min(head * tens, 10**6),
    st.integers(1, 999),
    st.sampled_from((10, 100, 1000)),
)


@given(
    _ORDINALS,
    st.sampled_from(("the {}", "a {}", "in the {}, the last", "the {}-anniversary", "two {}s")),
)
def test_every_ordinal_is_said_and_proved(number: int, sentence: str) -> None:
    """Ordinals that are parts of one too (hundredth, twenty-fifths) are read back to their figures."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 * (number % 100 not in (11, 12, 13)), "th")
    if sentence == "two {}s" and ending in ("st", "nd"):
        return
    for figures in (f"{number}{ending}", f"{number:,}{ending}"):
        reading, faults = _proved(sentence.format(figures), "en")
        assert not faults
        (edit,) = reading.utterances[0].edits
        assert not same_figures(f"{number + 1}th", edit.spoken)


@pytest.mark.parametrize("scale", ["thousand", "million", "billion"])
@pytest.mark.parametrize(
    "unit", ["km", "kWh", "sq ft", "ha", "gallons", "lbs", "mph", "°C", "people"]
)
def test_no_scale_is_lost_before_a_unit(scale: str, unit: str) -> None:
    """1.5 million km are million kilometers, alone, as a span, and with a hyphen."""
    for written in (f"1.5 {scale} {unit}", f"4-5 {scale} {unit}", f"a 3 {scale}-{unit} one"):
        reading, faults = _proved(f"It was {written} there.", "en")
        assert not faults
        assert scale in reading.utterances[0].spoken.text


def test_no_phrase_is_refused_whatever_its_figures() -> None:
    """Each row's example and each phrase, with any other figures, is said so that the proof allows it."""
    figures = random.Random(16)
    examples = [row.example[0] for row in ENGLISH]
    phrases = [line.split("\t")[0] for line in PHRASES.read_text("utf-8").splitlines()[1:]]
    for text in [*examples, *phrases]:
        for language in ("en", "en-GB"):
            other = re.sub(r"[0-9]", lambda _: figures.choice("0123456789"), text)
            assert not _proved(text, language)[1]
            assert not _proved(other, language)[1]


def _proved(text: str, language: str) -> tuple[Reading, tuple[Finding, ...]]:
    """The reading of a paragraph, and what the proof says of it."""
    source = Transcript(
        (Turn("a", (Paragraph(text),)),), (Speaker("a", "A", Part.HOST),), language=language
    )
    reading = compose(source, {"a": Voice("tone", "low")}, LEXICON, language=language)
    return reading, prove(source, reading)


def _faults(edit: Edit) -> list[str]:
    """The rules that the proof finds broken in a sentence that is this edit alone."""
    paragraph = Paragraph(edit.written)
    source = Transcript((Turn("a", (paragraph,)),), (Speaker("a", "A", Part.HOST),))
    voice = Voice("tone", "low")
    utterance = Utterance(0, 0, "a", voice, edit.written, Spoken(edit.spoken), 0, (edit,))
    return [finding.rule for finding in prove(source, Reading((utterance,), "en"))]


@pytest.mark.parametrize(
    ("kind", "written", "spoken"),
    [
        ("number", "$5", "five dollars"), ("symbol", "~", "about "), ("symbol", "★ x"[:1], ""), ("note", "¹²", ""),
        ("phrase", "i.e.", "that is"), ("phrase", "D-Mass.", "Democrat of Massachusetts"), ("letter", "ễ", "e"),
        ("letter", "œ", "oe"), ("symbol", "x", " by "),
    ],
)  # fmt: skip
def test_edits_that_may_be(kind: str, written: str, spoken: str) -> None:
    """Each kind of edit may do what it is for."""
    edit = Edit(kind, 0, len(written), written, spoken)  # type: ignore[arg-type]
    assert "edit-false" not in _faults(edit)


@pytest.mark.parametrize(
    ("kind", "written", "spoken"),
    [
        ("number", "$5", "six dollars"), ("note", "2024", ""),
        ("note", "¹", "one"), ("phrase", "i.e.", "for example"), ("phrase", "D-Mass.", "Republican of Massachusetts"),
        ("letter", "ễ", "o"), ("letter", "é", ""), ("symbol", "x", "and"), ("symbol", "a", " by "),
    ],
)  # fmt: skip
def test_edits_that_may_not_be(kind: str, written: str, spoken: str) -> None:
    """A number said as another, a sign with a meaning left out, a phrase that the table does not hold."""
    edit = Edit(kind, 0, len(written), written, spoken)  # type: ignore[arg-type]
    assert "edit-false" in _faults(edit)


@pytest.mark.parametrize("sign", list("~>≤±−=%"))
def test_a_sign_with_a_meaning_is_a_word(sign: str) -> None:
    """Left out before a figure it is found; between words, where it is only a mark, it may go."""
    text = f"It is {sign} 50 here"
    edit = Edit("symbol", 6, 7, sign, "")
    voice, turn = Voice("tone", "low"), Turn("a", (Paragraph(text),))
    utterance = Utterance(0, 0, "a", voice, text, Spoken("It is 50 here"), 0, (edit,))
    source = Transcript((turn,), (Speaker("a", "A", Part.HOST),))
    assert [finding.rule for finding in prove(source, Reading((utterance,), "en"))] == [
        "edit-false"
    ]


def test_letters_are_folded_one_for_one() -> None:
    """What voices have not is folded, what they read stays, and every place stays where it is."""
    text = "Trần Đức Lương and Müller, Çelik, Škoda, Łódź, naïve, Ōe"
    assert fold(text) == "Tran Duc Luong and Müller, Çelik, Škoda, Łódź, naïve, Oe"
    assert len(fold(text)) == len(text)
