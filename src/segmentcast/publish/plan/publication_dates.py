"""Determines when an episode is published, and when it is due."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from segmentcast import layout
from segmentcast.config import EpisodeConfig, ShowConfig
from segmentcast.config.episode_settings import NOON, as_moment
from segmentcast.errors import Problem
from segmentcast.model import Finding, Transcript
from segmentcast.workspace.episode_folder import EpisodeFolder

_LIKE_A_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def publication_date(
    folder: EpisodeFolder,
    config: EpisodeConfig,
    source: Transcript,
    show: ShowConfig,
    now: datetime,
) -> tuple[datetime | None, datetime | None]:
    """The date and the due time; the date is from episode.toml, else the page, else the folder's
    name.

    A date without a time means noon of that day, and is due when the day begins. If the episode is
    published before noon, its date is the time of publication, because apps reject dates in the
    future.
    """
    published = stated_date(folder, config, source, show)
    if published is None:
        return None, None
    given = config.date or config.publish_at or source.published
    by_page = config.date is None and config.publish_at is None and source.published is not None
    whole_day = given is None or config.whole_day or (by_page and published.time() == NOON)
    if not whole_day:
        return published, published
    due = published.astimezone(show.timezone).replace(hour=0, minute=0)
    if due <= now < published:
        published = now.replace(microsecond=0)
    return published, due


def stated_date(
    folder: EpisodeFolder, config: EpisodeConfig, source: Transcript, show: ShowConfig
) -> datetime | None:
    """The date from episode.toml, the page or the folder's name, in that order; None if none has
    one."""
    day = layout.date_in_folder(folder.name)
    by_folder = as_moment(day, show.timezone) if day else None
    return config.date or config.publish_at or source.published or by_folder


def other_day(
    folder: EpisodeFolder, config: EpisodeConfig, source: Transcript, show: ShowConfig
) -> list[Finding]:
    """A warning if the page's date differs from the folder's and episode.toml has none."""
    day = layout.date_in_folder(folder.name)
    if day is None or source.published is None or config.date or config.publish_at:
        return []
    by_page = source.published
    if day in (by_page.date(), by_page.astimezone(show.timezone).date()):
        return []
    what = "page" if source.turns else "recording"
    return [
        Finding(
            "warning", "other-date", str(folder.path),
            f"the {what} is dated {by_page:%Y-%m-%d}, the folder {day:%Y-%m-%d}; the {what}'s date is used.",
            "Rename the folder, or set date = ... in episode.toml.",
        )
    ]  # fmt: skip


def future_dates(
    config: EpisodeConfig, show: ShowConfig, now: datetime, newest: Callable[[], datetime]
) -> list[Problem]:
    """Problems for dates of corrections and retractions that are later than tomorrow.

    Tomorrow is accepted because the author's day may already have begun. If the clock was set back,
    dates up to one day after `newest`, the newest published date, are accepted as well.
    """

    def after(moment: datetime) -> list[tuple[str, str, datetime]]:
        last = moment.astimezone(show.timezone).date() + timedelta(days=1)
        return [row for row in config.past_dates if row[2].astimezone(show.timezone).date() > last]

    return [
        Problem(
            where,
            f"{key} = {moment:%Y-%m-%d} is in the future",
            "set the day of the decision; nothing was changed",
        )
        for where, key, moment in (after(now) and after(max(now, newest())))
    ]


def no_date(folder: EpisodeFolder, source: Transcript, now: datetime) -> Problem:
    """The problem of an episode without a date in its transcript, folder name and episode.toml."""
    if _LIKE_A_DATE.match(folder.name):
        what = f'the folder\'s name begins with "{folder.name[:10]}", which is not a valid date'
        return Problem(
            str(folder.path), what, "rename the folder, or set date = ... in episode.toml"
        )
    return Problem(
        str(folder.path),
        "no publication date: the transcript has none"
        if source.turns
        else "no publication date: the recording's tags have none",
        f"set date = {now:%Y-%m-%d} in episode.toml, or name the folder like {now:%Y-%m-%d}-{folder.name}",
    )
