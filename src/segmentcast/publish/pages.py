"""The site in the store: only the parts that changed are rendered, and what has gone is removed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from segmentcast.cache import Made, PageMemory
from segmentcast.site import Part

if TYPE_CHECKING:
    from segmentcast.publish.release import Writer

MEMORY = "pages.sqlite"
_REMOVABLE = ("archive/", "people/", "search/")
"""Folders of lists. The pages of episodes and what they need stay: others link to them."""
_OTHERS = ("episode/", "document/")
"""What has another place than the lists; the memory keeps it when it goes."""


def write_pages(parts: Iterable[Part], writer: Writer, memory: PageMemory, recipe: str) -> None:
    """Writes each part unless the last time's files of the same key are all there.

    `memory` keeps what was written; without it (or made with another `recipe`) everything is
    rendered again, to the same bytes. Raises ConfigError for a template that cannot be used.
    """
    kept: set[str] = set()
    stale: set[str] = set()
    lists: set[str] = set()
    root = str(writer.store.root)
    for part in parts:
        key = f"{recipe} {part.key}"
        made = memory.get(part.name)
        if made is None or made.key != key or not whole(made.sizes, root):
            stale.update(made.sizes if made else ())
            sizes = {}
            for file in part.make():
                writer.put(file.path, file.data)
                sizes[file.path] = len(file.data)
            made = Made(key, sizes)
            memory.put(part.name, made)
        if not part.name.startswith(_OTHERS):
            lists.add(part.name)
            kept.update(made.sizes)
    for name, gone in memory.besides(_OTHERS, lists):
        stale.update(gone.sizes)
        memory.forget(name)
    for path in sorted(stale - kept):
        if path.startswith(_REMOVABLE):
            writer.store.delete(path)


def whole(sizes: Mapping[str, int], root: str) -> bool:
    """Whether all these files are there in their sizes."""
    try:
        return bool(sizes) and all(
            os.stat(f"{root}/{path}").st_size == size  # noqa: PTH116 - half the time
            for path, size in sizes.items()
        )
    except OSError:
        return False
