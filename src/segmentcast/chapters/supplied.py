"""Chapters that people supply: four kinds of file, put in order within the length of the sound.

The Podcast Index's JSON, Podlove Simple Chapters 1.2 (XML), lines of `00:01:02.500 Title` as
mp4chaps and Auphonic write them (also `CHAPTER01=...`, `CHAPTER01NAME=...`), and cue sheets.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePath

from segmentcast import timing
from segmentcast.chapters.conversation import MOST, shorten
from segmentcast.model import Chapter, Finding

MOST_BYTES = 1 << 20
_MOST_MARKS = 10_000
_LONGEST_TITLE = 120
_AT_THE_START_MS = 1000
_FRAMES_A_SECOND = 75
_LATEST_SECONDS = 1e6
_LINE = re.compile(r"((?:\d+:)?\d+:\d\d(?:[.,]\d+)?)(?:\s+[-–—]?\s*(.*))?")
_PAIR = re.compile(r"CHAPTER(\d{2,4})(NAME)?=(.*)", re.IGNORECASE)
_CUE_LINE = re.compile(r'(TRACK|TITLE|INDEX)\s+(?:(\d+)\s+)?(?:"([^"]*)"|(.*))', re.IGNORECASE)
_CUE_TIME = re.compile(r"(\d{1,4}):(\d\d):(\d\d)")


@dataclass(frozen=True, slots=True)
class ChapterMark:
    """Where a chapter begins in a recording, in milliseconds, and its title, which may be empty."""

    start_ms: int
    title: str


def read_marks(data: bytes, name: str) -> tuple[ChapterMark, ...]:
    """The marks of a file in its own order; the ending of `name` says which kind it is.

    Raises ValueError with the reason where it can't be read.
    """
    if len(data) > MOST_BYTES:
        raise ValueError(f"{len(data):,} bytes are too many for chapters")
    suffix = PurePath(name).suffix.lower()
    try:
        marks = tuple(_READERS.get(suffix, _of_lines)(data))
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if len(marks) > _MOST_MARKS:
        raise ValueError(f"{len(marks):,} chapters are too many")
    return marks


def arrange(
    marks: Sequence[ChapterMark], *, duration_ms: int, opening_title: str, where: str
) -> tuple[tuple[Chapter, ...], tuple[Finding, ...]]:
    """The chapters, in order, without gaps, from 0 to `duration_ms`; and what was wrong with the marks.

    What is before the first mark is a chapter called `opening_title`.
    """
    findings: list[Finding] = []

    def warn(what: str, mend: str) -> None:
        findings.append(Finding("warning", "chapters", where, what, mend))

    ordered = sorted(marks, key=lambda mark: mark.start_ms)
    if ordered != list(marks):
        warn("the chapters are not in the order of their times; they were sorted.", "Sort them.")
    within = [mark for mark in ordered if mark.start_ms < duration_ms]
    if late := ordered[len(within) :]:
        what = f"{_counted(len(late))} after the end of the sound ({timing.clock(duration_ms)}): left out."
        warn(f"{what} The first is at {timing.clock(late[0].start_ms)}.", "Correct the times.")
    apart = within[:1] + [
        mark for before, mark in pairwise(within) if mark.start_ms > before.start_ms
    ]
    if len(apart) < len(within):
        what = f"{_counted(len(within) - len(apart))} at the time of another: left out."
        warn(what, "Give each chapter a time of its own.")
    if len(apart) > MOST:
        what = f"{len(apart):,} chapters; the first {MOST} are used, as players take no more."
        warn(what, "Join some chapters.")
        apart = apart[:MOST]
    if apart and apart[0].start_ms < _AT_THE_START_MS:
        apart[0] = ChapterMark(0, apart[0].title)
    elif apart:
        opening = ChapterMark(0, shorten(opening_title, _LONGEST_TITLE) or "Introduction")
        apart = [opening, *apart][:MOST]
    ends_ms = [mark.start_ms for mark in apart[1:]] + [duration_ms]
    chapters = tuple(
        Chapter(mark.start_ms, end_ms, shorten(mark.title, _LONGEST_TITLE) or f"Chapter {number}")
        for number, (mark, end_ms) in enumerate(zip(apart, ends_ms, strict=True), 1)
    )
    return chapters, tuple(findings)


def _counted(count: int) -> str:
    return "1 chapter starts" if count == 1 else f"{count:,} chapters start"


# --- kinds of file --------------------------------------------------------------------------------


def _of_json(data: bytes) -> Iterable[ChapterMark]:
    """The Podcast Index's document; chapters that are hidden from the list are left out."""
    document = json.loads(data)
    rows = document.get("chapters") if isinstance(document, dict) else None
    if not isinstance(rows, list):
        raise ValueError("no list of chapters")
    for row in rows:
        start = row.get("startTime") if isinstance(row, dict) else None
        if (
            isinstance(start, bool)
            or not isinstance(start, int | float)
            or not 0 <= start < _LATEST_SECONDS
        ):
            raise ValueError("a chapter without a start time")
        title = row.get("title")
        if row.get("toc", True) and isinstance(title, str) and title.strip():
            yield ChapterMark(round(start * 1000), " ".join(title.split()))


