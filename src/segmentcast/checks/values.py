"""Validates values in a feed. Functions return a fault or an empty string, or a bool."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser

from segmentcast.vocabulary.web_addresses import is_web_address

ALLOWED_TAGS = frozenset({"p", "ol", "ul", "li", "a", "b", "i", "strong", "em", "br"})
_DANGEROUS_TAGS = frozenset(
    {"script", "iframe", "object", "embed", "style", "form", "input", "link", "meta", "base", "svg"}
)
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_LONGEST_TEXT = 128
_DATE = re.compile(
    rf"(?:(?P<weekday>{'|'.join(_WEEKDAYS)}), ?)?\d{{1,2}} (?:{_MONTHS}) \d{{4}}"
    r" \d{2}:\d{2}(?::\d{2})? (?:[+-]\d{4}|UT|UTC|GMT|Z|[ECMP][SD]T)"
)
_DURATION = re.compile(r"\d{1,7}|(?:\d{1,3}:)?\d{1,3}:[0-5]\d")
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_RRULE = re.compile(
    r"FREQ=(?:SECONDLY|MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY)(?:;[A-Z]+=[^;]+)*"
)
MAX_HTML = 100_000


def address_fault(text: str) -> str:
    """Requires an absolute http or https URL in ASCII, as RSS does."""
    return "" if is_web_address(text) else f"{text[:120]!r} is not an absolute http(s) URL in ASCII"


def text_fault(element: str, text: str | None, kind: str = "name") -> str:
    """Requires an element's text, of the length that the namespace of podcasts allows."""
    if 0 < len((text or "").strip()) <= _LONGEST_TEXT:
        return ""
    return f"{element} needs a {kind} of at most {_LONGEST_TEXT} characters"


def moment(text: str) -> datetime | None:
    """The time of an RFC 2822 date, or None if it is not valid."""
    if not _DATE.fullmatch(text):
        return None
    try:
        parsed = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def weekday_fault(text: str) -> str:
    """Requires the right weekday in an RFC 2822 date."""
    match, when = _DATE.fullmatch(text), moment(text)
    if match is None or when is None:
        return ""
    right = _WEEKDAYS[when.weekday()]
    if match["weekday"] is None:
        return f"{text!r} has no weekday"
    return "" if match["weekday"] == right else f"{text!r} was a {right}"


def positive_whole(text: str) -> bool:
    """Whether the text is a positive integer in ASCII digits."""
    return text.isascii() and text.isdigit() and len(text) <= 18 and int(text) > 0


def duration_fault(text: str) -> str:
    """Requires itunes:duration as whole seconds or H:MM:SS."""
    return "" if _DURATION.fullmatch(text) else f"{text[:40]!r} is not whole seconds or H:MM:SS"


def is_uuid(text: str) -> bool:
    return bool(_UUID.fullmatch(text))


def is_rrule(text: str) -> bool:
    """Whether the text has the form of a recurrence rule (RFC 5545 §3.3.10)."""
    return bool(_RRULE.fullmatch(text))


def is_number(text: str) -> bool:
    """Whether the text is a decimal number of seconds."""
    return bool(re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", text, re.ASCII))


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: dict[str, None] = {}
        self.dangers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] = None
        if tag in _DANGEROUS_TAGS:
            self.dangers.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on"):
                self.dangers.append(f"{name}=")
            if name in ("href", "src") and _scheme(value or "") in (
                "javascript",
                "data",
                "vbscript",
            ):
                self.dangers.append(f"{name}={(value or '')[:40]!r}")


def html_tags(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The tags in an HTML text, and what in it could harm a reader that doesn't clean it."""
    parser = _Tags()
    parser.feed(text[:MAX_HTML])
    parser.close()
    return tuple(parser.tags), tuple(dict.fromkeys(parser.dangers))


def _scheme(address: str) -> str:
    return re.sub(r"[\x00-\x20]", "", address).partition(":")[0].lower()
