"""Number words as people say them; the expected words were written by hand."""

from __future__ import annotations

import re

import pytest

from segmentcast.reading import numbers

WORDS = {
    0: "zero", 1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven",
    8: "eight", 9: "nine", 10: "ten", 11: "eleven", 12: "twelve", 13: "thirteen",
    14: "fourteen", 15: "fifteen", 16: "sixteen", 17: "seventeen", 18: "eighteen",
    19: "nineteen", 20: "twenty", 21: "twenty-one", 30: "thirty", 34: "thirty-four",
    40: "forty", 47: "forty-seven", 50: "fifty", 58: "fifty-eight", 60: "sixty",
    66: "sixty-six", 70: "seventy", 72: "seventy-two", 80: "eighty", 89: "eighty-nine",
    90: "ninety", 99: "ninety-nine",
}  # fmt: skip
YEARS = {
    1000: "one thousand", 1001: "one thousand one", 1009: "one thousand nine", 1010: "ten ten",
    1066: "ten sixty-six", 1100: "eleven hundred", 1492: "fourteen ninety-two",
    1900: "nineteen hundred", 1905: "nineteen oh five", 1909: "nineteen oh nine",
    1910: "nineteen ten", 1999: "nineteen ninety-nine", 2000: "two thousand",
    2001: "two thousand one", 2009: "two thousand nine", 2010: "twenty ten",
    2016: "twenty sixteen", 2100: "twenty-one hundred", 2105: "twenty-one oh five",
    2999: "twenty-nine ninety-nine",
}  # fmt: skip
ORDINALS = {
    1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", 8: "eighth", 9: "ninth",
    10: "tenth", 11: "eleventh", 12: "twelfth", 13: "thirteenth", 20: "twentieth",
    21: "twenty-first", 22: "twenty-second", 33: "thirty-third", 45: "forty-fifth",
    58: "fifty-eighth", 69: "sixty-ninth", 90: "ninetieth", 99: "ninety-ninth",
}  # fmt: skip
# The place values of the numerals, as the Romans' own table has them.
_PLACES = (
    ("", "C", "CC", "CCC"),
    ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC"),
    ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"),
)


@pytest.mark.parametrize(("number", "words"), WORDS.items())
def test_two_digits(number: int, words: str) -> None:
    """Numbers from 0 to 99 are said as they are written in words."""
    assert numbers.two_digits(number) == words


def test_no_two_numbers_sound_alike() -> None:
    """Each number from 0 to 99 has words of its own."""
    assert len({numbers.two_digits(number) for number in range(100)}) == 100


@pytest.mark.parametrize(("number", "words"), YEARS.items())
def test_years(number: int, words: str) -> None:
    """A year is said in two halves, but for the first years of a millennium."""
    assert numbers.year(number) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1900, "nineteen hundreds"),
        (1990, "nineteen nineties"),
        (2000, "two thousands"),
        (2010, "twenty tens"),
        (2020, "twenty twenties"),
    ],
)
def test_decades(number: int, words: str) -> None:
    """A decade is a year in the plural."""
    assert numbers.decade(number) == words


@pytest.mark.parametrize(("number", "words"), [(10, "tens"), (20, "twenties"), (90, "nineties")])
def test_tens_in_the_plural(number: int, words: str) -> None:
    """Tens that end in y end in ies in the plural."""
    assert numbers.tens_plural(number) == words


@pytest.mark.parametrize(("number", "words"), ORDINALS.items())
def test_ordinals(number: int, words: str) -> None:
    """Only the last word of an ordinal changes."""
    assert numbers.ordinal(number) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "zero"), (100, "one hundred"), (101, "one hundred one"), (1_000, "one thousand"),
     (2_017, "two thousand seventeen"), (1_234_567, "one million two hundred thirty-four thousand five hundred sixty-seven"),
     (10**9, "one billion"), (10**15 + 5, "one quadrillion five")],
)  # fmt: skip
def test_cardinals(number: int, words: str) -> None:
    """Each group of three figures has its scale; a group of zeros is not said."""
    assert numbers.cardinal(number) == words


@pytest.mark.parametrize(
    ("figures", "words"),
    [("1,250", "one thousand two hundred fifty"), ("3.05", "three point zero five"), (".5", "zero point five"),
     ("4.50", "four point five zero")],
)  # fmt: skip
def test_written_numbers(figures: str, words: str) -> None:
    """Every figure after the point is said by itself, a zero at the end too."""
    assert numbers.number_words(figures) == words


@pytest.mark.parametrize(
    ("figures", "words"),
    [("2,400", "twenty-four hundred"), ("1500", "fifteen hundred"), ("2,000", "two thousand"), ("2,050", "two thousand fifty"),
     ("240", "two hundred forty"), ("24,000", "twenty-four thousand"), ("1,500.5", "one thousand five hundred point five")],
)  # fmt: skip
def test_amounts(figures: str, words: str) -> None:
    """Round hundreds of four figures are said as hundreds, and nothing else is."""
    assert numbers.amount_words(figures) == words


@pytest.mark.parametrize(
    ("figures", "words"),
    [("7", "seven"), ("47", "forty-seven"), ("747", "seven forty-seven"), ("400", "four hundred"), ("101", "one oh one"),
     ("1204", "twelve oh four"), ("1900", "nineteen hundred"), ("3000", "three thousand")],
)  # fmt: skip
def test_pairs(figures: str, words: str) -> None:
    """Figures in names are read in pairs."""
    assert numbers.pair_words(figures) == words


@pytest.mark.parametrize(
    ("numerator", "denominator", "words"),
    [(1, 2, "one half"), (3, 2, "three halves"), (1, 3, "one third"), (2, 3, "two thirds"),
     (1, 4, "one quarter"), (3, 4, "three quarters"), (5, 8, "five eighths"),
     (1, 10, "one tenth"), (7, 22, "seven twenty-seconds"), (99, 50, "ninety-nine fiftieths")],
)  # fmt: skip
def test_fractions(numerator: int, denominator: int, words: str) -> None:
    """One part is in the singular, several are in the plural."""
    assert numbers.fraction(numerator, denominator) == words


def test_every_roman_numeral_to_399() -> None:
    """A numeral that is composed of the table of places has its value."""
    for number in range(1, 400):
        hundreds, rest = divmod(number, 100)
        numeral = _PLACES[0][hundreds] + _PLACES[1][rest // 10] + _PLACES[2][rest % 10]
        assert numbers.roman(numeral) == number


def test_what_is_no_roman_numeral_has_no_value() -> None:
    """Letters in an order that nobody writes give 0: every row of up to five is tried."""
    written = {a + b + c for a in _PLACES[0] for b in _PLACES[1] for c in _PLACES[2]}
    rows = [""]
    for _ in range(5):
        rows = [row + letter for row in rows for letter in "IVXLC"]
        for row in rows:
            # Four hundreds and more are composed of C alone, which the table leaves out.
            if row not in written and not re.match("CCCC", row):
                assert numbers.roman(row) == 0, row
