"""Reads a recording's own tags: title, date, people, comment, picture, chapters.

Supports ID3 (MP3, WAV, AIFF), MP4 atoms, Vorbis comments (FLAC, Ogg, Opus), and ASF. Tags are
untrusted: titles that recorders write automatically (`Track 01`, the name of the program) are
dropped, texts are bounded, and compressed ID3 frames are not unpacked.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, BinaryIO

from mutagen import File
from mutagen import id3 as frames
from mutagen.aiff import AIFF
from mutagen.asf import ASF
from mutagen.flac import FLAC, Picture
from mutagen.mp4 import MP4
from mutagen.oggflac import OggFLAC
from mutagen.oggopus import OggOpus
from mutagen.oggspeex import OggSpeex
from mutagen.oggvorbis import OggVorbis
from mutagen.wave import WAVE

from segmentcast import timing

MOST_PICTURE_BYTES = 20_000_000
_LARGEST_TAG_BYTES = 64 << 20
_MOST_TEXT = 20_000
_MOST_NAME = 128
_MOST_COMMENT = 1000
_MOST_PEOPLE = 20
MOST_TAGGED_CHAPTERS = 10_000
_FRONT_COVER = 3
_COMPRESSED = {4: 0x08, 3: 0x80}
"""The bit in a frame's format flags (ID3v2.4.0 §4.1.2, ID3v2.3.0 §3.3.1)."""

_BY_MACHINE = re.compile(
    r"(?:(?:new|neue|nuova|nueva|nouvel)\s+)?"
    r"(?:track|title|titel|titre|piste|pista|traccia|spur|audio|sound|recording|recorded|aufnahme|"
    r"enregistrement|voice|voice memo|voice note|memo|note|untitled|no title|none|unknown|unnamed|"
    r"zoom|tascam|rec|dr|file|session|mix|mixdown|bounce|master|export|final|test)?"
    r"(?:[\s._#-]*\d+)*[\s._-]*(?:\.(?:wav|mp3|m4a|flac|ogg|aif+))?",
    re.IGNORECASE,
)
"""Titles that recorders and editors write automatically: Track 01, REC0004, Voice 003, 07."""
_BY_PROGRAM = re.compile(
    r"audacity|lame\b|lavf|ffmpeg|adobe|encoded|encoder|ripped|exact audio copy|itun|"
    r"(?:created|made|recorded|processed|mastered) (?:with|by|in|on|using)\b|\bauphonic\b",
    re.IGNORECASE,
)
_NOBODY = frozenset(
    "unknown|unknown artist|various|various artists|artist|none|n/a|audacity|user|admin".split("|")
)
_FEWEST_LETTERS_OF_COMMENT = 15
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_YEAR = re.compile(r"\d{4}")
_BETWEEN_NAMES = re.compile(r"\s*(?:;|\0|\n|\s/\s)\s*")


@dataclass(frozen=True, slots=True)
class RecordingTags:
    """The tags of a recording, cleaned; empty if they contain nothing useful.

    `rejected_title` is a title that a recorder wrote. `year` is set if the date has only a year.
    `picture` is the front cover, unmodified. `chapters` are starts in milliseconds with titles,
    unmodified. `unreadable` says why the tags could not be read.
    """

    title: str = ""
    rejected_title: str = ""
    people: tuple[str, ...] = ()
    comment: str = ""
    day: date | None = None
    year: int | None = None
    picture: bytes = field(default=b"", repr=False)
    chapters: tuple[tuple[int, str], ...] = ()
    unreadable: str = ""


def read_recording_tags(file: BinaryIO) -> RecordingTags:
    """The tags of an open audio file. Never raises for errors in the file."""
    try:
        raw = _raw(file)
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - untrusted tags may break the library anywhere
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        return RecordingTags(unreadable=reason)
    title = _line(raw.title)
    machine = _BY_MACHINE.fullmatch(title) is not None or not any(map(str.isalpha, title))
    day, year = _date(raw.dates)
    return RecordingTags(
        title="" if machine else title[:255],
        rejected_title=title[:80] if machine else "",
        people=_people(raw.people),
        comment=next((t for t in map(_text, raw.comments) if _says_something(t)), "")[
            :_MOST_COMMENT
        ],
        day=day,
        year=year,
        picture=raw.picture if len(raw.picture) <= MOST_PICTURE_BYTES else b"",
        chapters=tuple(
            (start, _line(words)[:255]) for start, words in raw.chapters[:MOST_TAGGED_CHAPTERS]
        ),
    )


