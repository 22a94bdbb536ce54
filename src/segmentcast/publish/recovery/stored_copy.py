"""A store with the published files, seen from a publish that may have lost them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoredCopy:
    """A store with the published files.

    `fetch` returns a file by its path, or raises StoreError. `documents` are the paths of the main
    feed and its archives.
    """

    fetch: Callable[[str], bytes]
    documents: tuple[str, ...]
