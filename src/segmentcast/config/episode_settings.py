"""episode.toml: what isn't in the transcript."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

from segmentcast import toml
from segmentcast.config.podcasting import EPISODE_ROWS, Enclosure, SoundbiteConfig
from segmentcast.config.schema import (
    SettingRow,
    choice,
    file_name,
    flag,
    list_of,
    mapping,
    moment,
    read_table,
    record,
    text,
    utf8_text,
    web_address,
    whole,
)
from segmentcast.config.sound import (
    AROUND_ROWS,
    CHAPTER_ROWS,
    CLIP_ROWS,
    NOTICE_ROWS,
    AroundConfig,
    ChapterConfig,
    ClipConfig,
    NoticeConfig,
)
from segmentcast.errors import ConfigError, Problem
from segmentcast.model import Correction, Credit, Interaction
from segmentcast.vocabulary.covers import COMPOSITIONS
from segmentcast.vocabulary.languages import check_language

NOON = time(12, 0)
"""A date without a time means noon, which is on the same day in all nearby time zones."""


@dataclass(frozen=True, slots=True)
class Retraction:
    """Why and when a segment was retracted, and what remains of it in the feed.

    `sound` is "notice" for a short spoken notice in its place, or "withdrawn" to remove the item.
    """

    date: datetime
    note: str
    sound: str = "notice"


@dataclass(frozen=True, slots=True)
class EpisodeConfig:
    """The contents of episode.toml; None or empty for missing keys.

    `whole_day` says that `date` was written without a time. `past_dates` has the dates that cannot
    be in the future: place, key and time of each.
    """

    where: str
    title: str = ""
    summary: str = ""
    date: datetime | None = None
    whole_day: bool = False
    transcript: str = ""
    language: str = ""
    link: str = ""
    comments: str = ""
    byline: str = ""
    artwork: str = ""
    cover: str = ""
    portrait: str = ""
    season: int | None = None
    number: int | None = None
    kind: str = "full"
    explicit: bool | None = None
    tags: tuple[str, ...] = ()
    voices: Mapping[str, str] = field(default_factory=dict)
    lexicon: Mapping[str, Any] = field(default_factory=dict)
    cast: Mapping[str, Any] = field(default_factory=dict)
    guid: str = ""
    formerly: str = ""
    draft: bool = False
    checked: str = ""
    unsure: str = ""
    publish_at: datetime | None = None
    remove_at: datetime | None = None
    corrections: tuple[Correction, ...] = ()
    retraction: Retraction | None = None
    enclosure: Enclosure | None = None
    people: tuple[Credit, ...] = ()
    soundbites: tuple[SoundbiteConfig, ...] = ()
    social: tuple[Interaction, ...] = ()
    txt: tuple[tuple[str, str], ...] = ()
    value: str = ""
    short_title: str = ""
    season_name: str = ""
    number_shown: str = ""
    hidden: bool = False
    license: str = ""
    license_url: str = ""
    location: str = ""
    elements: tuple[str, ...] = ()
    recording: str = ""
    clips: tuple[ClipConfig, ...] = ()
    chapters: tuple[ChapterConfig, ...] = ()
    around: AroundConfig | None = None
    notice: NoticeConfig | None = None
    past_dates: tuple[tuple[str, str, datetime], ...] = ()


def _voices(value: Any) -> dict[str, str]:
    return {key: text(255)(entry) for key, entry in mapping(value).items()}


def _checked(value: Any) -> str:
    """`true`, or the digest of the words that were checked."""
    if isinstance(value, bool):
        return "true" if value else ""
    digest: str = text(64)(value)
    return digest


_CORRECTIONS = list_of(
    record([SettingRow("date", moment), SettingRow("note", utf8_text(2000))]), 200
)
_RETRACTION = record(
    [
        SettingRow("date", moment),
        SettingRow("note", utf8_text(2000)),
        SettingRow("sound", choice("notice", "withdrawn"), "notice"),
    ]
)
_ROWS = [
    SettingRow("title", text(255), ""),
    SettingRow("summary", utf8_text(4000), ""),
    SettingRow("date", moment, None),
    SettingRow("transcript", file_name, ""),
    SettingRow("language", lambda value: check_language(text(35)(value)), ""),
    SettingRow("link", web_address, ""),
    SettingRow("comments", web_address, ""),
    SettingRow("byline", text(255), ""),
    SettingRow("artwork", file_name, ""),
    SettingRow("cover", choice(*COMPOSITIONS), ""),
    SettingRow("portrait", file_name, ""),
    SettingRow("season", whole(1, 9999), None),
    SettingRow("number", whole(1, 999999), None),
    SettingRow("kind", choice("full", "trailer", "bonus"), "full"),
    SettingRow("explicit", flag, None),
    SettingRow("tags", list_of(text(64), 50), ()),
    SettingRow("voices", _voices, {}),
    SettingRow("lexicon", mapping, {}),
    SettingRow("cast", mapping, {}),
    SettingRow("guid", text(2000), ""),
    SettingRow("formerly", text(255), ""),
    SettingRow("draft", flag, False),
    SettingRow("checked", _checked, ""),
    SettingRow("unsure", choice("hold", "publish"), ""),
    SettingRow("publish_at", moment, None),
    SettingRow("remove_at", moment, None),
    SettingRow("corrections", _CORRECTIONS, ()),
    SettingRow("retraction", _RETRACTION, None),
    *EPISODE_ROWS,
    SettingRow("recording", file_name, ""),
    SettingRow("clips", list_of(record(CLIP_ROWS), 1000), ()),
    SettingRow("chapters", list_of(record(CHAPTER_ROWS), 10_000), ()),
    SettingRow("around", mapping, None),
    SettingRow("notice", mapping, None),
]


def load_episode(content: bytes | str, where: str, timezone: tzinfo = UTC) -> EpisodeConfig:
    """Parses episode.toml. Dates without a zone are in the show's `timezone`.

    Raises ConfigError with every problem in the file.
    """
    source = toml.parse(content, where)
    problems: list[Problem] = []
    values = read_table(source, source.table, _ROWS, problems)
    for name, rows, kind in (
        ("around", AROUND_ROWS, AroundConfig),
        ("notice", NOTICE_ROWS, NoticeConfig),
    ):
        if values.get(name) is not None:
            table = read_table(source, values[name], rows, problems, path=(name,))
            values[name] = None if problems else kind(**table)
    if problems:
        raise ConfigError(problems)
    values["clips"] = tuple(ClipConfig(**row) for row in values["clips"])
    values["chapters"] = tuple(ChapterConfig(**row) for row in values["chapters"])
    values["whole_day"] = values["date"] is not None and not isinstance(values["date"], datetime)
    for key in ("date", "publish_at", "remove_at"):
        values[key] = as_moment(values[key], timezone) if values[key] else None
    values["past_dates"] = tuple(_past_dates(source, values, timezone))
    values["corrections"] = tuple(
        sorted(
            (
                Correction(as_moment(row["date"], timezone), row["note"])
                for row in values["corrections"]
            ),
            key=lambda correction: correction.date,
        )
    )
    if values["retraction"]:
        retraction = values["retraction"]
        values["retraction"] = Retraction(
            as_moment(retraction["date"], timezone), retraction["note"], retraction["sound"]
        )
    if values["enclosure"] is not None:
        values["enclosure"] = replace(values["enclosure"], guid=values["guid"])
    return EpisodeConfig(where=where, **values)


def _past_dates(
    source: toml.TomlFile, values: Mapping[str, Any], timezone: tzinfo
) -> Iterator[tuple[str, str, datetime]]:
    for number, row in enumerate(values["corrections"], 1):
        place = source.place("corrections", "date", number=number)
        yield place, "[[corrections]] date", as_moment(row["date"], timezone)
    if values["retraction"]:
        place = source.place("retraction", "date")
        yield place, "[retraction] date", as_moment(values["retraction"]["date"], timezone)


def as_moment(value: date | datetime, timezone: tzinfo) -> datetime:
    """A date as noon of that day; a time without a zone in the show's zone."""
    if not isinstance(value, datetime):
        value = datetime.combine(value, NOON)
    return value if value.tzinfo else value.replace(tzinfo=timezone)
