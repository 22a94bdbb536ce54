"""The newsroom's own program: when it runs, what it is told, and what it may take."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from segmentcast.deployment.hook import run_hook
from segmentcast.programs.environment import environment
from segmentcast.programs.limited_program import KEPT_BYTES

TRANSCRIPT = "# The ferry\n\n**Ana Roe:** How was the ferry?\n\n**Bo Lind:** It was late.\n"
SHOW = """
title = "T"
description = "D"
author = "A"
base_url = "https://podcast.news.example/show/"
{top}

[voices]
host = "tone/low"
guest = "tone/high"

[publish]
hook = {hook}
{publish}
"""
NOTE = (
    "import json, os, sys; change = json.load(sys.stdin)\n"
    "change['environment'] = sorted(os.environ)\n"
    "open('told.jsonl', 'a').write(json.dumps(change) + '\\n')"
)


def python(program: str) -> tuple[str, ...]:
    return (sys.executable, "-c", program)


def alive(pid: int) -> bool:
    """Whether a process still runs; one that has ended and waits for its parent does not."""
    try:
        return (
            Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
            if sys.platform == "linux"
            else os.kill(pid, 0) is None
        )
    except OSError:
        return False


def gone(pid: int) -> bool:
    until = time.monotonic() + 120
    while alive(pid) and time.monotonic() < until:
        time.sleep(0.02)
    return not alive(pid)


# --- what it may take ---------------------------------------------------------------------------


def test_of_what_it_prints_the_end_is_kept(tmp_path: Path) -> None:
    """A hook that prints 200 MB costs 64 kB of memory, and the message quotes the end of it."""
    program = (
        "import os\nfor _ in range(200): os.write(1, b'x' * (1 << 20))\n"
        "raise SystemExit('the disk of the CMS is full')"
    )
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from segmentcast.deployment.hook import run_hook\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        f"print(run_hook([sys.executable, '-c', {program!r}], Path('.'), b''))\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    reason, grown = done.stdout.splitlines()
    assert reason.startswith("exited with 1")
    assert reason.endswith("the disk of the CMS is full")
    assert int(grown) * (1 if sys.platform == "darwin" else 1024) < 64 * KEPT_BYTES


def test_children_in_the_background_hold_nothing_up(tmp_path: Path) -> None:
    """A child that keeps the output open is ended with the hook that started it."""
    program = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)'])\n"
        "open('pid', 'w').write(str(child.pid))"
    )
    assert run_hook(python(program), tmp_path, b"", seconds=300) == ""
    assert gone(int((tmp_path / "pid").read_text()))


def test_at_the_limit_all_of_it_ends(tmp_path: Path) -> None:
    """A hook that does not end is ended with its children, though both ignore a polite request."""
    program = (
        "import os, signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "ignoring = 'import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(300)'\n"
        "child = subprocess.Popen([sys.executable, '-c', ignoring])\n"
        "open('pids', 'w').write(f'{os.getpid()} {child.pid}')\n"
        "time.sleep(300)"
    )
    reason = run_hook(python(program), tmp_path, b"", seconds=8)
    assert reason.startswith("did not finish within 8 seconds")
    assert all(gone(int(pid)) for pid in (tmp_path / "pids").read_text().split())


def test_a_child_with_a_session_of_its_own_holds_nothing_up(tmp_path: Path) -> None:
    """A job that is to outlive the hook does, and the publish does not wait for it."""
    program = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)'],\n"
        "                         start_new_session=True)\n"
        "open('pid', 'w').write(str(child.pid))"
    )
    assert run_hook(python(program), tmp_path, b"", seconds=300) == ""
    pid = int((tmp_path / "pid").read_text())
    assert alive(pid)
    os.kill(pid, signal.SIGKILL)


def test_it_need_not_listen(tmp_path: Path) -> None:
    """A hook that reads nothing of a long message ends well."""
    assert run_hook(python("pass"), tmp_path, b"x" * (4 << 20)) == ""


def test_no_secret_of_the_environment_is_passed() -> None:
    """What every program needs is passed, and what show.toml names; no key, no password in a proxy."""
    whole = {
        "PATH": "/bin",
        "HOME": "/h",
        "LC_ALL": "C",
        "AWS_SECRET_ACCESS_KEY": "s",
        "SEGMENTCAST_CACHE_SECRET": "s",
        "SEGMENTCAST_HTTP_KEY": "s",
        "GITHUB_TOKEN": "s",
        "LD_PRELOAD": "/x.so",
        "HTTPS_PROXY": "http://jo:s@proxy:1",
        "HTTP_PROXY": "http://proxy:1",
        "CHAT": "w",
    }
    assert environment(whole, ["CHAT"]) == {
        "PATH": "/bin",
        "HOME": "/h",
        "LC_ALL": "C",
        "HTTP_PROXY": "http://proxy:1",
        "CHAT": "w",
    }


@pytest.mark.parametrize("hook", [("no-such-program",), ("a\0b",), (".",)])
def test_what_cannot_be_started_is_said(tmp_path: Path, hook: tuple[str, ...]) -> None:
    """A missing program, a folder, a name that cannot be: one reason, no traceback."""
    assert run_hook(hook, tmp_path, b"").startswith("could not start: ")


# --- when it runs, and what it is told ------------------------------------------------------------


class Newsroom:
    """A show with a hook that notes what it is told."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "episodes"
        self.write("2026-03-01-ferry", TRANSCRIPT)
        self.settings()

    def settings(self, top: str = "", publish: str = "", hook: tuple[str, ...] = ()) -> None:
        text = SHOW.format(hook=json.dumps(hook or python(NOTE)), publish=publish, top=top)
        (self.folder / "show.toml").write_text(text, "utf-8")

    def write(self, name: str, transcript: str, settings: str = "") -> None:
        episode = self.folder / name
        episode.mkdir(parents=True, exist_ok=True)
        (episode / "transcript.md").write_text(transcript, "utf-8")
        (episode / "episode.toml").write_text(settings, "utf-8")

    def publish(self, *options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "segmentcast", "publish", str(self.root), "-q", "-j", "1"]
        return subprocess.run(
            [*command, *options], capture_output=True, text=True, check=False, timeout=120
        )

    def told(self) -> list[dict[str, Any]]:
        path = self.folder / "told.jsonl"
        return (
            [json.loads(line) for line in path.read_text("utf-8").splitlines()]
            if path.exists()
            else []
        )


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Newsroom:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("CHAT_TOKEN", "token")
    return Newsroom(tmp_path / "show")


