"""The options of a publish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Options:
    """How to publish.

    `now` decides what is due; nothing else depends on the clock. `only` names the episode folders
    to check. `force` rebuilds everything except spoken sentences. `remake` rebuilds episodes made
    with other software versions. `require_notes` rejects changed words without a correction.
    `cache` is the location of the shared cache and overrides show.toml; "none" disables it.
    `cluster` is the address of a Dask scheduler; "local" starts local processes. `allow_removals`
    lets many episodes leave a feed at once. `listen` holds a new narration that says something else
    than is written.
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
    listen: bool = False
