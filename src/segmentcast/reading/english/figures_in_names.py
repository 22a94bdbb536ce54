"""Numerals and figures in names: wars, rulers, counts, aircraft, roads, formulas, telephone numbers."""

from __future__ import annotations

import re

from segmentcast.reading import numbers
from segmentcast.reading.english.dates_and_times import counts
from segmentcast.reading.english.table import ALONE, any_of, listed
from segmentcast.reading.forms import SpokenForm, form
from segmentcast.reading.initialisms import spelled

_ROMAN = r"[IVXL]{2,8}"
_FORMULAS = "CO2|NO2|SO2|CH4|N2O|H2O|NH3|NOx|SF6|H2S|O2|O3|N2|H2|CO₂|NO₂|SO₂|CH₄|N₂O|H₂O|NH₃|O₂|O₃|N₂|H₂|PM2\\.5|PM10"
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_DIALLED = r"(?:[Cc]all(?:ed|ing|s)?|[Dd]ial(?:led|ed|ling|s)?|[Pp]hon(?:e|ed|ing)|[Rr]ing|rang|[Tt]ext(?:ed|ing)?)"


_EMERGENCIES = "(?:911|999|988|112|311|411|211|101|111|000|116)"


def roman_cardinal(match: re.Match[str]) -> str | None:
    """World War II: World War Two."""
    value = numbers.roman(match["w"])
    return numbers.two_digits(value).capitalize() if 0 < value < 100 else None


def roman_ordinal(match: re.Match[str]) -> str | None:
    """Elizabeth II: Elizabeth the Second."""
    value = numbers.roman(match["w"])
    return f"the {numbers.ordinal(value).capitalize()}" if 1 < value < 40 else None


def _counts(match: re.Match[str]) -> str | None:
    """Counts II-IV: Counts two to four; Counts I and III: Counts one and three."""
    words: list[str] = []
    for part in re.split(r"(\s?[-–]\s?|, and |, | and | or | to | through )", match["w"]):
        if re.fullmatch(r"[IVXL]+", part):
            value = numbers.roman(part)
            if not value:
                return None
            words.append(numbers.cardinal(value))
        else:
            words.append(" to " if part.strip() in ("-", "–") else part)
    return "".join(words)


def formula(match: re.Match[str]) -> str:
    """CO2: C O two; PM2.5: P M two point five."""
    words: list[str] = []
    for letters, figures in re.findall(r"([A-Za-z]+)|([\d.]+)", match[0].translate(_SUBSCRIPTS)):
        words += [numbers.number_words(figures)] if figures else list(letters.replace("x", "X"))
    return " ".join(words)


def _section(match: re.Match[str]) -> str:
    """401(k): four oh one K."""
    words = [numbers.pair_words(match["figures"])]
    for part in re.findall(r"\(([a-z]|\d{1,2})\)", match["parts"]):
        words.append(numbers.cardinal(int(part)) if part.isdecimal() else part.upper())
    return " ".join(words)


def _aircraft(match: re.Match[str]) -> str:
    """747-400: seven forty-seven four hundred; 720-300: seven twenty dash three hundred."""
    words = [match["letters"]] if match["letters"] else []
    for part in re.findall(r"\d+|MAX", match["w"]):
        name = "Max" if part == "MAX" else numbers.pair_words(part)
        if words and numbers.run_together(words[-1], name):
            words.append("dash")
        words.append(name)
    return " ".join(words)


def _telephone(match: re.Match[str]) -> str:
    """1-800-273-8255: one, eight hundred, two seven three, eight two five five."""
    groups = re.findall(r"\d+", match["w"])
    words = ", ".join(
        f"{numbers.digit_words(group[:-2])} hundred"
        if re.fullmatch(r"0?[1-9]00", group) and at < 2 and len(groups) > 2
        else numbers.digit_words(group)
        for at, group in enumerate(groups)
    )
    return f"plus {words}" if match["w"].startswith("+") else words


def _emergency(match: re.Match[str]) -> str | None:
    return None if counts(match) else numbers.digit_words(match["w"])


def _letters_and(match: re.Match[str]) -> str:
    """AT&T: A.T and T; A&M: A and M."""
    left, right = match[0].split("&")
    return f"{spelled(left)} and {spelled(right)}"