@dataclass(slots=True)
class _RawTags:
    """Texts as in the file. The first useful one of `comments` and `dates` counts."""

    title: str = ""
    people: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    picture: bytes = b""
    chapters: list[tuple[int, str]] = field(default_factory=list)


def _raw(file: BinaryIO) -> _RawTags:
    file.seek(0)
    head = file.read(16)
    file.seek(0)
    if head[4:8] == b"ftyp":
        return _of_mp4(MP4(file))
    if head.startswith(b"OggS"):
        sound = File(file, options=[OggVorbis, OggOpus, OggFLAC, OggSpeex])
        return _of_vorbis(sound.tags, []) if sound is not None and sound.tags else _RawTags()
    if head.startswith(b"fLaC"):
        flac = FLAC(file)
        return _of_vorbis(flac.tags or {}, flac.pictures)
    if head.startswith(b"\x30\x26\xb2\x75"):
        return _of_asf(ASF(file).tags)
    if head.startswith((b"RIFF", b"FORM")):
        kind = WAVE if head.startswith(b"RIFF") else AIFF
        return _of_id3(kind(file, known_frames=_UNPACKED).tags)
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return _RawTags()  # Matroska, which mutagen doesn't read
    if head.startswith(b"ID3") and _id3_bytes(head) > _LARGEST_TAG_BYTES:
        raise ValueError(f"the ID3 tag claims {_id3_bytes(head):,} bytes")
    try:
        return _of_id3(frames.ID3(file, known_frames=_UNPACKED))
    except frames.ID3NoHeaderError:
        return _RawTags()


def _id3_bytes(head: bytes) -> int:
    size = head[6:10]
    return size[0] << 21 | size[1] << 14 | size[2] << 7 | size[3]


# --- ID3 ----------------------------------------------------------------------------------------


def _unpacked(name: str) -> type:
    """A frame's class that refuses compressed frames: a few kilobytes may unpack to gigabytes."""
    kind: Any = frames.Frames[name]

    def from_data(cls: Any, header: Any, flags: int, data: bytes) -> Any:
        if flags & _COMPRESSED.get(header.version[1], 0):
            raise frames.ID3JunkFrameError("a compressed frame")
        return kind._fromData.__func__(cls, header, flags, data)

    return type(name, (kind,), {"_fromData": classmethod(from_data)})


_UNPACKED = {
    name: _unpacked(name)
    for name in (
        "TIT2", "TPE1", "TDRL", "TDRC", "TYER", "TDAT", "TDES", "COMM", "APIC", "CHAP", "CTOC",
        "TXXX",
    )
} | {name: frames.Frames_2_2[name] for name in ("TT2", "TP1", "TYE", "TDA", "COM", "PIC", "TXX")}  # fmt: skip
"""Those that are read; a frame of ID3v2.2 cannot be compressed."""


def _of_id3(tag: Any) -> _RawTags:
    raw = _RawTags()
    if tag is None:
        return raw
    raw.title = _first(tag, "TIT2")
    raw.people = [str(text) for frame in tag.getall("TPE1") for text in frame.text]
    raw.dates = [_first(tag, "TDRL"), _first(tag, "TDRC"), _first(tag, "TYER")]
    raw.comments = [_first(tag, "TDES")]
    raw.comments += [
        str(frame.text[0])
        for frame in sorted(tag.getall("COMM"), key=lambda frame: bool(frame.desc))
        if frame.text and not frame.desc.startswith(("iTun", "ID3v1", "Songs-DB"))
    ]
    # This is how ffmpeg writes a comment.
    raw.comments += [
        str(frame.text[0])
        for frame in tag.getall("TXXX")
        if frame.text and frame.desc.lower() in ("description", "comment")
    ]
    pictures = sorted(tag.getall("APIC"), key=lambda frame: frame.type != _FRONT_COVER)
    raw.picture = next((frame.data for frame in pictures), b"")
    raw.chapters = sorted(
        (frame.start_time, _first(frame.sub_frames, "TIT2")) for frame in tag.getall("CHAP")
    )
    return raw


def _first(tag: Any, name: str) -> str:
    return next((str(frame.text[0]) for frame in tag.getall(name) if frame.text), "")


# --- other containers -----------------------------------------------------------------------------


