"""Each peer in an environment of its own, and processes that are watched."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
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
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        # Nothing of ours may shine through into another program's environment.
        own = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        process = subprocess.Popen(
            command, stdout=out, stderr=err, cwd=cwd, env={**own, **(variables or {})}
        )
        _, status, used = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode(errors="replace"))
    if check and process.returncode:
        sys.exit(f"{' '.join(command[:4])} ... failed:\n{texts[1][-2000:]}")
    kilobytes = used.ru_maxrss / (1000 if sys.platform == "darwin" else 1)
    return Run(used.ru_utime + used.ru_stime, wall_s, kilobytes / 1000, process.returncode, *texts)


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
