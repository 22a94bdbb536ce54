"""Detects changes in the files that the pages are made of, without reading them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from segmentcast import files
from segmentcast.config import ShowConfig
from segmentcast.digest import digest
from segmentcast.records import Records
from segmentcast.workspace.private_feeds import FILE
from segmentcast.workspace.show_folder import TEMPLATES_FOLDER, ShowFolder


def read_site_inputs(config: ShowConfig, show_folder: ShowFolder) -> dict[str, str]:
    """Maps the name of each file that the pages are made of to a mark of its state."""
    own = [config.artwork, config.logo, config.font, config.heading_font]
    paths = [
        show_folder.path / FILE,
        *template_files(show_folder),
        *(show_folder.file(name) for name in own if name),
    ]
    return {
        path.relative_to(show_folder.path).as_posix()
        if path.is_relative_to(show_folder.path)
        else path.name: digest([path.stat().st_size, path.stat().st_mtime_ns])
        for path in paths
        if path.is_file()
    }


def template_files(show_folder: ShowFolder) -> Iterator[Path]:
    """The show's own templates by name. Raises ConfigError for a link that leads outside the show."""
    folder = show_folder.path / TEMPLATES_FOLDER
    if folder.is_dir():
        with files.explained(folder):
            names = sorted(path.name for path in folder.glob("*.html"))
        yield from (show_folder.file(f"{TEMPLATES_FOLDER}/{name}") for name in names)


_SITE_INPUTS = "look"
_HELD = "held"


def remember(records: Records, site_inputs: Mapping[str, str], held: Collection[str]) -> None:
    """Stores what a release was made of, so that the next can report changes."""
    records.set_state(_SITE_INPUTS, json.dumps(site_inputs, sort_keys=True))
    records.set_state(_HELD, json.dumps(sorted(held)))


def changed_site_inputs(records: Records, site_inputs: Mapping[str, str]) -> Iterator[str]:
    """The files of the pages that changed since the last release, as messages."""
    before = json.loads(records.state(_SITE_INPUTS) or "{}")
    for name in sorted({*before, *site_inputs}):
        if name not in before:
            yield f"{name} is new"
        elif name not in site_inputs:
            yield f"{name} is gone"
        elif before[name] != site_inputs[name]:
            yield f"{name} changed"


def leaving(records: Records, held: Collection[str]) -> tuple[str, ...]:
    """Episodes that are in the feed and are now held."""
    before = held_at_release(records)
    return tuple(
        id_ for id_ in sorted(held) if id_ not in before and records.known_of(id_) is not None
    )


def held_at_release(records: Records) -> frozenset[str]:
    """The episodes that the last release kept out of the feed."""
    return frozenset(json.loads(records.state(_HELD) or "[]"))
