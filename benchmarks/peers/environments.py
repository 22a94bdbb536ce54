"""Each peer in an environment of its own, and processes that are watched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PEERS = {
    "castmd": ("castmd==0.1.0", "hibari-tts>=0.2.1,<0.3"),
    "folderpodgen": ("folderpodgen==0.2", "pytz"),
    "podcats": ("podcats==0.6.3",),
    "feedgen": ("feedgen==1.0.0", "mutagen>=1.47,<2"),
    "pydub": ("pydub==0.25.1", "audioop-lts; python_version >= '3.13'"),
    "ffmpeg-normalize": ("ffmpeg-normalize==1.43.0",),
}
"""What each environment is given: the peer, and what it does not ask for itself but needs."""


WATCH = """
import json, os, sys, time
start = time.perf_counter()
process = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(process, 0)
took = used.ru_utime + used.ru_stime, time.perf_counter() - start, used.ru_maxrss, status
json.dump(took, open(sys.argv[1], "w"))
"""
"""Starts a program and says what it took. It is small, as its memory counts for the program's."""


@dataclass(frozen=True, slots=True)
class Run:
    """A process that has ended: its seconds, its largest memory (of any one process), its output."""

    processor_s: float
    wall_s: float
    peak_mb: float
    code: int
    out: str
    err: str


def environment(peer: str, root: Path) -> Path:
    """The folder of programs of a fresh environment that holds the peer."""
    folder = root / peer
    if not folder.exists():
        venv.create(folder, with_pip=True)
        watched(
            [str(folder / "bin/python"), "-m", "pip", "install", "-q", *PEERS[peer]], check=True
        )
    return folder / "bin"


def watched(
    command: Sequence[str],
    *,
    cwd: Path | None = None,
    variables: Mapping[str, str] | None = None,
    check: bool = False,
) -> Run:
    """Runs a program to its end. With `check` a failure ends the benchmark with what it said."""
    with tempfile.TemporaryDirectory() as folder:
        took, out, err = (Path(folder) / name for name in ("took", "out", "err"))
        # Nothing of ours may shine through into another program's environment.
        own = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        with out.open("wb") as stdout, err.open("wb") as stderr:
            subprocess.run(
                [sys.executable, "-I", "-S", "-c", WATCH, str(took), *command],
                stdout=stdout, stderr=stderr, cwd=cwd, env={**own, **(variables or {})}, check=True,
            )  # fmt: skip
        seconds, wall_s, peak, status = json.loads(took.read_text())
        texts = [each.read_text(errors="replace") for each in (out, err)]
    code = os.waitstatus_to_exitcode(status)
    if check and code:
        sys.exit(f"{' '.join(command[:4])} ... failed:\n{texts[1][-2000:]}")
    return Run(seconds, wall_s, peak / (1e6 if sys.platform == "darwin" else 1e3), code, *texts)


def watched_of_ours(arguments: Sequence[str], *, check: bool = False) -> Run:
    """Runs this Python with this segmentcast, wherever both were found."""
    paths = os.pathsep.join(str(Path(each).resolve()) for each in sys.path if each)
    return watched([sys.executable, *arguments], variables={"PYTHONPATH": paths}, check=check)


def versions(root: Path) -> dict[str, str]:
    """What each environment really holds, as pip says it."""
    found = {}
    for peer in PEERS:
        if (root / peer).exists():
            said = watched([str(root / peer / "bin/python"), "-m", "pip", "freeze"], check=True).out
            found[peer] = ", ".join(line for line in said.splitlines() if "==" in line)
    return found


def row(cells: Sequence[str]) -> str:
    """A row of a Markdown table."""
    return "| " + " | ".join(cells) + " |"
