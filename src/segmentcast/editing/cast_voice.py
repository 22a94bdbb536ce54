"""Which voice a person has: kept in the show's cast.toml, or in show.toml where that decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from segmentcast import cast, files, toml
from segmentcast.editing.journal import commit_show
from segmentcast.model import Part
from segmentcast.transcript.text.names import key_of
from segmentcast.workspace.show_folder import ShowFolder


def choose_voice(
    place: ShowFolder, key: str, name: str, voice: str, seen: Mapping[str, bytes | None]
) -> str:
    """Gives a person a voice in every episode; returns what was done.

    `seen` are the bytes of show.toml and of cast.toml that the person saw, by name. The voice goes
    into cast.toml where the show keeps this person, unless `[voices]` of show.toml names the person
    or a part, which comes first; then, and in a show that has no cast.toml yet, into show.toml.
    Raises VoiceError for what is no voice, and ChangedMeanwhile if the file has other bytes by now.
    """
    wanted = str(cast.parse_voice(voice, name))
    show = place.show_file.name
    settings = seen[show] or b""
    table = dict(toml.parse(settings, str(place.show_file)).table)
    own = _inner(table, "voices")
    summary = f"{name} speaks in the voice {wanted}."
    written = next((who for who in own if key_of(who) in (key, key_of(name))), "")
    kept = seen[place.cast_file.name]
    if kept is None or written or any(who in tuple(Part) for who in own):
        table["voices"] = {**own, written or name: wanted}
        after = toml.with_content(settings, table, str(place.show_file))
        commit_show(place, show, settings, after, summary)
        return summary
    people = dict(toml.parse(kept, str(place.cast_file)).table)
    people["voices"] = {**_inner(people, "voices"), key: wanted}
    after = toml.with_content(kept, people, str(place.cast_file))
    commit_show(place, place.cast_file.name, kept, after, summary)
    return summary


def show_bytes(place: ShowFolder) -> dict[str, bytes | None]:
    """The bytes of show.toml and cast.toml by their names; None for one that isn't there."""
    return {
        path.name: files.read(place.file(path.name)) if path.is_file() else None
        for path in (place.show_file, place.cast_file)
    }


def _inner(table: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = table.get(key, {})
    return dict(value) if isinstance(value, Mapping) else {}
