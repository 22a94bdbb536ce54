"""Parses dates and durations in feeds, by the standards and as hosts actually write them.

Tries RFC 2822, then ISO 8601, then dateutil, which supports most other orders, with month names in
the languages below.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil import parser as dates

_MONTHS = (
    "jan января янв січня ocak ianuarie tammikuu tammikuuta ιανουαρίου ιαν január januára ledna january januar jänner janvier janv enero gennaio gen janeiro januari styczeń stycznia sty leden ledna januar",
    "feb февраля фев лютого şubat februarie helmikuu helmikuuta φεβρουαρίου φεβ február february februar février fevrier févr fev fév febrero febbraio fevereiro februari luty lutego lut únor února",
    "mar марта мар березня martie maaliskuu maaliskuuta μαρτίου μαρ március mars marts march märz maerz mrz mär mars marzo março marco maart marzec marca mrt březen března",
    "apr апреля апр квітня nisan aprilie huhtikuu huhtikuuta απριλίου απρ április april avril avr abril abr aprile abr april kwiecień kwietnia kwi duben dubna",
    "may мая май травня mayıs toukokuu toukokuuta μαΐου μάιος május mai mayo maggio mag maio mei maj maja květen května",
    "jun июня июн червня haziran iunie kesäkuu kesäkuuta ιουνίου június june juni juin junio giugno giu junho czerwiec czerwca cze červen června",
    "jul июля июл липня temmuz iulie heinäkuu heinäkuuta ιουλίου július july juli juillet juil julio luglio lug julho lipiec lipca lip červenec července",
    "aug августа авг серпня ağustos elokuu elokuuta αυγούστου αυγ augusztus agustus august août aout agosto ago augustus augusti sierpień sierpnia sie srpen srpna",
    "sep сентября сен сент вересня eylül septembrie syyskuu syyskuuta σεπτεμβρίου σεπ szeptember sept september septembre septiembre settembre set setembro wrzesień września wrz září",
    "oct октября окт жовтня ekim octombrie lokakuu lokakuuta οκτωβρίου οκτ október october oktober okt octobre octubre ottobre ott outubro out październik października paź říjen října",
    "nov ноября ноя листопада kasım noiembrie marraskuu marraskuuta νοεμβρίου νοε november novembre noviembre novembro listopad listopada lis listopadu",
    "dec декабря дек грудня aralık decembrie joulukuu joulukuuta δεκεμβρίου δεκ desember december dezember dez décembre decembre déc diciembre dic dicembre dezembro des desember grudzień grudnia gru prosinec prosince",
)  # fmt: skip
_HOURS = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2,
    "EEST": 3, "HST": -10, "AKST": -9, "AKDT": -8, "MSK": 3, "SAST": 2, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
_ZONES = {name: hours * 3600 for name, hours in _HOURS.items()}
_RFC_ZONES = frozenset("UT UTC GMT Z EST EDT CST CDT MST MDT PST PDT".split())
_NOT_STANDARD = re.compile(
    r"\d\s*[ap]\.?m\b|\b(?:"
    + "|".join(sorted(_HOURS.keys() - _RFC_ZONES))
    + r")\b|\bGMT[+-]\d{1,2}$",
    re.I,
)
"""AM, PM and zones that are not in RFC 2822; its parsers silently ignore them."""
_REMARK = re.compile(r"\s*\([A-Za-z .]{1,40}\)$")
_OFFSET = re.compile(
    r"(?<=[:h.]\d\d)(?P<gap>\s*)(?:GMT|UTC|UT)?\s?(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>[0-5]\d))?$",
    re.I,
)
_PLACE = re.compile(
    r"(?<=[:h.]\d\d)(?:\s*[AP]\.?M\.?)?\s+(?P<zone>(?:ET|CT|MT|PT|[A-Z]{3}\d[A-Z]{3}|[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+))$"
)
_PLACES = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
_UNKNOWN_ZONE = re.compile(r"(?<=[:h.]\d\d)\s+(?P<zone>[A-Z]{2,5})$")
_EPOCH = re.compile(r"[01]\d{9}(?:\d{3})?")
_DIGITS = re.compile(r"(?:19|20)\d{12}")
_EAST_ASIAN = re.compile(
    r"(?P<year>\d{4})\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日일]\s*(?P<clock>\d{1,2}:\d\d(?::\d\d)?)?"
)
_UHR = re.compile(r"\b(\d{1,2})[.:](\d\d)\s*(?:Uhr|Hrs?)\b\.?", re.I)
_LEAP_SECOND = re.compile(r"(?<=:\d\d:)60\b")
_DAY_FIRST = re.compile(r"\b\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}\b")
_FIRST_YEAR, _LAST_YEAR = 1970, 2100
"""Dates outside of this are typing errors: nothing was podcast then."""
_MIDNIGHT = re.compile(r"(?<![\d:])24:00(?::00)?(?![\d:])")
_HAS_CLOCK = re.compile(
    r"(?<![\d.])\d{1,2}(?:[:h]|\.(?=\d\d(?:\s*Uhr|\s*$|[.:]\d\d)))\d\d(?!\.?\d)|T\d\d|\d\s*[ap]\.?m\b",
    re.I,
)
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
    """The meaning of a feed's date. Without a zone it is UTC; without a time, midnight.

    None for what is not a date, and for years in which there was no podcast.
    """
    text = _REMARK.sub("", " ".join(text.split()))
    if not text or len(text) > 100:
        return None
    text, days = _MIDNIGHT.subn("00:00:00", text)
    text = _LEAP_SECOND.sub("59", text)
    text = _UHR.sub(r"\1:\2", text)
    text = _OFFSET.sub(_whole_offset, text)
    assumed = ["24:00 is the start of the next day"] if days else []
    text, zone = _without_place(text)
    unknown = _UNKNOWN_ZONE.search(text)
    if unknown and unknown["zone"] not in _KEPT:
        assumed.append(f"the zone {unknown['zone']} is ambiguous or unknown; UTC is used")
        text = text[: unknown.start()]
    value = _by_numbers(text) or _standard(text)
    if value is None:
        value = _usual(text, assumed)
        if value is not None and _BY_FIGURES.search(text) and not re.match(r"\d{4}", text):
            assumed += _order(text)
    if value is None:
        return None
    if not _has_clock(text):
        assumed.append("no time is stated; midnight UTC is used, as in podcast apps")
    if value.tzinfo is None:
        value = value.replace(tzinfo=zone)
    try:
        value += timedelta(days=days)
        offset = value.utcoffset()
        if zone is not UTC or offset is None or offset.total_seconds() % 60:
            value = value.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        return None
    return FeedDate(value.replace(microsecond=0), "; ".join(assumed))


def _whole_offset(match: re.Match[str]) -> str:
    """` GMT+2`, ` +02:00` and ` +2` as ` +0200`."""
    return f" {match['sign']}{int(match['hours']):02d}{match['minutes'] or '00'}"


def _without_place(text: str) -> tuple[str, tzinfo]:
    """The text without a zone that depends on the day, such as ET or Europe/Berlin, and the zone."""
    match = _PLACE.search(text)
    if match is None:
        return text, UTC
    try:
        zone = ZoneInfo(_PLACES.get(match["zone"], match["zone"]))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return text, UTC
    return text[: match.start("zone")].rstrip(), zone


def _by_numbers(text: str) -> datetime | None:
    """Seconds or milliseconds since 1970, fourteen digits, or a Chinese, Japanese or Korean date."""
    try:
        if _EPOCH.fullmatch(text):
            return datetime.fromtimestamp(int(text[:10]), UTC)
        if _DIGITS.fullmatch(text):
            return datetime.strptime(text, "%Y%m%d%H%M%S")
        if match := _EAST_ASIAN.search(text):
            day = f"{match['year']}-{int(match['month']):02d}-{int(match['day']):02d}"
            clock = match["clock"] or "00:00"
            return datetime.fromisoformat(f"{day}T{'0' if clock[1] == ':' else ''}{clock}")
    except (ValueError, OverflowError, OSError):
        pass
    return None


def _has_clock(text: str) -> bool:
    return bool(_HAS_CLOCK.search(text) or _EPOCH.fullmatch(text) or _DIGITS.fullmatch(text))


def _order(text: str) -> list[str]:
    """What was assumed of a date in figures whose day and month could change places."""
    match = _BY_FIGURES.search(text)
    first, second = (int(part) for part in re.split(r"[/.-]\s?", match[0])[:2]) if match else (0, 0)
    if first == second or first > 12 or second > 12 or _DAY_FIRST.search(text):
        return []
    return ["the month is read before the day"]


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


def _usual(text: str, assumed: list[str]) -> datetime | None:
    """Parses other orders, with month names in two dozen languages.

    Other words are weekdays, if the month is there in figures or by a name; otherwise one of them is
    the month, and nothing is guessed.
    """
    if not _YEAR.search(text):
        return None
    named = any(match[0].casefold() in _NUMBERS for match in _WORD.finditer(text))
    if not named and not _BY_FIGURES.search(text) and not re.match(r"\d{4}\D?\d\d", text):
        return None
    words = _FROM_GREENWICH.sub("", _WORD.sub(_english, text))
    midnight = datetime(2000, 1, 1)
    for past in range(4):
        # The 31st of a shorter month is taken as a day of the next month rather than no date.
        try:
            value = dates.parse(
                _earlier(words, past),
                default=midnight,
                tzinfos=_ZONES,
                dayfirst=bool(_DAY_FIRST.search(text)),
            )
        except (ValueError, OverflowError, TypeError):
            continue
        if not isinstance(value, datetime):
            return None
        if past:
            assumed.append("the month has no such day; it is counted on into the next")
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


def duration_ms(text: str) -> int:
    """`3:25`, `01:02:03`, `205`, `205.5`, `1h2m` or `PT1H2M` in milliseconds; 0 for anything else."""
    text = text.strip().removeprefix("PT").replace(",", ".")
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
