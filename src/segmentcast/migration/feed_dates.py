"""Parses dates and durations in feeds, by the standards and as hosts actually write them.

Tries RFC 2822, then ISO 8601, then dateutil, which supports most other orders, with month names in
the languages below.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from dateutil import parser as dates

_MONTHS = (
    "jan january januar jänner janvier janv enero gennaio gen janeiro januari styczeń stycznia sty leden ledna januar",
    "feb february februar février fevrier févr fev fév febrero febbraio fevereiro februari luty lutego lut únor února",
    "mar march märz maerz mrz mär mars marzo março marco maart marzec marca mrt březen března",
    "apr april avril avr abril abr aprile abr april kwiecień kwietnia kwi duben dubna",
    "may mai mayo maggio mag maio mei maj maja květen května",
    "jun june juni juin junio giugno giu junho czerwiec czerwca cze červen června",
    "jul july juli juillet juil julio luglio lug julho lipiec lipca lip červenec července",
    "aug august août aout agosto ago augustus augusti sierpień sierpnia sie srpen srpna",
    "sep sept september septembre septiembre settembre set setembro wrzesień września wrz září",
    "oct october oktober okt octobre octubre ottobre ott outubro out październik października paź říjen října",
    "nov november novembre noviembre novembro listopad listopada lis listopadu",
    "dec december dezember dez décembre decembre déc diciembre dic dicembre dezembro des desember grudzień grudnia gru prosinec prosince",
)  # fmt: skip
_HOURS = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2,
    "EEST": 3, "MSK": 3, "SAST": 2, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
_ZONES = {name: hours * 3600 for name, hours in _HOURS.items()}
_RFC_ZONES = frozenset("UT UTC GMT Z EST EDT CST CDT MST MDT PST PDT".split())
_NOT_STANDARD = re.compile(
    r"\d\s*[ap]\.?m\b|\b(?:"
    + "|".join(sorted(_HOURS.keys() - _RFC_ZONES))
    + r")$|\bGMT[+-]\d{1,2}$",
    re.I,
)
"""AM, PM and zones that are not in RFC 2822; its parsers silently ignore them."""
_MIDNIGHT = re.compile(r"(?<![\d:])24:00(?::00)?(?![\d:])")
_HAS_CLOCK = re.compile(r"\d[:h.]\d\d")
_BY_FIGURES = re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|[/.-]\d\d\b")
_FROM_GREENWICH = re.compile(r"\b(?:GMT|UTC)(?=[+-]\d)")
"""dateutil reads GMT+2 as two hours behind, as POSIX does; feeds mean two hours ahead."""
_LATE_DAY = re.compile(r"\b(?:29|30|31)\b")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_ENGLISH = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_KEPT = frozenset({*_HOURS, "AM", "PM", "T"})
_PARTS = re.compile(r"(?:(\d{1,3})\s*h[a-z]*)?[\s,]*(?:(\d{1,5})\s*m[a-z]*)?[\s,]*(?:(\d{1,6})\s*s[a-z]*)?", re.I)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FeedDate:
    """A time in whole seconds, and the assumption made about it, if any."""

    moment: datetime
    assumed: str = ""


def read_date(text: str) -> FeedDate | None:
    """The meaning of a feed's date. Without a zone it is UTC; without a time, midnight."""
    text = " ".join(text.split())
    if not text or len(text) > 100:
        return None
    text, days = _MIDNIGHT.subn("00:00:00", text)
    assumed = "24:00 is the start of the next day" if days else ""
    value = _standard(text)
    if value is None:
        value, assumed = _usual(text), assumed or _assumed(text)
    if value is None:
        return None
    if value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    try:
        value += timedelta(days=days)
        offset = value.utcoffset()
        if offset is None or offset.total_seconds() % 60:
            value = value.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return FeedDate(value.replace(microsecond=0), assumed)


def _standard(text: str) -> datetime | None:
    """Parses RFC 2822 or ISO 8601; None if the library would misread it."""
    if _NOT_STANDARD.search(text):
        return None
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _usual(text: str) -> datetime | None:
    """Parses other orders, with month names in a dozen languages. Weekdays are ignored."""
    words = _FROM_GREENWICH.sub("", _WORD.sub(_english, text))
    midnight = datetime(2000, 1, 1)
    for past in range(4):
        # The 31st of a shorter month is taken as a day of the next month rather than no date.
        try:
            value = dates.parse(_earlier(words, past), default=midnight, tzinfos=_ZONES)
        except (ValueError, OverflowError, TypeError):
            continue
        if not isinstance(value, datetime) or not _YEAR.search(text):
            return None
        return value + timedelta(days=past)
    return None


def _earlier(text: str, days: int) -> str:
    return _LATE_DAY.sub(lambda match: str(int(match[0]) - days), text, count=1) if days else text


def _english(match: re.Match[str]) -> str:
    word = match[0]
    month = _NUMBERS.get(word.casefold())
    if month:
        return _ENGLISH[month - 1]
    return word if word.upper() in _KEPT else ""


def _assumed(text: str) -> str:
    if _BY_FIGURES.search(text) and not re.match(r"\d{4}", text):
        return "the month is read before the day"
    return (
        ""
        if _HAS_CLOCK.search(text)
        else "no time is stated; midnight UTC is used, as in podcast apps"
    )


def duration_ms(text: str) -> int:
    """`3:25`, `01:02:03`, `205`, `205.5` or `1h2m` in milliseconds; 0 for anything else."""
    text = text.strip()
    parts = text.split(":")
    if len(parts) == 1 and (match := _PARTS.fullmatch(text)) and any(match.groups()):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        parts = [str(hours * 3600 + minutes * 60 + seconds)]
    if not 1 <= len(parts) <= 3 or not all(re.fullmatch(r"\d{1,7}", part) for part in parts[:-1]):
        return 0
    if not re.fullmatch(r"\d{1,7}(?:\.\d{1,6})?", parts[-1]):
        return 0
    total = 0
    for part in parts[:-1]:
        total = total * 60 + int(part)
    total_ms = total * 60_000 + round(float(parts[-1]) * 1000)
    return total_ms if total_ms < 100 * 3_600_000 else 0
