"""Whether the files that the pages are made with are as they were: asked in every run, so it is quick."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from segmentcast import files
from segmentcast.cache import digest
from segmentcast.config import ShowConfig
from segmentcast.publish.place import TEMPLATES_FOLDER, ShowPlace
from segmentcast.publish.subscribers import FILE


def look(config: ShowConfig, place: ShowPlace) -> dict[str, str]:
    """A mark for each file that the pages are made with, by its name; no file is read."""
    own = [config.artwork, config.logo, config.font, config.heading_font]
    paths = [
        place.folder / FILE,
        *template_files(place),
        *(place.file(name) for name in own if name),
    ]
    return {
        path.relative_to(place.folder).as_posix()
        if path.is_relative_to(place.folder)
        else path.name: digest([path.stat().st_size, path.stat().st_mtime_ns])
        for path in paths
        if path.is_file()
    }


def template_files(place: ShowPlace) -> Iterator[Path]:
    """The show's own templates, by name. Raises ConfigError for a link that leads out of the show."""
    folder = place.folder / TEMPLATES_FOLDER
    if folder.is_dir():
        with files.explained(folder):
            names = sorted(path.name for path in folder.glob("*.html"))
        yield from (place.file(f"{TEMPLATES_FOLDER}/{name}") for name in names)
