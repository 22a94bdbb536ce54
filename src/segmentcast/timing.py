"""Milliseconds to timestamps and back: the only place that formats time.

All times in the project are integer milliseconds from the start of the sound.
"""

from __future__ import annotations

import re
from datetime import datetime

_TIMESTAMP = re.compile(
    r"(?:(?P<hours>\d{1,4}):)?(?P<minutes>\d{1,2}):(?P<seconds>\d{1,2})(?:[.,](?P<fraction>\d{1,9}))?"
)


def vtt(ms: int) -> str:
    """WebVTT timestamp `HH:MM:SS.mmm` (WebVTT §3.3; hours are always written)."""
    hours, minutes, seconds, millis = _split(ms)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}.{millis:03d}"


def srt(ms: int) -> str:
    """SubRip timestamp `HH:MM:SS,mmm`."""
    return vtt(ms).replace(".", ",")


def clock(ms: int) -> str:
    """A time for people: `1:02:03` or `2:03`."""
    hours, minutes, seconds, _ = _split(ms)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def length_clock(ms: int) -> str:
    """A length for people, to the nearest second, so that all pages say the same: `2:03`."""
    return clock(round_to_seconds(ms) * 1000)


def clock_long(ms: int) -> str:
    """`HH:MM:SS`, the form of chapter marks that podcast apps find in a description."""
    hours, minutes, seconds, _ = _split(ms)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}"


def iso_duration(ms: int) -> str:
    """ISO 8601 duration in whole seconds, for schema.org: `PT4M13S`."""
    hours, minutes, seconds, _ = _split(round_to_seconds(ms) * 1000)
    parts = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    return f"PT{parts}{seconds}S" if seconds or not parts else f"PT{parts}"


def seconds(ms: int) -> float:
    """Seconds with millisecond precision, for JSON documents."""
    return round(ms / 1000, 3)


def round_to_seconds(ms: int) -> int:
    """Whole seconds, halves up (itunes:duration)."""
    return (ms + 500) // 1000


def samples_to_ms(samples: int, rate_hz: int) -> int:
    """The time of a sample position, rounded to the nearest millisecond."""
    return (samples * 1000 + rate_hz // 2) // rate_hz


def ms_to_samples(ms: int, rate_hz: int) -> int:
    """The sample position of a time."""
    return ms * rate_hz // 1000


def parse_timestamp(text: str) -> int:
    """Milliseconds of `H:MM:SS.mmm`, `MM:SS`, `HH:MM:SS,mmm`.

    Raises ValueError for anything else.
    """
    match = _TIMESTAMP.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a timestamp: {text!r}")
    hours, minutes, secs = (int(match[name] or 0) for name in ("hours", "minutes", "seconds"))
    millis = int((match["fraction"] or "0")[:3].ljust(3, "0"))
    if secs > 59 or (minutes > 59 and match["hours"] is not None):
        raise ValueError(f"not a timestamp: {text!r}")
    return ((hours * 60 + minutes) * 60 + secs) * 1000 + millis


def rfc2822(moment: datetime) -> str:
    """The date form of RSS 2.0: RFC 2822 with weekday. `moment` must have a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a date without a time zone")
    from email.utils import format_datetime  # only feeds need it, and its import is slow

    return format_datetime(moment)


def _split(ms: int) -> tuple[int, int, int, int]:
    if ms < 0:
        raise ValueError(f"negative time: {ms} ms")
    total, millis = divmod(ms, 1000)
    minutes, secs = divmod(total, 60)
    hours, minutes = divmod(minutes, 60)
    return hours, minutes, secs, millis
