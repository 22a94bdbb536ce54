"""What the patterns of the spoken forms find, in words: amounts, measures, dates, numerals."""

from __future__ import annotations

import re

from segmentcast.reading import numbers
from segmentcast.reading.abbreviations import CURRENCIES, MONTH_NAMES, SCALES, UNITS, plural

GLYPHS = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4),
    "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8),
}  # fmt: skip
_DENOMINATORS = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20})

# A number before a noun in the plural counts something: it is no year and no day.
_COUNTED = re.compile(
    r"[ -](?:percent|people|men|women|children|troops|million|billion|thousand|hundred|dead|more|other|"
    r"(?!(?:was|is|has|as|his|its|this|does|us|yes|always|sometimes|perhaps|unless|across|towards|"
    r"regardless|whereas|besides|afterwards|elections)\b)[a-z]{2,20}s)\b"
)
_COUNTING = re.compile(
    r"\b(?:about|some|over|nearly|almost|than|roughly|least|most|another|only|killed)\s$"
)
_DATING = re.compile(
    r"\b(?:in|since|until|till|by|from|of|during|before|after|around|circa|year|early|late|mid|"
    rf"(?:{'|'.join(MONTH_NAMES)})(?:\s\d{{1,2}}(?:st|nd|rd|th)?,?)?)[\s-]$",
    re.IGNORECASE,
)
_LOOK_BACK = 24


def money(match: re.Match[str]) -> str:
    """$3.2 billion: 3.2 billion dollars; $1.50: 1 dollar and 50 cents; $3 to $4 million: 3 to 4 million dollars."""
    unit, small = CURRENCIES[match["sign"]]
    amount, scale = match["amount"], match["scale"] or match["letter"] or ""
    scale = SCALES.get(scale.lower(), scale)
    if match["more"]:
        amount = f"{amount} {match['joint'].strip(' -–') or 'to'} {match['more']}"
    elif not scale:
        whole, _, hundredths = amount.partition(".")
        if len(hundredths) == 2:
            return _with_cents(whole, int(hundredths), unit, small)
    return " ".join(filter(None, (amount, scale, plural(unit, "" if scale else amount))))


def _with_cents(whole: str, hundredths: int, unit: str, small: str) -> str:
    cents = f"{hundredths} {plural(small, str(hundredths))}"
    if int(whole.replace(",", "")) == 0 and hundredths:
        return cents
    units = f"{whole} {plural(unit, whole)}"
    return f"{units} and {cents}" if hundredths else units


def money_before_noun(match: re.Match[str]) -> str:
    """a $3 billion deal: 3 billion dollar; the unit before a noun stays singular."""
    scale = match["scale"] or match["letter"] or ""
    unit = CURRENCIES[match["sign"]][0]
    return " ".join(filter(None, (match["amount"], SCALES.get(scale.lower(), scale), unit)))


def quantity(match: re.Match[str]) -> str:
    """5 km: 5 kilometers; a 10-km race: a 10 kilometer race."""
    amount = "1" if match["joint"] == "-" else match["amount"]
    return f"{match['amount']} {plural(UNITS[match['unit']], amount)}"


def degrees(match: re.Match[str]) -> str:
    """-5°C: minus 5 degrees Celsius."""
    scale = {"C": " Celsius", "F": " Fahrenheit"}.get(match["scale"] or "", "")
    below = "minus " if match["below"] else ""
    return f"{below}{match['amount']} {plural('degree', match['amount'])}{scale}"


def fraction(match: re.Match[str]) -> str | None:
    """2/3: two thirds; 1 1/2: 1 and one half."""
    if match["glyph"]:
        top, bottom = GLYPHS[match["glyph"]]
    else:
        top, bottom = int(match["top"]), int(match["bottom"])
        if bottom not in _DENOMINATORS or not 0 < top < bottom:
            return None
    whole = f"{match['whole']} and " if match["whole"] else ""
    return whole + numbers.fraction(top, bottom)


def year(match: re.Match[str]) -> str | None:
    """2016: twenty sixteen, where the words around it do not count with it.

    Before 1900 only where they date something. Every engine says 2000 to 2009 as people do.
    """
    number = int(match["w"])
    before = match.string[max(0, match.start("w") - _LOOK_BACK) : match.start("w")]
    if 2000 <= number <= 2009 or counts(match) or _COUNTING.search(before):
        return None
    if number < 1900 and not _DATING.search(before):
        return None
    return numbers.year(number)


def years(match: re.Match[str]) -> str | None:
    """1914-18: nineteen fourteen to eighteen."""
    first, last = int(match["first"]), int(match["last"])
    if last < 100:
        if last <= first % 100:
            return None
        end = numbers.two_digits(last) if last > 9 else f"oh {numbers.two_digits(last)}"
    elif last <= first:
        return None
    else:
        end = numbers.year(last)
    return f"{numbers.year(first)} to {end}"


def decade(match: re.Match[str]) -> str:
    """1990s: nineteen nineties."""
    return numbers.decade(int(match["digits"]))


def tens(match: re.Match[str]) -> str:
    """'90s, 90s: nineties."""
    return numbers.tens_plural(int(match["digits"]))


def day(match: re.Match[str]) -> str | None:
    """November 8: November 8th."""
    number = int(match["w"])
    # "May 8 people come in?": at the start of a sentence the word need not be a month.
    doubtful = match.start() == 0 and match[0].startswith(("May", "March"))
    if not 1 <= number <= 31 or doubtful or counts(match):
        return None
    return numbers.ordinal_digits(number)


def counts(match: re.Match[str]) -> bool:
    """Whether the word after the match is counted by it: 2016 soldiers."""
    return _COUNTED.match(match.string, match.end()) is not None


def roman_cardinal(match: re.Match[str]) -> str | None:
    """World War II: World War Two."""
    value = numbers.roman(match["w"])
    return numbers.two_digits(value).capitalize() if 0 < value < 100 else None


def roman_ordinal(match: re.Match[str]) -> str | None:
    """Elizabeth II: Elizabeth the Second."""
    value = numbers.roman(match["w"])
    return f"the {numbers.ordinal(value).capitalize()}" if 1 < value < 40 else None


def span(match: re.Match[str]) -> str:
    """10-12: 10 to 12; 50-50 stays fifty fifty."""
    return " " if match["low"] == match["high"] else " to "


def clock(match: re.Match[str]) -> str:
    """10:00: 10 o'clock, or 10 before a.m.; 7:05: 7 oh 5."""
    hour, minutes = match["w"].split(":")
    if minutes != "00":
        return f"{hour} oh {minutes[1]}"
    return hour if match["half"] is not None else f"{hour} o'clock"


def ellipsis(match: re.Match[str]) -> str:
    """Three dots: a comma within a sentence, a full stop at its end, nothing where a mark stands already."""
    text = match.string
    before = text[max(0, match.start() - _LOOK_BACK) : match.start()].rstrip()
    if not before or not before[-1].isalnum():
        return ""
    following = text[match.end() : match.end() + 2]
    if not following or not any(char.isalnum() or char.isspace() for char in following):
        return " ." if re.search(r"\b[Nn]o$", before) else "."
    return "," if following[0].isspace() or not following[0].isalnum() else ", "
