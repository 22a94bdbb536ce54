"""Whether any installed package has entry points of a group."""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder
from pathlib import Path

_METADATA = (".dist-info", ".egg-info")


def may_have_entry_points(group: str) -> bool:
    """False if no installed package can have any; True if `importlib.metadata` must tell.

    Hardly any machine has such a package, and `importlib.metadata` takes longer to import than these
    files to read. Whatever isn't a plain folder of packages is left to it.
    """
    others = [
        finder
        for finder in sys.meta_path
        if finder is not PathFinder and hasattr(finder, "find_distributions")
    ]
    return bool(others) or any(_may_hold(Path(place), group.encode()) for place in sys.path)


def _may_hold(place: Path, group: bytes) -> bool:
    if place.suffix.lower() == ".egg" or place.is_file():
        return True
    try:
        names = [entry for entry in place.iterdir() if entry.name.lower().endswith(_METADATA)]
    except OSError:
        return False
    return any(_has_group(folder, group) for folder in names)


def _has_group(folder: Path, group: bytes) -> bool:
    try:
        return group in (folder / "entry_points.txt").read_bytes()
    except OSError:
        return False
