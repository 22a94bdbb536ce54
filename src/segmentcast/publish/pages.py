"""The site in the store: only the parts that changed are rendered, and what has gone is removed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from segmentcast.cache import Made, PageMemory
from segmentcast.site import Part

if TYPE_CHECKING:
    from segmentcast.publish.release import Writer

MEMORY = "pages.sqlite"
_REMOVABLE = ("archive/", "people/", "search/")
"""Folders of lists. The pages of episodes and what they need stay: others link to them."""
_EPISODES = "episode/"
_WATCH = "watch/"
_OTHERS = (_EPISODES, "document/", _WATCH)
"""What has another place than the lists; the memory keeps it when it goes."""
_FEW = 500
_LOOKED_AT = 2000


def write_pages(parts: Iterable[Part], writer: Writer, memory: PageMemory, recipe: str) -> None:
    """Writes each part unless the last time's files of the same key are all there.

    `memory` keeps what was written; without it (or made with another `recipe`) everything is
    rendered again, to the same bytes. Raises ConfigError for a template that cannot be used.
    """
    kept: set[str] = set()
    stale: set[str] = set()
    lists: set[str] = set()
    root = str(writer.store.root)
    watch = _watch(memory, writer.store.root)
    for few in _by_few(parts):
        known = memory.get_all([part.name for part in few])
        for part in few:
            made = known.get(part.name)
            is_list = not part.name.startswith(_OTHERS)
            looked = is_list or watch.asks_for(part.name)
            if (
                made is None
                or made.key != f"{recipe} {part.key}"
                or (looked and not whole(made.sizes, root))
            ):
                stale.update(made.sizes if made and is_list else ())
                made = _write(part, recipe, writer, memory)
            if is_list:
                lists.add(part.name)
                kept.update(made.sizes)
    for name, gone in memory.besides(_OTHERS, lists):
        stale.update(gone.sizes)
        memory.forget(name)
    for path in sorted(stale - kept):
        if path.startswith(_REMOVABLE):
            writer.store.delete(path)
    memory.put(_WATCH, Made(f"{_folder_time(writer.store.root)} {watch.turn + 1}", {}))


def _write(part: Part, recipe: str, writer: Writer, memory: PageMemory) -> Made:
    sizes = {}
    for file in part.make():
        writer.put(file.path, file.data)
        sizes[file.path] = len(file.data)
    made = Made(f"{recipe} {part.key}", sizes)
    memory.put(part.name, made)
    return made


def _by_few(parts: Iterable[Part]) -> Iterator[list[Part]]:
    """The parts in the same order, some hundreds at a time, so that the memory is asked less often."""
    rest = iter(parts)
    while few := list(islice(rest, _FEW)):
        yield few


@dataclass(frozen=True, slots=True)
class _Watch:
    """Whose pages are looked at on the disk although nothing of the episode changed.

    All of a show's first `_LOOKED_AT`, and as many by turns of a larger one, as one was removed seldom; all when
    a page's whole folder was.
    """

    same: bool
    turn: int
    turns: int

    def asks_for(self, name: str) -> bool:
        # By name: the place of an episode in the order is another one after each new one.
        return not self.same or (crc32(name.encode()) + self.turn) % self.turns == 0


def _watch(memory: PageMemory, root: Path) -> _Watch:
    before = memory.get(_WATCH)
    time, _, turn = (before.key if before else "").partition(" ")
    turns = -(-memory.count(_EPISODES) // _LOOKED_AT) or 1
    return _Watch(time == _folder_time(root), int(turn) if turn.isdecimal() else 0, turns)


def _folder_time(root: Path) -> str:
    folder = root / "episodes"
    return str(folder.stat().st_mtime_ns) if folder.is_dir() else ""


def whole(sizes: Mapping[str, int], root: str) -> bool:
    """Whether all these files are there in their sizes."""
    try:
        return bool(sizes) and all(
            os.stat(f"{root}/{path}").st_size == size  # noqa: PTH116 - half the time
            for path, size in sizes.items()
        )
    except OSError:
        return False
