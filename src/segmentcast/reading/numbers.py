"""English number words, as far as years, decades, fractions and ordinals need them."""

from __future__ import annotations

_ONES_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_ONES = _ONES_WORDS.split()
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth",
    "eight": "eighth", "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def two_digits(number: int) -> str:
    """0 to 99 in words."""
    if number < 20:
        return _ONES[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")


def year(number: int) -> str:
    """1000 to 2999 as a year is said: nineteen oh five, two thousand nine, twenty sixteen."""
    century, rest = divmod(number, 100)
    if century % 10 == 0 and rest < 10:
        thousand = f"{_ONES[century // 10]} thousand"
        return f"{thousand} {_ONES[rest]}" if rest else thousand
    if rest == 0:
        return f"{two_digits(century)} hundred"
    return f"{two_digits(century)} {'oh ' if rest < 10 else ''}{two_digits(rest)}"


def decade(number: int) -> str:
    """1990 as the nineties of a century are said: nineteen nineties; 1900: nineteen hundreds."""
    return _plural(year(number))


def tens_plural(number: int) -> str:
    """90: nineties."""
    return _plural(two_digits(number))


def ordinal(number: int) -> str:
    """1 to 99: first, twenty-second."""
    head, dash, last = two_digits(number).rpartition("-")
    if last in _ORDINALS:
        last = _ORDINALS[last]
    elif last.endswith("y"):
        last = f"{last[:-1]}ieth"
    else:
        last = f"{last}th"
    return f"{head}{dash}{last}"


def ordinal_digits(number: int) -> str:
    """8: 8th, 22: 22nd."""
    ending = (
        "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )
    return f"{number}{ending}"


def fraction(numerator: int, denominator: int) -> str:
    """1/3: one third; 3/4: three quarters. Both from 1 to 99, the denominator from 2."""
    parts = {2: "half", 4: "quarter"}.get(denominator) or ordinal(denominator)
    if numerator != 1:
        parts = "halves" if denominator == 2 else f"{parts}s"
    return f"{two_digits(numerator)} {parts}"


def roman(numeral: str) -> int:
    """The value of a Roman numeral of I, V, X, L and C; 0 when it is not well formed."""
    total, largest = 0, 0
    for letter in reversed(numeral):
        value = _ROMAN[letter]
        total += -value if value < largest else value
        largest = max(largest, value)
    return total if _written(total) == numeral else 0


def _written(number: int) -> str:
    numeral = ""
    for value, letters in (
        (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        times, number = divmod(number, value)
        numeral += letters * times
    return numeral


def _plural(words: str) -> str:
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}s"
