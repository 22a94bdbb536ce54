"""The show's own files: its configuration and its cast."""

from __future__ import annotations

from dataclasses import replace

from segmentcast import cast, files, toml
from segmentcast.config import ShowConfig, load_show
from segmentcast.workspace.show_folder import ShowPlace


def read_show(place: ShowPlace) -> ShowConfig:
    """The show's configuration. Raises ConfigError or StoreError."""
    data = files.read(place.file(place.show_file.name))
    return replace(load_show(data, str(place.show_file)), content=data)


def read_cast(place: ShowPlace) -> dict[str, str]:
    """The voices that people have in this show, by the speaker's key. Raises ConfigError."""
    if not place.cast_file.is_file():
        return {}
    where = str(place.cast_file)
    return cast.parse_kept(
        toml.parse(files.read(place.file(place.cast_file.name)), where).table, where
    )
