"""Validates TOML tables against rows, one per key, and reports all problems together.

A row has a key, a reader (which converts the TOML value or raises ValueError with the reason) and a
default.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from segmentcast.errors import ConfigError, Problem
from segmentcast.toml import TomlFile

Reader = Callable[[Any], Any]
_REQUIRED = object()
_NOWHERE = TomlFile("", "", {})


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A key: its reader, its default, and the fix if it is missing."""

    key: str
    reader: Reader
    default: Any = _REQUIRED
    hint: str = ""


def read_table(
    source: TomlFile,
    table: Mapping[str, Any],
    rows: Sequence[SettingRow],
    problems: list[Problem],
    *,
    path: tuple[str, ...] = (),
) -> dict[str, Any]:
    """The values of a table, by its rows. Errors are added to `problems`."""
    values: dict[str, Any] = {}
    known = {row.key for row in rows}
    for key in table:
        if key not in known:
            meant = get_close_matches(key, known, n=1)
            mend = (
                f'did you mean "{meant[0]}"?'
                if meant
                else f"known keys: {', '.join(sorted(known))}"
            )
            name = ".".join((*path, key))
            problems.append(Problem(source.place(*path, key), f'unknown key "{name}"', mend))
    for row in rows:
        if row.key not in table:
            if row.default is _REQUIRED:
                name = ".".join((*path, row.key))
                problems.append(
                    Problem(
                        source.place(*path), f'"{name}" is missing', row.hint or f"add {name} = ..."
                    )
                )
            else:
                values[row.key] = row.default
            continue
        try:
            values[row.key] = row.reader(table[row.key])
        except ConfigError as error:
            problems.extend(error.problems)
        except ValueError as error:
            reason, _, mend = str(error).partition(" | ")
            name = ".".join((*path, row.key))
            problems.append(
                Problem(source.place(*path, row.key), f"{name}: {reason}", mend or row.hint)
            )
    return values


# --- readers --------------------------------------------------------------------------------


def text(maximum: int = 4000, *, empty: bool = False) -> Reader:
    """A string without outer spaces, at most `maximum` characters long."""

    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError(f'needs text, got {_kind(value)} | write it in quotes: "..."')
        stripped = value.strip()
        if not stripped and not empty:
            raise ValueError("is empty | add a text between the quotes")
        if len(stripped) > maximum:
            raise ValueError(
                f"has {len(stripped)} characters; at most {maximum} are allowed | shorten it"
            )
        return stripped

    return read


def utf8_text(maximum_bytes: int) -> Reader:
    """A string of at most this many bytes in UTF-8, since podcast apps count bytes."""

    def read(value: Any) -> str:
        stripped: str = text(maximum_bytes)(value)
        length = len(stripped.encode())
        if length > maximum_bytes:
            raise ValueError(
                f"has {length} bytes; at most {maximum_bytes} are allowed | shorten it"
            )
        return stripped

    return read


def flag(value: Any) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise ValueError(
            f"needs true or false, got {_kind(value)} | write true or false, without quotes"
        )
    return value


def whole(low: int, high: int) -> Reader:
    """An integer between two bounds, inclusive."""

    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(
                f"needs a whole number, got {_kind(value)} | write digits, without quotes"
            )
        if not low <= value <= high:
            raise ValueError(f"{value} is out of range | choose {low} to {high}")
        return value

    return read


def one_of(*numbers: int) -> Reader:
    """One of a few integers."""

    def read(value: Any) -> int:
        read_whole: int = whole(-(1 << 62), 1 << 62)(value)
        if read_whole not in numbers:
            raise ValueError(
                f"{value} is not allowed | choose one of: {', '.join(map(str, numbers))}"
            )
        return read_whole

    return read


def number(low: float, high: float) -> Reader:
    """A number between two bounds, inclusive."""

    def read(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"needs a number, got {_kind(value)} | write digits, without quotes")
        if not low <= value <= high:
            raise ValueError(f"{value} is out of range | choose {low:g} to {high:g}")
        return float(value)

    return read


def choice(*names: str) -> Reader:
    """One of a few words."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in names:
            meant = get_close_matches(str(value), names, n=1)
            suffix = (
                f'did you mean "{meant[0]}"?' if meant else f"choose one of: {', '.join(names)}"
            )
            raise ValueError(f"{value!r} is not allowed here | {suffix}")
        return value

    return read


_WHO = re.compile(r"[^@/:]*(?::(?![0-9]{1,5}/)[^@]*)?@")
"""The part before an @ in a URL's authority, but not a host with a port."""


def web_address(value: Any) -> str:
    """An absolute http or https URL in ASCII, without a user or a password."""
    address: str = text(2000)(value)
    if _WHO.match(address.partition("://")[2]):
        # The value is not repeated, since it may be a secret.
        raise ValueError(
            "the address contains a user or a password, which others would see | remove it"
        )
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable or not address.isascii() or any(c.isspace() or c in '<>"' for c in address):
        raise ValueError(
            f"{address!r} is not a web address | write the full URL: https://news.example/..."
        )
    return address


def colour(value: Any) -> str:
    """A colour written #rrggbb."""
    if not isinstance(value, str) or not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise ValueError(f"{value!r} is not a colour | write it as #rrggbb, for example #8a1c2b")
    return value.lower()


def file_name(value: Any) -> str:
    """A file in the same folder or below, with forward slashes."""
    name: str = text(255)(value)
    parts = name.split("/")
    if (
        any(part in ("", ".", "..") for part in parts)
        or "\\" in name
        or ":" in name
        or "\0" in name
    ):
        raise ValueError(
            f"{name!r} is outside the folder | put the file next to this one and use its name"
        )
    return name


def list_of(reader: Reader, maximum: int = 1000) -> Reader:
    """A list whose items are read by `reader`."""

    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ValueError(f"needs a list, got {_kind(value)} | write it in brackets: [...]")
        if len(value) > maximum:
            raise ValueError(f"has {len(value)} items; at most {maximum} are allowed | shorten it")
        return tuple(reader(member) for member in value)

    return read


def mapping(value: Any) -> dict[str, Any]:
    """A table with arbitrary keys, whose values are validated elsewhere."""
    if not isinstance(value, dict):
        raise ValueError(f"needs a table, got {_kind(value)} | write it in braces: {{ key = ... }}")
    return value


def record(rows: Sequence[SettingRow]) -> Reader:
    """A table with known keys, as a dict."""

    def read(value: Any) -> dict[str, Any]:
        table = mapping(value)
        faults: list[Problem] = []
        values = read_table(_NOWHERE, table, rows, faults)
        if faults:
            raise ValueError("; ".join(str(fault) for fault in faults))
        return values

    return read


def moment(value: Any) -> datetime | date:
    """A TOML date or date-time, or the same as text."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value)
        except ValueError:
            raise ValueError(
                f"{value!r} is not a date | write 2026-03-14 or 2026-03-14T18:30:00+01:00"
            ) from None
    if isinstance(value, date) and not 1900 <= value.year <= 2200:
        raise ValueError(f"{value.year} is not a plausible year | write 2026-03-14, for example")
    if not isinstance(value, date):
        raise ValueError(
            f"needs a date, got {_kind(value)} | write 2026-03-14 or 2026-03-14T18:30:00+01:00"
        )
    return value


def _kind(value: Any) -> str:
    names = {
        str: "text",
        bool: "true/false",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "a table",
    }
    return names.get(type(value), type(value).__name__)
