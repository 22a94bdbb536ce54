"""What the machine refuses, and what there is none of yet, are told as what they are."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.showcase import ShowUnderTest

TALK = "A talk\n\nPETER AUNE, HOST: How was it?\n\nROSA LIND, CAPTAIN: It was crowded.\n"


def without_privileges() -> None:
    """From the next program on, the superuser heeds the permissions of files as everybody else does."""
    if os.geteuid() == 0:
        drop, override, read_search = 24, 1, 2  # PR_CAPBSET_DROP and two capabilities
        prctl = ctypes.CDLL(None, use_errno=True).prctl
        assert [prctl(drop, each, 0, 0, 0) for each in (override, read_search)] == [0, 0]


def command(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "segmentcast", *map(str, arguments)],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        **{"stdout": subprocess.PIPE, **options},  # type: ignore[call-overload]
    )


@pytest.fixture
def show(tmp_path: Path) -> Path:
    """A show without an episode."""
    return ShowUnderTest(tmp_path / "show").root


def episode(show: Path, name: str, text: str = TALK, toml: str = "") -> None:
    folder = show / "episodes" / name
    folder.mkdir()
    (folder / "transcript.txt").write_text(text)
    (folder / "episode.toml").write_text(toml)


@pytest.mark.parametrize("asked", [["voices"], ["--help"], ["voices", "--json"]])
def test_output_onto_a_full_disk_is_no_defect_of_ours(asked: list[str]) -> None:
    """The message says what is full; the exit code is that of a disk, and nothing else is printed."""
    with Path("/dev/full").open("w") as full:
        done = command(*asked, stdout=full)
    assert done.returncode == 8
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("standard output: the disk is full")


def test_a_home_that_may_not_be_read_stops_nobody(show: Path, tmp_path: Path) -> None:
    """Voices that would be there are not, and a show that needs none of them is published."""
    episode(show, "2026-03-14-ferry")
    home = tmp_path / "home"
    home.mkdir(mode=0)
    environment = {**os.environ, "HOME": str(home)}
    for asked in (["publish", show], ["check", show], ["voices"], ["diff", show]):
        done = command(*asked, env=environment, preexec_fn=without_privileges)
        assert "defect" not in done.stderr
        assert done.returncode == 0, done.stderr
    home.chmod(0o700)


@pytest.mark.parametrize(
    ("episodes", "code", "told", "advice"),
    [
        ([], 0, "Nothing is published yet.", "put a folder with a transcript here"),
        ([("2026-03-14-a", " ", "")], 20, "1 failed; no feed was written.", "fix the problems above"),
        ([("2026-03-14-a", TALK, "draft = true\n")], 0, "Nothing is published yet; 1 held.", "every episode is held back"),
        (
            [("2026-03-14-a", TALK, "draft = true\n"), ("2026-03-15-b", " ", "")],
            20,
            "1 failed, 1 held; no feed was written.",
            "1 of 2 episodes failed and the others are held back",
        ),
    ],
)  # fmt: skip
def test_a_first_publish_without_a_feed_says_why(
    show: Path, episodes: list[tuple[str, str, str]], code: int, told: str, advice: str
) -> None:
    """No address of a feed that is not there, no advice to add what is there, no word of a feed before."""
    for name, text, toml in episodes:
        episode(show, name, text, toml)
    done = command("publish", show)
    assert done.returncode == code, done.stderr
    assert told in done.stdout
    assert advice in done.stderr
    assert ("put a folder with a transcript here" in done.stderr) is (not episodes)
    for absent in ("feed.xml", "the feed is unchanged", "segmentcast serve"):
        assert absent not in done.stdout


def test_the_summary_counts_held_episodes(show: Path) -> None:
    """They are not in the feed, so it is not called up to date; JSON has the same counts."""
    episode(show, "2026-03-13-aged")
    episode(show, "2026-03-14-draft", toml="draft = true\n")
    done = command("publish", show)
    assert "1 made, 0 unchanged, 1 held; the rest is in the feed." in done.stdout
    again = command("publish", show)
    assert "Nothing changed; 1 held." in again.stdout
    ahead = command("diff", show)
    assert "1 unchanged, 1 held." in ahead.stdout
    episode(show, "2026-03-15-empty", " ")
    episode(show, "2026-03-16-barge", TALK.replace("crowded", "empty"))
    mixed = command("publish", show)
    assert "1 made, 1 unchanged, 1 failed, 1 held; the rest is in the feed." in mixed.stdout
    counts = json.loads(command("publish", show, "--json").stdout)["counts"]
    assert counts == {"made": 0, "unchanged": 2, "held": 1, "failed": 1}


def test_a_later_publish_that_fails_says_that_the_feed_is_as_it_was(show: Path) -> None:
    """There is one, and its address is told."""
    episode(show, "2026-03-14-ferry")
    assert command("publish", show).returncode == 0
    episode(show, "2026-03-15-empty", " ")
    done = command("publish", show)
    assert done.returncode == 20
    assert "1 failed; the feed is unchanged." in done.stdout
    assert "feed.xml" in done.stdout


BRITTLE = """\
from segmentcast import engines
from segmentcast.model import Voice


class Brittle:
    name = "brittle"

    def unavailable(self):
        return None

    def voices(self):
        return ()

    def fingerprint(self, voice):
        if voice.name == "divides":
            return str(1 // 0)
        return voice.name

    def synth(self, spoken, voice):
        if voice.name == "hungry":
            raise MemoryError
        return engines.get("tone").synth(spoken, Voice("tone", "low"))


def build(settings, decode):
    return Brittle()
"""


@pytest.mark.parametrize(
    ("voice", "code", "told"),
    [("divides", 20, "a defect in segmentcast"), ("hungry", 8, "there is not enough memory")],
)
def test_a_defect_fails_one_episode_and_no_memory_stops_all(
    show: Path, tmp_path: Path, voice: str, code: int, told: str
) -> None:
    """An engine from elsewhere that breaks in planning costs its episode; memory is nobody's fault, and told once."""
    plugin = tmp_path / "plugin"
    (plugin / "brittle-1.dist-info").mkdir(parents=True)
    (plugin / "brittle.py").write_text(BRITTLE)
    (plugin / "brittle-1.dist-info/METADATA").write_text("Name: brittle\nVersion: 1\n")
    (plugin / "brittle-1.dist-info/entry_points.txt").write_text(
        "[segmentcast.engines]\nbrittle = brittle:build\n"
    )
    episode(show, "2026-03-14-ferry")
    episode(show, "2026-03-15-brittle", toml=f'[voices]\nguest = "brittle/{voice}"\n')
    environment = {**os.environ, "PYTHONPATH": str(plugin), "TMPDIR": str(tmp_path)}
    done = command("publish", show, env=environment)
    assert done.returncode == code, done.stderr
    assert done.stderr.count(told) == 1
    assert (show / "feed/feed.xml").is_file() is (code == 20)
    reports = list(tmp_path.glob("segmentcast-defect-*.txt"))
    assert [("ZeroDivisionError" in path.read_text()) for path in reports] == [True] * (code == 20)
    # What is finished is kept: the next publish makes the other episode alone, or nothing.
    (show / "episodes/2026-03-15-brittle/episode.toml").write_text("")
    assert command("publish", show).returncode == 0
