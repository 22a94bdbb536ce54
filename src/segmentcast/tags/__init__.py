"""An episode's ID3v2.3 tag as one block of bytes, to go before the audio frames.

The frames are those of ID3v2.3.0 and the ID3v2 Chapter Frame Addendum 1.0. The block has no padding,
and the same metadata gives the same bytes. `span` finds the audio between a file's existing tags, so
that a file of any size can get new tags without a change to its frames. Only this package uses
mutagen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from itertools import groupby
from typing import Any
from urllib.parse import quote

from mutagen import MutagenError
from mutagen import id3 as frames

from segmentcast.errors import Problem, SoundError
from segmentcast.model import Chapter, Cue, Finding
from segmentcast.tags.bounds import Bytes, span
from segmentcast.tags.containers import dress_m4a, dress_opus
from segmentcast.tags.iso639 import three_letter
from segmentcast.tags.recording_tags import RecordingTags, read_recording_tags
from segmentcast.vocabulary.digital_sources import FIELD

__all__ = [
    "MOST_BYTES",
    "RecordingTags",
    "Tag",
    "TagMeta",
    "TagRead",
    "build",
    "dress_m4a",
    "dress_opus",
    "read",
    "read_recording_tags",
    "says",
    "span",
    "strip",
]

MOST_BYTES = 500_000
"""Hosts and players reject larger tags."""
_HEADER_BYTES = 10
"""Of a tag, and of each frame in it (ID3v2.3.0 §3.1 and §3.3)."""
MOST_CHAPTERS = 255
"""CTOC counts its children in one byte (ID3v2 Chapter Frame Addendum §3.2)."""
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


@dataclass(frozen=True, slots=True)
class Tag:
    """The tag's bytes, and findings for whatever had to be left out."""

    data: bytes
    findings: tuple[Finding, ...] = ()


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


def build(meta: TagMeta, *, most_bytes: int = MOST_BYTES) -> Tag:
    """The whole ID3v2.3 tag, with its header and without padding.

    If it would exceed `most_bytes`, the timed transcript (SYLT) is left out, then the plain one
    (USLT), with a warning: captions and page have both. Raises SoundError for a cover that is neither
    JPEG nor PNG, and for more than 255 chapters.
    """
    _refuse(meta)
    optional = [(name, make(meta)) for name, make in _TRANSCRIPTS if meta.cues]
    findings: list[Finding] = []
    data = _saved(meta, [frame for _, frame in optional])
    while len(data) > most_bytes and optional:
        name, _ = optional.pop(0)
        smaller = _saved(meta, [frame for _, frame in optional])
        findings.append(
            Finding(
                "warning",
                "tag-size",
                meta.title,
                f"the tag would be {len(data):,} bytes, more than {most_bytes:,}; {name} was left out of it.",
                "no action is needed: captions and page have the transcript.",
            )
        )
        data = smaller
    if len(data) > most_bytes:
        findings.append(
            Finding(
                "warning",
                "tag-size",
                meta.title,
                f"the tag is {len(data):,} bytes, more than {most_bytes:,}.",
                "give a smaller cover image.",
            )
        )
    return Tag(data, tuple(findings))


def strip(data: Bytes) -> bytes:
    """The audio without the tags before and after it."""
    start, end = span(data)
    return bytes(data[start:end])


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


def says(tag: TagRead, meta: TagMeta) -> bool:
    """Whether a tag agrees with `meta` in title, show, author, day, language, summary, rights, and address."""
    bare = read(build(replace(meta, cues=(), chapters=(), cover=b"")).data)
    same = ("title", "album", "artist", "date", "language", "comment", "copyright", "url")
    return all(getattr(tag, name) == getattr(bare, name) for name in same)


def _refuse(meta: TagMeta) -> None:
    problems = []
    if meta.cover and not _cover_mime(meta.cover):
        problems.append(
            Problem(meta.title, "the cover is neither JPEG nor PNG.", "convert the image to JPEG.")
        )
    if len(meta.chapters) > MOST_CHAPTERS:
        problems.append(
            Problem(
                meta.title,
                f"{len(meta.chapters)} chapters; an ID3 tag holds at most {MOST_CHAPTERS}.",
                "join some chapters.",
            )
        )
    if problems:
        raise SoundError(problems)


def _saved(meta: TagMeta, transcripts: Sequence[Any]) -> bytes:
    tag = frames.ID3()
    for frame in (*_text_frames(meta), *_chapter_frames(meta.chapters), *transcripts):
        tag.add(frame)
    if meta.cover:
        tag.add(
            frames.APIC(
                encoding=_LATIN_1,
                mime=_cover_mime(meta.cover),
                type=_FRONT_COVER,
                desc="Cover",
                data=meta.cover,
            )
        )
    # without this, mutagen leaves the date in a v2.4 frame, which v2.3 readers ignore
    tag.update_to_v23()
    out = BytesIO()
    tag.save(out, v1=0, v2_version=3, padding=lambda _: 0)
    return _chapters_in_order(out.getvalue())


def _chapters_in_order(tag: bytes) -> bytes:
    """The same ID3v2.3 tag with its CHAP frames in the order of their times.

    mutagen writes frames of one kind by their size. Readers list chapters as they come, and ffmpeg's
    conversions then cut each one off at the start of the next.
    """
    others: list[bytes] = []
    chapters: list[bytes] = []
    place = None
    at = _HEADER_BYTES
    while at + _HEADER_BYTES <= len(tag):
        size = int.from_bytes(tag[at + 4 : at + 8], "big")  # ID3v2.3.0 §3.3: a plain number
        frame = tag[at : at + _HEADER_BYTES + size]
        if frame.startswith(b"CHAP"):
            place = len(others) if place is None else place
            chapters.append(frame)
        else:
            others.append(frame)
        at += len(frame)
    chapters.sort(key=_start_of_chapter)
    place = place or 0
    return b"".join([tag[:_HEADER_BYTES], *others[:place], *chapters, *others[place:], tag[at:]])


def _start_of_chapter(frame: bytes) -> tuple[int, bytes]:
    """The start in milliseconds, which follows the element's id (Chapter Frame Addendum §3.1)."""
    name, _, rest = frame[_HEADER_BYTES:].partition(b"\0")
    return int.from_bytes(rest[:4], "big"), name


def _text_frames(meta: TagMeta) -> list[Any]:
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


def _chapter_frames(chapters: Sequence[Chapter]) -> list[Any]:
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


def _synced_transcript(meta: TagMeta) -> Any:
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


def _plain_transcript(meta: TagMeta) -> Any:
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


_TRANSCRIPTS: tuple[tuple[str, Callable[[TagMeta], Any]], ...] = (
    ("the timed transcript (SYLT)", _synced_transcript),
    ("the transcript (USLT)", _plain_transcript),
)


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


def _cover_mime(cover: bytes) -> str:
    if cover.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "image/png" if cover.startswith(b"\x89PNG\r\n\x1a\n") else ""


def _text(tag: Any, name: str) -> str:
    return next((str(frame.text[0]) for frame in tag.getall(name) if frame.text), "")


def _date(tag: Any) -> str:
    year, day_month = _text(tag, "TYER"), _text(tag, "TDAT")
    if year and len(day_month) == 4:
        return f"{year}-{day_month[2:]}-{day_month[:2]}"
    return year or _text(tag, "TDRC")
