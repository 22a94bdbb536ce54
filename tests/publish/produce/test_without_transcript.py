"""A recording without a transcript is an episode: from the folder to feed and page."""

from __future__ import annotations

import json
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mutagen
import pytest
from mutagen import id3
from mutagen.mp4 import MP4, MP4Cover

from segmentcast import tags
from segmentcast.queries.published.checks import inspect
from segmentcast.store import MemoryStore
from segmentcast.workspace.show_folder import locate
from tests.interview import TURNS
from tests.publish.produce.recordings import (
    ITUNES,
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
from tests.showcase import NOW, ShowUnderTest, picture

__all__ = ["record", "sounds"]


@pytest.mark.parametrize("ending", ["mp3", "m4a", "wav", "flac", "ogg", "opus"])
def test_a_folder_with_only_a_recording_is_published(
    show: ShowUnderTest, record: Callable[..., Path], ending: str
) -> None:
    """Sound, artwork and a complete feed item; a page that says so; no captions, nobody synthetic."""
    record(file=f"recording.{ending}")
    made = outcome(show.publish())
    assert (made.status, made.title, made.voices) == ("made", "Harbour walk", ())
    entry = item(show)
    assert entry.findtext("title") == "Harbour walk"
    assert (entry.findtext("pubDate") or "").startswith("Sat, 14 Mar 2026 12:00:00")
    assert entry.findtext(f"{ITUNES}duration") == "6"
    assert entry.find("enclosure") is not None
    assert entry.find(f"{ITUNES}image") is not None
    assert entry.find(f"{PODCAST}transcript") is None
    assert entry.find(f"{PODCAST}chapters") is None
    content = entry.find(f"{PODCAST}txt[@purpose='ai-content']")
    assert content is not None
    assert content.text == "false"
    assert "Read the transcript" not in (entry.findtext("description") or "")
    assert "There is no transcript of this recording." in page(show)
    assert "There is no transcript" in the(show, "episodes/*/embed.html").read_text("utf-8")
    assert "synthetic" not in page(show)
    assert not (show.feed / "captions").exists()
    assert not (show.feed / "chapters").exists()
    tag = mutagen.File(the(show, "audio/*.mp3"))
    assert tag["TIT2"].text == ["Harbour walk"]
    assert not tag.tags.getall("USLT")
    assert not tag.tags.getall("CHAP")


def test_nothing_changed_is_left_alone(show: ShowUnderTest, record: Callable[..., Path]) -> None:
    """A second publish writes nothing, and a dry run says so."""
    record()
    show.publish()
    before = show.snapshot()
    assert outcome(show.publish(dry_run=True)).status == "unchanged"
    assert outcome(show.publish()).status == "unchanged"
    assert show.snapshot() == before


def test_a_dry_run_knows_length_and_title(show: ShowUnderTest, record: Callable[..., Path]) -> None:
    """Nothing is written, and the estimate is of the recording's own length."""
    record(title("A walk along the quay"))
    made = outcome(show.publish(dry_run=True))
    assert made.title == "A walk along the quay"
    assert made.forecast.sound_ms == pytest.approx(6000, abs=100)
    assert not show.feed.exists()


def test_tags_say_title_day_people_and_summary(
    show: ShowUnderTest, record: Callable[..., Path]
) -> None:
    """What the file says comes before the folder's name; the show itself is nobody in it."""
    record(
        title("A walk along the quay"),
        id3.TDRC(encoding=3, text=["2026-03-13T08:15:00"]),
        id3.TPE1(encoding=3, text=["Rosa Lind; Peter Aune", "Harbour News"]),
        id3.COMM(
            encoding=3, lang="eng", desc="", text=["The captain shows where the ferry lands."]
        ),
    )
    made = outcome(show.publish())
    entry = item(show)
    assert entry.findtext("title") == "A walk along the quay"
    assert (entry.findtext("pubDate") or "").startswith("Fri, 13 Mar 2026 12:00:00")
    assert [node.text for node in entry.findall(f"{PODCAST}person")] == ["Rosa Lind", "Peter Aune"]
    assert "The captain shows where the ferry lands." in (entry.findtext("description") or "")
    assert "the recording is dated 2026-03-13" in " ".join(f.what for f in made.findings)


def test_episode_toml_counts_more_than_tags(
    show: ShowUnderTest, record: Callable[..., Path]
) -> None:
    """Title, summary, date and people that a person wrote."""
    record(
        title("Mixdown of Tuesday"),
        id3.TPE1(encoding=3, text=["Somebody Else"]),
        id3.TDRC(encoding=3, text=["2020-01-01"]),
        toml='title = "The quay"\nsummary = "By foot."\ndate = 2026-03-14\n'
        '[[people]]\nname = "Rosa Lind"\nrole = "guest"\n',
    )
    outcome(show.publish())
    entry = item(show)
    assert entry.findtext("title") == "The quay"
    assert (entry.findtext("description") or "").startswith("By foot.")
    assert (entry.findtext("pubDate") or "").startswith("Sat, 14 Mar 2026")
    people = [(node.text, node.get("role")) for node in entry.findall(f"{PODCAST}person")]
    assert people == [("Rosa Lind", "guest")]


@pytest.mark.parametrize(
    "written", ["Track 01", "REC0004", "07", "Voice Memo 12", "New Recording 3.m4a"]
)
def test_a_title_that_a_recorder_wrote_is_none(
    show: ShowUnderTest, record: Callable[..., Path], written: str
) -> None:
    """The folder's name is the title then, and a note says so."""
    record(title(written))
    made = outcome(show.publish())
    assert made.title == "Harbour walk"
    assert written in next(f.what for f in made.findings if f.rule == "recording-title")


def test_tags_in_old_encodings_with_junk_are_read(
    show: ShowUnderTest, record: Callable[..., Path]
) -> None:
    """Windows quotes in Latin-1, UTF-8 in a Latin-1 field, UTF-16 with a NUL and rubbish behind it."""
    record(
        title("Caf\xc3\xa9 am Hafen"),
        id3.TPE1(encoding=1, text=["Ren\u00e9 L\u00f6we\0\ufffd\u0007rubbish"]),
        id3.COMM(encoding=0, lang="XXX", desc="", text=["\x93Come in\x94, said the old captain."]),
        id3.TDRC(encoding=3, text=["2026"]),
    )
    outcome(show.publish())
    entry = item(show)
    assert entry.findtext("title") == "Café am Hafen"
    assert "“Come in”, said the old captain." in (entry.findtext("description") or "")
    assert entry.findtext(f"{PODCAST}person") == "René Löwe"


def test_a_year_is_no_day(show: ShowUnderTest, record: Callable[..., Path]) -> None:
    """The folder's date counts; without one the episode fails with the way out."""
    year = id3.TDRC(encoding=3, text=["2019"])
    record(year)
    record(year, name="harbour")
    report = show.publish()
    made = {one.folder: one for one in report.outcomes}
    assert made[NAME].status == "made"
    assert (item(show).findtext("pubDate") or "").startswith("Sat, 14 Mar 2026")
    (problem,) = made["harbour"].problems
    assert "tags have none" in problem.what
    assert "date = 2026-06-01" in problem.mend


def test_a_square_picture_in_the_file_is_the_artwork(
    show: ShowUnderTest, record: Callable[..., Path]
) -> None:
    """1400 pixels are enough; a small one is not used, and a note says why."""
    path = record(id3.APIC(encoding=0, mime="image/jpeg", type=3, desc="", data=picture()))
    outcome(show.publish())
    copies = ("-600-", "-1200-")
    pictures = show.feed.glob(f"artwork/{NAME}-*.jpg")
    (art,) = (p for p in pictures if not any(size in p.name for size in copies))
    assert art.read_bytes() == picture()
    before = show.snapshot()
    assert outcome(show.publish(force=False)).status == "unchanged"
    assert show.snapshot() == before
    tag = id3.ID3(path)
    tag.getall("APIC")[0].data = picture()[:2000]
    tag.save(path)
    made = outcome(show.publish())
    assert any(f.rule == "recording-picture" for f in made.findings)


def test_mp4_tags_and_cover(show: ShowUnderTest, record: Callable[..., Path]) -> None:
    """The atoms of an M4A say the same as ID3."""
    path = record(file="recording.m4a")
    sound = MP4(path)
    sound["\xa9nam"], sound["\xa9ART"], sound["\xa9day"] = ["At sea"], ["Rosa Lind"], ["2026-03-12"]
    sound["desc"] = ["How the ferry came back to the bay."]
    sound["covr"] = [MP4Cover(picture(), MP4Cover.FORMAT_JPEG)]
    sound.save()
    outcome(show.publish())
    entry = item(show)
    assert entry.findtext("title") == "At sea"
    assert "How the ferry came back" in (entry.findtext("description") or "")
    assert (entry.findtext("pubDate") or "").startswith("Thu, 12 Mar 2026")
    assert any(p.read_bytes() == picture() for p in show.feed.glob(f"artwork/{NAME}-*.jpg"))


def test_a_compressed_frame_is_not_unpacked(
    show: ShowUnderTest, record: Callable[..., Path]
) -> None:
    """A few kilobytes that would be 64 MB of title are left; the folder's name is the title."""
    path = record()
    packed = zlib.compress(b"\x03" + b"A" * (64 << 20), 9)
    frame = b"TIT2" + (len(packed) + 4).to_bytes(4, "big") + b"\x00\x80"
    frame += (64 << 20).to_bytes(4, "big") + packed
    size = len(frame)
    synchsafe = bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))
    path.write_bytes(b"ID3\x03\x00\x00" + synchsafe + frame + path.read_bytes())
    assert outcome(show.publish()).title == "Harbour walk"


