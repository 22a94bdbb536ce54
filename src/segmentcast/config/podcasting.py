"""Podcasting 2.0 settings shared by show.toml and episode.toml."""

from __future__ import annotations

import hashlib
import re
import uuid
from dataclasses import dataclass
from typing import Any

from segmentcast.config.schema import (
    SettingRow,
    choice,
    file_name,
    flag,
    list_of,
    number,
    record,
    text,
    web_address,
    whole,
)
from segmentcast.model import Credit, Interaction

_YEAR = (1900, 9999)
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class HostedFile:
    """An episode's file hosted elsewhere, or its copy in the episode's folder."""

    file: str = ""
    url: str = ""
    type: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """Audio that is published unchanged: at `url`, or as a copy in the folder (`file`).

    `length` is in bytes; `duration_ms` is 0 if unknown. `synthetic` says that a voice is synthetic.
    """

    url: str = ""
    file: str = ""
    length: int = 0
    type: str = "audio/mpeg"
    duration_ms: int = 0
    synthetic: bool = False
    transcripts: tuple[HostedFile, ...] = ()
    chapters: str = ""
    chapters_url: str = ""
    artwork_url: str = ""
    guid: str = ""

    @property
    def fingerprint(self) -> str:
        """Identifies the audio whatever its folder is: a hash of its first URL, or of its name."""
        parts = ["enclosure", self.url or self.file, *filter(None, [self.guid])]
        return hashlib.sha256(" ".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SoundbiteConfig:
    """A part of the audio, given by times or by a turn (counted from 1)."""

    start_ms: int | None = None
    duration_ms: int = 0
    turn: int = 0
    title: str = ""


@dataclass(frozen=True, slots=True)
class EpisodeFilter:
    """The episodes of a feed: those that meet all conditions given."""

    speakers: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    seasons: tuple[int, ...] = ()
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedConfig:
    """A separate feed with some of the show's episodes: `feeds/<name>.xml`."""

    name: str
    title: str
    rule: EpisodeFilter
    description: str = ""
    guid: str = ""


@dataclass(frozen=True, slots=True)
class PrivateConfig:
    """The contents of private feeds: some of the episodes, and their own title."""

    title: str = ""
    rule: EpisodeFilter = EpisodeFilter()


def uuid_text(value: Any) -> str:
    """A UUID in its usual spelling."""
    try:
        return str(uuid.UUID(text(45)(value)))
    except ValueError:
        raise ValueError(f"{value!r} is not a UUID | look for podcast:guid in the feed") from None


def media_kind(value: Any) -> str:
    """An audio or video media type."""
    kind: str = text(100)(value)
    if not re.fullmatch(r"(?:audio|video)/[a-z0-9.+-]+|application/ogg", kind):
        raise ValueError(f"{kind!r} is not an audio type | write one like audio/mpeg")
    return kind


def value_block(value: Any) -> str:
    """A podcast:value element as XML text."""
    from segmentcast.feed.raw_block import parse_block

    block: str = text(20_000)(value)
    parse_block(block, "value")
    return block


def podcast_element(value: Any) -> str:
    """An element of the podcast namespace, as XML text, that no other setting writes."""
    from segmentcast.feed.raw_block import parse_element

    block: str = text(20_000)(value)
    parse_element(block)
    return block


def _one_or_more(reader: Any) -> Any:
    def read(value: Any) -> Any:
        return list_of(reader, 100)(value if isinstance(value, list) else [value])

    return read


def _feed_name(value: Any) -> str:
    name: str = text(40)(value)
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not a valid file name | write one like long-reads")
    return name


_HOSTED_FILE = record(
    [
        SettingRow("file", file_name, ""),
        SettingRow("url", web_address, ""),
        SettingRow("type", text(100), ""),
        SettingRow("language", text(35), ""),
    ]
)
_ENCLOSURE = record(
    [
        SettingRow("url", web_address, ""),
        SettingRow("file", file_name, ""),
        SettingRow("length", whole(0, 1 << 40), 0),
        SettingRow("type", media_kind, "audio/mpeg"),
        SettingRow("duration", number(0, 360_000), 0.0),
        SettingRow("synthetic", flag, False),
        SettingRow("transcripts", list_of(_HOSTED_FILE, 20), ()),
        SettingRow("chapters", file_name, ""),
        SettingRow("chapters_url", web_address, ""),
        SettingRow("artwork_url", web_address, ""),
    ]
)
_PERSON = record(
    [
        SettingRow("name", text(128)),
        SettingRow("role", text(64), "host"),
        SettingRow("href", web_address, ""),
        SettingRow("img", web_address, ""),
    ]
)
_SOUNDBITE = record(
    [
        SettingRow("start", number(0, 360_000), None),
        SettingRow("duration", number(0.1, 3600), 0.0),
        SettingRow("turn", whole(1, 100_000), 0),
        SettingRow("title", text(128), ""),
    ]
)
_SOCIAL = record(
    [
        SettingRow("protocol", choice("activitypub", "atproto", "lightning", "nostr", "twitter", "hive",
                               "matrix", "disabled")),
        SettingRow("uri", text(2000), ""),
        SettingRow("account", text(128), ""),
    ]
)  # fmt: skip
_TXT = record([SettingRow("purpose", text(128), ""), SettingRow("text", text(4000))])
_PODROLL = record(
    [
        SettingRow("guid", uuid_text),
        SettingRow("url", web_address, ""),
        SettingRow("title", text(128), ""),
    ]
)
_PUBLISHER = record([SettingRow("guid", uuid_text), SettingRow("url", web_address, "")])
_RULE_ROWS = [
    SettingRow("speaker", _one_or_more(text(128)), ()),
    SettingRow("tag", _one_or_more(text(64)), ()),
    SettingRow("season", _one_or_more(whole(1, 9999)), ()),
    SettingRow("year", _one_or_more(whole(*_YEAR)), ()),
]
_FEED = record(
    [
        SettingRow("name", _feed_name),
        SettingRow("title", text(255)),
        SettingRow("description", text(4000), ""),
        SettingRow("guid", uuid_text, ""),
        *_RULE_ROWS,
    ]
)
_PRIVATE = record([SettingRow("title", text(255), ""), *_RULE_ROWS])


def _rule(row: dict[str, Any]) -> EpisodeFilter:
    return EpisodeFilter(row.pop("speaker"), row.pop("tag"), row.pop("season"), row.pop("year"))


def read_enclosure(value: Any) -> Enclosure:
    row = _ENCLOSURE(value)
    if not row["url"] and not row["file"]:
        raise ValueError('needs "url" or "file" | add the location of the audio')
    row["transcripts"] = tuple(HostedFile(**fields) for fields in row["transcripts"])
    duration_ms = round(row.pop("duration") * 1000)
    return Enclosure(duration_ms=duration_ms, **row)


def read_people(value: Any) -> tuple[Credit, ...]:
    return tuple(
        Credit(row["name"], row["role"], href=row["href"], img=row["img"])
        for row in list_of(_PERSON, 100)(value)
    )


def read_soundbites(value: Any) -> tuple[SoundbiteConfig, ...]:
    rows = []
    for row in list_of(_SOUNDBITE, 20)(value):
        start = row["start"]
        if (start is None) == (not row["turn"]) or (start is not None and not row["duration"]):
            raise ValueError("needs start and duration in seconds, or a turn | add one of them")
        start_ms = None if start is None else round(start * 1000)
        rows.append(
            SoundbiteConfig(start_ms, round(row["duration"] * 1000), row["turn"], row["title"])
        )
    return tuple(rows)


def read_social(value: Any) -> tuple[Interaction, ...]:
    rows = []
    for row in list_of(_SOCIAL, 10)(value):
        if row["protocol"] != "disabled":
            web_address(row["uri"] or None)
        rows.append(Interaction(row["protocol"], row["uri"], row["account"]))
    return tuple(rows)


def read_texts(value: Any) -> tuple[tuple[str, str], ...]:
    rows = list_of(_TXT, 20)(value)
    if any(row["purpose"] == "ai-content" for row in rows):
        raise ValueError('purpose = "ai-content" is written by segmentcast | remove it')
    return tuple((row["purpose"], row["text"]) for row in rows)


def read_podroll(value: Any) -> tuple[tuple[str, str, str], ...]:
    return tuple((row["guid"], row["url"], row["title"]) for row in list_of(_PODROLL, 100)(value))


def read_publisher(value: Any) -> tuple[str, str]:
    row = _PUBLISHER(value)
    return row["guid"], row["url"]


def read_feeds(value: Any) -> tuple[FeedConfig, ...]:
    feeds = []
    for row in list_of(_FEED, 500)(value):
        rule = _rule(row)
        if rule == EpisodeFilter():
            raise ValueError(f'feed "{row["name"]}" has no rule | add speaker, tag, season or year')
        feeds.append(FeedConfig(rule=rule, **row))
    names = [feed.name for feed in feeds]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"two feeds are named {', '.join(twice)} | give each its own name")
    return tuple(feeds)


