"""The show's own files: its configuration and its cast."""

from __future__ import annotations

import tomllib
from dataclasses import replace

from segmentcast import cast, files
from segmentcast.config import ShowConfig, load_show
from segmentcast.errors import ConfigError, Problem
from segmentcast.publish.place import ShowPlace


def read_show(place: ShowPlace) -> ShowConfig:
    """The show's configuration. Raises ConfigError or StoreError."""
    data = files.read(place.show_file)
    try:
        content = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(
            Problem(
                str(place.show_file), f"byte {error.start} is not UTF-8", "save the file as UTF-8"
            )
        ) from error
    return replace(load_show(content, str(place.show_file)), content=data)


def read_cast(place: ShowPlace) -> dict[str, str]:
    """The voices that people have in this show, by the speaker's key. Raises ConfigError."""
    if not place.cast_file.is_file():
        return {}
    text = files.read(place.cast_file).decode("utf-8", "replace")
    try:
        return cast.parse_kept(tomllib.loads(text), str(place.cast_file))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            Problem(
                str(place.cast_file),
                f"not valid TOML: {error}",
                "mend the line, or delete the file: it is made again",
            )
        ) from error
