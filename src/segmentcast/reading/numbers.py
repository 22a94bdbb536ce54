"""English number words: cardinals, decimals, years, pairs of digits, ordinals; and back to figures.

American style: no "and" within a number, "oh" for the zero in a pair (nineteen oh five).
"""

from __future__ import annotations

_ONES_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_ONES = _ONES_WORDS.split()
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = ("", " thousand", " million", " billion", " trillion", " quadrillion")
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


def cardinal(number: int) -> str:
    """0 to 10**18 - 1 in words: one thousand two hundred thirty-four."""
    if number < 100:
        return two_digits(number)
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return f"{_ONES[hundreds]} hundred" + (f" {two_digits(rest)}" if rest else "")
    words: list[str] = []
    for power in range(len(_SCALES) - 1, -1, -1):
        group = number // 1000**power % 1000
        if group:
            words.append(cardinal(group) + _SCALES[power])
    return " ".join(words)


def number_words(figures: str) -> str:
    """A written amount in words: 1,250 or 3.05 or .5; each figure after the point by itself."""
    whole, point, decimals = figures.replace(",", "").partition(".")
    words = cardinal(int(whole or "0"))
    return f"{words} point {digit_words(decimals)}" if point else words


def amount_words(figures: str) -> str:
    """The same for what is counted or paid: 2,400 is twenty-four hundred."""
    whole = figures.replace(",", "")
    if len(whole) == 4 and whole.isdecimal() and whole.endswith("00") and whole[1] != "0":
        return f"{two_digits(int(whole[:2]))} hundred"
    return number_words(figures)


def digit_words(figures: str) -> str:
    """Each figure by itself: 0143 is zero one four three."""
    return " ".join(_ONES[int(figure)] for figure in figures if figure.isdecimal())


def pair_words(figures: str) -> str:
    """Two to four figures as names are read: 747 seven forty-seven, 1204 twelve oh four, 400 four hundred."""
    number = int(figures)
    if len(figures) < 3:
        return two_digits(number)
    if number % 1000 == 0:
        return cardinal(number)
    head, rest = divmod(number, 100)
    if rest == 0:
        return f"{two_digits(head)} hundred"
    return f"{two_digits(head)} {'oh ' if rest < 10 else ''}{two_digits(rest)}"


def run_together(words: str, more: str) -> bool:
    """Whether two numbers sound like one: twenty three, one hundred ninety-six."""
    last, first = words.rpartition(" ")[2], more.partition(" ")[0].partition("-")[0]
    if last == "hundred":
        return first not in ("zero", "oh", "hundred")
    return last in _TENS and first in _ONES[1:10]


def year(number: int) -> str:
    """1000 to 2999 as a year: nineteen oh five, two thousand nine, twenty sixteen."""
    century, rest = divmod(number, 100)
    if century % 10 == 0 and rest < 10:
        thousand = f"{_ONES[century // 10]} thousand"
        return f"{thousand} {_ONES[rest]}" if rest else thousand
    return pair_words(str(number))


def decade(number: int) -> str:
    """1990 as a decade: nineteen nineties; 1900: nineteen hundreds."""
    return _plural(year(number))


def tens_plural(number: int) -> str:
    """90: nineties."""
    return _plural(two_digits(number))


def ordinal(number: int) -> str:
    """1 to 10**18 - 1: first, twenty-second, one hundred fifth, one thousandth."""
    words = cardinal(number)
    at = max(words.rfind("-"), words.rfind(" ")) + 1
    head, last = words[:at], words[at:]
    if last in _ORDINALS:
        last = _ORDINALS[last]
    elif last.endswith("y"):
        last = f"{last[:-1]}ieth"
    else:
        last = f"{last}th"
    return head + last


def fraction(numerator: int, denominator: int) -> str:
    """1/3: one third; 3/4: three quarters; 1/100: one hundredth. The numerator from 1 to 99."""
    parts = {2: "half", 4: "quarter"}.get(denominator) or ordinal(denominator)
    if denominator in (100, 1000, 10**6):
        parts = parts.removeprefix("one ")
    if numerator != 1:
        parts = "halves" if denominator == 2 else f"{parts}s"
    return f"{two_digits(numerator)} {parts}"


def roman(numeral: str) -> int:
    """The value of a Roman numeral of I, V, X, L, and C; 0 if it is malformed."""
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