def read_private(value: Any) -> PrivateConfig:
    row = _PRIVATE(value)
    rule = _rule(row)
    return PrivateConfig(row["title"], rule)


SHOW_ROWS = [
    SettingRow("artwork_url", web_address, ""),
    SettingRow("new_feed_url", web_address, ""),
    SettingRow("podroll", read_podroll, ()),
    SettingRow("txt", read_texts, ()),
    SettingRow("value", value_block, ""),
    SettingRow("publisher", read_publisher, ("", "")),
    SettingRow("elements", list_of(podcast_element, 50), ()),
    SettingRow("soundbites", choice("none", "answer"), "none"),
    SettingRow("feeds", read_feeds, ()),
    SettingRow("private", read_private, PrivateConfig()),
]
EPISODE_ROWS = [
    SettingRow("enclosure", read_enclosure, None),
    SettingRow("people", read_people, ()),
    SettingRow("soundbites", read_soundbites, ()),
    SettingRow("social", read_social, ()),
    SettingRow("txt", read_texts, ()),
    SettingRow("value", value_block, ""),
    SettingRow("short_title", text(255), ""),
    SettingRow("season_name", text(128), ""),
    SettingRow("number_shown", text(32), ""),
    SettingRow("hidden", flag, False),
    SettingRow("license", text(128), ""),
    SettingRow("license_url", web_address, ""),
    SettingRow("location", text(128), ""),
    SettingRow("elements", list_of(podcast_element, 50), ()),
]
