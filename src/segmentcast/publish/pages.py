"""The site in the store: only the parts that changed are rendered, and what has gone is removed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from segmentcast import files
from segmentcast.site import Part

if TYPE_CHECKING:
    from segmentcast.publish.release import Writer

MEMORY = "pages.json"
_REMOVABLE = ("archive/", "people/", "search/")
"""Folders of lists. The pages of episodes and what they need stay: others link to them."""
_Made = dict[str, tuple[str, dict[str, int]]]


def write_pages(parts: Iterable[Part], writer: Writer, memory: Path, recipe: str) -> None:
    """Writes each part unless the last time's files of the same key are all there.

    `memory` keeps what was written; without it (or made with another `recipe`) everything is
    rendered again, to the same bytes. Raises ConfigError for a template that cannot be used.
    """
    before = _recalled(memory, recipe)
    made: _Made = {}
    for part in parts:
        key, sizes = before.get(part.name, ("", {}))
        if key != part.key or not _whole(sizes, writer.store.root):
            sizes = {}
            for file in part.make():
                writer.put(file.path, file.data)
                sizes[file.path] = len(file.data)
        made[part.name] = part.key, sizes
    kept = {path for _, sizes in made.values() for path in sizes}
    for _, sizes in before.values():
        for path in sizes:
            if path not in kept and path.startswith(_REMOVABLE):
                writer.store.delete(path)
    content = {"recipe": recipe, "parts": made}
    data = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    files.write_if_changed(memory, data)


def _whole(sizes: Mapping[str, int], root: Path) -> bool:
    """Whether all these files are there in their sizes."""
    for path, size in sizes.items():
        try:
            if (root / path).stat().st_size != size:
                return False
        except OSError:
            return False
    return bool(sizes)


def _recalled(memory: Path, recipe: str) -> _Made:
    """What was written the last time; nothing when that cannot be known."""
    if not memory.is_file():
        return {}
    try:
        content = json.loads(files.read(memory, limit_bytes=1 << 30))
        if content["recipe"] != recipe:
            return {name: ("", dict(sizes)) for name, (_, sizes) in content["parts"].items()}
        return {name: (str(key), dict(sizes)) for name, (key, sizes) in content["parts"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}
