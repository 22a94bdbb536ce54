"""What a producer decides about an episode, written into its episode.toml as a person would write it.

Comments, order and everything else in the file stay. What is written is read again before it is
given back; a file that cannot be edited so raises ConfigError with the lines to write.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from segmentcast import toml
from segmentcast.errors import ConfigError, Problem

_MARK = codecs.BOM_UTF8


def with_correction(content: bytes, where: str, *, day: date, note: str) -> bytes:
    """The file with one more correction."""
    table = toml.parse(content, where).table
    row = {"date": day, "note": note}
    known = table.get("corrections", [])
    wanted = {**table, "corrections": [*known, row]}
    return _appended(content, where, "[[corrections]]", row, wanted)


def with_retraction(content: bytes, where: str, *, day: date, note: str, sound: str) -> bytes:
    """The file of an episode that is taken back. `sound` is `notice` or `withdrawn`."""
    table = toml.parse(content, where).table
    if "retraction" in table:
        what, mend = "this episode is retracted already", "change the note in its [retraction]"
        raise ConfigError(Problem(where, what, mend))
    row = {"date": day, "note": note, "sound": sound}
    return _appended(content, where, "[retraction]", row, {**table, "retraction": row})


def without_retraction(content: bytes, where: str) -> bytes:
    """The file of an episode that is no longer taken back."""
    table = toml.parse(content, where).table
    if "retraction" not in table:
        raise ConfigError(Problem(where, "this episode is not retracted", "load the page again"))
    wanted = {name: kept for name, kept in table.items() if name != "retraction"}
    return toml.with_content(content, wanted, where)


def with_setting(content: bytes, where: str, key: str, value: bool | datetime | None) -> bytes:
    """The file with this setting at its top, another value for it, or without it (None)."""
    table = toml.parse(content, where).table
    if value is None or key in table:
        wanted = {name: kept for name, kept in table.items() if name != key}
        return toml.with_content(content, wanted if value is None else {**table, key: value}, where)
    line = f"{toml.line(key, value)}{_line_end(content)}".encode()
    mark, rest = (_MARK, content[len(_MARK) :]) if content.startswith(_MARK) else (b"", content)
    return _proved(mark + line + rest, where, {**table, key: value}, line.decode())


def _appended(
    content: bytes, where: str, heading: str, row: Mapping[str, Any], wanted: dict[str, Any]
) -> bytes:
    end = _line_end(content)
    lines = [heading, *(_line(key, value) for key, value in row.items())]
    before = content if not content or content.endswith(b"\n") else content + end.encode()
    gap = end if before.strip() else ""
    text = (gap + end.join([*lines, ""])).encode()
    return _proved(before + text, where, wanted, ", ".join(lines))


def _line(key: str, value: Any) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return f"{key} = {value.isoformat()}"
    return toml.line(key, value)


def _line_end(content: bytes) -> str:
    return "\r\n" if b"\r\n" in content else "\n"


def _proved(content: bytes, where: str, wanted: dict[str, Any], lines: str) -> bytes:
    """The content, if it says exactly what is wanted. Raises ConfigError."""
    try:
        if toml.parse(content, where).table == wanted:
            return content
    except ConfigError:
        pass  # what is said here is of more use
    raise ConfigError(Problem(where, "cannot be edited automatically", f"write: {lines}"))
