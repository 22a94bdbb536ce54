"""Dates as pages write them. A bare date is noon UTC, so that it is the same day nearly everywhere."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
         "august aug", "september sept sep", "october oct", "november nov", "december dec"), 1
    )
    for name in names.split()
}  # fmt: skip
_MOVING = {
    "et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles",
    "eastern": "America/New_York", "central": "America/Chicago", "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
}  # fmt: skip
"""Zones that go forward and back with the clocks of a place."""
_ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7, "bst": 1, "cet": 1, "cest": 2, "ist": 5.5, "aest": 10, "aedt": 11,
    "wet": 0, "west": 1, "eet": 2, "eest": 3, "msk": 3, "sast": 2, "jst": 9, "kst": 9, "hkt": 8, "sgt": 8,
    "awst": 8, "acst": 9.5, "nzst": 12, "nzdt": 13, "akst": -9, "akdt": -8, "hst": -10, "ast": -4, "adt": -3,
    "nst": -3.5, "ndt": -2.5, "brt": -3, "art": -3, "wat": 1, "cat": 2, "eat": 3, "pkt": 5, "mesz": 2, "mez": 1,
}  # fmt: skip
_AHEAD = re.compile(r"(?:utc|gmt)?([+-])(\d{1,2}):?(\d\d)?")
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_CLOCK = (
    r"(?:,?\s*(?:at|-|–|—|\||·)?\s*(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d)(?::\d\d)?\s*|(?=\s*[ap]\.?m\b)\s*)"
    r"(?P<half>[ap]\.?m\b\.?)?\s*\(?(?P<zone>(?:eastern|central|mountain|pacific)\b(?: (?:standard |daylight )?time\b)?|"
    r"(?:utc|gmt)?[+-]\d{1,2}(?::?\d\d)?|[a-z]{1,4}\b)?\)?)?"
)
_FORMS = tuple(
    re.compile(form, re.I)
    for form in (
        rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){_CLOCK}",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+(?P<year>\d{{4}}){_CLOCK}",
        rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_CLOCK}",
    )
)
_INTRO = re.compile(
    r"(?:(?:published|posted|updated|aired|broadcast|recorded|date|first published|originally aired)"
    r"(?:\s+(?:on|at))?\s*:?\s*)?(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?",
    re.I,
)


def parse_iso(text: str) -> datetime | None:
    """An ISO 8601 date or date and time (JSON-LD, `<time datetime>`); None for anything else."""
    stripped = text.strip()[:40]
    try:
        moment = datetime.fromisoformat(stripped)
    except ValueError:
        return None
    if len(stripped) <= 10:
        moment = moment.replace(hour=12)
    try:
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def parse_date(text: str) -> datetime | None:
    """The date that a short text is about, if it is nothing but a date line; None otherwise."""
    if len(text) > 90:
        return None
    if moment := parse_iso(text):
        return moment
    intro = _INTRO.match(text)
    start = intro.end() if intro else 0
    for form in _FORMS:
        match = form.match(text, start)
        if match and len(text) - match.end() <= 25:
            return _moment(match)
    return None


def _moment(match: re.Match[str]) -> datetime | None:
    month = match["month"].casefold().rstrip(".")
    hour = int(match["hour"]) if match["hour"] else 12
    minute = int(match["minute"] or 0)
    half = (match["half"] or "").casefold().replace(".", "")
    if match["hour"] and half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        moment = datetime(
            int(match["year"]),
            _MONTHS.get(month) or int(month),
            int(match["day"]),
            hour,
            minute,
            tzinfo=_zone(match["zone"] or ""),
        )
        ahead = moment.utcoffset()
        return moment.replace(tzinfo=timezone(ahead)) if ahead else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _zone(written: str) -> tzinfo:
    """The zone of a clock time; UTC where none is known."""
    zone = written.casefold()
    if place := _MOVING.get(zone.split(" ", 1)[0]):
        return ZoneInfo(place)
    if ahead := _AHEAD.fullmatch(zone):
        minutes = int(ahead[2]) * 60 + int(ahead[3] or 0)
        return timezone(timedelta(minutes=-minutes if ahead[1] == "-" else minutes))
    offset = _ZONES.get(zone, 0)
    return timezone(timedelta(hours=offset)) if offset else UTC
