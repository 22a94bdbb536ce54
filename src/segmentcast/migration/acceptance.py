"""Leaves out of an imported show.toml or episode.toml what a publish would refuse, and says so.

The settings are read by the functions that a publish uses, so that no rule stands here twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from segmentcast import toml
from segmentcast.errors import ConfigError
from segmentcast.migration.imported_show import Losses

Load = Callable[[bytes, str], object]
_ESSENTIAL = ("enclosure.url", "base_url", "title")
"""Without these there is no episode or show: a publish says what is wrong with them."""


def accepted(text: str, load: Load, where: str, losses: Losses) -> bytes:
    """The file's content without the settings, or rows of them, that `load` refuses."""
    content = text.encode()
    faults = _faults(content, load)
    if not faults:
        return content
    table = dict(toml.parse(content, where).table)
    for key, reason in faults.items():
        if key not in table:
            continue
        value = _accepted_value(key, table[key], load)
        if value == table[key]:
            losses.warn("setting", f"{key}: {reason}; it cannot be published so", where=where)
            continue
        losses.warn("setting", f"not kept: {key}: {reason}", where=where)
        if value in (None, [], {}):
            del table[key]
        else:
            table[key] = value
    return toml.with_content(content, table, where)


def _accepted_value(key: str, value: Any, load: Load) -> Any:
    """The rows or inner settings that are not refused; None if nothing of the value can stay."""
    if key in _ESSENTIAL:
        return value
    if isinstance(value, list):
        return [row for row in value if _fits(key, [row], load)]
    if not isinstance(value, Mapping):
        return None
    kept = dict(value)
    for name, inner in value.items():
        if f"{key}.{name}" in _ESSENTIAL or _fits(
            key, {**_essential(key, value), name: inner}, load
        ):
            continue
        if isinstance(inner, list):
            rows = [
                row for row in inner if _fits(key, {**_essential(key, value), name: [row]}, load)
            ]
            kept[name] = rows
        else:
            del kept[name]
    return kept


def _essential(key: str, value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: inner for name, inner in value.items() if f"{key}.{name}" in _ESSENTIAL}


def _fits(key: str, value: Any, load: Load) -> bool:
    return key not in _faults(toml.with_content(b"", {key: value}, ""), load)


def _faults(content: bytes, load: Load) -> dict[str, str]:
    """The reason by key, for each setting that is refused."""
    try:
        load(content, "")
    except ConfigError as error:
        return {
            match[1]: match[2].partition(". Fix:")[0]
            for problem in error.problems
            if (match := re.match(r"([a-z_]+): (.*)", problem.what))
        }
    return {}
