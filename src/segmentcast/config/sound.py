"""Audio settings of show.toml and episode.toml: surroundings, notice, clips, formats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from segmentcast.config.schema import SettingRow, choice, file_name, number, text, whole
from segmentcast.timing import parse_timestamp

FORMATS = ("m4a", "opus")


@dataclass(frozen=True, slots=True)
class AroundConfig:
    """Audio files around the talk, relative to the file that names them; empty for none.

    `bed_db` is the level of the bed relative to the talk where nobody speaks; `duck_db` is how much
    lower it is under speech.
    """

    intro: str = ""
    outro: str = ""
    sting: str = ""
    bed: str = ""
    bed_db: float = -14.0
    duck_db: float = -10.0
    crossfade_ms: int = 1_500


@dataclass(frozen=True, slots=True)
class NoticeConfig:
    """The spoken notice of synthetic voices. Without `text` it has the wording of the language.

    `every_minutes` repeats it between turns; 0 never. None: 10 if everything is narrated, else never.
    """

    text: str = ""
    place: Literal["start", "end", "none"] = "start"
    every_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class ClipConfig:
    """A recorded turn: its number from 1, the file, and the part of it in milliseconds."""

    turn: int
    file: str = ""
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class ChapterConfig:
    """A chapter of a recording: its start in milliseconds, and its title."""

    start: int
    title: str


def distinct_reductions(value: Any) -> tuple[str, ...]:
    """A list of what to reduce in recordings, without repeats."""
    if not isinstance(value, list):
        raise ValueError('needs a list | write reduce = ["hum", "noise"]')
    read = choice("hum", "noise")
    return tuple(dict.fromkeys(read(member) for member in value))


def distinct_formats(value: Any) -> tuple[str, ...]:
    """A list of the formats to produce besides the MP3, without repeats."""
    if not isinstance(value, list):
        raise ValueError('needs a list | write formats = ["m4a", "opus"]')
    read = choice(*FORMATS)
    return tuple(dict.fromkeys(read(member) for member in value))


def clip_time(value: Any) -> int:
    """A time in a recording, as milliseconds: `0:12.5`, `1:02:03`, or a number of seconds."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds: float = number(0, 360_000)(value)
        return round(seconds * 1000)
    try:
        return parse_timestamp(text(20)(value))
    except ValueError:
        raise ValueError(
            f'{value!r} is not a time | write minutes:seconds, like "0:12.5", or seconds'
        ) from None


AROUND_ROWS = [
    SettingRow("intro", file_name, ""),
    SettingRow("outro", file_name, ""),
    SettingRow("sting", file_name, ""),
    SettingRow("bed", file_name, ""),
    SettingRow("bed_db", number(-40, 0), -14.0),
    SettingRow("duck_db", number(-40, 0), -10.0),
    SettingRow("crossfade_ms", whole(0, 10_000), 1_500),
]
NOTICE_ROWS = [
    SettingRow("text", text(500), ""),
    SettingRow("place", choice("start", "end", "none"), "start"),
    SettingRow("every_minutes", whole(0, 600), None),
]
CLIP_ROWS = [
    SettingRow("turn", whole(1, 100_000)),
    SettingRow("file", file_name, ""),
    SettingRow("start", clip_time, None),
    SettingRow("end", clip_time, None),
]
CHAPTER_ROWS = [SettingRow("start", clip_time), SettingRow("title", text(255))]
