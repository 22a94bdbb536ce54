"""Days, years, decades, hours and the times of races."""

from __future__ import annotations

import re

from segmentcast.reading import numbers
from segmentcast.reading.english.table import ALONE, MONTHS, NO_MORE, any_of, table
from segmentcast.reading.forms import DIGITS, SpokenForm, form

_CENTURY = r"(?:1[1-9]|20)"
_LOOK_BACK = 24
# A number before a noun in the plural counts something: it is no year and no day.
_COUNTED = re.compile(
    r"[ -](?:percent|people|men|women|children|troops|million|billion|thousand|hundred|dead|more|other|"
    r"(?!(?:was|is|has|as|his|its|this|does|us|yes|always|sometimes|perhaps|unless|across|towards|"
    r"regardless|whereas|besides|afterwards|elections|ones)\b)[a-z]{2,20}s)\b"
)
_COUNTING = re.compile(
    r"\b(?:about|some|over|nearly|almost|than|roughly|least|most|another|only|killed)\s$"
)
_DATING = re.compile(
    r"\b(?:in|since|until|till|by|from|of|during|before|after|around|circa|year|early|late|mid|"
    rf"(?:{'|'.join(MONTHS)})(?:\s\d{{1,2}}(?:st|nd|rd|th)?,?)?)[\s-]$",
    re.IGNORECASE,
)


_ARTICLE = re.compile(r"\b[Aa]\s$")


def counts(match: re.Match[str]) -> bool:
    """Whether the word after the match is counted by it: 2016 soldiers."""
    return _COUNTED.match(match.string, match.end()) is not None


def year(match: re.Match[str]) -> str | None:
    """2016: twenty sixteen, where the words around it do not count with it.

    Before 1900, from 2000 to 2009 and from 2100 only where they date something.
    """
    number = int(match["w"])
    before = match.string[max(0, match.start("w") - _LOOK_BACK) : match.start("w")]
    if counts(match) or _COUNTING.search(before):
        return None
    if (number < 1900 or 2000 <= number <= 2009 or number >= 2100) and not _DATING.search(before):
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


def season(match: re.Match[str]) -> str | None:
    """2026/27: twenty twenty-six twenty-seven."""
    first, last = int(match["first"]), int(match["last"])
    if last != (first + 1) % 100:
        return None
    return f"{numbers.year(first)} {'oh ' if last < 10 else ''}{numbers.two_digits(last)}"


def day(match: re.Match[str]) -> str | None:
    """November 8: November eighth."""
    number = int(match["w"])
    # "May 8 people come in?": at the start of a sentence the word need not be a month.
    doubtful = (
        match.start() == 0 and match[0].startswith(("May", "March")) and match["year"] is None
    )
    if not 1 <= number <= 31 or doubtful or counts(match):
        return None
    return numbers.ordinal(number)


def days(match: re.Match[str]) -> str | None:
    """May 3-7: May third to seventh."""
    first, last = int(match["first"]), int(match["last"])
    if not 1 <= first < last <= 31 or counts(match):
        return None
    return f"{numbers.ordinal(first)} to {numbers.ordinal(last)}"


def hours_of_the_day(match: re.Match[str]) -> str:
    """1430: fourteen thirty; 0800: oh eight hundred."""
    head = "oh " if match["w"].startswith("0") else ""
    return head + numbers.pair_words(str(int(match["w"])))


def day_of_month(match: re.Match[str]) -> str | None:
    """May 5, 2005: May fifth, two thousand five; the year after a day is a year."""
    return numbers.year(int(match["w"]))


