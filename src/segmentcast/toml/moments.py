"""Explains invalid dates and times, which TOML's parser reports only as an unfinished line."""

from __future__ import annotations

import calendar
import re

from segmentcast.patterns import compile_late

FORM = "write it without quotes, like 2026-11-13, or with a time, 2026-11-13T09:00:00+01:00"

_VALUE = compile_late(r"""[^"'#=]*=\s*(?P<value>\d[^\s,#"'\]}]*(?:[ ]\d[\d:.+Zz-]*)?)""")
_DATE = compile_late(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[Tt ](?P<time>\S+))?")
_TIME = compile_late(
    r"(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:\.\d+)?)?"
    r"(?:[Zz]|[+-](?P<offset_hour>\d{1,2}):(?P<offset_minute>\d{1,2}))?"
)
_LOOKS_LIKE = compile_late(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}|\d{1,2}:\d{1,2}|\d{4}-\d{1,2}(?![\d-])")


def fault(line: str) -> str:
    """What is wrong with the date or time in this line; empty if it has none."""
    match = _VALUE.match(line)
    if match is None or not _LOOKS_LIKE.match(match["value"]):
        return ""
    value = match["value"]
    date = _DATE.fullmatch(value)
    time = _TIME.fullmatch((date["time"] or "") if date else value)
    reason = (_date_fault(date) if date else "") or (_time_fault(time) if time else "")
    return f"{value} is not a valid date or time{f': {reason}' if reason else ''}"


def _date_fault(date: re.Match[str]) -> str:
    year, month, day = (int(date[name]) for name in ("year", "month", "day"))
    if not 1 <= month <= 12:
        return f"there is no month {month}"
    if year and not 1 <= day <= (days := calendar.monthrange(year, month)[1]):
        return f"{calendar.month_name[month]} {year} has {days} days"
    if not year:
        return "there is no year 0"
    if len(date["month"]) < 2 or len(date["day"]) < 2:
        return "month and day have two digits"
    return ""


def _time_fault(time: re.Match[str]) -> str:
    for name, most in (("hour", 23), ("minute", 59), ("second", 59)):
        if int(time[name] or 0) > most:
            return f"there is no {name} {int(time[name])}"
    if int(time["offset_hour"] or 0) > 23 or int(time["offset_minute"] or 0) > 59:
        return "there is no such time zone"
    if len(time["hour"]) < 2 or len(time["minute"]) < 2:
        return "hour and minute have two digits"
    return "" if time["second"] else "the seconds are missing"
