"""Whether words match written figures: reads number words back, independently of how they were made.

`same_figures("$1.5bn", "one point five billion dollars")` holds, with "one point four" it does not.
The proof uses it, so it shares nothing with the rules that turn figures into words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product

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
_SCALES = {"million": 10**6, "billion": 10**9, "trillion": 10**12, "quadrillion": 10**15}
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
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")
_MONEY = re.compile(r"[$£€]\s?\d+\.\d\d(?!\d)(?!\s?[a-zA-Z])")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_TOKEN = re.compile(r"[a-z]+|\d+(?:,\d{3})*|[,^]")


def same_figures(written: str, spoken: str) -> bool:
    """Whether the number words of `spoken` are the figures of `written`, in their order.

    A scale may be written as a letter (5bn) or in figures (5,000,000); ":00" and ".00" may stay
    unspoken; a month's name may stand for its number.
    """
    forms = _written_forms(written)
    date = re.fullmatch(r"(\d{1,2})([/.])(\d{1,2})(\2\d{2,4})?", written)
    if date:  # which of the two is the month, the page decides
        forms |= _written_forms(f"{date[3]}{date[2]}{date[1]}{date[4] or ''}")
    return not forms.isdisjoint(_spoken_forms(spoken, written))


def _written_forms(written: str) -> set[str]:
    """The figures in order: as written, without leading zeros, without groups of zeros."""
    for glyph, figures in _GLYPHS.items():
        written = written.replace(glyph, f" {figures}")
    # the power of a unit is spoken as square or cubic
    written = re.sub(r"(?<=[A-Za-zµ])(?:[²³]|⁻[¹²³]|(?<=[a-z])2\b)", "", written)
    # a date is spoken month first, whatever comes first in figures
    written = re.sub(r"\b(\d{4})-(\d\d)-(\d\d)\b", r"\2 \3 \1", written)
    day_first = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{2,4})", written)
    if day_first and int(day_first[1]) > 12:
        written = f"{day_first[2]} {day_first[1]} {day_first[3]}"
    written = (
        re.sub(r"(?<=\d)(?:\^|(?=⁻?[⁰¹²³⁴-⁹]))", "^", written).translate(_RAISED).replace(",", "")
    )
    # digits after a point are spoken one by one, except the hundredths of money
    if _MONEY.search(written):
        written = written.replace(".", " ")
    groups = re.findall(r"\^|\.\d+|\d+", written)
    if not groups:
        groups = [str(_value(part)) for part in re.findall(r"\b[IVXLC]+\b", written)]
    exact = [group.lstrip(".") for group in groups]
    plain = [str(int(group)) if group.isdecimal() else group.lstrip(".") for group in groups]
    return {
        "".join(exact),
        "".join(plain),
        "".join(group for group in plain if group != "0"),
        "".join([*exact[:1], *(group for group in exact[1:] if group.strip("0"))]),
    } - {""}


def _value(numeral: str) -> int:
    values = [_ROMAN[letter] for letter in numeral]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))


def _spoken_forms(spoken: str, written: str) -> Iterator[str]:
    words = _TOKEN.findall(spoken.lower().replace("o'clock", "").replace(" to the ", " ^ "))
    named = any(month[:3] in written.lower() for month in _MONTHS)
    for scaled, thousands, seconds in product((False, True), repeat=3):
        yield "".join(_groups(words, scaled, thousands, seconds, months=not named))


def _groups(
    words: Sequence[str], scaled: bool, thousands: bool, seconds: bool, *, months: bool
) -> Iterator[str]:
    """The numbers among the words, each in figures. `scaled`, `thousands`: whether such words multiply."""
    value: int | None = None
    total = 0
    room = 0  # what may still be added to `value`: below 100 after hundreds, below 10 after tens

    def done() -> Iterator[str]:
        if value is not None or total:
            yield str(total + (value or 0))

    for word in words:
        number = _number(word, seconds=seconds, months=months)
        if number is None:
            if word == "hundred" and value is not None and value < 100:
                value, room = value * 100, 100
            elif word == "thousand" and value is not None:
                if thousands:
                    total, value, room = total + value * 1000, None, 1000
            elif word in _SCALES and value is not None:
                if scaled:
                    total, value, room = total + value * _SCALES[word], None, _SCALES[word]
            elif word in ("and", "a") and value is None and not total:
                pass
            else:
                yield from done()
                value, total, room = None, 0, 0
                if word == "^":
                    yield word
            continue
        if value is None and (not total or number < room) and not (total and number == 0):
            value = number
        elif value is not None and 0 < number < room:
            value += number
        else:
            yield from done()
            value, total = number, 0
        room = 10 if number in range(20, 100, 10) else 0
        if word.isdecimal() or word[0].isdigit():
            yield word.replace(",", "")
            value, total, room = None, 0, 0
    yield from done()


def _number(word: str, *, seconds: bool, months: bool) -> int | None:
    if word[0].isdigit():
        return int(word.replace(",", ""))
    if word in ",^":
        return None
    if word in ("second", "seconds") and not seconds:
        return None
    if months and word in _MONTHS:
        return _MONTHS[word]
    for form in (word, word.removesuffix("s"), word.removesuffix("th"), word.removesuffix("ths")):
        for table in (_SMALL, _TENS, _ORDINALS):
            if form in table:
                return table[form]
    for ending in ("ies", "ieth", "ieths"):
        if word.endswith(ending) and f"{word.removesuffix(ending)}y" in _TENS:
            return _TENS[f"{word.removesuffix(ending)}y"]
    return {"halves": 2, "hundredth": 100}.get(word)
