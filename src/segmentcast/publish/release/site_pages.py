"""Writes the site to the store. Only changed parts are rendered, and stale pages are removed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from segmentcast.records import PageMemory, WrittenFiles
from segmentcast.site import SitePart

if TYPE_CHECKING:
    from segmentcast.publish.release.writer import Writer

_REMOVABLE = ("archive/", "people/", "search/")
"""Folders of list pages. Episode pages and their files stay, since others link to them."""
_OTHERS = ("episode/", "document/")
"""Prefixes of entries that are not list pages; the memory keeps them."""
_FEW = 500


def write_pages(parts: Iterable[SitePart], writer: Writer, memory: PageMemory, recipe: str) -> None:
    """Renders each part unless the files last written for the same key are all intact.

    `memory` records what was written. Without it, or if it was made with another `recipe`,
    everything is rendered again, to the same bytes. Raises ConfigError for a template that cannot
    be used.
    """
    current: set[str] = set()
    stale: set[str] = set()
    lists: set[str] = set()
    published = writer.published
    for few in _by_few(parts):
        known = memory.get_all([part.name for part in few])
        for part in few:
            written = known.get(part.name)
            is_list = not part.name.startswith(_OTHERS)
            if (
                written is None
                or written.key != f"{recipe} {part.key}"
                or ((is_list or published.suspicious) and not published.as_written(written.sizes))
            ):
                stale.update(written.sizes if written and is_list else ())
                written = _write(part, recipe, writer, memory)
            if is_list:
                lists.add(part.name)
                current.update(written.sizes)
    for name, gone in memory.besides(_OTHERS, lists):
        stale.update(gone.sizes)
        memory.forget(name)
    for path in sorted(stale - current):
        if path.startswith(_REMOVABLE):
            writer.remove(path)


def _write(part: SitePart, recipe: str, writer: Writer, memory: PageMemory) -> WrittenFiles:
    sizes = {}
    for file in part.make():
        writer.put(file.path, file.data)
        sizes[file.path] = len(file.data)
    written = WrittenFiles(f"{recipe} {part.key}", sizes)
    memory.put(part.name, written)
    return written


def _by_few(parts: Iterable[SitePart]) -> Iterator[list[SitePart]]:
    """The parts in batches of a few hundred, so that the memory is queried less often."""
    rest = iter(parts)
    while few := list(islice(rest, _FEW)):
        yield few
