"""What waits for the next publish apart from changed episodes: looks, dates that have come, damage."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping

from segmentcast.cache import Records

_LOOK = "look"
_HELD = "held"


def remember(records: Records, look: Mapping[str, str], held: Collection[str]) -> None:
    """Keeps what a release was made with, so that the next can say what is another."""
    records.set_state(_LOOK, json.dumps(look, sort_keys=True))
    records.set_state(_HELD, json.dumps(sorted(held)))


def changed_looks(records: Records, look: Mapping[str, str]) -> Iterator[str]:
    """The files that the pages are made with, where they are not those of the last release."""
    before = json.loads(records.state(_LOOK) or "{}")
    for name in sorted({*before, *look}):
        if name not in before:
            yield f"{name} is new"
        elif name not in look:
            yield f"{name} is gone"
        elif before[name] != look[name]:
            yield f"{name} changed"


def leaving(records: Records, held: Collection[str]) -> tuple[str, ...]:
    """Episodes that are in the feed and are to be held back from now on."""
    before = json.loads(records.state(_HELD) or "[]")
    return tuple(
        id_ for id_ in sorted(held) if id_ not in before and records.known_of(id_) is not None
    )
