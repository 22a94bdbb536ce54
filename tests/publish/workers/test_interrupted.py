"""Ctrl-C in every phase of a very long episode: it ends there, and the next run goes on."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

TURNS = 5_000
# The phase is seen from within (by the interpreter's own audit events), so that none passes between two looks.
INTERRUPTING = """
import os, signal, sys

event, ending, left = sys.argv[1], sys.argv[2], int(sys.argv[3])

def watch(name, arguments):
    global left
    # The new name of a rename is its second argument.
    if name == event and str(arguments[name == "os.rename"]).endswith(ending):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGINT)

sys.addaudithook(watch)
sys.argv[1:4] = []
from segmentcast.__main__ import main
sys.exit(main())
"""
NAMES = ("PETER AUNE, HOST", "ROSA LIND, CAPTAIN")


def kept(show: Path, kind: str) -> int:
    """How many spoken sentences or encoded pieces the cache holds."""
    return len(list((show / ".segmentcast").rglob(f"*.{kind}")))


@pytest.fixture(scope="module")
def talk() -> str:
    """Five thousand short turns; the sentences come again after a hundred."""
    turns = [f"{NAMES[n % 2]}: Yes {n % 100}." for n in range(TURNS)]
    return "A very long talk\n\n" + "\n\n".join(turns) + "\n"


def start(show: Path, *phase: object) -> subprocess.Popen[str]:
    """A publish in a process of its own, which heeds interruptions as in a terminal."""
    begin = ["-c", INTERRUPTING, *map(str, phase)] if phase else ["-m", "segmentcast"]
    return subprocess.Popen(
        [sys.executable, *begin, "publish", str(show)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )  # fmt: skip


def interrupted(show: Path, event: str, ending: str, count: int = 1) -> None:
    """Interrupts itself when a file of this ending is opened or renamed for the nth time; nothing is published."""
    with start(show, event, ending, count) as process:
        output, _ = process.communicate(timeout=300)
    assert process.returncode == 130, output
    assert "Stopped." in output
    assert "Traceback" not in output
    assert not (show / "feed" / "feed.xml").exists()
    assert not list((show / ".segmentcast").glob("sound-*")), "nothing half made is left"


def test_each_phase_of_a_very_long_episode_ends_when_it_is_interrupted(
    new_show: Callable[[str], Any], talk: str
) -> None:
    """Stopped while it is assembled, surveyed, encoded and captioned, the work after that is not begun."""
    show = new_show("long")
    show.episode("2026-03-14-long", text=talk)
    root = show.root
    # Its hundred sentences are spoken, and what they are joined to is not surveyed.
    interrupted(root, "os.rename", ".speech", 100)
    surveyed = kept(root, "mp3")
    assert surveyed <= 4
    interrupted(root, "os.rename", ".mp3")
    first = kept(root, "mp3")
    interrupted(root, "os.rename", ".mp3", 4)
    second = kept(root, "mp3")
    interrupted(root, "open", "tagged.mp3")
    assert not list((root / "feed").rglob("*.vtt"))
    whole = kept(root, "mp3")
    assert first < second <= whole
    with start(root) as process:
        output, _ = process.communicate()
    assert process.returncode == 0, output
    assert (root / "feed" / "feed.xml").is_file()
