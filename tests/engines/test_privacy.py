"""What a narration asks of the network and leaves in the home folder: nothing. Watched by strace."""

import os
import re
import subprocess
import sys
from typing import NamedTuple

import pytest

PAGE = """The tide is let in

Ruth Calder: The old harbour wall was opened to the tide again.

Peter Lang: The first thing that came back was the eelgrass.
"""
SHOW = """
title = "Harbour Notes"
description = "Talks from the harbour."
author = "Harbour Radio"
base_url = "https://harbour.example/podcast/"
"""


class Watched(NamedTuple):
    """A publish: its system calls, those that ask somebody, and what it left in its home folder."""

    calls: list[str]
    asked: list[str]
    left: list[str]


NAMES = r"/etc/resolv\.conf|/etc/hosts\b"
"""What is read when a host's address is looked up."""
NOTHING = re.compile(rf"socket\(AF_(?:INET|NETLINK)|connect\(|send(?:to|msg|mmsg)\(|{NAMES}")
"""What a publish by itself does not do: any of it."""
ELSEWHERE = re.compile(
    rf"(?:connect|send(?:to|msg|mmsg))\((?!.*(?:127\.0\.0\.1|\"::1\")).*AF_INET|{NAMES}"
)
"""What a publish with worker processes, which talk to each other on this machine, does not do."""


@pytest.fixture(
    scope="module", params=[(NOTHING,), (ELSEWHERE, "--cluster", "local")], ids=["here", "cluster"]
)
def watched(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Watched:
    """The system calls of a publish with the default voices and those that it must not do; its home folder's files."""
    forbidden, *options = request.param
    root = tmp_path_factory.mktemp("quiet")
    episode = root / "episodes" / "2026-03-14-tide"
    episode.mkdir(parents=True)
    (episode / "transcript.txt").write_text(PAGE, "utf-8")
    (root / "episodes" / "show.toml").write_text(SHOW, "utf-8")
    home = root / "home"
    home.mkdir()
    log = root / "calls"
    kept = ("PATH", "LANG", "TMPDIR")
    done = subprocess.run(
        [
            *("strace", "-f", "--seccomp-bpf", "-qq", "-e", "trace=%network,%file", "-o", str(log)),
            *(sys.executable, "-m", "segmentcast", "publish", str(root / "episodes")),
            *options,
        ],
        env={name: os.environ[name] for name in kept if name in os.environ} | {"HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "hibari/heart" in done.stdout
    assert "piper/joe" in done.stdout
    left = [str(path.relative_to(home)) for path in home.rglob("*")]
    lines = log.read_text("utf-8", "replace").splitlines()
    return Watched(lines, [line for line in lines if forbidden.search(line)], left)


def test_nobody_is_asked_for_an_address_and_nothing_is_sent(watched: Watched) -> None:
    """A narration looks up no host and opens no connection: "works offline" means nothing is asked."""
    assert watched.asked == []


def test_the_watch_sees_the_voices_at_work(watched: Watched) -> None:
    """The system calls of both engines are in the record, so silence in it means silence."""
    for name in ("onnxruntime_pybind11_state", "en_US-joe-medium.onnx", "/hibari/assets/"):
        assert any(name in line for line in watched.calls), name


def test_nothing_is_left_in_the_home_folder(watched: Watched) -> None:
    """No device id, no cache, no folder."""
    assert watched.left == []
