"""What the machine refuses, and what there is none of yet, are told as what they are."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from segmentcast.errors import Problem
from segmentcast.model import Finding
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
        ([], 0, "Nothing is published yet.", "add a folder with a transcript"),
        ([("2026-03-14-a", " ", "")], 20, "1 failed; no feed was written.", "fix the problems above"),
        ([("2026-03-14-a", TALK, "draft = true\n")], 0, "Nothing is published yet; 1 held.", "every episode is held"),
        (
            [("2026-03-14-a", TALK, "draft = true\n"), ("2026-03-15-b", " ", "")],
            20,
            "1 failed, 1 held; no feed was written.",
            "1 of 2 episodes failed and the others are held",
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
    assert ("add a folder with a transcript" in done.stderr) is (not episodes)
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


DOUBTFUL = "The mill\n\nSo how was it?\n\n\nIt was wet.\n\n\nAnd did they come?\n\n\nThey did, all of them.\n"


def test_warnings_about_who_speaks_are_one_line_an_episode(show: Path) -> None:
    """The line counts them and names the command that shows each."""
    episode(show, "2026-03-14-mill", DOUBTFUL)
    done = command("publish", show)
    folder = show / "episodes" / "2026-03-14-mill"
    lines = [line for line in done.stderr.splitlines() if "2026-03-14-mill" in line]
    assert len(lines) == 1, done.stderr
    assert "warnings about speakers (" in lines[0]
    assert lines[0].endswith(f"[speakers] Fix: segmentcast read {folder} shows them")
    shown = command("read", folder).stderr
    assert shown.count("[speaker-unsure]") + shown.count("[speaker-unnamed]") > 2
    assert "Host is probably the host" not in shown


def test_every_message_ends_its_sentence_before_the_remedy(show: Path) -> None:
    """Problems, findings and annotations have one form, whoever wrote the sentence."""
    assert str(Problem("a", "is wrong", "mend it")) == "a: is wrong. Fix: mend it"
    assert str(Problem("a", "is wrong.", "mend it")) == "a: is wrong. Fix: mend it"
    assert str(Problem("a", 'it says "no."', "mend it")) == 'a: it says "no." Fix: mend it'
    assert str(Problem("a", "is wrong")) == "a: is wrong"
    assert (
        str(Finding("warning", "rule", "a", "is wrong", "mend it"))
        == "warning: a: is wrong. [rule] Fix: mend it"
    )
    episode(show, "2026-03-14-ferry")
    command("publish", show)
    done = command("check", show, "--format", "github")
    assert done.stdout
    assert all(". Fix: " in line for line in done.stdout.splitlines() if "Fix: " in line)


@pytest.mark.parametrize(
    ("source", "advice"),
    [
        ("127.0.0.1:8765/ferry.html", "write http:// before it: http://127.0.0.1:8765/ferry.html"),
        ("news.example/2026/harbour", "write http:// before it: http://news.example/2026/harbour"),
        ("ferry.html", "Fix: check the spelling\n"),
        ("../episodes/ferry", "Fix: check the spelling\n"),
    ],
)
def test_an_address_without_its_scheme_is_told_from_a_path(
    show: Path, source: str, advice: str
) -> None:
    """`read` and `add` say what to write before it; a plain path gets no such advice."""
    for asked in (["read", source], ["add", show, source]):
        done = command(*asked)
        assert done.returncode == 2
        assert advice in done.stderr


def test_a_check_of_a_store_says_which_one_it_needs(show: Path) -> None:
    """What --to named once is not kept; the message gives the command and the setting."""
    episode(show, "2026-03-14-ferry")
    assert command("publish", show, "--to", show.parent / "web").returncode == 0
    done = command("check", show, "--store")
    assert done.returncode == 2
    assert "--store ADDRESS" in done.stderr
    assert "[publish] to in show.toml" in done.stderr
    assert command("check", show, "--store", show.parent / "web").returncode in (0, 10)


def test_add_says_what_comes_next_for_each_file_and_which_date_it_gave(
    show: Path, tmp_path: Path
) -> None:
    """A file without a date gets today's, and the note says so; one that is dated gets no note."""
    (tmp_path / "pier.txt").write_text(TALK)
    (tmp_path / "2026-01-20-quay.txt").write_text(TALK)
    done = command("add", show, tmp_path / "pier.txt", tmp_path / "2026-01-20-quay.txt")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Next: segmentcast read ") == 2
    notes = [line for line in done.stderr.splitlines() if "[date]" in line]
    assert len(notes) == 1
    assert "pier.txt: no date in it; the folder gets today's" in notes[0]
