"""Reads the show's configuration and cast."""

from __future__ import annotations

from dataclasses import replace

from segmentcast import cast, files, toml
from segmentcast.config import ShowConfig, load_show
from segmentcast.workspace.show_folder import ShowFolder


def read_show(show_folder: ShowFolder) -> ShowConfig:
    """The show's configuration. Raises ConfigError or StoreError."""
    data = files.read(show_folder.file(show_folder.show_file.name))
    return replace(load_show(data, str(show_folder.show_file)), content=data)


def read_cast(show_folder: ShowFolder) -> dict[str, str]:
    """The show's voices by speaker key. Raises ConfigError."""
    if not show_folder.cast_file.is_file():
        return {}
    where = str(show_folder.cast_file)
    return cast.parse_kept(
        toml.parse(files.read(show_folder.file(show_folder.cast_file.name)), where).table, where
    )