def test_two_recordings_are_refused_by_name(
    show: ShowUnderTest, record: Callable[..., Path]
) -> None:
    """Which is meant is for a person to say."""
    record()
    record(file="recording.wav")
    (one,) = show.publish().outcomes
    (problem,) = one.problems
    assert "recording.mp3, recording.wav" in problem.what
    assert 'recording = "recording.mp3"' in problem.mend
    (show.folder / NAME / "episode.toml").write_text('recording = "recording.wav"\n')
    assert outcome(show.publish()).status == "made"


def test_the_only_sound_beside_episode_toml_is_the_recording(
    show: ShowUnderTest, record: Callable[..., Path]
) -> None:
    """Whatever it is called; two are refused. Without episode.toml such a folder is no episode."""
    record(file="final-mix-v3.mp3", toml='title = "The quay"\n')
    record(file="jingle.mp3", name="2026-03-15-jingles")
    assert outcome(show.publish()).title == "The quay"
    record(file="another.mp3")
    (one,) = show.publish().outcomes
    assert "another.mp3, final-mix-v3.mp3" in one.problems[0].what


def test_an_empty_transcript_beside_it_is_refused(
    show: ShowUnderTest, record: Callable[..., Path]
) -> None:
    """An empty file may be a slip: captions are not dropped because of it."""
    record()
    (show.folder / NAME / "transcript.txt").write_text(" \n")
    (one,) = show.publish().outcomes
    (problem,) = one.problems
    assert "the transcript is empty" in problem.what
    assert "delete" in problem.mend


