"""Walks two sorted sequences in step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class MergeJoin(Generic[T]):
    """Looks up keys in rows sorted by key. The keys must be requested in the same order."""

    def __init__(self, rows: Iterable[tuple[str, T]]) -> None:
        self._rows = iter(rows)
        self._next = next(self._rows, None)

    def at(self, key: str) -> T | None:
        """The value of the key, or None."""
        while self._next is not None and self._next[0] < key:
            self._next = next(self._rows, None)
        return self._next[1] if self._next is not None and self._next[0] == key else None


def missing_in(keys: Iterable[str], others: Iterable[str]) -> Iterator[str]:
    """The keys that are not in `others`. Both must be sorted."""
    known = MergeJoin((other, True) for other in others)
    return (key for key in keys if known.at(key) is None)
