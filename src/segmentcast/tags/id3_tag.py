"""An episode's ID3v2.3 tag as one block of bytes, to go before the audio frames.

The block has no padding, and the same metadata gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from mutagen import id3 as frames

from segmentcast.errors import Problem, SoundError
from segmentcast.model import Finding
from segmentcast.tags.id3_frames import (
    TagMeta,
    chapter_frames,
    picture_frame,
    picture_mime,
    plain_transcript,
    text_frames,
    timed_transcript,
)
from segmentcast.tags.id3_reading import TagRead, read

MOST_BYTES = 500_000
"""Hosts and players reject larger tags."""
_HEADER_BYTES = 10
"""Of a tag, and of each frame in it (ID3v2.3.0 §3.1 and §3.3)."""
MOST_CHAPTERS = 255
"""CTOC counts its children in one byte (ID3v2 Chapter Frame Addendum §3.2)."""

_TRANSCRIPTS: tuple[tuple[str, Callable[[TagMeta], Any]], ...] = (
    ("the timed transcript (SYLT)", timed_transcript),
    ("the transcript (USLT)", plain_transcript),
)


@dataclass(frozen=True, slots=True)
class Tag:
    """The tag's bytes, and findings for whatever had to be left out."""

    data: bytes
    findings: tuple[Finding, ...] = ()


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


def says(tag: TagRead, meta: TagMeta) -> bool:
    """Whether a tag agrees with `meta` in title, show, author, day, language, summary, rights, and address."""
    bare = read(build(replace(meta, cues=(), chapters=(), cover=b"")).data)
    same = ("title", "album", "artist", "date", "language", "comment", "copyright", "url")
    return all(getattr(tag, name) == getattr(bare, name) for name in same)


def _refuse(meta: TagMeta) -> None:
    problems = []
    if meta.cover and not picture_mime(meta.cover):
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
    for frame in (*text_frames(meta), *chapter_frames(meta.chapters), *transcripts):
        tag.add(frame)
    if meta.cover:
        tag.add(picture_frame(meta.cover))
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
