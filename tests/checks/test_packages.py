"""What is published against what was recorded and promised."""

from __future__ import annotations

import hashlib
import json
import tracemalloc
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from segmentcast import checks, feed, layout
from segmentcast.model import Package, PackageFile, Role, Show
from segmentcast.store import DirectoryStore, MemoryStore

VTT = b"WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n<v Ada Quay>Fog again.\n"
SRT = b"1\n00:00:00,000 --> 00:00:02,000\nFog again.\n"
JSON = json.dumps(
    {
        "version": "1.0.0",
        "segments": [{"speaker": "Ada Quay", "startTime": 0, "endTime": 2, "body": "Fog again."}],
    }
).encode()
CHAPTERS = b'{"version": "1.2.0", "chapters": [{"startTime": 0, "title": "Fog"}]}'
CONTENTS: dict[Role, bytes] = {
    "audio": b"sound",
    "vtt": VTT,
    "srt": SRT,
    "captions-json": JSON,
    "chapters": CHAPTERS,
}


def package_of(contents: Mapping[Role, bytes]) -> tuple[Package, dict[str, bytes]]:
    """A package that records these contents, and the files."""
    name: dict[str, Callable[[str], str]] = {
        "audio": lambda sha: layout.audio_path("fog", sha),
        "vtt": lambda sha: layout.caption_path("fog", sha, ".vtt"),
        "srt": lambda sha: layout.caption_path("fog", sha, ".srt"),
        "captions-json": lambda sha: layout.caption_path("fog", sha, ".json"),
        "chapters": lambda sha: layout.chapters_path("fog", sha),
    }
    recorded, files = [], {}
    for role, data in contents.items():
        sha256 = hashlib.sha256(data).hexdigest()
        path = name[role](sha256)
        recorded.append(PackageFile(role, path, layout.media_type(path), len(data), sha256))
        files[path] = data
    when = datetime(2016, 11, 13, tzinfo=UTC)
    guid = "07df77f4-b649-5823-8705-7eeabeb34923"
    return Package("fog", guid, "Fog", "Fog.", when, 3000, tuple(recorded), (), ()), files


def stored(files: Mapping[str, bytes | None]) -> MemoryStore:
    """A store that holds these files; None for one that is not there."""
    store = MemoryStore()
    for path, data in files.items():
        if data is not None:
            store.put(path, data, mime="application/octet-stream")
    return store


def test_whole_packages_are_silent() -> None:
    """Files that are there, unchanged and readable give no finding."""
    package, files = package_of(CONTENTS)
    assert checks.check_packages([package], stored(files)) == ()


@pytest.mark.parametrize(
    ("rule", "damage"),
    [
        ("file-missing", lambda _: None),
        ("file-length", lambda data: data + b"!"),
        ("file-hash", lambda data: data[:-1] + b"!"),
    ],
)
def test_changed_files_are_found(rule: str, damage: Callable[[bytes], bytes | None]) -> None:
    """A file that is lost, longer or different is found, by its path."""
    package, files = package_of({"audio": b"sound"})
    findings = checks.check_packages(
        [package], stored({path: damage(data) for path, data in files.items()})
    )
    assert [(each.rule, each.where) for each in findings] == [(rule, package.files[0].path)]


@pytest.mark.parametrize(
    ("role", "data", "what"),
    [
        ("vtt", b"00:00:00.000 --> 00:00:02.000\nFog.\n", "WEBVTT"),
        ("vtt", b"WEBVTT\n\n", "no cue"),
        ("vtt", VTT.replace(b"00:00:02.000", b"2 seconds"), "line 3"),
        ("vtt", VTT.replace(b"00:00:00.000", b"00:00:02.500"), "ends before"),
        ("vtt", VTT.replace(b"00:00:02.000", b"00:00:09.000"), "after the end"),
        (
            "vtt",
            VTT + VTT[6:].replace(b"00:00:00", b"00:00:01") + VTT[6:],
            "before the previous one",
        ),
        ("vtt", b"WEBVTT\n\n\xff\xfe", "not UTF-8"),
        ("srt", b"1\nFog again.\n", "no cue"),
        ("captions-json", b"[]", "not a JSON object"),
        ("captions-json", b"{", "cannot be read"),
        ("captions-json", b"[" * 100_000, "nested"),
        ("captions-json", b'{"segments": []}', "no segments"),
        ("captions-json", JSON.replace(b"2,", b'"2",'), "endTime"),
        ("captions-json", JSON.replace(b'"endTime": 2', b'"endTime": NaN'), "endTime"),
        ("chapters", b'{"chapters": []}', "no version"),
        ("chapters", CHAPTERS.replace(b": 0", b": -1"), "startTime"),
        ("chapters", CHAPTERS.replace(b": 0", b": 7"), "after the end"),
        (
            "chapters",
            b'{"version": "1.2.0", "chapters": [{"startTime": 1}, {"startTime": 1}]}',
            "does not start after",
        ),
    ],
)
def test_unreadable_files_are_found(role: Role, data: bytes, what: str) -> None:
    """Captions and chapters that a player could not use are found, with the reason."""
    package, files = package_of({role: data})
    findings = checks.check_packages([package], stored(files))
    assert [each.rule for each in findings] == ["file-broken"]
    assert what in findings[0].what


def test_types_must_fit_the_name() -> None:
    """A file is declared as what the server will say it is."""
    package, files = package_of({"chapters": CHAPTERS})
    wrong = replace(package, files=(replace(package.files[0], mime="application/json"),))
    assert [each.rule for each in checks.check_packages([wrong], stored(files))] == ["file-type"]


def test_feed_promises_what_the_package_holds() -> None:
    """Address, length and type in the feed are those of the file."""
    show = Show("T", "D", "A", "https://a.example/", "https://a.example/")
    package, _ = package_of(CONTENTS)
    data = feed.documents(show, [package])[0].data
    assert checks.check_promises(data, [package], show.base_url) == ()
    longer = replace(package.files[0], length_bytes=6, path="audio/other.mp3", mime="audio/aac")
    changed = replace(package, files=(longer, *package.files[1:]))
    findings = checks.check_promises(data, [changed], show.base_url)
    assert [each.rule for each in findings] == ["promise-url", "promise-length", "promise-type"]


def test_long_sound_is_not_read_into_memory(tmp_path: Path) -> None:
    """A sound of 300 MB is compared in a few megabytes of memory."""
    package, _ = package_of({"audio": b""})
    length = 300_000_000
    audio = replace(package.files[0], length_bytes=length)
    (tmp_path / audio.path).parent.mkdir()
    with (tmp_path / audio.path).open("wb") as sound:
        sound.truncate(length)
    long = replace(package, files=(audio,))
    tracemalloc.start()
    try:
        findings = checks.check_packages([long], DirectoryStore(tmp_path))
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [each.rule for each in findings] == ["file-hash"]
    assert peak_bytes < 20_000_000