@pytest.mark.parametrize("name", ["recording.mp4", "recording.avi"])
def test_a_film_gives_its_sound(
    name: str, show: ShowUnderTest, record: Callable[..., Path]
) -> None:
    """A note says that its pictures are not published."""
    film = ("-f", "lavfi", "-i", "color=c=blue:s=64x64:d=6:r=5", "-shortest")
    record(file=name, more=film)
    made = outcome(show.publish())
    assert made.status == "made"
    assert any(f.rule == "recording-film" for f in made.findings)


def test_a_transcript_added_later_gives_captions_and_keeps_sound_and_guid(
    show: ShowUnderTest, spoken: Any, write: Any
) -> None:
    """No correction is due for that; taken away again, the captions go and the rest stays."""
    folder = show.folder / NAME
    folder.mkdir()
    write(folder / "recording.wav", spoken.samples)
    outcome(show.publish())
    guid = item(show).findtext("guid")
    frames = _frames(show)
    lines = [f"{who}: {' '.join(sentences)}\n" for who, sentences in TURNS]
    transcript = folder / "transcript.txt"
    transcript.write_text("\n".join(["Harbour walk", "", *lines]), encoding="utf-8")
    made = outcome(show.publish(require_notes=True))
    assert made.status == "made"
    entry = item(show)
    assert entry.findtext("guid") == guid
    assert _frames(show) == frames
    assert len(entry.findall(f"{PODCAST}transcript")) == 4
    assert "Updated" not in (entry.findtext("description") or "")
    assert json.loads(the(show, "captions/*.json").read_text())["segments"]
    assert "data-transcript" in page(show)
    transcript.unlink()
    outcome(show.publish(require_notes=True))
    entry = item(show)
    assert entry.findtext("guid") == guid
    assert _frames(show) == frames
    assert not entry.findall(f"{PODCAST}transcript")
    assert "There is no transcript of this recording." in page(show)


