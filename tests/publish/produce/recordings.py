"""A show's recordings without a transcript: made, put into folders, and looked at when published."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from mutagen import id3

from segmentcast.publish import Report
from tests.showcase import ShowUnderTest

PODCAST = "{https://podcastindex.org/namespace/1.0}"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
NAME = "2026-03-14-harbour-walk"
TALKING = "aevalsrc=0.3*sin(2*PI*220*t)*(0.6+0.4*sin(2*PI*3*t)):s=44100:d=6"


@pytest.fixture(scope="session")
def sounds(ffmpeg: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], bytes]:
    """Six seconds of a wavering tone in the format of a file's ending, without tags."""
    folder = tmp_path_factory.mktemp("tones")

    def of(ending: str, *more: str) -> bytes:
        path = folder / f"tone{''.join(more).replace('/', '')[:40]}.{ending}"
        if not path.exists():
            source = ["-f", "lavfi", "-i", TALKING, *more, "-map_metadata", "-1"]
            subprocess.run([ffmpeg, "-v", "error", "-y", *source, str(path)], check=True)
        return path.read_bytes()

    return of


@pytest.fixture
def record(show: ShowUnderTest, sounds: Callable[..., bytes]) -> Callable[..., Path]:
    """Puts a recording into a folder of the show, with a name and with ID3 frames."""

    def put(
        *frames: Any, name: str = NAME, file: str = "recording.mp3", toml: str = "", more: Any = ()
    ) -> Path:
        folder = show.folder / name
        folder.mkdir(exist_ok=True)
        path = folder / file
        path.write_bytes(sounds(file.rpartition(".")[2], *more))
        if frames:
            tag = id3.ID3()
            for frame in frames:
                tag.add(frame)
            tag.save(path)
        if toml:
            (folder / "episode.toml").write_text(toml, encoding="utf-8")
        return path

    return put


def item(show: ShowUnderTest) -> ElementTree.Element:
    node = ElementTree.fromstring((show.feed / "feed.xml").read_bytes()).find("channel/item")
    assert node is not None
    return node


def outcome(report: Report) -> Any:
    (one,) = report.outcomes
    assert not one.problems, one.problems
    return one


def the(show: ShowUnderTest, pattern: str) -> Path:
    (path,) = show.feed.glob(pattern)
    return path


def page(show: ShowUnderTest) -> str:
    return the(show, "episodes/*/index.html").read_text("utf-8")


def title(text: str) -> Any:
    return id3.TIT2(encoding=3, text=[text])
