"""Renders values as TOML 1.0, in the form in which a person would write them.

New files are written here line by line, because tomlkit needs a second for a document of a thousand
rows, and minutes for ten thousand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

Plain = str | bool | int | float | date | datetime
Value = Plain | Sequence["Plain | Mapping[str, Plain]"] | Mapping[str, Plain]

_BARE = re.compile(r"[a-z0-9_-]+")  # other keys, such as names and words, are quoted
_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def line(key: str, value: Value) -> str:
    """`key = value`, without a line end."""
    return f"{key_text(key)} = {value_text(value)}"


def lines(values: Mapping[str, Value | None]) -> list[str]:
    """`key = value` for each value, without None, "" and empty lists."""
    return [
        line(key, value)
        for key, value in values.items()
        if value is not None and value not in ("", (), [], {})
    ]


def tables(name: str, rows: Sequence[Mapping[str, Value | None]]) -> list[str]:
    """`[[name]]` and its keys, for each row."""
    return [text for row in rows for text in ("", f"[[{key_text(name)}]]", *lines(row))]


def key_text(key: str) -> str:
    """The key: bare if it has only lower-case letters, digits, _ and -; otherwise quoted."""
    return key if _BARE.fullmatch(key) else f'"{escaped(key)}"'


def value_text(value: Value) -> str:
    """The value as TOML. A text with several lines stays on several lines."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):  # or a datetime, which is one too
        return value.isoformat()
    if isinstance(value, int | float):
        return f"{value:.10g}" if isinstance(value, float) else str(value)
    if isinstance(value, str):
        if "\n" in value and value.strip() == value:
            return '"""\n' + escaped(value, keep="\n") + '"""'
        return f'"{escaped(value)}"'
    if isinstance(value, Mapping):
        inner = ", ".join(line(key, one) for key, one in value.items() if one != "")
        return f"{{ {inner} }}" if inner else "{}"
    return "[" + ", ".join(value_text(one) for one in value) + "]"


def escaped(text: str, keep: str = "") -> str:
    """The inside of a basic string. Invisible characters are escaped too, so that nothing is
    hidden."""
    return "".join(
        char
        if char in keep or (char.isprintable() and char not in _SHORT)
        else _SHORT.get(char) or f"\\{_code(ord(char))}"
        for char in text
    )


def _code(point: int) -> str:
    return f"u{point:04X}" if point < 0x10000 else f"U{point:08X}"
