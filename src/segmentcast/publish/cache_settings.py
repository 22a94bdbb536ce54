"""The cache settings of a show: a local cache, plus a shared one if configured."""

from __future__ import annotations

import contextlib
import json

from segmentcast import files
from segmentcast.cache import Cache, CachePlan
from segmentcast.config import ShowConfig
from segmentcast.errors import StoreError
from segmentcast.store import StoreSettings
from segmentcast.workspace.show_folder import ShowFolder

LAST_PUBLISH = "last-publish.json"


def cache_plan(show_folder: ShowFolder, show: ShowConfig, override: str = "") -> CachePlan:
    """The location of the caches. `override` is the `--cache` option and overrides `[cache] shared`.

    The shared cache's store settings come from `[cache]`, or from `[publish]` if `[cache]` has
    none.
    """
    cache, publish = show.cache, show.publish
    own = StoreSettings(
        cache.endpoint, cache.region, cache.path_style, cache.encryption, cache.kms_key
    )
    usual = StoreSettings(
        publish.endpoint, publish.region, publish.path_style, publish.encryption, publish.kms_key
    )
    return CachePlan(
        folder=str(show_folder.work / "cache"),
        shared=override or cache.shared,
        limit_bytes=cache.limit,
        shared_limit_bytes=cache.shared_limit,
        settings=own if own != StoreSettings() else usual,
    )


def note_use(cache: Cache) -> None:
    """Saves the cache statistics of this publish."""
    counters = {kind: row.as_json() for kind, row in cache.counters.items()}
    if any(any(row.values()) for row in counters.values()):
        with contextlib.suppress(StoreError):  # a full disk has been reported already
            files.write(
                cache.local.root / LAST_PUBLISH, json.dumps(counters).encode(), durable=False
            )
