"""From folders to a feed: what is made, what is left alone, what fails."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import feedparser
import podcastparser
import pytest

from segmentcast.errors import (
    ConfigError,
    LedgerError,
    SegmentcastError,
    StoreError,
    UsageError,
)

NAMESPACE = {"podcast": "https://podcastindex.org/namespace/1.0"}


def test_a_page_becomes_an_episode_with_all_its_files(show: Any) -> None:
    """Audio, captions in four forms, chapters, artwork, pages, and a feed that names them all."""
    show.episode()
    report = show.publish()
    (outcome,) = report.outcomes
    assert (outcome.status, outcome.title) == ("made", "The ferry that came back")
    assert dict(outcome.voices) == {"Peter Aune": "tone/low@0.5", "Rosa Lind": "tone/high@0.5"}
    paths = set(show.snapshot())
    for pattern in (
        r"audio/2026-03-14-ferry-[0-9a-f]{12}\.mp3",
        r"captions/2026-03-14-ferry-[0-9a-f]{12}\.vtt",
        r"captions/2026-03-14-ferry-[0-9a-f]{12}\.srt",
        r"captions/2026-03-14-ferry-[0-9a-f]{12}\.json",
        r"captions/2026-03-14-ferry-[0-9a-f]{12}\.html",
        r"chapters/2026-03-14-ferry-[0-9a-f]{12}\.json",
        r"artwork/2026-03-14-ferry-[0-9a-f]{12}\.jpg",
        r"artwork/show-[0-9a-f]{12}\.jpg",
        r"episodes/2026-03-14-ferry/index\.html",
        r"index\.html",
        r"feed\.xml",
    ):
        assert [path for path in paths if re.fullmatch(pattern, path)], pattern


def test_other_peoples_readers_find_the_episode(show: Any) -> None:
    """feedparser and podcastparser read title, date, enclosure and duration as they were meant."""
    show.publish_first()
    data = (show.feed / "feed.xml").read_bytes()
    parsed = feedparser.parse(data)
    assert not parsed.bozo
    (entry,) = parsed.entries
    (enclosure,) = entry.enclosures
    name = enclosure.href.removeprefix("https://news.example/podcast/")
    audio = show.feed / name
    assert int(enclosure.length) == audio.stat().st_size
    assert entry.published_parsed[:3] == (2026, 3, 14)
    with (show.feed / "feed.xml").open("rb") as stream:
        other = podcastparser.parse("https://news.example/podcast/feed.xml", stream)
    (episode,) = other["episodes"]
    assert episode["title"] == "The ferry that came back"
    assert episode["description"].startswith("After nine years a ferry crosses the bay again.")
    assert episode["guid"] == entry.id
    assert episode["total_time"] > 5


def test_nothing_changed_means_nothing_is_touched(show: Any) -> None:
    """A second publish writes no file: content and times stay."""
    show.publish_first()
    before = show.snapshot()
    report = show.publish()
    assert show.snapshot() == before
    assert [outcome.status for outcome in report.outcomes] == ["unchanged"]
    assert report.written == 0


def test_the_same_show_gives_the_same_bytes_elsewhere(new_show: Callable[[str], Any]) -> None:
    """Two machines, any number of threads: the same files, byte for byte."""
    contents = []
    for name, workers in (("one", 1), ("two", 3)):
        show = new_show(name)
        show.episode()
        show.publish(workers=workers)
        contents.append({path: data for path, (data, _) in show.snapshot().items()})
    assert contents[0] == contents[1]


def test_one_changed_word_speaks_one_sentence_again(show: Any) -> None:
    """GUID and date stay, the enclosure gets a new address, the old sound stays reachable."""
    folder = show.publish_first()
    first = feedparser.parse((show.feed / "feed.xml").read_bytes()).entries[0]
    path = folder / "transcript.txt"
    path.write_text(path.read_text().replace("his cow", "his goat"))
    (outcome,) = show.publish().outcomes
    second = feedparser.parse((show.feed / "feed.xml").read_bytes()).entries[0]
    assert (outcome.spoken, outcome.status) == (1, "made")
    assert outcome.reasons == ("transcript.txt changed",)
    assert (second.id, second.published) == (first.id, first.published)
    assert second.enclosures[0].href != first.enclosures[0].href
    old = first.enclosures[0].href.removeprefix("https://news.example/podcast/")
    assert (show.feed / old).is_file()


def test_a_retitled_episode_keeps_its_sound(show: Any) -> None:
    """A new title in episode.toml speaks nothing: the frames are those of before."""
    folder = show.publish_first()
    (folder / "episode.toml").write_text('title = "A ferry again"\n')
    (outcome,) = show.publish().outcomes
    assert (outcome.spoken, outcome.title) == (0, "A ferry again")
    audio = sorted((show.feed / "audio").iterdir(), key=lambda path: path.stat().st_mtime_ns)
    assert len(audio) == 2
    from segmentcast import tags

    assert tags.strip(audio[0].read_bytes()) == tags.strip(audio[1].read_bytes())


def test_captions_speak_with_names_and_the_sources_spelling(show: Any) -> None:
    """VTT has voice spans; every word of the transcript is in the JSON, in order."""
    show.publish_first()
    vtt = next((show.feed / "captions").glob("*.vtt")).read_text()
    assert "<v Rosa Lind>" in vtt
    segments = json.loads(next((show.feed / "captions").glob("*.json")).read_text())["segments"]
    words = " ".join(segment["body"] for segment in segments).split()
    text = show.folder.joinpath("2026-03-14-ferry/transcript.txt").read_text()
    spoken = text.split("Read the Full Transcript")[1].split("Listen to this Segment")[0].split()
    assert words == spoken


def test_a_broken_episode_is_named_and_the_others_are_published(show: Any) -> None:
    """No transcript in one folder, no date in another: two failures, one good episode."""
    show.episode()
    (show.folder / "2026-03-15-empty").mkdir()
    show.episode("undated")
    report = show.publish()
    assert {outcome.folder: outcome.status for outcome in report.outcomes} == {
        "2026-03-14-ferry": "made",
        "2026-03-15-empty": "failed",
        "undated": "failed",
    }
    told = {outcome.folder: str(outcome.problems[0]) for outcome in report.failed}
    assert "no transcript" in told["2026-03-15-empty"]
    assert "date = " in told["undated"]
    assert all("Fix: " in line for line in told.values())
    assert len(feedparser.parse((show.feed / "feed.xml").read_bytes()).entries) == 1


def test_an_episode_that_breaks_later_stays_as_it_was_published(show: Any) -> None:
    """An emptied transcript is an error; subscribers keep what they had."""
    folder = show.publish_first()
    before = (show.feed / "feed.xml").read_bytes()
    (folder / "transcript.txt").write_text("")
    report = show.publish()
    assert [outcome.status for outcome in report.outcomes] == ["failed"]
    assert (show.feed / "feed.xml").read_bytes() == before


def test_a_date_to_come_is_held_until_it_is_due(show: Any, now: Any) -> None:
    """An embargoed episode is not in the feed before its time, and is afterwards."""
    show.episode()
    show.episode("2026-07-01-later")
    report = show.publish()
    assert [outcome.status for outcome in report.outcomes] == ["made", "held"]
    assert "2026-07-01-later" not in " ".join(show.snapshot())
    show.publish(now=now + timedelta(days=60))
    assert len(feedparser.parse((show.feed / "feed.xml").read_bytes()).entries) == 2


def test_a_changed_date_does_not_move_the_episode(show: Any) -> None:
    """The date that subscribers were given is kept, and a warning says so."""
    folder = show.publish_first()
    (folder / "episode.toml").write_text("date = 2026-03-01\n")
    (outcome,) = show.publish().outcomes
    assert any(finding.rule == "published-date" for finding in outcome.findings)
    entry = feedparser.parse((show.feed / "feed.xml").read_bytes()).entries[0]
    assert entry.published_parsed[:3] == (2026, 3, 14)


def test_a_dry_run_writes_nothing(show: Any) -> None:
    """It says what would be made and why; no file appears."""
    show.episode()
    report = show.publish(dry_run=True)
    assert [(outcome.status, outcome.reasons) for outcome in report.outcomes] == [
        ("made", ("new",))
    ]
    assert not show.feed.exists()
    assert not (show.folder / "ledger").exists()


def test_a_lost_file_is_made_again_the_same(show: Any) -> None:
    """Somebody deleted the captions: they come back with the same bytes, nothing is spoken."""
    show.publish_first()
    before = {path: data for path, (data, _) in show.snapshot().items()}
    shutil.rmtree(show.feed / "captions")
    (outcome,) = show.publish().outcomes
    assert outcome.spoken == 0
    assert {path: data for path, (data, _) in show.snapshot().items()} == before


def test_a_deleted_cache_costs_time_and_nothing_else(show: Any) -> None:
    """Without the work folder every published file has the same bytes."""
    show.publish_first()
    before = show.contents()
    shutil.rmtree(show.root / ".segmentcast")
    show.publish()
    assert show.contents() == before


def test_a_removed_folder_leaves_the_feed_but_not_the_ledger(show: Any) -> None:
    """Its item goes; its GUID is kept for when it comes back."""
    gone = show.publish_first("2026-03-20-gone", "2026-03-14-ferry")
    entries = feedparser.parse((show.feed / "feed.xml").read_bytes()).entries
    guids = {entry.link: entry.id for entry in entries}
    shutil.rmtree(gone)
    report = show.publish()
    assert report.removed == ("2026-03-20-gone",)
    assert len(feedparser.parse((show.feed / "feed.xml").read_bytes()).entries) == 1
    show.episode("2026-03-20-gone")
    show.publish()
    again = feedparser.parse((show.feed / "feed.xml").read_bytes()).entries
    assert {entry.link: entry.id for entry in again} == guids


def test_an_unknown_voice_is_named_with_the_known_ones(show: Any) -> None:
    """The message names file, key and voice, and how to find another."""
    show.episode(episode_toml='[voices]\nguest = "tone/soprano"\n')
    (outcome,) = show.publish().failed
    told = " ".join(str(problem) for problem in outcome.problems)
    assert "soprano" in told
    assert "Fix: " in told


def test_a_wrong_picture_is_refused_with_its_measures(show: Any) -> None:
    """An oblong picture is an error of that episode."""
    from PIL import Image

    folder = show.episode(episode_toml='artwork = "cover.png"\n')
    Image.new("RGB", (1500, 900)).save(folder / "cover.png")
    (outcome,) = show.publish().failed
    assert "1500" in str(outcome.problems[0])


def test_an_unwritable_folder_is_told_before_anything_is_made(show: Any) -> None:
    """A file stands where the feed's folder should be."""
    show.episode()
    show.feed.write_text("in the way")
    with pytest.raises(StoreError) as caught:
        show.publish()
    assert str(show.feed.name) in str(caught.value)


