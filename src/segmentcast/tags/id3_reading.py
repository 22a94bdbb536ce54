"""Reads an ID3v2 tag back, to check what a file says about itself."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from mutagen import MutagenError
from mutagen import id3 as frames

from segmentcast.errors import Problem, SoundError
from segmentcast.model import Chapter
from segmentcast.vocabulary.digital_sources import FIELD


@dataclass(frozen=True, slots=True)
class TagRead:
    """A tag's contents as read back. `date` is `YYYY` or `YYYY-MM-DD`; `timed_text` pairs milliseconds and text."""

    version: tuple[int, int]
    title: str = ""
    album: str = ""
    artist: str = ""
    genre: str = ""
    date: str = ""
    language: str = ""
    comment: str = ""
    copyright: str = ""
    url: str = ""
    duration_ms: int | None = None
    transcript: str = ""
    timed_text: tuple[tuple[int, str], ...] = ()
    chapters: tuple[Chapter, ...] = ()
    cover: bytes = b""
    digital_source: str = ""


def read(data: bytes) -> TagRead:
    """The contents of the ID3v2 tag at the start of `data`.

    Raises SoundError if there is no tag or it can't be read.
    """
    try:
        tag = frames.ID3(BytesIO(data), translate=False)
    except MutagenError as error:
        raise SoundError(
            Problem("", f"the ID3 tag cannot be read: {error}", "tag the file again.")
        ) from error
    chapters = sorted(tag.getall("CHAP"), key=lambda frame: (frame.start_time, frame.element_id))
    synced = next(iter(tag.getall("SYLT")), None)
    length = _text(tag, "TLEN")
    return TagRead(
        version=(tag.version[0], tag.version[1]),
        title=_text(tag, "TIT2"),
        album=_text(tag, "TALB"),
        artist=_text(tag, "TPE1"),
        genre=_text(tag, "TCON"),
        date=_date(tag),
        language=_text(tag, "TLAN"),
        comment=_text(tag, "COMM"),
        copyright=_text(tag, "TCOP"),
        url=next((frame.url for frame in tag.getall("WOAF")), ""),
        duration_ms=int(length) if length.isdecimal() else None,
        transcript=next((frame.text for frame in tag.getall("USLT")), ""),
        timed_text=tuple((time, text) for text, time in synced.text) if synced else (),
        chapters=tuple(
            Chapter(frame.start_time, frame.end_time, _text(frame.sub_frames, "TIT2"))
            for frame in chapters
        ),
        cover=next((frame.data for frame in tag.getall("APIC")), b""),
        digital_source=_text(tag, f"TXXX:{FIELD}"),
    )


def _text(tag: Any, name: str) -> str:
    return next((str(frame.text[0]) for frame in tag.getall(name) if frame.text), "")


def _date(tag: Any) -> str:
    year, day_month = _text(tag, "TYER"), _text(tag, "TDAT")
    if year and len(day_month) == 4:
        return f"{year}-{day_month[2:]}-{day_month[:2]}"
    return year or _text(tag, "TDRC")
