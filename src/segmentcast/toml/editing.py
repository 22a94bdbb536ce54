"""Another content for a file that a person wrote: comments, order and blank lines stay."""

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
    """The file with exactly the wanted content: only the lines of keys that differ are changed.

    Its comments, their order, its byte order mark and the ends of its lines stay. Raises ConfigError
    for a file that cannot be read, and with the lines to write where it cannot be changed like that;
    of a `secret` file nothing is quoted.
    """
    file = parse(content, where, secret=secret)
    if file.table == wanted:
        return content
    text = _edited(file.text, wanted)
    if text is None:
        lines = [line(key, value) for key, value in wanted.items() if file.table.get(key) != value]
        mend = "write a line for each entry" if secret else f"write: {', '.join(lines)}"
        raise ConfigError(Problem(where, "cannot be changed from here", mend))
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    return mark + text.encode()


def _edited(before: str, wanted: Mapping[str, Any]) -> str | None:
    """The edited text; None when it would not say exactly what is wanted."""
    import tomlkit  # reads ten times slower than tomllib, so it is for those who write

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
    """The value for a document, written as `writing` writes it."""
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
