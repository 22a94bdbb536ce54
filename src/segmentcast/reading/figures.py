"""Whether words match written figures: reads number words back, independently of how they were made.

`same_figures("$1.5bn", "one point five billion dollars")` holds, with "one point four" it does not.
The proof uses it, so it shares nothing with the rules that turn figures into words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

_SMALL = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split()
    )
} | {"oh": 0, "love": 0, "nil": 0, "half": 2, "quarter": 4}  # fmt: skip
_TENS = {
    word: 10 * value
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12,
}  # fmt: skip
_SCALES = {
    "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "quadrillion": 10**15,
}  # fmt: skip
_MONTHS = {
    word: value
    for value, word in enumerate(
        "january february march april may june july august september october november december".split(),
        start=1,
    )
}  # fmt: skip
_GLYPHS = {
    "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8",
}  # fmt: skip
# how a scale is written beside its figures: 5bn, 5-million, 5 k
_WRITTEN_SCALE = re.compile(r"(?<=[\d\s-])(k|thousand|[mbtq])", re.IGNORECASE)
_SCALE_LETTERS = {
    "k": "thousand", "thousand": "thousand", "m": "million", "b": "billion", "t": "trillion",
    "q": "quadrillion",
}  # fmt: skip
_SCALE_NAMES = {
    "hundred": "hundred", "thousand": "thousand", "million": "million", "billion": "billion", "trillion": "trillion",
    "mn": "million", "mln": "million", "bn": "billion", "tn": "trillion", "k": "thousand", "m": "million",
    "b": "billion", "t": "trillion",
}  # fmt: skip
_SURE_SCALE = re.compile(
    r"\d[\s-]?(hundred|thousand|million|billion|trillion|mn|mln|bn|tn)\b|[$£€¥][\d,.]*\d([kmbt])\b",
    re.IGNORECASE,
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")
_MONEY = re.compile(r"[$£€]\s?\d+\.\d\d(?!\d)(?!\s?[a-zA-Z])")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_DATE = re.compile(r"(\d{1,2})(?:/(\d{1,2})(?:/(\d{4}|\d{2}))?|\.(\d{1,2})\.(\d{4}))")
_MOST_GROUPS = 6  # of figures in an edit; longer ones, as telephone numbers, are said as written
_TOKEN = re.compile(r"[a-z]+|\d+(?:,\d{3})*|[,^]")


def same_figures(written: str, spoken: str) -> bool:
    """Whether the number words of `spoken` are the figures of `written`, in their order.

    A scale may be written as a letter (5bn) or in figures (5,000,000); ":00" and ".00" may stay
    unspoken; a month's name may stand for its number, and a year with its century for two figures.
    """
    words = spoken.lower().split()
    if any(
        _SCALE_NAMES[name.lower()] not in words
        for name in map("".join, _SURE_SCALE.findall(written))
    ):
        return False
    forms = _written_forms(written)
    date = _DATE.fullmatch(written)
    if date:  # which of the two is the month and which century it is, the page decides
        first, second = date[1], date[2] or date[4]
        year = date[3] or date[5] or ""
        years = (year, f"19{year}", f"20{year}") if len(year) == 2 else (year,)
        for month, day in ((first, second), (second, first)):
            forms |= {f"{int(month)}{int(day)}{full}" for full in years}
    return not forms.isdisjoint(_spoken_forms(spoken, written))


def _written_forms(written: str) -> set[str]:
    """The figures in order: each group as written or without leading zeros."""
    for glyph, figures in _GLYPHS.items():
        written = written.replace(glyph, f" {figures}")
    # the power of a unit is spoken as square or cubic
    written = re.sub(r"(?<=[A-Za-zµ])(?:[²³]|⁻[¹²³]|(?<=[a-z])2\b|(?<=m)3\b)", "", written)
    # a date is spoken month first, whatever comes first in figures
    written = re.sub(r"\b(\d{4})-(\d\d)-(\d\d)\b", r"\2 \3 \1", written)
    written = (
        re.sub(r"(?<=\d)(?:\^|(?=⁻?[⁰¹²³⁴-⁹]))", "^", written).translate(_RAISED).replace(",", "")
    )
    # digits after a point are spoken one by one, except the hundredths of money
    silent_zero = ":" in written
    if _MONEY.search(written):
        written, silent_zero = written.replace(".", " "), True
    groups = re.findall(r"\^|\.\d+|\d+", written)
    if not groups:
        groups = [str(_value(part)) for part in re.findall(r"\b[IVXLC]+\b", written)]
    forms = {""}
    for group in groups[:_MOST_GROUPS]:
        ways = _ways(group, silent_zero=silent_zero)
        forms = {form + way for form in forms for way in ways}
    rest = "".join(group.lstrip(".") for group in groups[_MOST_GROUPS:])
    return {form + rest for form in forms} - {""}


def _ways(group: str, *, silent_zero: bool) -> set[str]:
    """How a group of figures may be spoken: as written, without leading zeros, zeros alone not at all."""
    if not group.isdecimal():
        return {group.lstrip(".")}
    return {group, str(int(group))} | ({""} if silent_zero and not int(group) else set())


def _value(numeral: str) -> int:
    values = [_ROMAN[letter] for letter in numeral]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))


def _spoken_forms(spoken: str, written: str) -> Iterator[str]:
    words = _TOKEN.findall(spoken.lower().replace("o'clock", "").replace(" to the ", " ^ "))
    named = any(month[:3] in written.lower() for month in _MONTHS)
    beside = {letter.lower() for letter in _WRITTEN_SCALE.findall(written)}
    silent = sorted({_SCALE_LETTERS[letter] for letter in beside})
    some = [
        frozenset(chosen)
        for count in range(len(silent) + 1)
        for chosen in combinations(silent, count)
    ]
    for silent_scales, seconds, parts in product(some, (False, True), (False, True)):
        words_in_figures = _Words(silent_scales, seconds=seconds, parts=parts, months=not named)
        yield "".join(words_in_figures.groups(words))


@dataclass(frozen=True, slots=True)
class _Words:
    """How number words are read: which scales are written beside the figures, so that they are no
    figures; whether "seconds" is a number; whether "hundredth" is a part of one or its multiple."""

    silent_scales: frozenset[str]
    seconds: bool
    parts: bool
    months: bool

    def groups(self, words: Sequence[str]) -> Iterator[str]:
        """The numbers among the words, each in figures."""
        value: int | None = None
        total = 0
        room = (
            0  # what may still be added to `value`: below 100 after hundreds, below 10 after tens
        )
        for word in words:
            if word[0].isdigit():
                yield from _figures(total, value)
                yield word.replace(",", "")
                value, total, room = None, 0, 0
                continue
            scale = _scale(word)
            if scale in self.silent_scales and value is not None:
                continue
            part = scale and word != scale and (self.parts or (value is None and not total))
            if scale and not part and value is not None:
                if scale == "hundred" and value < 100:
                    value, room = value * 100, 100
                else:
                    total, value, room = total + value * _SCALES[scale], None, _SCALES[scale]
                continue
            number = _SCALES[scale] if part else self._number(word)
            if number is None:
                if word in ("and", "a") and value is None and not total:
                    continue
                yield from _figures(total, value)
                value, total, room = None, 0, 0
                if word == "^":
                    yield word
                continue
            if value is None and (not total or 0 < number < room):
                value = number
            elif value is not None and 0 < number < room:
                value += number
            else:
                yield from _figures(total, value)
                value, total = number, 0
            room = 10 if number in range(20, 100, 10) else 0
        yield from _figures(total, value)

    def _number(self, word: str) -> int | None:
        if word in ("second", "seconds") and not self.seconds:
            return None
        if self.months and word in _MONTHS:
            return _MONTHS[word]
        for form in (word, *(word.removesuffix(ending) for ending in ("s", "th", "ths"))):
            for table in (_SMALL, _TENS, _ORDINALS):
                if form in table:
                    return table[form]
        for ending in ("ies", "ieth", "ieths"):
            if word.endswith(ending) and f"{word.removesuffix(ending)}y" in _TENS:
                return _TENS[f"{word.removesuffix(ending)}y"]
        return 2 if word == "halves" else None


def _figures(total: int, value: int | None) -> Iterator[str]:
    if value is not None or total:
        yield str(total + (value or 0))


def _scale(word: str) -> str:
    """The scale that a word names, as a number, an ordinal, a part, or a decade; else nothing."""
    for ending in ("", "s", "th", "ths"):
        if word.endswith(ending) and word.removesuffix(ending) in _SCALES:
            return word.removesuffix(ending)
    return ""
