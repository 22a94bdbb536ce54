"""show.toml: the show, its voices, its audio and its pages."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from segmentcast import toml
from segmentcast.config.caching import CACHE_ROWS, CacheConfig
from segmentcast.config.podcasting import SHOW_ROWS, FeedConfig, PrivateConfig
from segmentcast.config.provenance_settings import PROVENANCE_ROWS, ProvenanceConfig
from segmentcast.config.publish_settings import ANALYTICS_ROWS, PUBLISH_ROWS, PublishConfig
from segmentcast.config.schema import (
    SettingRow,
    choice,
    colour,
    file_name,
    flag,
    list_of,
    mapping,
    number,
    one_of,
    read_table,
    record,
    text,
    utf8_text,
    web_address,
    whole,
)
from segmentcast.config.sound import (
    AROUND_ROWS,
    NOTICE_ROWS,
    AroundConfig,
    NoticeConfig,
    distinct_formats,
    distinct_reductions,
)
from segmentcast.errors import ConfigError, Problem
from segmentcast.feed.categories import check_category
from segmentcast.model import WRITTEN_KBPS, Credit, LoudnessTarget, Owner, Show, SiteStyle
from segmentcast.vocabulary.covers import COMPOSITIONS
from segmentcast.vocabulary.languages import check_language

_ALL_EPISODES = PrivateConfig()
_PODCAST = LoudnessTarget()
_NOWHERE = PublishConfig()
_USUAL_CACHE = CacheConfig()
_NOTHING_AROUND = AroundConfig()
_USUAL_NOTICE = NoticeConfig()
_PRESETS = {"podcast": -16.0, "mono": -19.0, "broadcast": -23.0}


@dataclass(frozen=True, slots=True)
class AudioConfig:
    """How audio is mastered. `bitrate_kbps` None means 96 in mono and 128 in stereo.

    `formats` are produced besides the MP3. `level_voices`: a quiet voice of a recording is levelled.
    `reduce`: what is gently reduced in recordings.
    """

    target: LoudnessTarget = _PODCAST
    bitrate_kbps: int | None = None
    quality: Literal["standard", "fast"] = "standard"
    formats: tuple[Literal["m4a", "opus"], ...] = ()
    level_voices: bool = True
    reduce: tuple[Literal["hum", "noise"], ...] = ()


@dataclass(frozen=True, slots=True)
class PauseConfig:
    """The silence after a sentence, a paragraph and a turn, in milliseconds."""

    sentence_ms: int = 250
    paragraph_ms: int = 450
    turn_ms: int = 600


@dataclass(frozen=True, slots=True)
class ShowConfig:
    """The contents of show.toml. `raw` tables are parsed by the modules that use them.

    `content` is the text that was parsed. Without `provenance`, nothing is signed.
    """

    show: Show
    where: str
    timezone: ZoneInfo
    artwork: str = ""
    cover: str = ""
    logo: str = ""
    font: str = ""
    heading_font: str = ""
    audio: AudioConfig = AudioConfig()
    pauses: PauseConfig = PauseConfig()
    voices: Mapping[str, str] = field(default_factory=dict)
    lexicon: Mapping[str, Any] = field(default_factory=dict)
    directions: Mapping[str, Any] = field(default_factory=dict)
    engines: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    publish: PublishConfig = _NOWHERE
    cache: CacheConfig = _USUAL_CACHE
    feeds: tuple[FeedConfig, ...] = ()
    private: PrivateConfig = _ALL_EPISODES
    soundbites: str = "none"
    unsure: str = "hold"
    around: AroundConfig = _NOTHING_AROUND
    notice: NoticeConfig = _USUAL_NOTICE
    provenance: ProvenanceConfig | None = None
    content: bytes = field(default=b"", compare=False, repr=False)


def _category(value: Any) -> tuple[str, ...]:
    names = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else ()
    if not names or not all(isinstance(name, str) for name in names):
        raise ValueError('needs a category | write "News" or ["News", "Daily News"]')
    return check_category(names)


def _category_path(value: Any) -> tuple[str, ...]:
    """A category, or one with its subcategory: `Society & Culture > Documentary`."""
    return check_category([name.strip() for name in text(100)(value).split(">")])


def _timezone(value: Any) -> ZoneInfo:
    try:
        return ZoneInfo(text(64)(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            f"{value!r} is not a time zone | write one like Europe/Berlin or UTC"
        ) from None


def _base_url(value: Any) -> str:
    address = web_address(value)
    if address.lower().endswith((".xml", ".rss", ".html")):
        raise ValueError(
            "is a file's address | use the address of the folder that contains feed.xml"
        )
    if "?" in address or "#" in address:
        raise ValueError("has a query or a fragment | use only the folder's address")
    return address if address.endswith("/") else address + "/"


def _guid(value: Any) -> str:
    try:
        return str(uuid.UUID(text(36)(value)))
    except ValueError:
        raise ValueError(
            f"{value!r} is not a UUID | remove the key, and one is generated and kept"
        ) from None


def _string_table(value: Any) -> dict[str, str]:
    table = mapping(value)
    return {key: text(255)(entry) for key, entry in table.items()}


def _tables(value: Any) -> dict[str, dict[str, Any]]:
    return {key: mapping(entry) for key, entry in mapping(value).items()}


_OWNER = record([SettingRow("name", text(255)), SettingRow("email", text(255))])
_FUNDING = list_of(record([SettingRow("url", web_address), SettingRow("text", text(128))]), 20)
_PEOPLE = list_of(
    record(
        [
            SettingRow("name", text(128)),
            SettingRow("role", text(64), "host"),
            SettingRow("href", web_address, ""),
            SettingRow("img", web_address, ""),
        ]
    ),
    100,
)
_MEDIA = ("podcast", "music", "video", "film", "audiobook", "newsletter", "blog")

_SHOW_ROWS = [
    SettingRow("title", text(255), hint='add: title = "The name of the show"'),
    SettingRow("description", utf8_text(4000), hint='add: description = "What the show is about"'),
    SettingRow("author", text(255), hint='add: author = "The newsroom"'),
    SettingRow("base_url", _base_url, hint='add: base_url = "https://news.example/podcast/"'),
    SettingRow("link", web_address, ""),
    SettingRow("language", lambda value: check_language(text(35)(value)), "en"),
    SettingRow("category", _category, ("News",)),
    SettingRow("more_categories", list_of(_category_path, 10), ()),
    SettingRow("explicit", flag, False),
    SettingRow("copyright", text(255), ""),
    SettingRow("owner", _OWNER, None),
    SettingRow("type", choice("episodic", "serial"), "episodic"),
    SettingRow("guid", _guid, ""),
    SettingRow("locked", flag, True),
    SettingRow("complete", flag, False),
    SettingRow("block", flag, False),
    SettingRow("medium", choice(*_MEDIA), "podcast"),
    SettingRow("funding", _FUNDING, ()),
    SettingRow("license", text(128), ""),
    SettingRow("license_url", web_address, ""),
    SettingRow("location", text(128), ""),
    SettingRow("update_frequency", text(128), ""),
    SettingRow("people", _PEOPLE, ()),
    SettingRow("hub", web_address, ""),
    SettingRow("artwork", file_name, ""),
    SettingRow("cover", choice(*COMPOSITIONS), ""),
    SettingRow("timezone", _timezone, ZoneInfo("UTC")),
    SettingRow("audio", mapping, {}),
    SettingRow("around", mapping, {}),
    SettingRow("notice", mapping, {}),
    SettingRow("pauses", mapping, {}),
    SettingRow("voices", _string_table, {}),
    SettingRow("lexicon", mapping, {}),
    SettingRow("directions", mapping, {}),
    SettingRow("engines", _tables, {}),
    SettingRow("unsure", choice("hold", "publish"), "hold"),
    SettingRow("site", mapping, {}),
    SettingRow("publish", mapping, {}),
    SettingRow("cache", mapping, {}),
    SettingRow("analytics", mapping, {}),
    SettingRow("provenance", mapping, None),
    *SHOW_ROWS,
]
_AUDIO_ROWS = [
    SettingRow("preset", choice(*_PRESETS), "podcast"),
    SettingRow("target_lufs", number(-31, -9), None),
    SettingRow("true_peak_dbtp", number(-9, -0.1), -1.0),
    SettingRow("bitrate_kbps", one_of(*WRITTEN_KBPS), None),
    SettingRow("quality", choice("standard", "fast"), "standard"),
    SettingRow("formats", distinct_formats, ()),
    SettingRow("level_voices", flag, True),
    SettingRow("reduce", distinct_reductions, ()),
]
_PAUSE_ROWS = [
    SettingRow("sentence_ms", whole(0, 5000), 250),
    SettingRow("paragraph_ms", whole(0, 5000), 450),
    SettingRow("turn_ms", whole(0, 5000), 600),
]
_SITE_ROWS = [
    SettingRow("accent", colour, "#8a1c2b"),
    SettingRow("background", colour, "#ffffff"),
    SettingRow("text", colour, "#1a1a1a"),
    SettingRow("footer", text(500), ""),
    SettingRow("logo", file_name, ""),
    SettingRow("font", file_name, ""),
    SettingRow("heading_font", file_name, ""),
]


def load_show(content: bytes | str, where: str) -> ShowConfig:
    """Parses show.toml. `where` names the file in messages.

    Raises ConfigError with every problem in the file.
    """
    # Long because it names every field once; there is nothing to divide.
    source = toml.parse(content, where)
    problems: list[Problem] = []
    values = read_table(source, source.table, _SHOW_ROWS, problems)
    audio = read_table(source, values.pop("audio", {}), _AUDIO_ROWS, problems, path=("audio",))
    pauses = read_table(source, values.pop("pauses", {}), _PAUSE_ROWS, problems, path=("pauses",))
    around = read_table(source, values.pop("around", {}), AROUND_ROWS, problems, path=("around",))
    notice = read_table(source, values.pop("notice", {}), NOTICE_ROWS, problems, path=("notice",))
    site = read_table(source, values.pop("site", {}), _SITE_ROWS, problems, path=("site",))
    publish = read_table(
        source, values.pop("publish", {}), PUBLISH_ROWS, problems, path=("publish",)
    )
    analytics = read_table(
        source, values.pop("analytics", {}), ANALYTICS_ROWS, problems, path=("analytics",)
    )
    cache = read_table(source, values.pop("cache", {}), CACHE_ROWS, problems, path=("cache",))
    signed = values.pop("provenance", None)
    provenance = read_table(source, signed or {}, PROVENANCE_ROWS, problems, path=("provenance",))
    if problems:
        raise ConfigError(problems)
    owner = values.pop("owner")
    outside = {
        name: values.pop(name)
        for name in ("artwork", "cover", "timezone", "voices", "lexicon", "directions", "engines")
    }
    outside |= {name: values.pop(name) for name in ("feeds", "private", "soundbites", "unsure")}
    values["texts"] = values.pop("txt")
    own = {name: site.pop(name) for name in ("logo", "font", "heading_font")}
    show = Show(
        **{
            **values,
            "link": values["link"] or values["base_url"],
            "owner": Owner(**owner) if owner else None,
            "funding": tuple((row["url"], row["text"]) for row in values["funding"]),
            "people": tuple(
                Credit(row["name"], row["role"], href=row["href"], img=row["img"])
                for row in values["people"]
            ),
            "site": SiteStyle(**site),
            "statistics_prefix": analytics["prefix"],
            "statistics_on_pages": analytics["pages"],
        }
    )
    lufs = audio["target_lufs"] if audio["target_lufs"] is not None else _PRESETS[audio["preset"]]
    return ShowConfig(
        show=show,
        where=where,
        audio=AudioConfig(
            LoudnessTarget(lufs, audio["true_peak_dbtp"]),
            bitrate_kbps=audio["bitrate_kbps"],
            quality=audio["quality"],
            formats=audio["formats"],
            level_voices=audio["level_voices"],
            reduce=audio["reduce"],
        ),
        around=AroundConfig(**around),
        notice=NoticeConfig(**notice),
        pauses=PauseConfig(**pauses),
        publish=PublishConfig(**publish),
        cache=CacheConfig(**cache),
        provenance=None if signed is None else ProvenanceConfig(**provenance),
        **own,
        **outside,
    )