def _of_xml(data: bytes) -> Iterable[ChapterMark]:
    """Podlove Simple Chapters: `chapter` elements with `start` (normal play time) and `title`."""
    from lxml import etree  # heavy, and few episodes have chapters as XML

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"not well-formed XML ({error.msg})") from None
    rows = [node for node in root.iter(etree.Element) if etree.QName(node).localname == "chapter"]
    if not rows:
        raise ValueError("no chapter elements")
    for node in rows:
        yield ChapterMark(_play_time(node.get("start") or ""), node.get("title") or "")


def _play_time(text: str) -> int:
    """Normal play time (RFC 2326 §3.6): `1:02:03.5`, `62:03`, or seconds."""
    if re.fullmatch(r"\d{1,6}(?:\.\d+)?", text.strip()):
        return round(float(text) * 1000)
    return timing.parse_timestamp(text)


def _of_lines(data: bytes) -> Iterable[ChapterMark]:
    lines = [line.strip() for line in _decoded(data).splitlines()]
    pairs = [_PAIR.fullmatch(line) for line in lines]
    if any(pairs):
        titles = {match[1]: match[3] for match in pairs if match and match[2]}
        for match in pairs:
            if match and not match[2]:
                yield ChapterMark(timing.parse_timestamp(match[3]), titles.get(match[1], ""))
        return
    for number, line in enumerate(lines, 1):
        if not line or line.startswith("#"):
            continue
        row = _LINE.fullmatch(line)
        if row is None:
            raise ValueError(f"line {number} is not a time and a title: {line[:60]!r}")
        yield ChapterMark(timing.parse_timestamp(row[1]), (row[2] or "").strip())


def _of_cue(data: bytes) -> Iterable[ChapterMark]:
    """The tracks of a cue sheet at their INDEX 01; times are minutes, seconds and 75ths."""
    title, tracks = "", 0
    for line in _decoded(data).splitlines():
        row = _CUE_LINE.fullmatch(line.strip())
        if row is None:
            continue
        word, value = row[1].upper(), row[3] if row[3] is not None else row[4]
        if word == "TRACK":
            title, tracks = "", tracks + 1
        elif word == "TITLE" and tracks:
            title = f"{row[2]} {value}".strip() if row[2] else value
        elif word == "INDEX" and tracks and row[2] and int(row[2]) == 1:
            time = _CUE_TIME.fullmatch(value.strip())
            if time is None:
                raise ValueError(f"no time in {line.strip()[:60]!r}")
            minutes, seconds, frames = map(int, time.groups())
            at_ms = (minutes * 60 + seconds) * 1000 + round(frames * 1000 / _FRAMES_A_SECOND)
            yield ChapterMark(at_ms, title)
    if not tracks:
        raise ValueError("no TRACK in this cue sheet")


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


_READERS: dict[str, Callable[[bytes], Iterable[ChapterMark]]] = {
    ".json": _of_json,
    ".psc": _of_xml,
    ".xml": _of_xml,
    ".cue": _of_cue,
}
