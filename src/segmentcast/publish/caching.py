"""The cache of a show: beside it, and where show.toml or the person says that it is shared."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from segmentcast import files
from segmentcast.cache import Cache, CachePlan, Tally
from segmentcast.config import ShowConfig
from segmentcast.errors import ConfigError, Problem, StoreError
from segmentcast.publish.failure import failure_of
from segmentcast.publish.place import ShowPlace, episode_folders
from segmentcast.publish.show import read_cast, read_show
from segmentcast.store import StoreSettings

_LAST = "last-publish.json"


def cache_plan(place: ShowPlace, show: ShowConfig, asked: str = "") -> CachePlan:
    """Where the cache is; `asked` takes the place of `[cache] shared`.

    Settings of the shared place are those of `[cache]`, or of `[publish]` when it has none.
    """
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


def note_use(cache: Cache) -> None:
    """Keeps what this publish asked of the cache, for the statistics."""
    tallies = {kind: tally.as_json() for kind, tally in cache.tallies.items()}
    if any(any(tally.values()) for tally in tallies.values()):
        with contextlib.suppress(StoreError):  # a full disk has been told by what matters
            files.write(cache.local.root / _LAST, json.dumps(tallies).encode(), durable=False)


def last_use(folder: str) -> Mapping[str, Mapping[str, int]]:
    """What the last publish that used the cache asked of it, by kind; empty when nothing is known."""
    path = Path(folder) / _LAST
    if not path.is_file():
        return {}
    try:
        found = msgspec.json.decode(files.read(path), type=dict[str, Tally])
    except (msgspec.DecodeError, ValueError):
        return {}
    return {kind: tally.as_json() for kind, tally in found.items()}


def sentences_in_use(place: ShowPlace, *, now: datetime) -> frozenset[int]:
    """The sentences that today's episodes need: the first 64 bits of their keys.

    Reads every episode. Raises ConfigError when one cannot be read: what it needs is then not known.
    """
    from segmentcast import narration
    from segmentcast.publish.desk import VoiceDesk
    from segmentcast.publish.hosted import plan_hosted
    from segmentcast.publish.planning import plan_episode

    show = read_show(place)
    desk = VoiceDesk(show.engines, show.where)
    kept_cast, usable = dict(read_cast(place)), desk.usable()
    needed: set[int] = set()
    problems: list[Problem] = []
    for folder in episode_folders(place):
        try:
            if plan_hosted(folder, show):
                continue
            plan = plan_episode(folder, show, desk, kept_cast, usable, now=now)
            speakers = desk.for_reading(plan.spoken)
            keys = narration.sentence_keys(plan.spoken, speakers)
            earlier = narration.earlier_sentence_keys(plan.spoken, speakers)
        except Exception as error:  # noqa: BLE001 - all that cannot be read is told at once
            problems += failure_of(error, str(folder.path)).problems
            continue
        kept_cast |= plan.newly_cast
        needed.update(int(key[:16], 16) for key in (*keys, *earlier))
    if problems:
        raise ConfigError(problems)
    return frozenset(needed)
