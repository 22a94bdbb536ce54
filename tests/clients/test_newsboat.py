"""newsboat and its podboat, as Debian ships them, with a feed that we serve."""

import os
import pty
import select
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def newsboat(served: Any, home: Path, surroundings: dict[str, str]) -> Callable[..., str]:
    """Runs newsboat without its screen: `newsboat("reload")`; the show is subscribed to."""
    (home / "urls").write_text(f"{served.feed_url}\n")
    (home / "config").write_text(f"podcast-auto-enqueue yes\ndownload-path {home}/sounds\n")
    (home / ".newsboat").mkdir()

    def run(*commands: str) -> str:
        files = ["-C", home / "config", "-u", home / "urls", "-c", home / "cache.db"]
        done = subprocess.run(
            ["newsboat", *files, "-q", "-x", *commands],
            capture_output=True,
            text=True,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    return run


def items(home: Path) -> dict[str, tuple[str, str, str]]:
    """What newsboat keeps of each item: by GUID its title, its text and its sound's address."""
    with closing(sqlite3.connect(home / "cache.db")) as cache:
        rows = cache.execute("SELECT guid, title, content, enclosure_url FROM rss_item").fetchall()
    assert len({row[0] for row in rows}) == len(rows)
    return {guid: (title, content, url) for guid, title, content, url in rows}


def download(home: Path, surroundings: dict[str, str], wanted: int) -> list[Path]:
    """Lets podboat fetch its queue; it has no other face than its screen, so it is given one."""
    child, screen = pty.fork()
    if child == 0:
        os.execvpe("podboat", ["podboat", "-C", str(home / "config"), "-a"], surroundings)
    end = time.monotonic() + 300
    try:
        while time.monotonic() < end:
            if select.select([screen], [], [], 0.05)[0]:
                os.read(screen, 65536)
            done = [path for path in home.glob("sounds/**/*.mp3") if path.is_file()]
            if len(done) == wanted and not list(home.glob("sounds/**/*.part")):
                return done
    finally:
        os.kill(child, 15)
        os.close(screen)
        os.waitpid(child, 0)
    raise AssertionError("podboat did not finish")


def test_every_episode_is_listed_once_and_an_update_is_seen_once(
    served: Any, home: Path, newsboat: Callable[..., str]
) -> None:
    """Two episodes, then a third; looking again brings nothing."""
    newsboat("reload")
    assert newsboat("print-unread") == "2 unread articles"
    assert {title for title, _, _ in items(home).values()} == {
        "The ferry that came back",
        "The market that moved",
    }
    served.talk("2026-04-02-tower", "The tower that leans")
    served.publish()
    newsboat("reload")
    assert newsboat("print-unread") == "3 unread articles"
    newsboat("reload")
    assert newsboat("print-unread") == "3 unread articles"
    assert len(items(home)) == 3


def test_a_correction_is_seen_without_a_duplicate(
    served: Any, home: Path, newsboat: Callable[..., str]
) -> None:
    """The same item has the new sound and the note; nobody is told of a new episode."""
    newsboat("reload")
    before = items(home)
    served.correct("2026-03-14-ferry")
    served.publish()
    newsboat("reload")
    after = items(home)
    assert after.keys() == before.keys()
    (changed,) = [guid for guid in before if before[guid][2] != after[guid][2]]
    assert before[changed][0] == "The ferry that came back"
    assert "It was ten years." in after[changed][1]
    assert newsboat("print-unread") == "2 unread articles"


def test_podboat_downloads_the_published_bytes(
    served: Any, home: Path, surroundings: dict[str, str], newsboat: Callable[..., str]
) -> None:
    """Every sound of the queue, byte for byte."""
    newsboat("reload")
    sounds = download(home, surroundings, 2)
    assert {path.read_bytes() for path in sounds} == served.sounds()


def test_a_recording_without_a_transcript_is_listed_and_downloaded(
    served: Any,
    home: Path,
    newsboat: Callable[..., str],
    surroundings: dict[str, str],
    recording: bytes,
) -> None:
    """A folder with only an MP3 is an episode like the others."""
    served.record("2026-04-03-along-the-quay", recording)
    assert not served.publish().failed
    newsboat("reload")
    (row,) = (row for row in items(home).values() if row[0] == "Along the quay")
    assert "Read the transcript" not in row[1]
    sounds = download(home, surroundings, 3)
    assert {path.read_bytes() for path in sounds} == served.sounds()
