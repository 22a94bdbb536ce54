"""Ctrl-C in every phase of a very long episode: it ends there, and the next run goes on."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from tests.interruption import interrupted

TURNS = 2_000
HEEDING_CTRL_C = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from segmentcast.cli import main; main()"
)
"""The command as from a terminal: tests in the background would hand on that Ctrl-C is ignored."""
NAMES = ("PETER AUNE, HOST", "ROSA LIND, CAPTAIN")


def kept(show: Path, kind: str) -> int:
    """How many spoken sentences or encoded pieces the cache holds."""
    return len(list((show / ".segmentcast").rglob(f"*.{kind}")))


@pytest.fixture(scope="module")
def talk() -> str:
    """Two thousand short turns; the sentences come again after a hundred."""
    turns = [f"{NAMES[n % 2]}: Yes {n % 100}." for n in range(TURNS)]
    return "A very long talk\n\n" + "\n\n".join(turns) + "\n"


def stop(show: Path, event: str, ending: str, count: int = 1) -> None:
    """Interrupts a publish when a file of this ending is opened or renamed for the nth time; nothing is published."""
    done = interrupted("publish", show, event=event, ending=ending, count=count)
    assert done.returncode == 130, done.stderr
    assert "Stopped." in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert not (show / "feed" / "feed.xml").exists()
    assert not list((show / ".segmentcast").glob("sound-*")), "nothing half made is left"


def test_each_phase_of_a_very_long_episode_ends_when_it_is_interrupted(
    new_show: Callable[[str], Any], talk: str
) -> None:
    """Stopped while it is assembled, surveyed, encoded and tagged, the work after that is not begun."""
    show = new_show("long")
    show.episode("2026-03-14-long", text=talk)
    root = show.root
    # Its hundred sentences are spoken, and what they are joined to is not surveyed.
    stop(root, "os.rename", ".speech", 100)
    surveyed = kept(root, "mp3")
    stop(root, "os.rename", ".mp3")
    first = kept(root, "mp3")
    stop(root, "os.rename", ".mp3", 4)
    second = kept(root, "mp3")
    stop(root, "open", "tagged.mp3")
    assert not (root / "feed" / "episodes").exists()
    whole = kept(root, "mp3")
    assert surveyed < whole
    assert first < second <= whole
    done = subprocess.run(
        [sys.executable, "-m", "segmentcast", "publish", str(root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert (root / "feed" / "feed.xml").is_file()


def test_a_publish_that_waits_for_a_server_ends_with_ctrl_c(
    new_show: Callable[[str], Any],
) -> None:
    """A voice server that never answers doesn't hold it up: the usual words, and nothing is public."""
    show = new_show("waiting")
    show.episode()
    root: Path = show.root
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings = root / "episodes" / "show.toml"
        table = tomllib.loads(settings.read_text("utf-8"))
        server = {
            "base_url": f"http://127.0.0.1:{listener.getsockname()[1]}",
            "model": "none",
            "voices": ["silent"],
            "timeout_s": 600,
        }
        table |= {"voices": {"host": "http/silent"}, "engines": {"http": server}}
        settings.write_text(tomlkit.dumps(table), "utf-8")
        publish = subprocess.Popen(
            [sys.executable, "-c", HEEDING_CTRL_C, "publish", str(root)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        with listener.accept()[0], publish:
            publish.send_signal(signal.SIGINT)
            output, errors = publish.communicate(timeout=300)  # the server's own is 600
    assert publish.returncode == 130, output + errors
    assert "Stopped. Nothing is half-published" in errors
    assert "Traceback" not in output + errors
    assert not (root / "feed" / "feed.xml").exists()
