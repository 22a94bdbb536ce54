"""Ctrl-C in every phase of a very long episode: it ends there, and the next run goes on."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

TURNS = 5_000
NAMES = ("PETER AUNE, HOST", "ROSA LIND, CAPTAIN")


def kept(show: Path, kind: str) -> int:
    """How many spoken sentences or encoded pieces the cache holds."""
    return len(list((show / ".segmentcast").rglob(f"*.{kind}")))


@pytest.fixture(scope="module")
def talk() -> str:
    """Five thousand short turns; the sentences come again after a hundred."""
    turns = [f"{NAMES[n % 2]}: Yes {n % 100}." for n in range(TURNS)]
    return "A very long talk\n\n" + "\n\n".join(turns) + "\n"


def start(show: Path) -> subprocess.Popen[str]:
    """A publish in a process of its own, which heeds interruptions as in a terminal."""
    return subprocess.Popen(
        [sys.executable, "-m", "segmentcast", "publish", str(show)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )  # fmt: skip


def interrupted(show: Path, reached: Callable[[], bool]) -> None:
    """Sends SIGINT as soon as the phase is reached; the process must stop by that, with nothing published."""
    with start(show) as process:
        try:
            while not reached():
                assert process.poll() is None, process.communicate()[0]
                time.sleep(0.005)
            process.send_signal(signal.SIGINT)
            told, _ = process.communicate(timeout=120)
        finally:
            process.kill()
    assert process.returncode == 130, told
    assert "Stopped." in told
    assert "Traceback" not in told
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
    interrupted(root, lambda: kept(root, "speech") >= 100)
    surveyed = kept(root, "mp3")
    assert surveyed <= 4
    interrupted(root, lambda: kept(root, "mp3") > surveyed)
    first = kept(root, "mp3")

    def encoding() -> bool:
        made = list((root / ".segmentcast").glob("sound-*/frames.mp3"))
        return bool(made) and made[0].stat().st_size > 10_000

    interrupted(root, encoding)
    second = kept(root, "mp3")
    interrupted(root, lambda: bool(list((root / ".segmentcast").glob("sound-*/tagged.mp3"))))
    assert not list((root / "feed").rglob("*.vtt"))
    whole = kept(root, "mp3")
    assert first < second < whole
    with start(root) as process:
        told, _ = process.communicate()
    assert process.returncode == 0, told
    assert (root / "feed" / "feed.xml").is_file()
