"""Changes the content of a handwritten TOML file, preserving comments, order and blank lines."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from segmentcast.errors import ConfigError, Problem
from segmentcast.toml.parsing import parse
from segmentcast.toml.rendering import escaped, key_text, line

if TYPE_CHECKING:
    from tomlkit.items import Item, SingleKey

_ENDING = re.compile(r"\r?\n")


def with_content(
    content: bytes, wanted: Mapping[str, Any], where: str, *, secret: bool = False
) -> bytes:
    """The file with exactly the wanted content, changing only the lines of keys that differ.

    Comments, their order, the byte order mark and line ends are preserved. Raises ConfigError for
    an invalid file, and with the lines to write if it cannot be edited. Nothing of a `secret` file
    is quoted.
    """
    file = parse(content, where, secret=secret)
    if file.table == wanted:
        return content
    text = _edited(file.text, wanted)
    if text is None:
        lines = [line(key, value) for key, value in wanted.items() if file.table.get(key) != value]
        mend = "add a line for each entry" if secret else f"write: {', '.join(lines)}"
        raise ConfigError(Problem(where, "cannot be edited automatically", mend))
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    return mark + text.encode()


def _edited(before: str, wanted: Mapping[str, Any]) -> str | None:
    """The edited text; None if its content would not be exactly what is wanted."""
    import tomlkit  # ten times slower than tomllib, so used only for writing

    try:
        document = tomlkit.parse(before)
        _change(document, wanted, _table)
        text = tomlkit.dumps(document)
        if set(_ENDING.findall(before)) == {"\r\n"}:
            text = _ENDING.sub("\r\n", text)
        return text if parse(text, "").table == wanted else None
    except (ValueError, ConfigError):  # tomlkit's errors are ValueErrors
        return None


def _change(table: Any, wanted: Mapping[str, Any], new_table: Callable[..., Item]) -> None:
    for key in [key for key in table if key not in wanted]:
        del table[key]
    for key, value in wanted.items():
        if isinstance(value, Mapping) and isinstance(table.get(key), Mapping):
            _change(table[key], value, _inline)
        elif key not in table:
            table.append(_key(key), _item(value, new_table))
        elif table[key] != value:
            table[key] = _item(value, new_table)


def _key(key: str) -> SingleKey:
    from tomlkit.items import SingleKey

    return SingleKey(key, original=key_text(key))


def _item(value: Any, new_table: Callable[..., Item]) -> Item:
    """The value as a document item, formatted like `rendering`."""
    import tomlkit
    from tomlkit.items import String, StringType, Trivia

    if isinstance(value, str):
        return String(StringType.SLB, value, escaped(value), Trivia())
    return new_table(value) if isinstance(value, Mapping) else tomlkit.item(value)


def _table(value: Mapping[str, Any]) -> Item:
    """`[name]` with its keys below it."""
    import tomlkit

    table = tomlkit.table()
    for key, inner in value.items():
        table.append(_key(key), _item(inner, _inline))
    return table


def _inline(value: Mapping[str, Any]) -> Item:
    """`{ key = value }`"""
    import tomlkit

    table = tomlkit.inline_table()
    for key, inner in value.items():
        table.append(_key(key), _item(inner, _inline))
    return table
