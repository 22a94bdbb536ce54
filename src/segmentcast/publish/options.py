"""What a person can ask of a publish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Options:
    """How to publish. `now` decides what is due; nothing else depends on the clock.

    `only` names episode folders to look at; `force` makes everything again but spoken sentences;
    `remake` makes episodes again that were made with other software than today's;
    `require_notes` refuses a change of published words that no correction explains; `cache` is the
    place of the shared cache, in place of what show.toml says, and "none" for none; `cluster` is
    the address of a Dask scheduler that has sentences spoken, "local" for processes here;
    `allow_removals` lets many episodes leave a feed at once.
    """

    now: datetime
    workers: int = 1
    only: tuple[str, ...] = ()
    dry_run: bool = False
    force: bool = False
    remake: bool = False
    require_notes: bool = False
    cache: str = ""
    cluster: str | None = None
    allow_removals: bool = False