def _frames(show: ShowUnderTest) -> bytes:
    """The published sound without its tags."""
    audio = item(show).find("enclosure")
    assert audio is not None
    name = str(audio.get("url")).rpartition("/")[2]
    return tags.strip((show.feed / "audio" / name).read_bytes())


def test_a_renamed_folder_keeps_its_guid(show: ShowUnderTest, record: Callable[..., Path]) -> None:
    """The recording tells the episode wherever its folder is, also with a transcript added meanwhile."""
    record()
    outcome(show.publish())
    guid = item(show).findtext("guid")
    (show.folder / NAME).rename(show.folder / "2026-03-14-quay")
    outcome(show.publish())
    assert item(show).findtext("guid") == guid


def test_retracted_withdrawn_and_corrected(
    show: ShowUnderTest, record: Callable[..., Path]
) -> None:
    """A note is shown; a retraction speaks its notice and takes the sound; withdrawn, the item goes."""
    record(toml='[[corrections]]\ndate = 2026-05-30\nnote = "The ferry is named Alma."\n')
    record(name="2026-03-15-quay")
    assert not show.publish().failed
    feed = (show.feed / "feed.xml").read_text("utf-8")
    assert "The ferry is named Alma." in feed
    toml = show.folder / NAME / "episode.toml"
    retraction = '[retraction]\ndate = 2026-06-01\nnote = "Recorded without consent."\n'
    toml.write_text(retraction)
    assert not show.publish().failed
    feed = (show.feed / "feed.xml").read_text("utf-8")
    assert "Recorded without consent." in feed
    toml.write_text(retraction + 'sound = "withdrawn"\n')
    assert not show.publish().failed
    feed = (show.feed / "feed.xml").read_text("utf-8")
    assert feed.count("<item>") == 1


def test_it_comes_back_from_the_store_as_it_was_published(
    show: ShowUnderTest, record: Callable[..., Path], tmp_path: Path
) -> None:
    """A machine that lost feed and records sends nothing new: same sound, chapters, notes, feed."""
    folder = record(title("A walk along the quay")).parent
    (folder / "chapters.txt").write_text("0:00 The old quay\n0:03 The new one\n")
    (folder / "notes.md").write_text("By *foot*.\n")
    store = MemoryStore()
    show.publish_to(store)
    before = {path: store.get(path) for path in store.paths()}
    shutil.rmtree(show.feed)
    shutil.rmtree(show.root / ".segmentcast")
    show.publish_to(store)
    after = {path: store.get(path) for path in store.paths()}
    sounds = {path for path in before if path.startswith("audio/")}
    assert {path for path in after if path.startswith("audio/")} == sounds
    assert after["feed.xml"] == before["feed.xml"]


def test_a_sound_with_another_name_is_not_published_silently(
    show: ShowUnderTest, record: Callable[..., Path]
) -> None:
    """It may be raw material: the publish and the check say what to rename."""
    record(file="final-mix.mp3")
    report = show.publish()
    (finding,) = (one for one in report.findings if one.rule == "no-episodes")
    assert f"no file in {NAME} is called recording" in finding.what
    assert finding.mend == "rename final-mix.mp3 there to recording.mp3"
    record(name="2026-03-15-quay")
    show.publish()
    rows = inspect(locate(show.root), now=NOW)
    assert [row.mend for row in rows if row.rule == "loose-recording"] == [
        "rename it to recording.mp3; begin the folder's name with _ if it is no episode"
    ]


def test_a_draft_beside_it_is_no_transcript(
    show: ShowUnderTest, record: Callable[..., Path]
) -> None:
    """What a machine heard is published only when a person says so."""
    folder = record().parent
    draft = "WEBVTT\n\n00:00:00.000 --> 00:00:03.000\nA machine heard this.\n"
    (folder / "transcript.draft.vtt").write_text(draft)
    outcome(show.publish())
    assert "There is no transcript of this recording." in page(show)
    assert "A machine heard this" not in page(show)
