"""Finds the cached sentences that a show still uses, and reports the last publish's cache use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from segmentcast import files
from segmentcast.cache import Counters
from segmentcast.errors import ConfigError, Problem
from segmentcast.publish.cache_settings import LAST_PUBLISH
from segmentcast.publish.failure import failure_of
from segmentcast.workspace.episode_folder import episode_folders
from segmentcast.workspace.show_files import read_cast, read_show
from segmentcast.workspace.show_folder import ShowFolder


def last_use(folder: str) -> Mapping[str, Mapping[str, int]]:
    """How the last publish used the cache, by kind; empty if unknown."""
    path = Path(folder) / LAST_PUBLISH
    if not path.is_file():
        return {}
    try:
        counters = msgspec.json.decode(files.read(path), type=dict[str, Counters])
    except (msgspec.DecodeError, ValueError):
        return {}
    return {kind: row.as_json() for kind, row in counters.items()}


def sentences_in_use(show_folder: ShowFolder, *, now: datetime) -> frozenset[int]:
    """The sentences that current episodes need, as the first 64 bits of their keys.

    Reads every episode. Raises ConfigError if one cannot be read, since its sentences are then
    unknown.
    """
    from segmentcast import narration
    from segmentcast.publish.plan.hosted_planning import plan_hosted
    from segmentcast.publish.plan.planning import plan_episode
    from segmentcast.workspace.show_voices import ShowVoices

    show = read_show(show_folder)
    show_voices = ShowVoices(show.engines, show.where)
    kept_cast, usable = dict(read_cast(show_folder)), show_voices.usable()
    needed: set[int] = set()
    problems: list[Problem] = []
    for folder in episode_folders(show_folder):
        try:
            if plan_hosted(folder, show, now=now, newest=lambda: now):
                continue
            plan = plan_episode(
                folder, show, show_voices, kept_cast, usable, now=now, newest=lambda: now
            )
            speakers = show_voices.for_reading(plan.spoken)
            keys = narration.sentence_keys(plan.spoken, speakers)
            earlier = narration.earlier_sentence_keys(plan.spoken, speakers)
        except Exception as error:  # noqa: BLE001 - all unreadable episodes are reported together
            problems += failure_of(error, str(folder.path)).problems
            continue
        kept_cast |= plan.newly_cast
        needed.update(int(key[:16], 16) for key in (*keys, *earlier))
    if problems:
        raise ConfigError(problems)
    return frozenset(needed)
