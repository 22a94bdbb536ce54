"""A store that has what was published, seen from a publish that may have lost it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoredCopy:
    """A store that has what was published: `fetch` gives a file by its path and raises StoreError.

    `documents` are the paths of its feed and that feed's archives.
    """

    fetch: Callable[[str], bytes]
    documents: tuple[str, ...]