def ordinal(match: re.Match[str]) -> str | None:
    """11th: eleventh; a 100th: a hundredth; 1,500th: one thousand five hundredth; 200ths: two hundredths."""
    number, ending = int(match["figures"].replace(",", "")), match["ending"].lower()
    right = (
        "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )
    if ending.removesuffix("s") != right or not number:
        return None
    words = numbers.ordinal(number)
    before = match.string[max(0, match.start("w") - 3) : match.start("w")]
    if number in (100, 1000, 10**6) and (ending.endswith("s") or _ARTICLE.search(before)):
        words = words.removeprefix("one ")
    return words + ending[2:]


def _date(month: int, number: int, year_figures: str | None) -> str | None:
    if not (1 <= month <= 12 and 1 <= number <= 31):
        return None
    words = f"{MONTHS[month - 1]} {numbers.ordinal(number)}"
    if not year_figures:
        return words
    full = int(year_figures)
    if full < 100:
        full += 2000 if full < 70 else 1900
    return f"{words}, {numbers.year(full)}"


def date_in_figures(match: re.Match[str]) -> str | None:
    """11/29/2026: November twenty-ninth, twenty twenty-six. A day over 12 tells the order; else it is month and day."""
    first, second = int(match["first"]), int(match["second"])
    if first > 12:
        first, second = second, first
    return _date(first, second, match["year"])


def _date_day_first(match: re.Match[str]) -> str | None:
    """05/06/2026: June fifth, twenty twenty-six."""
    first, second = int(match["first"]), int(match["second"])
    if second > 12:
        first, second = second, first
    return _date(second, first, match["year"])


def iso_date(match: re.Match[str]) -> str | None:
    """2026-11-29: November twenty-ninth, twenty twenty-six."""
    return _date(int(match["month"]), int(match["day"]), match["year"])


def day_in_figures(match: re.Match[str]) -> str | None:
    """by 4/15: by April fifteenth."""
    return _date(int(match["first"]), int(match["second"]), None)


def _day_in_figures_day_first(match: re.Match[str]) -> str | None:
    """by 5/4: by April fifth."""
    return _date(int(match["second"]), int(match["first"]), None)


def decade(match: re.Match[str]) -> str:
    """1990s: nineteen nineties."""
    return numbers.decade(int(match["digits"]))


def tens(match: re.Match[str]) -> str:
    """'90s, 90s: nineties."""
    return numbers.tens_plural(int(match["digits"]))


def clock(match: re.Match[str]) -> str:
    """10:00: ten o'clock, or ten before a.m.; 7:05: seven oh five."""
    hour, minutes = match["w"].split(":")
    words = numbers.cardinal(int(hour))
    if minutes != "00":
        return f"{words} oh {numbers.digit_words(minutes[1])}"
    return words if match["half"] is not None else f"{words} o'clock"


def _minutes(figures: str) -> str:
    return (
        f"oh {numbers.digit_words(figures[1])}"
        if figures[0] == "0"
        else numbers.two_digits(int(figures))
    )


def race_time(match: re.Match[str]) -> str:
    """3:48.68: three forty-eight point six eight."""
    words = f"{numbers.cardinal(int(match['minutes']))} {_minutes(match['seconds'])}"
    return f"{words} point {numbers.digit_words(match['parts'])}"


def long_time(match: re.Match[str]) -> str:
    """2:04:35: two hours four minutes thirty-five."""
    hours, minutes, seconds = int(match["hours"]), int(match["minutes"]), match["seconds"]
    parts = [f"{numbers.cardinal(hours)} hour{'' if hours == 1 else 's'}"]
    if minutes:
        parts.append(f"{numbers.cardinal(minutes)} minute{'' if minutes == 1 else 's'}")
    if int(seconds):
        parts.append(numbers.cardinal(int(seconds)))
    return " ".join(parts)


_MONTH = rf"(?:(?:{'|'.join(MONTHS)})|(?:{any_of(table('months'))})\.?)"

FIGURES: tuple[SpokenForm, ...] = (
    form(
        "round the clock", "number", rf"{ALONE}24/7{NO_MORE}", "twenty-four seven",
        ("They work 24/7.", "They work twenty-four seven."),
        needs="24/7",
        signs="/",
    ),
    form(
        "September 11", "number", rf"{ALONE}9/11{NO_MORE}", "nine eleven",
        ("It was after 9/11.", "It was after nine eleven."),
        needs="9/11",
        signs="/",
    ),
    form(
        "date in figures", "number",
        rf"{ALONE}(?P<first>\d{{1,2}})(?P<mark>[/.])(?P<second>\d{{1,2}})(?P=mark)(?P<year>{_CENTURY}\d\d|(?<=/)\d\d){NO_MORE}",
        date_in_figures,
        ("It opened on 11/29/2026.", "It opened on November twenty-ninth, twenty twenty-six."),
        needs=r"\d[/.]\d{1,2}[/.]\d",
        signs="/.",
    ),
    form(
        "date from year to day", "number",
        rf"{ALONE}(?P<year>{_CENTURY}\d\d)-(?P<month>\d\d)-(?P<day>\d\d){NO_MORE}",
        iso_date,
        ("It was signed on 2026-11-29.", "It was signed on November twenty-ninth, twenty twenty-six."),
        needs=r"\d-\d\d-",
        signs="-",
    ),
    form(
        "days of a month", "number",
        rf"\b{_MONTH} (?P<w>(?P<first>\d{{1,2}}) ?[-–] ?(?P<last>\d{{1,2}}))(?!%){NO_MORE}",
        days,
        ("It is open May 3-7.", "It is open May third to seventh."),
        needs=r"[a-z.] \d{1,2} ?[-–]",
        signs="-–",
    ),
    form(
        "from a day to a day", "symbol",
        rf"\b{_MONTH} \d{{1,2}}(?P<w> ?[-–] ?)(?={_MONTH} \d{{1,2}}\b)", " to ",
        ("It ran October 31-November 2.", "It ran October thirty-first to November second."),
        needs=r"\d ?[-–] ?[A-Z]",
        signs="-–",
    ),
    form(
        "hour of the day in four figures", "number",
        r"\b(?:at|by|until|till|around|about|before|after|since|from|to) (?P<w>(?:0[1-9]|1\d|2[0-3])[0-5]\d)(?= hours\b)",
        hours_of_the_day,
        ("It came at 1430 hours.", "It came at fourteen thirty hours."),
        needs=r"\d hours",
        signs="h",
    ),
    form(
        "day in figures", "number",
        r"\b(?:[Oo]n|by|[Uu]ntil|[Ss]ince|through|due|before|after) (?P<w>(?P<first>1[0-2]|0?[1-9])/(?P<second>3[01]|[12]\d|0?[1-9]))(?![\w/]|[.,:-]\d| of\b| (?:inch|cup|mile|teaspoon|tablespoon))",
        day_in_figures,
        ("It was due by 4/15.", "It was due by April fifteenth."),
        needs=r"\d/\d",
        signs="/",
    ),
)  # fmt: skip

# These take the place of the rows of the same name where the day comes first.
DAY_FIRST: tuple[SpokenForm, ...] = (
    form(
        "date in figures", "number",
        rf"{ALONE}(?P<first>\d{{1,2}})(?P<mark>[/.])(?P<second>\d{{1,2}})(?P=mark)(?P<year>{_CENTURY}\d\d|(?<=/)\d\d){NO_MORE}",
        _date_day_first,
        ("It opened on 05/06/2026.", "It opened on June fifth, twenty twenty-six."),
        needs=r"\d[/.]\d{1,2}[/.]\d",
        signs="/.",
    ),
    form(
        "day in figures", "number",
        r"\b(?:[Oo]n|by|[Uu]ntil|[Ss]ince|through|due|before|after) (?P<w>(?P<first>3[01]|[12]\d|0?[1-9])/(?P<second>1[0-2]|0?[1-9]))(?![\w/]|[.,:-]\d| of\b| (?:inch|cup|mile|teaspoon|tablespoon))",
        _day_in_figures_day_first,
        ("It was due by 5/4.", "It was due by April fifth."),
        needs=r"\d/\d",
        signs="/",
    ),
)  # fmt: skip

DATES: tuple[SpokenForm, ...] = (
    form(
        "season", "number",
        rf"{ALONE}(?P<w>(?P<first>{_CENTURY}\d\d)/(?P<last>\d\d))(?= (?:season|campaign|school|academic|fiscal|financial|budget|tax|crop|flu|winter)\b)",
        season,
        ("The 2026/27 season began.", "The twenty twenty-six twenty-seven season began."),
        needs=r"\d/\d\d ",
        signs="/",
    ),
    form(
        "year after a day", "number",
        rf"\b(?:{'|'.join(MONTHS)}|(?:{any_of(table('months'))})\.?)\s\d{{1,2}}(?:st|nd|rd|th)?,? (?P<w>{_CENTURY}\d\d)(?!\w|[.,]\d)",
        day_of_month,
        ("On May 5, 2005, it fell.", "On May fifth, two thousand five, it fell."),
        needs=r"\d,? [12]\d\d\d",
        signs=DIGITS,
    ),
    form(
        "day of the month", "number",
        rf"\b(?:{'|'.join(MONTHS)}|(?:{any_of(table('months'))})\.?)\s(?P<w>\d{{1,2}})(?!%){NO_MORE}(?P<year>(?=,? [12]\d\d\d\b))?",
        day,
        ("It was November 8, not May 3.", "It was November eighth, not May third."),
        needs=r"[ADFJMNOS][a-z]{2,8}\.?\s\d",
        signs=DIGITS,
    ),
    form(
        "decade", "number", rf"(?<![\w$.,])(?P<digits>{_CENTURY}\d0)['’]?s\b", decade,
        ("In the 1990s it rained.", "In the nineteen nineties it rained."),
        needs=r"0['’]?s",
        signs=DIGITS,
    ),
    form(
        "short decade", "number", r"(?<![\w$.,:/])(?:['’‘])?(?P<digits>[2-9]0)['’]?s\b", tens,
        ("She left in the '90s, in her 20s.", "She left in the nineties, in her twenties."),
        needs=r"0['’]?s",
        signs=DIGITS,
    ),
    form(
        "span of years", "number",
        rf"{ALONE}(?P<first>{_CENTURY}\d\d) ?[-–] ?(?P<last>{_CENTURY}\d\d|\d\d){NO_MORE}",
        years,
        ("The war of 1914-18 ended.", "The war of nineteen fourteen to eighteen ended."),
        needs=r"\d ?[-–]",
        signs=DIGITS,
    ),
    form(
        "ordinal", "number", rf"{ALONE}(?P<w>(?P<figures>[1-9]\d{{0,2}}(?:,\d{{3}}){{1,2}}|[1-9]\d{{0,6}}|0\d)(?P<ending>st|nd|rds?|ths?|ST|ND|RD|TH))\b", ordinal,
        ("The 11th came 2nd.", "The eleventh came second."),
        needs=r"\d(?:st|nd|rd|th)",
        signs="sndrtTSNR",
    ),
    form(
        "time of a race", "number",
        r"(?<![\w.,:/])(?P<minutes>\d{1,2}):(?P<seconds>[0-5]\d)\.(?P<parts>\d{1,3})(?![\w:])",
        race_time,
        ("He ran it in 3:48.68.", "He ran it in three forty-eight point six eight."),
        needs=r":\d\d\.\d",
        signs=":",
    ),
    form(
        "time of a long race", "number",
        r"(?<![\w.,:/])(?P<hours>\d{1,2}):(?P<minutes>[0-5]\d):(?P<seconds>[0-5]\d)(?![\w:]|\.\d)",
        long_time,
        ("She ran it in 2:04:35.", "She ran it in two hours four minutes thirty-five."),
        needs=r":\d\d:",
        signs=":",
    ),
    form(
        "year", "number", rf"{ALONE}(?P<w>(?:{_CENTURY}|21)\d\d){NO_MORE}", year,
        ("In 2016, some 2016 soldiers left.", "In twenty sixteen, some 2016 soldiers left."),
        needs=r"\d\d\d\d",
        signs=DIGITS,
    ),
    form(
        "time of day", "number",
        r"(?<![\w.,:/])(?P<w>\d{1,2}:0\d)(?![\w:]|[.,]\d)(?P<half>(?=\s?[AaPp]\.?[Mm]\b))?",
        clock,
        ("From 7:05 to 10:00 a.m. it rained.", "From seven oh five to ten a.m. it rained."),
        needs=":0",
        signs=DIGITS,
    ),
)  # fmt: skip