def test_only_looks_at_one_episode_and_keeps_the_others(show: Any) -> None:
    """--only leaves what is published and refuses an unknown name."""
    show.publish_first("2026-03-14-ferry", "2026-03-20-second")
    report = show.publish(only=("2026-03-20-second",))
    assert [outcome.folder for outcome in report.outcomes] == ["2026-03-20-second"]
    assert len(feedparser.parse((show.feed / "feed.xml").read_bytes()).entries) == 2
    with pytest.raises(UsageError, match="no such episode"):
        show.publish(only=("2026-03-21-third",))


def test_the_cast_is_kept_and_obeyed(show: Any) -> None:
    """cast.toml names everybody's voice; an edit there changes the voice, and only that."""
    text = show.folder / "show.toml"
    text.write_text(text.read_text().split("[voices]")[0])
    show.episode()
    cast_file = show.folder / "cast.toml"
    cast_file.write_text('[voices]\n"rosa-lind" = "tone/high"\n"peter-aune" = "tone/low"\n')
    (first,) = show.publish().outcomes
    assert dict(first.voices) == {"Peter Aune": "tone/low", "Rosa Lind": "tone/high"}
    cast_file.write_text(cast_file.read_text().replace("tone/high", "tone/middle"))
    (second,) = show.publish().outcomes
    assert dict(second.voices)["Rosa Lind"] == "tone/middle"
    assert "voices changed" in second.reasons