def test_it_is_told_of_what_went_well(newsroom: Newsroom, tmp_path: Path) -> None:
    """With a store: `ok`, exit code 0, what was added, and only the environment that was named."""
    newsroom.settings(publish='hook_environment = ["CHAT_TOKEN"]')
    assert newsroom.publish("--to", str(tmp_path / "target")).returncode == 0
    (told,) = newsroom.told()
    assert (told["ok"], told["exit_code"], told["failed"], told["held"]) == (True, 0, [], [])
    assert len(told["added"]) == 1
    assert "CHAT_TOKEN" in told["environment"]
    assert "AWS_SECRET_ACCESS_KEY" not in told["environment"]
    assert newsroom.publish("--to", str(tmp_path / "target")).returncode == 0
    assert len(newsroom.told()) == 1


@pytest.mark.parametrize("stored", [True, False], ids=["to a store", "here alone"])
def test_it_is_told_of_an_episode_that_fails(
    newsroom: Newsroom, tmp_path: Path, stored: bool
) -> None:
    """Each time: `ok` is false, the exit code is the publish's, and the problems are there."""
    newsroom.write("2026-03-02-empty", "")
    options = ["--to", str(tmp_path / "target")] if stored else []
    for number in (1, 2):
        assert newsroom.publish(*options).returncode == 20
        told = newsroom.told()[-1]
        assert len(newsroom.told()) == number
        assert (told["ok"], told["exit_code"]) == (False, 20)
        assert [one["folder"] for one in told["failed"]] == ["2026-03-02-empty"]
        assert told["failed"][0]["problems"][0]["what"]


def test_it_is_told_once_of_what_is_held(newsroom: Newsroom, tmp_path: Path) -> None:
    """An episode that waits is told when it begins to wait, not by every publish of a clock."""
    target = str(tmp_path / "target")
    newsroom.publish("--to", target)
    newsroom.write("2026-03-02-later", TRANSCRIPT, "draft = true\n")
    for _ in range(2):
        assert newsroom.publish("--to", target).returncode == 0
    _, told = newsroom.told()
    assert (told["ok"], told["feed_changed"]) == (True, False)
    assert [one["id"] for one in told["held"]] == ["2026-03-02-later"]
    assert told["held"][0]["reasons"] == ["it is a draft"]


def test_it_is_told_when_the_whole_publish_fails(newsroom: Newsroom, tmp_path: Path) -> None:
    """A store that cannot be written to, a damaged ledger: the exit code and the problem."""
    (tmp_path / "file").write_text("in the way")
    result = newsroom.publish("--to", str(tmp_path / "file" / "target"))
    (told,) = newsroom.told()
    assert (told["ok"], told["exit_code"]) == (False, 8)
    assert told["problems"][0]["what"]
    assert result.returncode == 8


def test_it_says_that_it_cannot_be_told_of_changes_without_a_store(newsroom: Newsroom) -> None:
    """A hook without `to` is a warning that names both ways out; a try-out is not bothered."""
    assert "does not run for changes" in newsroom.publish().stderr
    assert newsroom.told() == []
    for option in ("--dry-run", "--no-upload"):
        newsroom.write("2026-03-02-empty", "")
        assert "hook" not in newsroom.publish(option).stderr
    assert newsroom.told() == []


def test_one_that_fails_is_a_warning(newsroom: Newsroom, tmp_path: Path) -> None:
    """The publish ends well; why the hook failed is said, also beside a failure of the publish."""
    newsroom.settings(hook=("./no-such-program",))
    result = newsroom.publish("--to", str(tmp_path / "target"))
    assert result.returncode == 0
    assert "could not start" in result.stderr
    (tmp_path / "file").write_text("in the way")
    result = newsroom.publish("--to", str(tmp_path / "file" / "target"), "--json")
    assert result.returncode == 8
    assert "could not start" in result.stderr
    told = json.loads(result.stdout)
    assert [finding["rule"] for finding in told["findings"]] == ["hook"]
    assert told["problems"]
    assert not [problem for problem in told["problems"] if "hook" in problem["where"]]


def test_one_that_failed_is_told_again_of_what_is_held(newsroom: Newsroom, tmp_path: Path) -> None:
    """What is held counts as told only once a hook has taken it."""
    target = str(tmp_path / "target")
    newsroom.publish("--to", target)
    newsroom.write("2026-03-02-later", TRANSCRIPT, "draft = true\n")
    newsroom.settings(hook=("./no-such-program",))
    assert "could not start" in newsroom.publish("--to", target).stderr
    newsroom.settings()
    for _ in range(2):
        assert newsroom.publish("--to", target).returncode == 0
    _, told = newsroom.told()
    assert [one["id"] for one in told["held"]] == ["2026-03-02-later"]
