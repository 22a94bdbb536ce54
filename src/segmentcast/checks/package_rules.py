"""Checks packages against the published files, and against the feed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from segmentcast import timing
from segmentcast.checks.parsed_feed import read
from segmentcast.model import Finding, Package, PackageFile
from segmentcast.ports import Store
from segmentcast.vocabulary.media_types import CHAPTERS, media_type
from segmentcast.vocabulary.web_addresses import file_url

_PROMISES = ("promise-url", "promise-length", "promise-type")


def check_packages(
    packages: Sequence[Package], published: Store, remedy: str = "publish again"
) -> tuple[Finding, ...]:
    """Checks that every file of every package exists, matches its record, and is readable.

    `published` is the store with the feed's root. `remedy` is how to rebuild a file. Audio is never
    in memory as a whole. Raises StoreError.
    """
    return tuple(
        finding
        for package in packages
        for file in package.files
        if not file.url
        for finding in _check_file(package, file, published, remedy)
    )


def check_promises(
    data: bytes, packages: Sequence[Package], base_url: str, where: str = "feed.xml"
) -> tuple[Finding, ...]:
    """Checks that each feed item matches its package: URL, length and type of the audio."""
    feed, findings = read(data, where, None)
    if feed is None:
        return findings
    known = {package.guid: package for package in packages}
    broken: list[Finding] = []
    for item in feed.items:
        package = known.get(item.findtext("guid") or "")
        audio = package.file("audio") if package else None
        node = item.find("enclosure")
        if package is None or audio is None or node is None:
            continue
        promised = (node.get("url"), node.get("length"), node.get("type"))
        held = (file_url(base_url, audio), str(audio.length_bytes), audio.mime)
        for rule, declared, is_so in zip(_PROMISES, promised, held, strict=True):
            if declared != is_so:
                name = rule.removeprefix("promise-")
                place = f"{where}:{node.sourceline}"
                what = f"{package.id}: enclosure {name} is {declared!r}, the file's {is_so!r}"
                broken.append(Finding("error", rule, place, what, "publish again"))
    return tuple(broken)


def _check_file(
    package: Package, file: PackageFile, published: Store, remedy: str
) -> Iterator[Finding]:
    def finding(rule: str, what: str) -> Finding:
        return Finding("error", rule, file.path, f"{package.id}: {what}", remedy)

    there = published.head(file.path)
    if there is None:
        yield finding("file-missing", f"the {file.role} file is missing")
        return
    same_length = there.length_bytes == file.length_bytes
    if not same_length:
        yield finding(
            "file-length", f"{there.length_bytes:,} bytes instead of {file.length_bytes:,}"
        )
    elif published.digest(file.path) != file.sha256:
        yield finding("file-hash", "the content has changed since it was written")
    expected = media_type(file.path)
    if expected.partition("/")[0] != file.mime.partition("/")[0] or (
        file.role == "chapters" and file.mime != CHAPTERS
    ):
        yield finding("file-type", f"recorded as {file.mime}, but served as {expected}")
    reader = _READERS.get(file.role)
    if reader is not None and same_length:
        try:
            reader(published.get(file.path).decode(), package)
        except UnicodeDecodeError:
            yield finding("file-broken", f"the {file.role} file is not UTF-8")
        except ValueError as error:
            yield finding("file-broken", f"the {file.role} file cannot be read: {error}")


def _read_vtt(text: str, package: Package) -> None:
    blocks = text.replace("\r\n", "\n").removeprefix("\ufeff").split("\n\n")
    if not blocks[0].startswith("WEBVTT"):
        raise ValueError("it does not start with WEBVTT")
    _read_cues(text, package, "WebVTT")


def _read_srt(text: str, package: Package) -> None:
    _read_cues(text, package, "SubRip")


def _read_cues(text: str, package: Package, format: str) -> None:
    latest, cues = 0, 0
    for number, line in enumerate(text.splitlines(), 1):
        if "-->" not in line:
            continue
        start, _, rest = line.partition("-->")
        try:
            start_ms = timing.parse_timestamp(start)
            end_ms = timing.parse_timestamp(rest.split()[0] if rest.split() else "")
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from None
        _refuse_times(start_ms, end_ms, latest, package, f"line {number}")
        latest, cues = start_ms, cues + 1
    if not cues:
        raise ValueError(f"no cue of {format}")


def _read_transcript_json(text: str, package: Package) -> None:
    segments = _object(text).get("segments")
    if not isinstance(segments, list) or not segments:
        raise ValueError("no segments")
    latest = 0
    for number, segment in enumerate(segments, 1):
        if not isinstance(segment, dict) or not isinstance(segment.get("body"), str):
            raise ValueError(f"segment {number} has no body")
        start_ms, end_ms = (_ms(segment, key, number) for key in ("startTime", "endTime"))
        _refuse_times(start_ms, end_ms, latest, package, f"segment {number}")
        latest = start_ms


def _read_chapters(text: str, package: Package) -> None:
    document = _object(text)
    chapters = document.get("chapters")
    if not isinstance(document.get("version"), str) or not isinstance(chapters, list):
        raise ValueError("no version, or no chapters")
    latest = -1
    for number, chapter in enumerate(chapters, 1):
        if not isinstance(chapter, dict):
            raise ValueError(f"chapter {number} is not an object")
        start_ms = _ms(chapter, "startTime", number)
        if start_ms <= latest:
            raise ValueError(f"chapter {number} does not start after the previous one")
        if start_ms > package.duration_ms:
            raise ValueError(f"chapter {number} starts after the end of the audio")
        latest = start_ms


_READERS: dict[str, Callable[[str, Package], None]] = {
    "vtt": _read_vtt,
    "srt": _read_srt,
    "captions-json": _read_transcript_json,
    "chapters": _read_chapters,
}
_SLACK_MS = 1000
"""Captions may end slightly after the audio because of rounding and encoder padding."""


def _refuse_times(start_ms: int, end_ms: int, latest: int, package: Package, place: str) -> None:
    if end_ms < start_ms:
        raise ValueError(f"{place} ends before it starts")
    if start_ms < latest:
        raise ValueError(f"{place} starts before the previous one")
    if end_ms > package.duration_ms + _SLACK_MS:
        raise ValueError(f"{place} ends after the end of the audio")


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")
    return value


def _ms(record: dict[str, Any], key: str, number: int) -> int:
    value = record.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e7:
        raise ValueError(f"{key} of entry {number} is {value!r}")
    return round(value * 1000)