NAMES: tuple[SpokenForm, ...] = (
    form(
        "world war", "number", r"\bWorld War (?P<w>I{1,3})\b", roman_cardinal,
        ("It was World War II.", "It was World War Two."),
        needs="World War I",
        signs="W",
    ),
    form(
        "counts", "number",
        rf"\b(?:{any_of(listed('numerals', 'single'))}) (?P<w>[IVXL]{{1,8}}(?:(?:\s?[-–]\s?|, and |, | and | or | to | through )[IVXL]{{1,8}}){{1,6}})(?!\w|['’])",
        _counts,
        ("He faces Counts II-IV and count I or V.", "He faces Counts two to four and count one or five."),
        needs=r"[IVXL](?:\s?[-–]|,| (?:and|or|to|through) )",
        signs="IVXL",
    ),
    form(
        "numbered part", "number",
        rf"\b(?:{any_of(listed('numerals', 'nouns'))}) (?P<w>{_ROMAN}|V)\b(?!['’-])", roman_cardinal,
        ("It is Title IX and Part V.", "It is Title Nine and Part Five."),
        needs=r"[IVXL][IVXL]|V\b",
        signs="IVXL",
    ),
    form(
        "ruler", "number", rf"\b(?:{any_of(listed('numerals', 'kings'))}) (?P<w>[IVX]{{2,6}})\b", roman_ordinal,
        ("He met John Paul II there.", "He met John Paul the Second there."),
        needs="[IVX][IVX]",
        signs="IVX",
    ),
    form(
        "part of a series", "number",
        r"(?:^|[a-z,;:] |[“\"'‘(])[A-Z][a-z]{2,20} (?P<w>II|III|IV|VI|VII|VIII|IX|XI|XII|XIII|XIV|XV|XVI)\b(?!['’-])",
        roman_cardinal,
        ("The film Rocky IV was shown.", "The film Rocky Four was shown."),
        needs="[IVX][IVX]",
        signs="IVX",
    ),
    form(
        "formula", "number", rf"(?<!\w)(?:{_FORMULAS})(?![\w₀-₉])", formula,
        ("CO2 and PM2.5 rose.", "C O two and P M two point five rose."),
        needs=r"[A-Z][\dx₀-₉]|PM",
        signs="CNSHOP",
    ),
    form(
        "section of a law", "number",
        r"(?<![\w.,$])(?P<figures>\d{2,4})(?P<parts>(?:\((?:[a-z]|\d{1,2})\)){1,4})(?!\w)",
        _section,
        ("He has a 401(k).", "He has a four oh one K."),
        needs=r"\d\([a-z\d]{1,2}\)",
        signs="(",
    ),
    form(
        "aircraft", "number",
        r"\b(?:Boeing|Airbus|Cessna|Piper|Embraer|McDonnell Douglas|Douglas|Tupolev|Bombardier) (?P<w>(?P<letters>[A-Z]{0,3})[1-9]\d\d(?:-[1-9]\d{0,3})?(?P<max> MAX)?(?: (?P<size>\d{1,2})(?!\d))?)(?![\w-])",
        _aircraft,
        ("A Boeing 747-400 landed.", "A Boeing seven forty-seven four hundred landed."),
        needs=r"[a-z] [A-Z]?\d{3}",
        signs="BACPEMDT",
    ),
    # A span from just such a number to such another is rarer than the aircraft: 737-800, 787-9.
    form(
        "Boeing without its name", "number",
        r"(?<![\w,.$€£¥-])(?P<letters>)(?P<w>7[0-8]7-(?:[1-9]00|8|9|10))(?![\w%-]|[.,:/]\d)",
        _aircraft,
        ("A 737-800 landed.", "A seven thirty-seven eight hundred landed."),
        needs=r"7\d7-\d",
        signs="7",
    ),
    form(
        "Airbus", "number", r"\bA(?P<w>3[0-9]0)(?:-\d{3,4})?\b",
        lambda match: f" {numbers.pair_words(match['w'])}",
        ("An A320 landed.", "An A three twenty landed."),
        needs=r"A3\d0",
        signs="A",
    ),
    form(
        "model number", "number",
        r"(?<![\w-])(?:[A-Z]{1,2}|Su|Tu|Yak|MiG|Mi|An|Il|Ka|Shahed|Geran)(?P<w>-(?P<figures>[1-9]\d\d))(?![\w-])",
        lambda match: f" {numbers.pair_words(match['figures'])}",
        ("A C-130 landed.", "A C one thirty landed."),
        needs=r"[A-Za-z]-\d{3}",
        signs="-",
    ),
    form(
        "Russian missile", "number", r"(?<![\w-])Kh-(?P<figures>\d{2,3})(?![\w-])",
        lambda match: f"K.H {numbers.pair_words(match['figures'])}",
        ("A Kh-101 hit it.", "A K.H one oh one hit it."),
        needs="Kh-",
        signs="-",
    ),
    form(
        "road with a letter", "number", r"(?<![\w-])(?:I|US|SR|CR)(?P<w>-(?P<figures>\d{1,3}))(?![\w-])",
        lambda match: f" {numbers.pair_words(match['figures'])}",
        ("Interstate I-95 was shut.", "Interstate I ninety-five was shut."),
        needs=r"[IRS]-\d",
        signs="-",
    ),
    form(
        "room or flight", "number",
        r"\b(?:(?:Flight|flight) (?:[A-Z]{2} ?)?(?=\d{3})|(?:Room|room|Suite|suite|Apartment|apartment|Unit) (?=\d{4}\b))(?P<w>[1-9]\d{2,3})(?![\w/]|[-–.,:]\d)",
        lambda match: numbers.pair_words(match["w"]),
        ("Room 1204 was empty.", "Room twelve oh four was empty."),
        needs=r"[a-z] \d{3}",
        signs="RFHISACrfsac",
    ),
    form(
        "telephone number", "number",
        r"(?<![\w.,/:$£€#-])(?P<w>(?:\+\d{1,3}[ .-]?)?(?:\(\d{3}\) ?|1[ .-]\(?\d{3}\)?[ .-])\d{3}[ .-]\d{4}|\d{3}[.-]\d{3}[.-]\d{4}|0\d{2,4}[ -]\d{3,4}[ -]?\d{3,4}|\+\d{1,3}(?:[ .-]\d{2,4}){2,5})(?![\w-]|[.,]\d)",
        _telephone,
        ("Dial (202) 555-0143.", "Dial two zero two, five five five, zero one four three."),
        needs=r"\d[-. )]+\d{3}",
        signs="-. ",
    ),
    form(
        "short telephone number", "number",
        rf"\b{_DIALLED} (?:us |me |them |him |her |now |at |on |the number )?(?P<w>\d{{3}}-\d{{4}})(?![\w-]|[.,]\d)",
        _telephone,
        ("Call 555-0143 now.", "Call five five five, zero one four three now."),
        needs=r"\d{3}-\d{4}",
        signs="-",
    ),
    form(
        "number to text", "number",
        r"\b[Tt]ext(?:s|ed|ing)? (?:[A-Za-z]{1,20} |[\"“‘'][^\"”’']{1,20}[\"”’'] )?to (?P<w>\d{3,6})(?![\w/]|[-–.,:]\d)",
        lambda match: numbers.digit_words(match["w"]),
        ("Text HOPE to 741741.", "Text HOPE to seven four one seven four one."),
        needs=r"ext.{1,40}\d{3}",
        signs="Tt",
    ),
    form(
        "emergency number", "number",
        rf"\b{_DIALLED} (?:the )?(?:{_EMERGENCIES}(?:,| or| and) )?(?P<w>{_EMERGENCIES})(?![\w/]|[-–.,:]\d)(?! (?:people|times|of)\b)",
        _emergency,
        ("Please call 911 now.", "Please call nine one one now."),
        needs=r"\d{3}",
        signs="190",
    ),
    form(
        "emergency service", "number",
        rf"{ALONE}(?P<w>911|999|988|112|311|211)(?= (?:call|calls|caller|callers|lifeline|line|hotline|dispatcher|dispatchers|dispatch|operator|operators|center|emergency|recording|recordings|service|system)\b)",
        lambda match: numbers.digit_words(match["w"]),
        ("The 988 lifeline is free.", "The nine eight eight lifeline is free."),
        needs=r"\d{3} ",
        signs="190",
    ),
    form(
        "letters joined by and", "abbreviation", r"(?<![\w&])[A-Z]{1,4}&[A-Z]{1,3}(?![\w&])", _letters_and,
        ("AT&T and M&A fell.", "A.T and T and M and A fell."),
        needs="&",
        signs="&",
    ),
)  # fmt: skip
