"""The cache of a show: beside it, and where show.toml or the person says that it is shared."""

from __future__ import annotations

from segmentcast.cache import CachePlan
from segmentcast.config import ShowConfig
from segmentcast.publish.place import ShowPlace
from segmentcast.store import StoreSettings


def cache_plan(place: ShowPlace, show: ShowConfig, asked: str = "") -> CachePlan:
    """Where the cache is; `asked` takes the place of `[cache] shared`. Settings are those of
    `[cache]`, or of `[publish]` when it has none."""
    said, publish = show.cache, show.publish
    own = StoreSettings(said.endpoint, said.region, said.path_style, said.encryption, said.kms_key)
    usual = StoreSettings(
        publish.endpoint, publish.region, publish.path_style, publish.encryption, publish.kms_key
    )
    return CachePlan(
        folder=str(place.work / "cache"),
        shared=asked or said.shared,
        limit_bytes=said.limit,
        shared_limit_bytes=said.shared_limit,
        settings=own if own != StoreSettings() else usual,
    )
