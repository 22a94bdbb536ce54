"""gPodder's command line, as Debian ships it, with a feed that we serve."""

import re
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def gpo(served: Any, surroundings: dict[str, str]) -> Callable[..., str]:
    """Runs gpo: `gpo("update")`; the show is subscribed to."""

    def run(*arguments: str) -> str:
        done = subprocess.run(
            ["gpo", *arguments],
            capture_output=True,
            text=True,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout

    assert "Successfully added" in run("subscribe", served.feed_url)
    return run


def titles(listing: str) -> list[str]:
    """The episodes in what `gpo episodes` prints."""
    return re.findall(r"^ +\d+\. +\S? +(.*\S)$", listing, re.MULTILINE)


def episodes(home: Path) -> dict[str, tuple[str, str, int]]:
    """What gPodder keeps of each episode: by GUID its sound's address, its text and its date."""
    with closing(sqlite3.connect(home / "gpodder/Database")) as kept:
        rows = kept.execute("SELECT guid, url, description_html, published FROM episode").fetchall()
    assert len({row[0] for row in rows}) == len(rows)
    return {guid: (url, text, date) for guid, url, text, date in rows}


def test_every_episode_is_listed_and_its_sound_has_the_published_bytes(
    served: Any, home: Path, gpo: Callable[..., str]
) -> None:
    """Subscribed, listed, downloaded, byte for byte."""
    gpo("update")
    listing = gpo("episodes")
    assert sorted(titles(listing)) == ["The ferry that came back", "The market that moved"]
    assert "2 episodes downloaded" in gpo("download")
    sounds = [path for path in (home / "downloads").rglob("*.mp3") if path.is_file()]
    assert {path.read_bytes() for path in sounds} == served.sounds()
    assert len(sounds) == 2


def test_an_update_is_seen_once(served: Any, home: Path, gpo: Callable[..., str]) -> None:
    """The third episode is new at the first look and known at the second."""
    gpo("update")
    gpo("download")
    assert "\n0 new episodes" in gpo("update")
    served.talk("2026-04-02-tower", "The tower that leans")
    served.publish()
    assert "\n1 new episode" in gpo("update")
    assert "1 episodes downloaded" in gpo("download")
    assert "\n0 new episodes" in gpo("update")
    assert titles(gpo("episodes")).count("The tower that leans") == 1
    assert len(episodes(home)) == 3


def test_a_correction_is_seen_without_a_duplicate(
    served: Any, home: Path, gpo: Callable[..., str]
) -> None:
    """Same GUID and date, the note and the new sound; it is not announced as new."""
    gpo("update")
    gpo("download")
    before = episodes(home)
    served.correct("2026-03-14-ferry")
    served.publish()
    assert "\n0 new episodes" in gpo("update")
    after = episodes(home)
    assert after.keys() == before.keys()
    (changed,) = [guid for guid in before if before[guid][0] != after[guid][0]]
    assert after[changed][2] == before[changed][2]
    assert "It was ten years." in after[changed][1]
    assert len(titles(gpo("episodes"))) == 2


def test_a_recording_without_a_transcript_is_listed_and_downloaded(
    served: Any, home: Path, gpo: Callable[..., str], recording: bytes
) -> None:
    """A folder with only an MP3 is an episode like the others."""
    served.record("2026-04-03-along-the-quay", recording)
    assert not served.publish().failed
    gpo("update")
    assert "Along the quay" in titles(gpo("episodes"))
    assert "3 episodes downloaded" in gpo("download")
    sounds = {path.read_bytes() for path in (home / "downloads").rglob("*.mp3")}
    assert sounds == served.sounds()
