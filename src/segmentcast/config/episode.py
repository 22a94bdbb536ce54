"""episode.toml: what the transcript cannot say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

from segmentcast.config.schema import (
    Row,
    TomlText,
    choice,
    file_name,
    flag,
    list_of,
    mapping,
    moment,
    read_table,
    text,
    utf8_text,
    web_address,
    whole,
)
from segmentcast.errors import ConfigError, Problem
from segmentcast.feed.languages import check_language

NOON = time(12, 0)
"""A date without a time is noon: the same day in every newsroom's neighbourhood of time zones."""


@dataclass(frozen=True, slots=True)
class EpisodeConfig:
    """All that episode.toml says; None or empty where it says nothing."""

    where: str
    title: str = ""
    summary: str = ""
    date: datetime | None = None
    transcript: str = ""
    language: str = ""
    link: str = ""
    comments: str = ""
    byline: str = ""
    artwork: str = ""
    season: int | None = None
    number: int | None = None
    kind: str = "full"
    explicit: bool | None = None
    tags: tuple[str, ...] = ()
    voices: Mapping[str, str] = field(default_factory=dict)
    lexicon: Mapping[str, Any] = field(default_factory=dict)
    cast: Mapping[str, Any] = field(default_factory=dict)


def _voices(value: Any) -> dict[str, str]:
    return {key: text(255)(entry) for key, entry in mapping(value).items()}


_ROWS = [
    Row("title", text(255), ""),
    Row("summary", utf8_text(4000), ""),
    Row("date", moment, None),
    Row("transcript", file_name, ""),
    Row("language", lambda value: check_language(text(35)(value)), ""),
    Row("link", web_address, ""),
    Row("comments", web_address, ""),
    Row("byline", text(255), ""),
    Row("artwork", file_name, ""),
    Row("season", whole(1, 9999), None),
    Row("number", whole(1, 999999), None),
    Row("kind", choice("full", "trailer", "bonus"), "full"),
    Row("explicit", flag, None),
    Row("tags", list_of(text(64), 50), ()),
    Row("voices", _voices, {}),
    Row("lexicon", mapping, {}),
    Row("cast", mapping, {}),
]


def load_episode(content: str, where: str, timezone: tzinfo = UTC) -> EpisodeConfig:
    """What episode.toml says; a date without a zone is in the show's `timezone`.

    Raises ConfigError with every problem of the file.
    """
    source = TomlText(content, where)
    problems: list[Problem] = []
    values = read_table(source, source.table, _ROWS, problems)
    if problems:
        raise ConfigError(problems)
    values["date"] = as_moment(values["date"], timezone) if values["date"] else None
    return EpisodeConfig(where=where, **values)


def as_moment(value: date | datetime, timezone: tzinfo) -> datetime:
    """A date as noon of that day; a time without a zone in the show's zone."""
    if not isinstance(value, datetime):
        value = datetime.combine(value, NOON)
    return value if value.tzinfo else value.replace(tzinfo=timezone)