CRASHING = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from segmentcast import captions, chapters, feed, master, site, tags
from segmentcast.ports import SilentProgress
from segmentcast.publish import Options, publish, run
from segmentcast.publish.produce import production
from segmentcast.publish.release import release
from segmentcast.workspace.show_folder import locate

def hook(event, args):
    global left
    if event == "os.rename":
        left -= 1
        if left < 0:
            os._exit(9)

# A process for each publish, and the imports once for all of them.
for line in sys.stdin:
    child = os.fork()
    if not child:
        left = int(line)
        sys.addaudithook(hook)
        publish(locate(Path(sys.argv[1])), Options(datetime(2026, 6, 1, tzinfo=UTC)), SilentProgress())
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def test_a_crash_at_any_moment_leaves_a_whole_feed(show: Any) -> None:
    """Killed between any two writes, the old feed stands, and all that it names is there."""
    show.publish_first()
    old = (show.feed / "feed.xml").read_bytes()
    show.episode("2026-03-20-second")
    crashes = 0
    with subprocess.Popen(
        [sys.executable, "-c", CRASHING, str(show.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdin
        assert program.stdout
        for writes in (0, 1, 3, 6, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28):
            program.stdin.write(f"{writes}\n")
            program.stdin.flush()
            code = int(program.stdout.readline())
            assert code in (0, 9)
            crashes += code == 9
            data = (show.feed / "feed.xml").read_bytes()
            parsed = feedparser.parse(data)
            assert not parsed.bozo
            assert data == old or len(parsed.entries) == 2
            for entry in parsed.entries:
                path = entry.enclosures[0].href.removeprefix("https://news.example/podcast/")
                assert (show.feed / path).stat().st_size == int(entry.enclosures[0].length)
            if code == 0:
                break
    assert crashes >= 3
    show.publish()
    assert len(feedparser.parse((show.feed / "feed.xml").read_bytes()).entries) == 2


def test_a_renamed_folder_is_the_same_episode(show: Any) -> None:
    """The GUID and the date stay when the folder gets another name."""
    folder = show.publish_first()
    first = feedparser.parse((show.feed / "feed.xml").read_bytes()).entries[0]
    folder.rename(folder.with_name("2026-03-14-the-ferry"))
    show.publish()
    (second,) = feedparser.parse((show.feed / "feed.xml").read_bytes()).entries
    assert (second.id, second.published) == (first.id, first.published)
    assert "the-ferry" in second.link


@pytest.mark.parametrize("name", ["show.toml"])
def test_a_show_that_cannot_be_read_changes_nothing(show: Any, name: str) -> None:
    """A wrong key in show.toml stops before anything is written."""
    show.publish_first()
    before = show.snapshot()
    path: Path = show.folder / name
    path.write_text(path.read_text().replace("title", "titel", 1))
    with pytest.raises(ConfigError, match="titel"):
        show.publish()
    assert show.snapshot() == before


def test_errors_are_of_one_tree(show: Any) -> None:
    """Whatever is wrong with a show as a whole is an error of ours with an exit code."""
    (show.folder / "show.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SegmentcastError) as caught:
        show.publish()
    assert caught.value.exit_code == 3


def test_a_failure_never_takes_a_published_episode_away(show: Any) -> None:
    """On another machine, without records, a broken transcript leaves the whole feed as it was."""
    folder = show.publish_first("2026-03-14-ferry", "2026-03-20-second")
    before = (show.feed / "feed.xml").read_bytes()
    shutil.rmtree(show.root / ".segmentcast")
    (folder / "transcript.txt").write_text("")
    with pytest.raises(LedgerError, match="was published but could not be made"):
        show.publish()
    assert (show.feed / "feed.xml").read_bytes() == before
