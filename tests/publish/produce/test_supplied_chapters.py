"""Chapters that people supply for a recording: from file, tags or episode.toml to MP3, JSON and page."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mutagen
import pytest
from mutagen import id3
from mutagen.oggopus import OggOpus

from segmentcast import audio_io
from segmentcast.config import EpisodeConfig
from segmentcast.model import Chapter
from segmentcast.workspace.chapter_source import supplied_chapters
from segmentcast.workspace.episode_folder import episode_folder
from tests.publish.produce.recordings import (
    NAME,
    PODCAST,
    item,
    outcome,
    page,
    record,
    sounds,
    the,
    title,
)
from tests.showcase import BASE_URL, ShowUnderTest

__all__ = ["record", "sounds"]

EXPECTED = [("Welcome", 0.0), ("The ferry", 2.0), ("The fog", 4.0)]


def named(show: ShowUnderTest, element: str) -> Path:
    """The file that the feed names."""
    node = item(show).find(element)
    assert node is not None
    return show.feed / str(node.get("url")).removeprefix(BASE_URL)


def published(show: ShowUnderTest) -> list[tuple[str, float]]:
    """Title and start of each chapter: the same in the JSON document and in the MP3's tag."""
    document = json.loads(named(show, f"{PODCAST}chapters").read_text("utf-8"))
    rows = [(row["title"], row["startTime"]) for row in document["chapters"]]
    tag = mutagen.File(named(show, "enclosure")).tags
    frames = sorted(tag.getall("CHAP"), key=lambda frame: frame.start_time)
    assert [(str(f.sub_frames["TIT2"]), f.start_time / 1000) for f in frames] == rows
    assert frames[-1].end_time == pytest.approx(6000, abs=500)
    return rows


def chap(number: int, start_ms: int, words: str) -> Any:
    return id3.CHAP(
        element_id=f"c{number}",
        start_time=start_ms,
        end_time=start_ms + 2000,
        sub_frames=[title(words)],
    )


def test_chapters_of_the_mp3_itself(show: ShowUnderTest, record: Callable[..., Path]) -> None:
    """Its CHAP frames come back in tag, document, page, and notes."""
    record(*(chap(number, round(at * 1000), words) for number, (words, at) in enumerate(EXPECTED)))
    outcome(show.publish())
    assert published(show) == EXPECTED
    assert "The ferry" in page(show)
    assert "00:00:02 The ferry" in (item(show).findtext("description") or "")


def test_chapters_of_an_m4a(
    show: ShowUnderTest, record: Callable[..., Path], tmp_path: Path
) -> None:
    """A track of chapters, as Apple's programs write it."""
    path = record(file="recording.m4a")
    marked = tmp_path / "marked.m4a"
    sections = tuple(
        Chapter(round(at * 1000), round(at * 1000) + 2000, words) for words, at in EXPECTED
    )
    audio_io.with_chapters(path, marked, sections, "x")
    path.write_bytes(marked.read_bytes())
    outcome(show.publish())
    assert published(show) == EXPECTED


def test_chapters_of_vorbis_comments(show: ShowUnderTest, record: Callable[..., Path]) -> None:
    """CHAPTER001 and CHAPTER001NAME."""
    path = record(file="recording.opus")
    sound = OggOpus(path)
    for number, (words, at) in enumerate(EXPECTED):
        sound[f"CHAPTER{number:03d}"] = [f"00:00:0{at:.3f}"]
        sound[f"CHAPTER{number:03d}NAME"] = [words]
    sound.save()
    outcome(show.publish())
    assert published(show) == EXPECTED


def test_one_order_of_preference(show: ShowUnderTest, record: Callable[..., Path]) -> None:
    """episode.toml, then JSON, then lines, then the file's own; a note names what is passed over."""
    path = record(chap(0, 0, "In the tag"), chap(1, 3000, "Also in the tag"))
    folder = path.parent
    outcome(show.publish())
    assert published(show) == [("In the tag", 0.0), ("Also in the tag", 3.0)]
    (folder / "chapters.txt").write_text("0:00 In lines\n0:03 More\n")
    made = outcome(show.publish())
    assert "chapters.txt is new" in made.reasons
    assert published(show)[0] == ("In lines", 0.0)
    (folder / "chapters.json").write_text('{"chapters": [{"startTime": 0, "title": "In JSON"}]}')
    made = outcome(show.publish())
    assert published(show) == [("In JSON", 0.0)]
    assert any("not used: chapters.json has the chapters" in f.what for f in made.findings)
    toml = "".join(
        f'[[chapters]]\nstart = "0:0{at:g}"\ntitle = "{words}"\n' for words, at in EXPECTED
    )
    (folder / "episode.toml").write_text(toml)
    outcome(show.publish())
    assert published(show) == EXPECTED
    before = show.snapshot()
    assert outcome(show.publish()).status == "unchanged"
    assert show.snapshot() == before


