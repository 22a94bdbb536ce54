"""How written forms are said."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from segmentcast.lexicon import Lexicon
from segmentcast.reading import speak
from segmentcast.reading.english import ENGLISH
from segmentcast.reading.forms import FormTable, SpokenForm
from segmentcast.reading.initialisms import as_word, spelled
from segmentcast.reading.marks import EVERY_LANGUAGE
from segmentcast.reading.spoken_forms import find_edits

NOTHING = Lexicon()
FRAGMENTS = [
    "$5", "$3.2 billion", "1990s", "'90s", "24/7", "1/3", "2016", "in 1850", "Nov. 8", "May 3", "30°C", "-5°",
    "10-12", "50–50", "No. 5", "no.", "no...", "St. Paul", "Main St.", "Dr. Lee", "Mr", "WHO", "U.S.", "&", "Q&A",
    "40%", "World War II", "Elizabeth II", "10:00 a.m.", "7:05", "“", "”", "’", "...", "…", "--", "—", "[", "]]", "*",
    "5 km", "½", "1 1/2", "#1", "and/or", "people", "was", "A", "a", "the", "Lt. Col. Roe", "Inc.", "vs.", "\n", "a_b",
]  # fmt: skip


def _said(text: str, language: str = "en") -> str:
    return speak(text, NOTHING, language)[0].text


@pytest.mark.parametrize("row", [*ENGLISH, *EVERY_LANGUAGE], ids=lambda row: row.name)
def test_every_row_does_what_its_example_says(row: SpokenForm) -> None:
    """Each row of the table changes its example as written beside it, and by its own pattern."""
    written, spoken = row.example
    assert _said(written) == spoken
    assert any(edit.kind == row.kind for edit in find_edits(written, "en"))
    assert row.pattern.search(written)


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("It cost $5M, or $1.50, or $1.", "It cost five million dollars, or one dollar and fifty cents, or one dollar."),
        ("From $3 to $4 billion.", "From three to four billion dollars."),
        ("A $100 bill and £48,000.", "A one hundred dollar bill and forty-eight thousand pounds."),
        ("He saw 5 Elm Dr. and St. Louis.", "He saw 5 Elm Drive and Saint Louis."),
        ("In 2009 and 1905, mid-2016.", "In two thousand nine and nineteen oh five, mid-twenty sixteen."),
        ("About 1500 people, 1600 soldiers, in 1850.", "About 1500 people, 1600 soldiers, in eighteen fifty."),
        ("On 2016-11-13 call 1-800-555-1234 or 9-1-1.", "On November thirteenth, twenty sixteen call one, eight hundred, five five five, one two three four or 9-1-1."),
        ("A 10-km race at 60 mph.", "A ten kilometer race at sixty miles per hour."),
        ("He moved to Acme Inc.", "He moved to Acme Incorporated."),
        ("WHO DID IT?", "WHO DID IT?"),
        ("It was 48,000, at 6:30 p.m., in the U.S.", "It was 48,000, at 6:30 p.m., in the U.S."),
        ("On May 5, 2016, all 5 went.", "On May fifth, twenty sixteen, all 5 went."),
        ("The 5/11 parts.", "The 5/11 parts."),
        ("Maybe... He left...", "Maybe, He left."),
        ("He said 'I’m [so] tired'.", "He said 'I'm so tired'."),
        ("Say [[phonemes]] and [a](/b/).", "Say phonemes and a(/b/)."),
    ],
)  # fmt: skip
def test_forms_beyond_the_examples(written: str, spoken: str) -> None:
    """What looks like a form but is none stays; variants are said as people say them."""
    assert _said(written) == spoken


def test_other_languages_keep_their_words() -> None:
    """Outside of English only marks are changed: $5 and 1990 are left to the engine."""
    assert _said("« Le Dr. Cole a 5 $ de 1990 »", "fr") == '" Le Dr. Cole a 5 $ de 1990 "'


def test_letters_and_words() -> None:
    """An abbreviation is spelled as engines read letters, or written as a word."""
    assert [spelled(word) for word in ("WHO", "MI6", "NGOs", "U.N.")] == [
        "W.H.O",
        "M.I 6",
        "N.G.O's",
        "U.N",
    ]
    assert [as_word(word) for word in ("UNHCR", "U.N.")] == ["Unhcr", "Un"]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=12), st.sampled_from([" ", ", ", "; "]))
@example(["$5", "\n", "\n", "Inc."], " ")
@example(["$5\u200b", "Main St.\u00a0\u00a01990s"], " ")
def test_saying_what_is_said_changes_nothing(fragments: list[str], joint: str) -> None:
    """The table is idempotent for any mixture of the forms it knows, set apart as words are."""
    once = _said(joint.join(fragments))
    assert _said(once) == once


@given(st.text(max_size=300), st.sampled_from(["en", "fr"]))
def test_edits_replay(text: str, language: str) -> None:
    """Edits are in order, apart, quote the text, and lead from it to the spoken form."""
    spoken, edits = speak(text, NOTHING, language)
    position, pieces = 0, []
    for edit in edits:
        assert position <= edit.start < edit.end
        assert text[edit.start : edit.end] == edit.written
        pieces += [text[position : edit.start], edit.spoken]
        position = edit.end
    replayed = "".join([*pieces, text[position:]])
    assert "".join(replayed.split()) == "".join(spoken.text.split()) or not replayed.isprintable()


@pytest.mark.parametrize(
    "unit", ["1", "1,111", "$", "1/", "-", "A.", "[", "…", "1-", "1990", "St. ", "1:0", "½", " &"]
)
def test_the_table_is_linear(unit: str) -> None:
    """Fifty thousand repetitions of what a pattern looks for are done within the test run."""
    find_edits(unit * 50_000, "en")


_ROWS = (*ENGLISH, *EVERY_LANGUAGE)
_TABLE = FormTable(*_ROWS)
_SHORT = st.sampled_from(
    [word for row in _ROWS for word in row.example[0].split(" ")]
    + [*"$5-–/½°IVW.'’\n", "0s", "No.", "War", "٣", "Main", " ", "--", "..", "World War I"]
)


@given(st.lists(st.tuples(_SHORT, st.sampled_from([" ", " ", "", "\n"])), max_size=9))
@settings(max_examples=400)
def test_shortcuts_leave_no_form_out(pieces: list[tuple[str, str]]) -> None:
    """A row that is passed over, for want of a sign or of what it needs, would have found nothing."""
    text = "".join(piece + gap for piece, gap in pieces)
    chosen = _TABLE.rows_for(text)
    for row in _ROWS:
        if row.pattern.search(text):
            assert row in chosen, row.name
            assert row.needs is None or row.needs.search(text), row.name


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("It cost $3.50 and 2% more.", "three dollars and fifty cents and two percent"),
        ("He gave $5 and 10 people left.", "five dollars and 10 people"),
        ("It went from $5 to 10% more.", "five dollars to 10 percent"),
        ("It is $5 to $10 each.", "five to ten dollars"),
        ("It is between $5 and $10 now.", "five and ten dollars"),
        ("It is $5-10 each.", "five to ten dollars"),
    ],
)
def test_money_is_joined_to_money_alone(written: str, spoken: str) -> None:
    """A number of something else after "and" or "to" keeps its own noun."""
    assert spoken in speak(written, NOTHING, "en")[0].text
