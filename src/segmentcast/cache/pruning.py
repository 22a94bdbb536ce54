"""Measures a cache and prunes it: the least recently used values go first.

A publish checks only a part of the cache, in proportion to what it wrote, so that a limit costs
almost nothing however large the cache is. Names are hashes, so each part is a fair sample.
"""

from __future__ import annotations

import math
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from segmentcast.cache.backends import DAY_SECONDS, Backend, FolderBackend
from segmentcast.cache.sealed_values import SHARDS, Kept

IN_USE_SECONDS = 3_600
"""Values used within this time stay, because a running publish may need them."""

_PART_BYTES = 64 << 20
"""The minimum size of a part, which must hold many values to be a fair sample."""

_FILL = 0.9
"""How full a part is left, so that it need not be pruned again soon."""

_MINUTE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Size:
    """A number of values and their total length."""

    values: int = 0
    length_bytes: int = 0

    def __add__(self, other: Size) -> Size:
        return Size(self.values + other.values, self.length_bytes + other.length_bytes)


@dataclass(slots=True)
class Usage:
    """The contents of a cache by kind, and speech by voice. `oldest` is the least recent use."""

    kinds: dict[str, Size] = field(default_factory=dict)
    voices: dict[str, Size] = field(default_factory=dict)
    oldest: float | None = None

    @property
    def total(self) -> Size:
        return sum(self.kinds.values(), Size())


@dataclass(frozen=True, slots=True)
class PrunePolicy:
    """What to remove: the least recently used values over `limit_bytes`, all values last used
    before `before` (seconds since 1970), and those that are not `needed`. Values used since
    `safe` stay."""

    limit_bytes: int | None = None
    before: float | None = None
    needed: Callable[[Kept], bool] | None = None
    safe: float = math.inf
    dry_run: bool = False

    def names(self, entry: Kept) -> bool:
        """Whether the value is removed regardless of the limit."""
        old = self.before is not None and entry.used < self.before
        return old or (self.needed is not None and not self.needed(entry))


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was removed, by kind, and what remains."""

    gone: dict[str, Size]
    left: Size

    @property
    def freed(self) -> Size:
        return sum(self.gone.values(), Size())


def measure_usage(backend: Backend) -> Usage:
    """Counts the contents of a cache. Raises StoreError."""
    usage = Usage()
    for entry in backend.entries():
        one = Size(1, entry.length_bytes)
        usage.kinds[entry.kind] = usage.kinds.get(entry.kind, Size()) + one
        if entry.kind == "speech":
            usage.voices[entry.label] = usage.voices.get(entry.label, Size()) + one
        usage.oldest = entry.used if usage.oldest is None else min(usage.oldest, entry.used)
    return usage


def prune(backend: Backend, policy: PrunePolicy) -> Pruned:
    """Removes values as the policy says. Raises StoreError.

    The cache is listed twice and never held in memory as a whole.
    """
    ages: Counter[int] = Counter()
    for entry in backend.entries():
        if not policy.names(entry):
            ages[int(entry.used // _MINUTE_SECONDS)] += entry.length_bytes
    excess = 0 if policy.limit_bytes is None else ages.total() - policy.limit_bytes
    border, before_border = _border(ages, excess)
    gone: dict[str, Size] = {}
    left = Size()
    at_border: list[Kept] = []

    def remove(entry: Kept) -> None:
        gone[entry.kind] = gone.get(entry.kind, Size()) + Size(1, entry.length_bytes)
        if not policy.dry_run:
            backend.remove(entry.name)

    for entry in backend.entries():
        minute = int(entry.used // _MINUTE_SECONDS)
        one = Size(1, entry.length_bytes)
        if entry.used >= policy.safe:
            left += one
        elif policy.names(entry) or minute < border:
            remove(entry)
        elif minute == border:
            at_border.append(entry)
        else:
            left += one
    still = excess - before_border
    for entry in sorted(at_border, key=lambda entry: (entry.used, entry.name)):
        if still > 0:
            still -= entry.length_bytes
            remove(entry)
        else:
            left += Size(1, entry.length_bytes)
    if not policy.dry_run:
        _remove_leftovers(backend, SHARDS)
    return Pruned(gone, left)


def sweep(
    backend: Backend,
    limit_bytes: int,
    written_bytes: int,
    needed: Callable[[Kept], bool],
    *,
    at_least: int = 0,
) -> None:
    """Keeps a cache near its limit by pruning parts of it, twice as large as what was written.

    Does nothing if that is less than one part, unless `at_least` requires more. Raises StoreError.
    """
    parts = number_of_parts(limit_bytes)
    looks = min(parts, max(at_least, int(2 * written_bytes * parts / max(1, limit_bytes))))
    size = len(SHARDS) // parts
    for part in random.sample(range(parts), looks):
        _trim(backend, limit_bytes / parts, SHARDS[part * size : (part + 1) * size], needed)


def number_of_parts(limit_bytes: int) -> int:
    """The number of parts of a cache with this limit: a power of two, at most one per shard."""
    return 1 << max(0, min(8, (limit_bytes // _PART_BYTES).bit_length() - 1))


def _trim(
    backend: Backend, room_bytes: float, shards: tuple[str, ...], needed: Callable[[Kept], bool]
) -> None:
    """Removes the least recently used values of a part that is too full."""
    now = time.time()
    entries = list(_listed(backend, shards))
    fill = sum(entry.length_bytes for entry in entries)
    if fill > room_bytes:
        for entry in sorted(entries, key=lambda entry: (entry.used, entry.name)):
            if fill <= _FILL * room_bytes or entry.used >= now - IN_USE_SECONDS:
                break
            if not needed(entry):
                backend.remove(entry.name)
                fill -= entry.length_bytes
    _remove_leftovers(backend, shards)


def _remove_leftovers(backend: Backend, shards: Iterable[str]) -> None:
    """Removes unfinished files that are more than a day old."""
    if isinstance(backend, FolderBackend):
        for shard in shards:
            backend.remove_leftovers(time.time() - DAY_SECONDS, shard)


def _listed(backend: Backend, shards: tuple[str, ...]) -> Iterator[Kept]:
    if len(shards) == len(SHARDS):
        yield from backend.entries()
    else:
        for shard in shards:
            yield from backend.entries(shard)


def _border(ages: Counter[int], excess: float) -> tuple[int, int]:
    """The minute from which values may stay, and the excess to remove within it."""
    before = 0
    for minute in sorted(ages):
        if before + ages[minute] >= excess > before:
            return minute, before
        before += ages[minute]
    return -1, 0
