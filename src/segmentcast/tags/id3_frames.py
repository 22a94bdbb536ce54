"""The frames of an episode's ID3v2.3 tag: texts, chapters, transcripts, and the picture.

The frames are those of ID3v2.3.0 and the ID3v2 Chapter Frame Addendum 1.0.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from urllib.parse import quote

from mutagen import id3 as frames

from segmentcast.model import Chapter, Cue
from segmentcast.tags.iso639 import three_letter
from segmentcast.vocabulary.digital_sources import FIELD

_LATIN_1, _UTF_16 = 0, 1
_MILLISECONDS, _TRANSCRIPTION = 2, 2
_FRONT_COVER = 3
_NO_OFFSET = 0xFFFFFFFF
_TOP_LEVEL_ORDERED = 0b11
_KEPT_IN_TEXT = frozenset("\n")
_COPYRIGHT_SIGNS = re.compile(r"\s*(?:copyright|\(c\)|©|\s)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TagMeta:
    """The contents of an episode's tag. `cover` is the bytes of a JPEG or PNG file, or empty.

    Times are in milliseconds; `language` is a BCP 47 tag; `cues` give the transcript (USLT) and its
    timing (SYLT). `digital_source` is the IPTC's address of where synthetic sound comes from.
    """

    title: str
    album: str
    artist: str
    published: datetime
    duration_ms: int
    language: str = "en"
    comment: str = ""
    copyright: str = ""
    url: str = ""
    number: int | None = None
    cues: tuple[Cue, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    cover: bytes = b""
    digital_source: str = ""


def text_frames(meta: TagMeta) -> list[Any]:
    language = three_letter(meta.language)
    texts = {
        frames.TIT2: _line(meta.title),
        frames.TALB: _line(meta.album),
        frames.TPE1: _line(meta.artist),
        frames.TCON: "Podcast",
        frames.TDRC: meta.published.strftime("%Y-%m-%d").zfill(10),
        frames.TLAN: language,
        frames.TLEN: str(meta.duration_ms),
        frames.TCOP: _copyright(meta),
        frames.TRCK: str(meta.number) if meta.number else "",
    }
    result = [kind(encoding=_encoding(text), text=[text]) for kind, text in texts.items() if text]
    comment = _lines(meta.comment)
    if comment:
        result.append(
            frames.COMM(encoding=_encoding(comment), lang=language, desc="", text=[comment])
        )
    if meta.url:
        result.append(frames.WOAF(url=_url(meta.url)))
        result.append(frames.WXXX(encoding=_LATIN_1, desc="", url=_url(meta.url)))
    if meta.digital_source:
        result.append(frames.TXXX(encoding=_LATIN_1, desc=FIELD, text=[meta.digital_source]))
    # music players list a track with this frame under podcasts
    result.append(frames.PCST(value=1))
    return result


def chapter_frames(chapters: Sequence[Chapter]) -> list[Any]:
    if not chapters:
        return []
    result = [
        frames.CHAP(
            element_id=f"chp{place}",
            start_time=chapter.start_ms,
            end_time=chapter.end_ms,
            start_offset=_NO_OFFSET,
            end_offset=_NO_OFFSET,
            sub_frames=[_title_frame(chapter.title)],
        )
        for place, chapter in enumerate(chapters)
    ]
    contents = frames.CTOC(
        element_id="toc",
        flags=_TOP_LEVEL_ORDERED,
        child_element_ids=[frame.element_id for frame in result],
        sub_frames=[_title_frame("Chapters")],
    )
    return [*result, contents]


def _title_frame(title: str) -> Any:
    text = _line(title)
    return frames.TIT2(encoding=_encoding(text), text=[text])


def timed_transcript(meta: TagMeta) -> Any:
    """SYLT: one entry for each sentence, with the name where the speaker changes (ID3v2.3.0 §4.10)."""
    entries: list[tuple[str, int]] = []
    shown: tuple[int, str] | None = None
    last_ms = 0
    for cue in meta.cues:
        text = _line(cue.text)
        if not text:
            continue
        changed = (cue.turn, cue.speaker) != shown
        name = f"{_line(cue.speaker)}: " if cue.speaker and changed else ""
        shown = (cue.turn, cue.speaker)
        # a newline before the text says that a line begins; times must never decrease
        last_ms = max(last_ms, cue.start_ms)
        entries.append((f"{'' if not entries else chr(10)}{name}{text}", last_ms))
    return frames.SYLT(
        encoding=_encoding("".join(text for text, _ in entries)),
        lang=three_letter(meta.language),
        format=_MILLISECONDS,
        type=_TRANSCRIPTION,
        desc="Transcript",
        text=entries,
    )


def plain_transcript(meta: TagMeta) -> Any:
    """USLT: paragraphs, each turn under its speaker's name (ID3v2.3.0 §4.9)."""
    paragraphs: list[str] = []
    shown: tuple[int, str] | None = None
    for (turn, speaker, _), group in groupby(
        meta.cues, key=lambda cue: (cue.turn, cue.speaker, cue.paragraph)
    ):
        text = " ".join(filter(None, (_line(cue.text) for cue in group)))
        if not text:
            continue
        name = f"{_line(speaker)}: " if speaker and (turn, speaker) != shown else ""
        shown = (turn, speaker)
        paragraphs.append(name + text)
    text = "\n\n".join(paragraphs)
    return frames.USLT(
        encoding=_encoding(text), lang=three_letter(meta.language), desc="Transcript", text=text
    )


def picture_frame(cover: bytes) -> Any:
    """APIC: the front cover, a JPEG or PNG file (ID3v2.3.0 §4.15)."""
    return frames.APIC(
        encoding=_LATIN_1,
        mime=picture_mime(cover),
        type=_FRONT_COVER,
        desc="Cover",
        data=cover,
    )


def picture_mime(picture: bytes) -> str:
    if picture.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "image/png" if picture.startswith(b"\x89PNG\r\n\x1a\n") else ""


def _copyright(meta: TagMeta) -> str:
    """ID3v2.3.0 §4.2.1 TCOP: begins with a year and a space; players add the word "Copyright" themselves."""
    notice = _line(meta.copyright)
    signs = _COPYRIGHT_SIGNS.match(notice)
    notice = notice[signs.end() :] if signs else notice
    if not notice or re.match(r"\d{4} ", notice):
        return notice
    return f"{meta.published.year:04d} {notice}"


def _url(url: str) -> str:
    """URLs in ID3 are ISO-8859-1; anything beyond ASCII is percent-encoded as UTF-8."""
    return quote(_line(url), safe="!#$%&'()*+,/:;=?@[]~-._", errors="replace")


def _line(text: str) -> str:
    return " ".join(_lines(text).split())


def _lines(text: str) -> str:
    """The text without what ID3 can't hold: NUL ends a string; U+FEFF and U+FFFE start one."""
    if text.isascii() and text.isprintable():
        return text.strip()
    characters: list[str] = []
    for character in text.replace("\r\n", "\n").replace("\r", "\n"):
        category = unicodedata.category(character)
        if category == "Cs":
            characters.append("\ufffd")
        elif category == "Cc" and character not in _KEPT_IN_TEXT:
            characters.append(" ")
        elif character != "\ufeff" and ord(character) & 0xFFFE != 0xFFFE:
            characters.append(character)
    return "".join(characters).strip()


def _encoding(text: str) -> int:
    return _LATIN_1 if text.isascii() or max(text) < "\u0100" else _UTF_16
