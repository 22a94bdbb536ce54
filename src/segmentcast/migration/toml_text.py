"""Values -> TOML 1.0, in the form in which a person would write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

Plain = str | bool | int | float | datetime
Value = Plain | Sequence["Plain | Mapping[str, Plain]"] | Mapping[str, Plain]


def lines(values: Mapping[str, Value | None]) -> list[str]:
    """`key = value` for each value that says something: None, "" and empty lists are left out."""
    return [
        f"{key} = {_value(value)}"
        for key, value in values.items()
        if value is not None and value not in ("", (), [], {})
    ]


def tables(name: str, rows: Sequence[Mapping[str, Value | None]]) -> list[str]:
    """`[[name]]` and its keys, for each row."""
    return [line for row in rows for line in ("", f"[[{name}]]", *lines(row))]


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, int | float):
        return f"{value:.10g}" if isinstance(value, float) else str(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        inner = ", ".join(f"{key} = {_value(each)}" for key, each in value.items() if each != "")
        return f"{{ {inner} }}"
    return "[" + ", ".join(_value(each) for each in value) + "]"


def _text(value: str) -> str:
    if "\n" in value and value.strip() == value:
        return '"""\n' + _escaped(value, keep="\n") + '"""'
    return '"' + _escaped(value) + '"'


def _escaped(value: str, keep: str = "") -> str:
    out = value.replace("\\", "\\\\").replace('"', '\\"')
    return "".join(
        c if c in keep or (c.isprintable() and c != "\x7f") else f"\\U{ord(c):08X}" for c in out
    )