def _of_mp4(sound: Any) -> _RawTags:
    tags: Any = sound.tags or {}

    def texts(*atoms: str) -> list[str]:
        return [str(value) for atom in atoms for value in tags.get(atom, ())]

    covers = tags.get("covr", ())
    return _RawTags(
        title=next(iter(texts("\xa9nam")), ""),
        people=texts("\xa9ART"),
        comments=texts("ldes", "desc", "\xa9cmt"),
        dates=texts("\xa9day"),
        picture=bytes(covers[0]) if covers else b"",
        chapters=[(round(row.start * 1000), row.title or "") for row in sound.chapters or ()],
    )


def _of_vorbis(tags: Any, pictures: list[Any]) -> _RawTags:
    raw = _RawTags(
        title=next(iter(tags.get("title", ())), ""),
        people=[*(tags.get("artist") or tags.get("performer") or ())],
        comments=[*tags.get("description", ()), *tags.get("comment", ())],
        dates=[*tags.get("date", ())],
        chapters=list(_vorbis_chapters(tags)),
    )
    embedded = [*pictures]
    for text in tags.get("metadata_block_picture", ())[:4]:
        embedded.append(Picture(base64.b64decode(text)))
    embedded.sort(key=lambda picture: picture.type != _FRONT_COVER)
    raw.picture = embedded[0].data if embedded else b""
    return raw


def _vorbis_chapters(tags: Any) -> Iterator[tuple[int, str]]:
    """`CHAPTER001=00:01:02.500` with `CHAPTER001NAME=...` (the Vorbis chapter extension)."""
    for key, values in sorted((key.lower(), values) for key, values in _rows(tags)):
        if re.fullmatch(r"chapter\d{2,4}", key) and values:
            try:
                start = timing.parse_timestamp(values[0])
            except ValueError:
                continue
            yield start, next(iter(tags.get(f"{key}name", ())), "")


def _rows(tags: Any) -> list[tuple[str, list[str]]]:
    return [(str(key), tags[key]) for key in dict.fromkeys(map(str, tags.keys()))]


def _of_asf(tags: Any) -> _RawTags:
    def texts(*names: str) -> list[str]:
        return [str(value) for name in names for value in tags.get(name, ())]

    return _RawTags(
        title=next(iter(texts("Title")), ""),
        people=texts("Author"),
        comments=texts("Description", "WM/SubTitleDescription"),
        dates=texts("WM/Year"),
    )


# --- cleaning -------------------------------------------------------------------------------------


def _repaired(text: str) -> str:
    """Corrects UTF-8 or Windows letters that a program wrote to a Latin-1 field."""
    if text.isascii():
        return text
    try:
        data = text.encode("latin-1")
    except UnicodeEncodeError:
        return text
    for encoding in ("utf-8", "cp1252"):
        # Windows-1252 is tried only if Latin-1 would give control characters.
        if encoding == "cp1252" and not any("\x80" <= letter <= "\x9f" for letter in text):
            break
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return text


def _text(text: str) -> str:
    text = _repaired(str(text)[:_MOST_TEXT].partition("\0")[0])
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(
        letter if letter == "\n" or unicodedata.category(letter)[0] != "C" else " "
        for letter in text
        if letter != "\ufffd"
    )
    return re.sub(r"[^\S\n]+", " ", kept).strip()


def _line(text: str) -> str:
    return " ".join(_text(text).split())


def _people(texts: list[str]) -> tuple[str, ...]:
    names = [_line(name) for text in texts for name in _BETWEEN_NAMES.split(str(text)[:_MOST_TEXT])]
    wanted: Callable[[str], bool] = lambda name: (  # noqa: E731 - one condition
        0 < len(name) <= _MOST_NAME
        and any(map(str.isalpha, name))
        and name.casefold() not in _NOBODY
    )
    return tuple(dict.fromkeys(filter(wanted, names)))[:_MOST_PEOPLE]


def _says_something(comment: str) -> bool:
    letters = sum(map(str.isalpha, comment))
    return letters >= _FEWEST_LETTERS_OF_COMMENT and not (
        len(comment) < 200 and _BY_PROGRAM.search(comment)
    )


def _date(texts: list[str]) -> tuple[date | None, int | None]:
    """The first complete date, and the first bare year."""
    year = None
    for text in texts:
        words = _line(text)
        if match := _DAY.match(words):
            try:
                day = date(*map(int, match.groups()))
            except ValueError:
                continue
            if 1900 <= day.year <= 2200:
                return day, None
        elif year is None and _YEAR.fullmatch(words[:4]) and 1900 <= int(words[:4]) <= 2200:
            year = int(words[:4])
    return None, year
