"""Assigns dates to undated episodes, between those of their neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from segmentcast.migration.imported_show import UNDATED, FeedEpisode, Losses

_STEP = timedelta(minutes=1)
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""Used if no item has a date: so old that no app announces the episodes as new."""


def dated(episodes: Sequence[FeedEpisode], losses: Losses) -> list[FeedEpisode]:
    """The episodes in the feed's order, all with dates.

    An undated one is a minute newer than its older neighbour, so that the order stays. The same
    feed always gives the same dates.
    """
    stated = [episode.published for episode in episodes if episode.published != UNDATED]
    if len(stated) == len(episodes):
        return list(episodes)
    oldest_first = len(stated) > 1 and stated[0] < stated[-1]
    chronological = list(episodes if oldest_first else reversed(episodes))
    oldest = min(stated, default=_EARLIEST + _STEP)
    undated_first = next(
        (at for at, item in enumerate(chronological) if item.published != UNDATED),
        len(chronological) - 1,
    )
    last = oldest - _STEP * (undated_first + 1)
    for at, episode in enumerate(chronological):
        if episode.published == UNDATED:
            last += _STEP
            losses.warn(
                "no-date",
                f"{episode.title[:60]!r} has no valid date; {last.isoformat()} is used,"
                " by its place in the feed",
                "correct date in its episode.toml before you publish",
            )
            chronological[at] = replace(episode, published=last)
        else:
            last = episode.published
    return chronological if oldest_first else chronological[::-1]