def test_dead_air_that_is_cut_off_moves_the_chapters(
    show: ShowUnderTest, record: Callable[..., Path]
) -> None:
    """Times in the file are those of the file: without its first two seconds they are earlier."""
    record(more=("-af", "adelay=2300:all=1"), file="recording.wav",
           toml='[[chapters]]\nstart = 0\ntitle = "One"\n[[chapters]]\nstart = 5\ntitle = "Two"\n')  # fmt: skip
    made = outcome(show.publish())
    assert any(f.rule == "recording-trimmed" for f in made.findings)
    rows = published(show)
    assert rows[0] == ("One", 0.0)
    assert rows[1][1] == pytest.approx(3.0, abs=0.11)
    folder = show.folder / NAME
    text = (folder / "episode.toml").read_text()
    (folder / "episode.toml").write_text(text.replace("Two", "Second"))
    outcome(show.publish())
    assert published(show) == [rows[0], ("Second", rows[1][1])]


def test_what_cannot_be_is_told_and_the_rest_is_published(
    show: ShowUnderTest, record: Callable[..., Path]
) -> None:
    """Beyond the end, unsorted; a broken file falls back on the tag."""
    path = record(chap(0, 0, "In the tag"), chap(1, 3000, "Also in the tag"))
    folder = path.parent
    (folder / "chapters.txt").write_text("0:04 Late\n0:00 Early\n9:00 Never\n")
    made = outcome(show.publish())
    assert published(show) == [("Early", 0.0), ("Late", 4.0)]
    text = " ".join(f.what for f in made.findings if f.rule == "chapters")
    assert "sorted" in text
    assert "1 chapter starts after the end of the sound (0:06)" in text
    (folder / "chapters.txt").write_text("These are no chapters.\n")
    made = outcome(show.publish())
    assert published(show)[0] == ("In the tag", 0.0)
    assert any("line 1 is not a time and a title" in f.what for f in made.findings)


def test_a_narration_has_no_times_to_name(show: ShowUnderTest) -> None:
    """[[chapters]] without a recording are refused with the reason."""
    show.episode(episode_toml='[[chapters]]\nstart = 0\ntitle = "One"\n')
    (one,) = show.publish().outcomes
    assert "need a recording of the whole talk" in one.problems[0].what


def test_ffprobe_finds_them(show: ShowUnderTest, record: Callable[..., Path]) -> None:
    """Another program reads the published MP3's chapters."""
    record(*(chap(number, round(at * 1000), words) for number, (words, at) in enumerate(EXPECTED)))
    outcome(show.publish())
    shown = subprocess.run(
        ["ffprobe", "-v", "error", "-show_chapters", "-of", "json", str(the(show, "audio/*.mp3"))],
        check=True, capture_output=True,
    ).stdout  # fmt: skip
    rows = json.loads(shown)["chapters"]
    assert sorted((float(r["start_time"]), r["tags"]["title"]) for r in rows) == [
        (at, words) for words, at in EXPECTED
    ]


def test_a_recordings_own_chapters_are_no_change_by_people(
    show: ShowUnderTest, record: Callable[..., Path]
) -> None:
    """Else an update that reads them would give published episodes new tags and a new address."""
    path = record(chap(0, 0, "In the tag"), chap(1, 3000, "Also in the tag"))
    config = EpisodeConfig(where="episode.toml")
    own = supplied_chapters(episode_folder(path.parent), config, path)
    assert [mark.title for mark in own.marks] == ["In the tag", "Also in the tag"]
    assert own.decided == ()
    (path.parent / "chapters.txt").write_text("0:00 One\n0:03 Two\n")
    beside = supplied_chapters(episode_folder(path.parent), config, path)
    assert beside.decided == ((0, "One"), (3000, "Two"))


def test_an_intro_moves_the_chapters_and_a_bed_plays_under_all(
    show: ShowUnderTest, record: Callable[..., Path], sounds: Callable[..., bytes]
) -> None:
    """Surroundings need no words: the times of chapters follow the intro, in every format."""
    for name in ("intro.wav", "bed.wav"):
        (show.folder / name).write_bytes(sounds("wav"))
    show.settings(
        '[audio]\nformats = ["m4a", "opus"]\n'
        '[around]\nintro = "intro.wav"\nbed = "bed.wav"\ncrossfade_ms = 0\n'
    )
    path = record()
    (path.parent / "chapters.txt").write_text("0:00 The old quay\n0:03 The new one\n")
    outcome(show.publish())
    document = json.loads(named(show, f"{PODCAST}chapters").read_text("utf-8"))
    rows = [(row["title"], row["startTime"]) for row in document["chapters"]]
    assert [title for title, _ in rows] == ["Harbour walk", "The old quay", "The new one"]
    assert rows[1][1] == pytest.approx(6.0, abs=0.2)
    assert rows[2][1] - rows[1][1] == pytest.approx(3.0, abs=0.05)
    opus = OggOpus(the(show, "audio/*.opus"))
    assert [opus[f"chapter00{number}name"][0] for number in range(3)] == [row[0] for row in rows]
    assert [row[1] for row in audio_io.file_chapters(the(show, "audio/*.m4a"))] == [
        row[0] for row in rows
    ]


def test_all_formats_of_a_recording_without_chapters(
    show: ShowUnderTest, record: Callable[..., Path]
) -> None:
    """Neither words nor chapters, in M4A and Opus as in MP3."""
    show.settings('[audio]\nformats = ["m4a", "opus"]\n')
    record()
    outcome(show.publish())
    assert not audio_io.file_chapters(the(show, "audio/*.m4a"))
    assert "lyrics" not in OggOpus(the(show, "audio/*.opus"))
