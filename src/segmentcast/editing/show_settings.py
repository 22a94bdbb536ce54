"""What a producer changes of a show: a few settings of show.toml, written as a person would."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from unicodedata import category

from segmentcast import toml
from segmentcast.config import load_show
from segmentcast.editing.journal import commit_show
from segmentcast.workspace.show_folder import ShowFolder

TEXTS = ("title", "description", "author", "link", "copyright", "category", "unsure")
OWNER = {"owner_name": "name", "owner_email": "email"}
EXPLICIT = "explicit"
_BETWEEN = " > "


def settings_in(content: bytes, where: str) -> dict[str, str]:
    """The settings as texts; empty where show.toml says nothing. Raises ConfigError."""
    table = toml.parse(content, where).table
    shown = {key: _text(table.get(key, "")) for key in TEXTS}
    owner = table.get("owner", {})
    shown |= {key: _text(_table(owner).get(name, "")) for key, name in OWNER.items()}
    shown[EXPLICIT] = "yes" if table.get(EXPLICIT) is True else ""
    return shown


def change_settings(place: ShowFolder, wanted: Mapping[str, str], before: bytes) -> str:
    """Writes the settings that differ into show.toml; returns what was done.

    An empty text takes a setting out. `before` are the bytes that the person saw. Raises ConfigError
    with every problem if the show can't be read with them, and ChangedMeanwhile if the file has other
    bytes by now.
    """
    where = str(place.show_file)
    shown = settings_in(before, where)
    texts = {key: _cleaned(key, text) for key, text in wanted.items() if key in shown}
    changed = {key: text for key, text in texts.items() if text != _cleaned(key, shown[key])}
    if not changed:
        return "Nothing was changed."
    table = dict(toml.parse(before, where).table)
    for key, text in changed.items():
        _set(table, key, text)
    after = toml.with_content(before, table, where)
    load_show(after, where)
    names = ", ".join(key.replace("_", " ") for key in changed)
    summary = f"Changed in the settings: {names}."
    commit_show(place, place.show_file.name, before, after, summary)
    return summary


def _cleaned(key: str, text: str) -> str:
    """The text without control characters and outer white space; only a description has lines."""
    visible = "".join(
        letter for letter in text.replace("\t", " ") if letter == "\n" or category(letter) != "Cc"
    )
    return visible.strip() if key == "description" else " ".join(visible.split())


def _set(table: dict[str, Any], key: str, text: str) -> None:
    value: object = text
    if key == EXPLICIT:
        value = bool(text)
    elif key == "category":
        value = text.split(_BETWEEN) if _BETWEEN in text else text
    if key in OWNER:
        owner = {**_table(table.get("owner", {})), OWNER[key]: text}
        key, value = "owner", {name: part for name, part in owner.items() if part}
    if value:
        table[key] = value
    else:
        table.pop(key, None)


def _text(value: object) -> str:
    if isinstance(value, list):
        return _BETWEEN.join(str(part) for part in value)
    return str(value)


def _table(value: object) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {}
