"""Which settings of show.toml are others than when an episode was last published."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from segmentcast import toml
from segmentcast.records import Records

_STATE = "show settings"
_KEPT = 4
"""So many versions of show.toml are remembered; episodes of an earlier one get no list of keys."""
_NAMED = 5


def remember(records: Records, recipe: str, content: bytes) -> None:
    """Keeps the content of show.toml that episodes with this recipe are published with."""
    kept = _remembered(records)
    text = content.decode("utf-8", "replace")
    if kept.get(recipe) == text:
        return
    kept.pop(recipe, None)
    versions = dict([*kept.items(), (recipe, text)][-_KEPT:])
    records.set_state(_STATE, json.dumps(versions))


def change_in_words(records: Records, recipe: str, content: bytes, where: str) -> str:
    """`show.toml changed: voices.host, lexicon.Roe`; without keys if those of then aren't known.

    `recipe` is that of the episode's last publish, `content` is show.toml now.
    """
    before = _remembered(records).get(recipe)
    if before is None:
        return "show.toml changed"
    if before.encode() == content:
        return "sounds of the show changed"
    old = dict(_settings(toml.parse(before.encode(), where).table))
    new = dict(_settings(toml.parse(content, where).table))
    keys = [key for key in {**new, **old} if old.get(key) != new.get(key)]
    if not keys:
        return "show.toml changed: nothing but comments and order"
    more = f" and {len(keys) - _NAMED} more" if len(keys) > _NAMED else ""
    return f"show.toml changed: {', '.join(keys[:_NAMED])}{more}"


def _remembered(records: Records) -> dict[str, str]:
    kept = records.state(_STATE)
    return dict(json.loads(kept)) if kept else {}


def _settings(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, object]]:
    """Each setting by its dotted key; a list is one."""
    for key, value in table.items():
        name = f"{above}{key}"
        if isinstance(value, Mapping):
            yield from _settings(value, f"{name}.")
        else:
            yield name, value
